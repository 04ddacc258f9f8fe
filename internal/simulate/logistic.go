package simulate

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// features is the length of an application as the logistic regression sees it: a one for every outcome of every item, and one.
var featureAt, features = func() (at [itemCount]int, n int) {
	for i := range itemCount {
		at[i] = n
		n += outcomesOf[i]
	}
	return at, n + 1
}()

// regression is a logistic regression on outcomes (B6), fitted by iteratively reweighted least squares.
type regression struct{ weights []float64 }

// ridge keeps weights of outcomes that were never seen at nothing.
const ridge = 1.

// fitRegression learns owners against the natural adversaries of a scope, each tier with the same weight.
func fitRegression(c *cases, s scope) *regression {
	r := &regression{weights: make([]float64, features)}
	for range 12 {
		hessian, gradient := mat.NewSymDense(features, nil), mat.NewVecDense(features, nil)
		for j := range features {
			hessian.SetSym(j, j, ridge)
			gradient.SetVec(j, -ridge*r.weights[j])
		}
		r.take(hessian, gradient, c.owners, 1, 1)
		for t := range int(s) + 1 {
			each := float64(len(c.owners)) / float64(int(s)+1) / float64(max(len(c.attackers[t][Natural]), 1))
			r.take(hessian, gradient, c.attackers[t][Natural], 0, each)
		}
		var chol mat.Cholesky
		step := mat.NewVecDense(features, nil)
		if !chol.Factorize(hessian) || chol.SolveVecTo(step, gradient) != nil {
			return r
		}
		for j := range r.weights {
			r.weights[j] += step.AtVec(j)
		}
		if mat.Norm(step, 2) < 1e-6 {
			return r
		}
	}
	return r
}

// take adds the records of one side to the normal equations.
func (r *regression) take(hessian *mat.SymDense, gradient *mat.VecDense, records []record, is, weight float64) {
	for n := range records {
		on := active(&records[n])
		p := 1 / (1 + math.Exp(-r.sum(on)))
		for x, j := range on {
			gradient.SetVec(j, gradient.AtVec(j)+weight*(is-p))
			for _, k := range on[x:] {
				hessian.SetSym(j, k, hessian.At(j, k)+weight*p*(1-p))
			}
		}
	}
}

// active lists the features that are one, in rising order.
func active(r *record) []int {
	on := make([]int, 0, itemCount+1)
	for i, l := range r.levels {
		if l != absent {
			on = append(on, featureAt[i]+outcome(i, l))
		}
	}
	return append(on, features-1)
}

func (r *regression) sum(on []int) float64 {
	sum := 0.
	for _, j := range on {
		sum += r.weights[j]
	}
	return sum
}

func (r *regression) score(x *record) float64 { return r.sum(active(x)) }
