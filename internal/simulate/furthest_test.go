package simulate

import (
	"math"
	"testing"

	"okaeri/internal/decision"
)

// verdicts are judged cases of which so many were granted, and as many more that nobody decided.
func verdicts(granting, of int) []record {
	out := make([]record, 2*of)
	for i := range out {
		out[i] = record{set: true, judged: i < of}
		if i < granting || i >= of {
			out[i].verdict = granted
			out[i].bits[Insider] = 9
		}
	}
	return out
}

func TestVerdictsAreThoseOfTheStrategyThatGetsFurthest(t *testing.T) {
	var c cases
	c.owners = verdicts(400, 1000)
	c.attackers[Insider][Natural] = verdicts(20, 1000)
	c.attackers[Insider][Patient] = verdicts(80, 1000)
	vetoes := [Classes]float64{}
	vetoes[Insider] = .5
	all := verdictResults(&c, &vetoes, 0)
	last := all[len(all)-1]
	if last.Strategy != "patient" || last.Grant.Hits != 80 || last.Grant.Of != 1000 || last.Restored.Value != .04 {
		t.Errorf("readers of the mailbox: %+v", last)
	}
	for _, line := range insiderLines(&c, decision.Insider{Least: 1}, .5) {
		if line.Least <= 8 && (line.Strategy != "patient" || line.Readers.Hits != 80 || line.Owners.Hits != 400) {
			t.Errorf("asked %v bits: %+v", line.Least, line)
		}
	}
	c.attackers[Insider][Patient] = verdicts(25, 1000) // no more than chance explains
	if s, _ := c.furthest(Insider, func(r *record) bool { return r.verdict == granted }); s != Natural {
		t.Errorf("%s is ahead by chance alone", s)
	}
}

// Where nobody can be warned a hold stops nobody: the line rises, and fewer owners reach it.
func TestAHoldStopsNobodyWhereNobodyCanBeWarned(t *testing.T) {
	var c cases
	for i := range 4000 {
		c.owners = append(c.owners, at(float32(i)/400, false))
		for tier := Stranger; tier <= Phisher; tier++ {
			for _, s := range []Strategy{Natural, Guessing} {
				c.attackers[tier][s] = append(c.attackers[tier][s], at(float32(i)/400, true))
			}
		}
	}
	lowest := line{at: math.Inf(-1), low: math.Inf(-1), high: math.Inf(-1)}
	never, often := [Classes]float64{}, [Classes]float64{.5, .5, .5, .5, .5}
	alone := told(&c, scope(Phisher), &often, lowest)
	if unheld := told(&c, scope(Phisher), &never, lowest); alone != unheld || alone.Hits != 4 {
		t.Errorf("%d owners with a hold that warns nobody, %d without a hold; four adversaries may pass", alone.Hits, unheld.Hits)
	}
	for tier := range c.attackers {
		for s := range c.attackers[tier] {
			for i := range c.attackers[tier][s] {
				c.attackers[tier][s][i].unwarned = false
			}
		}
	}
	if warned := told(&c, scope(Phisher), &often, lowest); warned.Hits != 8 {
		t.Errorf("%d owners where half of the holds are stopped, want 8", warned.Hits)
	}
	if kept := told(&c, scope(Phisher), &often, line{at: 9.9895, low: 9.9895, high: 9.9895}); kept.Hits != 4 {
		t.Errorf("%d owners over a line that another strategy had set, want 4", kept.Hits)
	}
}

// at is a case with the same bits against everybody.
func at(bits float32, alone bool) record {
	r := record{set: true, unwarned: alone}
	for t := range r.bits {
		r.bits[t] = bits
	}
	return r
}
