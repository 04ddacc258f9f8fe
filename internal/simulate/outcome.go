package simulate

import (
	"cmp"
	"math"
	"slices"

	"okaeri/internal/decision"
	"okaeri/internal/simulate/measure"
)

// aim is the rate of adversaries let through that every figure is measured at; the others show how it bends.
const aim = .001

var ratesShown = []float64{.01, aim, .0001}

// scored are the numbers that a method gives to every case of a run.
type scored struct {
	owners    measure.Scores
	attackers [Classes][strategies]measure.Scores
}

// scoresOf lets a method score owners and the adversaries of a scope, in every strategy.
func scoresOf(c *cases, s scope, score func(*record) float64) *scored {
	out := &scored{owners: each(c.owners, score)}
	inParallel(int(s)+1, func(t int) {
		for strategy := range c.attackers[t] {
			out.attackers[t][strategy] = each(c.attackers[t][strategy], score)
		}
	})
	return out
}

func each(records []record, score func(*record) float64) measure.Scores {
	values := make([]float64, 0, len(records))
	for i := range records {
		if records[i].set {
			values = append(values, score(&records[i]))
		}
	}
	return measure.NewScores(values)
}

// at finds the least threshold that keeps every tier of the scope, in its best strategy, to a rate, when a tier's grants are stopped
// in the hold with its chance of veto; and the owners who reach it. A strategy that only some of the adversaries tried raises the
// line as far as more of those pass than chance explains, and not to its luckiest case. The interval of the owners' share holds
// the chance of owners and that of the line, which rests on the few adversaries who pass it.
func (x *scored) at(rate float64, s scope, vetoes *[Classes]float64) At {
	out := At{Rate: rate, Threshold: math.Inf(-1)}
	low, high := math.Inf(-1), math.Inf(-1)
	for _, some := range []bool{false, true} {
		for t := Tier(0); t <= Tier(s); t++ {
			allowed := rate
			if vetoes != nil {
				allowed = min(rate/(1-vetoes[t]), 1)
			}
			for strategy := range strategies {
				scores, line := x.attackers[t][strategy], math.Inf(-1)
				switch {
				case len(scores) == 0 || some != (len(scores) < len(x.attackers[t][Natural])):
				case !some:
					line = scores.Threshold(allowed)
				case float64(scores.AtLeast(out.Threshold)) > allowed*float64(len(scores)):
					line = scores.LeastThreshold(allowed)
				}
				if line > out.Threshold {
					out.Threshold, out.Worst, out.Strategy = line, t.String(), strategy.String()
					low, high = scores.ThresholdBounds(allowed)
				}
			}
		}
	}
	out.Owners = x.owners.Share(out.Threshold).Strayed(x.owners.Share(max(high, out.Threshold)).Value, x.owners.Share(min(low, out.Threshold)).Value)
	return out
}

// curve is the owners' share over the rate of the worst tier and strategy, with vetoes counted where there are any.
func (x *scored) curve(s scope, vetoes *[Classes]float64) []measure.Point {
	const steps = 80
	var points []measure.Point
	for i := range steps + 1 {
		rate := math.Pow(1e-4, 1-float64(i)/steps)
		a := x.at(rate, s, vetoes)
		points = append(points, measure.Point{Threshold: finite(a.Threshold), False: rate, True: a.Owners.Value})
	}
	return points
}

// allow lists one At for each rate shown.
func (x *scored) allow(s scope, vetoes *[Classes]float64) []At {
	var out []At
	for _, rate := range ratesShown {
		a := x.at(rate, s, vetoes)
		a.Threshold = finite(a.Threshold)
		out = append(out, a)
	}
	return out
}

// told is the owners' share at the line for the aim where only owners who can be warned stop a hold: those with a channel on record that
// is not the account itself. The hold of the others counts for nothing, so that the line is no lower than where all holds count. Beside that, those
// strategies count that every adversary tried.
func told(c *cases, s scope, vetoes *[Classes]float64, line float64) measure.Share {
	type passed struct{ score, counts float64 }
	for t := Tier(0); t <= Tier(s); t++ {
		for _, strategy := range []Strategy{Natural, Guessing} {
			var all []passed
			for i := range c.attackers[t][strategy] {
				r := &c.attackers[t][strategy][i]
				counts := 1 - vetoes[t]
				if r.alone {
					counts = 1
				}
				all = append(all, passed{s.score(r), counts})
			}
			slices.SortFunc(all, func(a, b passed) int { return cmp.Compare(b.score, a.score) })
			left := aim * float64(len(all))
			for _, p := range all {
				if left -= p.counts; left < 0 {
					line = max(line, math.Nextafter(p.score, math.Inf(1)))
					break
				}
			}
		}
	}
	return each(c.owners, s.score).Share(line)
}

// vetoesOf are the chances that the owner stops a hold in time: the mean over the worlds of a run.
func vetoesOf(worlds []World) (v [Classes]float64) {
	for _, w := range worlds {
		for t := range v {
			v[t] += float64(w.Known[t].Veto) / float64(len(worlds))
		}
	}
	return v
}

// scopeResults measures every scope. shipped is what a grant needs against a reader of the mailbox where none is among those to beat.
func scopeResults(c *cases, f Family, worlds []World, shipped decision.Insider) []ScopeResult {
	vetoes := vetoesOf(worlds)
	bound, free := newCeilings(c, f, true), newCeilings(c, f, false)
	natural := &cases{owners: c.owners}
	for t := range c.attackers {
		natural.attackers[t][Natural] = c.attackers[t][Natural]
	}
	var out []ScopeResult
	for s := scope(Breached); s <= scope(Insider); s++ {
		x := scoresOf(c, s, s.score)
		best := scoresOf(c, s, func(r *record) float64 { return bound.score(s, r) })
		open := scoresOf(natural, s, func(r *record) float64 { return free.score(s, r) })
		ruled := scoresOf(c, s, func(r *record) float64 {
			if !r.beatsReader(shipped) {
				return min(s.score(r), brokenRule)
			}
			return s.score(r)
		})
		result := ScopeResult{
			Scope: scopeWords[s], Tiers: Tiers()[:s+1], Plain: x.allow(s, nil), Held: x.allow(s, &vetoes), Ruled: ruled.allow(s, &vetoes), Curve: x.curve(s, nil),
			CurveHeld: x.curve(s, &vetoes), CeilingCurve: best.curve(s, nil), CeilingCurveHeld: best.curve(s, &vetoes),
			Told: told(c, s, &vetoes, x.at(aim, s, &vetoes).Threshold), Ceiling: best.allow(s, nil), CeilingHeld: best.allow(s, &vetoes), Free: open.allow(s, nil),
		}
		if top := result.Ceiling[1].Owners.Value; top > 0 {
			result.Share = result.Plain[1].Owners.Value / top
		}
		out = append(out, result)
	}
	return out
}
