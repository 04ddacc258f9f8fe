package simulate

import (
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
	whose     struct { // the place of each case in the run, in the order of the scores
		owners    []int32
		attackers [Classes][strategies][]int32
	}
}

// scoresOf lets a method score owners and the adversaries of a scope, in every strategy.
func scoresOf(c *cases, s scope, score func(*record) float64) *scored {
	out := &scored{}
	out.owners, out.whose.owners = ranked(c.owners, score)
	inParallel(int(s)+1, func(t int) {
		for strategy := range c.attackers[t] {
			out.attackers[t][strategy], out.whose.attackers[t][strategy] = ranked(c.attackers[t][strategy], score)
		}
	})
	return out
}

// ranked scores the cases that there are, in rising order, and tells the place of each.
func ranked(records []record, score func(*record) float64) (measure.Scores, []int32) {
	there, values := make([]int32, 0, len(records)), make([]float64, 0, len(records))
	for i := range records {
		if records[i].set {
			there, values = append(there, int32(i)), append(values, score(&records[i])) //nolint:gosec // a run has no billions of cases
		}
	}
	scores, places := measure.NewScores(values)
	for i, n := range places {
		places[i] = there[n]
	}
	return scores, places
}

// each is ranked without the places.
func each(records []record, score func(*record) float64) measure.Scores {
	scores, _ := ranked(records, score)
	return scores
}

// line is the threshold that keeps adversaries to a rate. It rests on the few of them who pass it; low and high are how far chance may
// have put it from where all adversaries that there could be would.
type line struct {
	at, low, high float64
	worst         Tier
	by            Strategy
}

// reached is the share of scores at the line or above. The interval holds their own chance and the line's.
func (l line) reached(scores measure.Scores) measure.Share {
	return scores.Share(l.at).Strayed(scores.Share(l.high).Value, scores.Share(l.low).Value)
}

// line finds the least threshold that keeps every tier of the scope, in its best strategy, to a rate, when a tier's grants are stopped
// in the hold with its chance of veto. A strategy that only some of the adversaries tried raises the line as far as more of those pass
// than chance explains, and not to its luckiest case. Of the chance of who sets the line nothing is in its bounds: they are those of
// whoever did.
func (x *scored) line(rate float64, s scope, vetoes *[Classes]float64) line {
	out := line{at: math.Inf(-1), low: math.Inf(-1), high: math.Inf(-1)}
	for _, some := range []bool{false, true} {
		for t := Tier(0); t <= Tier(s); t++ {
			allowed := rate
			if vetoes != nil {
				allowed = min(rate/(1-vetoes[t]), 1)
			}
			for strategy := range strategies {
				scores, at := x.attackers[t][strategy], math.Inf(-1)
				switch {
				case len(scores) == 0 || some != (len(scores) < len(x.attackers[t][Natural])):
				case !some:
					at = scores.Threshold(allowed)
				case float64(scores.AtLeast(out.at)) > allowed*float64(len(scores)):
					at = scores.LeastThreshold(allowed)
				}
				if at > out.at {
					low, high := scores.ThresholdBounds(allowed)
					out = line{at, min(low, at), max(high, at), t, strategy}
				}
			}
		}
	}
	return out
}

// at is the owners' share at the line for a rate.
func (x *scored) at(rate float64, s scope, vetoes *[Classes]float64) At {
	l := x.line(rate, s, vetoes)
	a := At{Rate: rate, Threshold: l.at, Owners: l.reached(x.owners)}
	if l.at > math.Inf(-1) {
		a.Worst, a.Strategy = l.worst.String(), l.by.String()
	}
	return a
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

// triedByAll are the strategies that every adversary tries; the others are tried by some, who stand for all.
var triedByAll = []Strategy{Natural, Guessing, Mailing}

// TriedByAll says whether a strategy of a report is one that every adversary tried.
func TriedByAll(strategy string) bool {
	return slices.ContainsFunc(triedByAll, func(s Strategy) bool { return s.String() == strategy })
}

// told is the owners' share at the line for the aim where only owners who can be warned stop a hold: those with a channel on record that
// is neither the account itself nor where the applicant writes from. The hold of the others counts for nothing, so that the line is no lower than l, where all holds count. Beside
// that, those strategies count that every adversary tried. The interval holds the chance of owners and that of the line, as everywhere.
func told(c *cases, s scope, vetoes *[Classes]float64, l line) measure.Share {
	for t := Tier(0); t <= Tier(s); t++ {
		for _, strategy := range triedByAll {
			all := make([]measure.Weighted, 0, len(c.attackers[t][strategy]))
			for i := range c.attackers[t][strategy] {
				r := &c.attackers[t][strategy][i]
				counts := 1 - vetoes[t]
				if r.unwarned {
					counts = 1
				}
				all = append(all, measure.Weighted{Score: s.score(r), Weight: counts})
			}
			if at, low, high := measure.WeightedThreshold(all, aim); at > l.at {
				l = line{at, low, high, t, strategy}
			}
		}
	}
	return l.reached(each(c.owners, s.score))
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
			Told: told(c, s, &vetoes, x.line(aim, s, &vetoes)), Ceiling: best.allow(s, nil), CeilingHeld: best.allow(s, &vetoes), Free: open.allow(s, nil),
		}
		if top := result.Ceiling[1].Owners.Value; top > 0 {
			result.Share = result.Plain[1].Owners.Value / top
			result.ShareLow, result.ShareHigh = ratioOf(x, best, aim, s, len(c.owners))
		}
		out = append(out, result)
	}
	return out
}
