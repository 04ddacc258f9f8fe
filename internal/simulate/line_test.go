package simulate

import (
	"fmt"
	"math"
	"testing"

	"okaeri/internal/decision"
	"okaeri/internal/simulate/measure"
)

// evenly are n numbers from low on, up to low + 1.
func evenly(n int, low float64) []float64 {
	values := make([]float64, n)
	for i := range values {
		values[i] = low + float64(i)/float64(n)
	}
	return values
}

// weighing are cases with these bits against everybody, and no rule broken.
func weighing(bits ...[]float64) []record {
	var out []record
	for _, some := range bits {
		for _, b := range some {
			r := record{set: true}
			for t := range r.bits {
				r.bits[t] = float32(b)
			}
			out = append(out, r)
		}
	}
	return out
}

func rising(values []float64) measure.Scores {
	s, _ := measure.NewScores(values)
	return s
}

// Whoever gets furthest sets the line: any tier of the scope, in any strategy, tried by all of them or by some.
func TestTheLineIsSetByWhoeverGetsFurthest(t *testing.T) {
	const n = 1000
	for ahead := range Tier(Classes) {
		for strategy := range strategies {
			for _, tried := range []int{n, n / 2} {
				x := &scored{owners: rising(evenly(n, 10))}
				for tier := range x.attackers {
					for s := range x.attackers[tier] {
						x.attackers[tier][s] = rising(evenly(n, 0))
					}
				}
				if strategy == Natural && tried < n {
					continue // which everybody tries
				}
				x.attackers[ahead][strategy] = rising(evenly(tried, 10))
				a := x.at(.1, scope(Phisher), nil)
				if says := fmt.Sprintf("%s %s, %d tried", ahead, strategy, tried); ahead == Insider {
					if a.Threshold > 1 || a.Owners.Value != 1 {
						t.Errorf("%s: who is not to be kept out sets the line at %v", says, a.Threshold)
					}
				} else if a.Worst != ahead.String() || a.Strategy != strategy.String() || x.attackers[ahead][strategy].Share(a.Threshold).Value > .15 {
					t.Errorf("%s: the line %v is set by %s %s", says, a.Threshold, a.Worst, a.Strategy)
				}
			}
		}
	}
}

// A parameter that is wrong is told by the adversaries who profit most from it.
func TestMisreadingIsToldByWhomItHelpsMost(t *testing.T) {
	const n = 2000
	training, wrong := &cases{owners: weighing(evenly(n, 5))}, &Experiment{cases: cases{owners: weighing(evenly(n, 5))}}
	for tier := range training.attackers {
		training.attackers[tier][Natural], wrong.cases.attackers[tier][Natural] = weighing(evenly(n, 0)), weighing(evenly(n, -1))
	}
	wrong.cases.attackers[Breached][Guessing] = weighing(evenly(n*9/10, 0), evenly(n/10, 2))
	for _, m := range misjudged([]*Experiment{wrong}, training) {
		if m.Tier != Breached.String() || math.Abs(m.Realised.Value-.1) > .003 || m.Factor != m.Realised.Value/aim {
			t.Errorf("%+v", m)
		}
	}
}

// People see no more applications than they can, let some of the owners in whom they see, and miss some of the adversaries.
func TestReviewersSeeAFewAndErr(t *testing.T) {
	const n = 2000
	c := &cases{owners: weighing(evenly(n*11/20, 10), evenly(n*9/20, .9))}
	for tier := range c.attackers {
		c.attackers[tier][Natural] = weighing(evenly(n*9/10, -5), evenly(n/10, 1))
	}
	results := reviewResults(c, &[Classes]float64{})
	for _, r := range results {
		gained, hidden := float64(r.Owners.Hits-r.Auto.Hits)/n, float64(n-r.Auto.Hits)/n
		if r.Auto.Value != .55 || gained <= 0 || gained >= hidden || (1-attackersShare)*gained > r.Seen {
			t.Errorf("of %.2f applications people pass %.3f of the owners, where %.2f wait", r.Seen, gained, hidden)
		}
		if r.Caught <= .5 || r.Caught >= 1 {
			t.Errorf("%.2f of the adversaries are caught", r.Caught)
		}
	}
	last := results[len(results)-1] // there all who wait are seen, and those before them
	if missed := .1 * (1 - last.Caught); last.Attackers < missed-.002 || last.Attackers > 1-last.Caught+.002 {
		t.Errorf("%.4f of the adversaries get in, where people miss %.4f or more", last.Attackers, missed)
	}
	if last.Owners.Value < .9 {
		t.Errorf("only %.2f of the owners get in though all are seen", last.Owners.Value)
	}
}

// decided are cases with so many of each verdict.
func decided(grants, reviews, declines int) []record {
	var out []record
	for v, n := range map[decision.Outcome]int{decision.Grant: grants, decision.Review: reviews, decision.Decline: declines} {
		for range n {
			r := record{set: true}
			r.note(&decision.Assessment{Verdict: v, HoldHours: 24, Against: Breached.String()})
			out = append(out, r)
		}
	}
	return out
}

func TestVerdictsAreCountedAsTheyWereGiven(t *testing.T) {
	c := &cases{owners: decided(5, 3, 2)}
	for tier := range c.attackers {
		c.attackers[tier][Natural] = decided(1, 2, 7)
	}
	vetoes := [Classes]float64{.5, .5, .5, .5, .5}
	for i, v := range verdictResults(c, &vetoes, .1) {
		want, kept := [3]int{1, 2, 7}, .5
		if i == 0 {
			want, kept = [3]int{5, 3, 2}, .9
		}
		if got := [3]int{v.Grant.Hits, v.Review.Hits, v.Decline.Hits}; got != want || v.Grant.Of != 10 || v.Holds["24"] != want[0] || v.Against[Breached.String()] != 10 {
			t.Errorf("%s: %v of %d, holds %v, against %v", v.Who, got, v.Grant.Of, v.Holds, v.Against)
		}
		if math.Abs(v.Restored.Value-kept*v.Grant.Value) > 1e-9 {
			t.Errorf("%s: %v granted, %v not stopped", v.Who, v.Grant.Value, v.Restored.Value)
		}
	}
}

// Of two campaigns the better one counts, whichever it is.
func TestTheBetterCampaignIsTold(t *testing.T) {
	for _, better := range []string{"adaptive", "building"} {
		var all [Classes][]series
		for tier := range all {
			for n := range 10 {
				most, least := n < 3, n < 1
				s := series{set: true, fixed: least, adaptive: least, building: most}
				if better == "adaptive" {
					s.adaptive, s.building = most, least
				}
				all[tier] = append(all[tier], s)
			}
			all[tier] = append(all[tier], series{}) // who made none
		}
		for _, c := range campaignResults(&all, &[Classes]float64{.4, .4, .4, .4, .4}) {
			if c.Fixed.Value != .1 || max(c.Adaptive.Value, c.Building.Value) != .3 || math.Abs(c.Restored.Value-.3*.6) > 1e-9 {
				t.Errorf("%s is better: %+v", better, c)
			}
			if c.Bound != math.Log2(float64(len(decision.DefaultPolicy().Attempts)+1)) {
				t.Errorf("verdicts can tell %v bits", c.Bound)
			}
		}
	}
}
