package simulate

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// features is the length of an application as the logistic regression sees it: a one for every outcome of every item (or for the first of
// those that count as one), and one.
var featureAt, features = func() (at [itemCount]int, n int) {
	for i := range itemCount {
		at[i] = n
		n += outcomesOf[i]
	}
	return at, n + 1
}()

// regression is a logistic regression on outcomes (B6), fitted by iteratively reweighted least squares.
type regression struct {
	weights []float64
	feature [itemCount][widest]int // of each outcome
}

// ridge keeps weights of outcomes that were never seen at nothing.
const ridge = 1.

// fitRegression learns owners against the natural adversaries of a scope, each tier with the same weight.
func fitRegression(c *cases, s scope) *regression {
	r := &regression{}
	for i := range itemCount {
		for o := range outcomesOf[i] {
			r.feature[i][o] = featureAt[i] + o
		}
	}
	r.fit(c, s)
	return r
}

// fitRuledRegression learns one that keeps the rule that the judgement keeps: a worse outcome never speaks more for the owner than a better
// one, else an adversary who knows the better one answers worse. Outcomes that break it become one, until none does.
func fitRuledRegression(c *cases, s scope) *regression {
	r := fitRegression(c, s)
	for r.mend() {
		r.fit(c, s)
	}
	return r
}

// mend makes one of neighbouring outcomes that break the rule, and says whether there were any.
func (r *regression) mend() (broken bool) {
	for i := range itemCount {
		for _, steps := range ladders(i) {
			for n := 1; n < len(steps); n++ {
				better, worse := &r.feature[i][steps[n-1]], &r.feature[i][steps[n]]
				if *better == *worse || r.weights[*better] >= r.weights[*worse] {
					continue
				}
				from, to := max(*better, *worse), min(*better, *worse)
				for o := range outcomesOf[i] {
					if r.feature[i][o] == from {
						r.feature[i][o] = to
					}
				}
				broken = true
			}
		}
	}
	return broken
}

// ladders are an item's outcomes from best to worst: for values that people choose, rare ones and common ones each.
func ladders(item int) [][]int {
	n := (outcomesOf[item] - 1) / 2
	var rare, common []int
	for l := range n {
		rare, common = append(rare, l), append(common, n+l)
	}
	return [][]int{append(rare, 2*n), append(common, 2*n)}
}

// fit finds the weights.
func (r *regression) fit(c *cases, s scope) {
	r.weights = make([]float64, features)
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
			return
		}
		for j := range r.weights {
			r.weights[j] += step.AtVec(j)
		}
		if mat.Norm(step, 2) < 1e-6 {
			return
		}
	}
}

// take adds the records of one side to the normal equations.
func (r *regression) take(hessian *mat.SymDense, gradient *mat.VecDense, records []record, is, weight float64) {
	for n := range records {
		on := r.active(&records[n])
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
func (r *regression) active(x *record) []int {
	on := make([]int, 0, itemCount+1)
	for i, l := range x.levels {
		if l != absent {
			on = append(on, r.feature[i][outcome(i, l)])
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

func (r *regression) score(x *record) float64 { return r.sum(r.active(x)) }
