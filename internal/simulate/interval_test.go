package simulate

import (
	"math"
	"math/rand/v2"
	"testing"

	"okaeri/internal/simulate/measure"
)

// The intervals are held against people whose truth is known. One adversary in fifty has any bits, and they thin
// out exponentially, half a bit each: the true line for the aim lies at ln 20 such halves. Owners' bits are normal around that.
const (
	experiments = 400
	tail        = .02
	steep       = .5
)

var trueLine = steep * math.Log(tail/aim)

// above is the share of owners over a line whose middle lies so far above it.
func above(by float64) float64 { return .5 * math.Erfc(-by/math.Sqrt2) }

// people are cases that are drawn anew for each experiment.
type people struct {
	*rand.Rand
	cases
	passing int // adversaries with any bits, the first of all
}

func newPeople(owners, adversaries int) *people {
	p := &people{Rand: rand.New(rand.NewPCG(7, 0)), passing: adversaries}
	p.owners, p.attackers[Phisher][Natural] = weighing(make([]float64, owners)), weighing(make([]float64, adversaries))
	return p
}

// draw draws everybody, owners around the middle that each has.
func (p *people) draw(middle func(r *record) float64) {
	for i := range p.owners {
		weigh(&p.owners[i], middle(&p.owners[i])+p.NormFloat64())
	}
	all := p.attackers[Phisher][Natural]
	for i := range all[:p.passing] {
		weigh(&all[i], -50)
	}
	p.passing = 0
	for sum := p.ExpFloat64(); sum < tail*float64(len(all)); sum += p.ExpFloat64() { // as many as chance has it
		weigh(&all[p.passing], steep*p.ExpFloat64())
		p.passing++
	}
}

func weigh(r *record, bits float64) {
	for t := range r.bits {
		r.bits[t] = float32(bits)
	}
}

// tally counts the intervals that hold a truth, and those that would if the line had no chance.
type tally struct{ held, alone int }

func (c *tally) count(truth, low, high float64, counted measure.Share) {
	if low <= truth && truth <= high {
		c.held++
	}
	if counted.Low <= truth && truth <= counted.High {
		c.alone++
	}
}

// holds is what must be true of 95 in 100 experiments.
func (c *tally) holds(t *testing.T, what string) {
	t.Helper()
	if c.held < experiments*92/100 || c.held > experiments*98/100 || c.alone > experiments*88/100 {
		t.Errorf("%s: of %d intervals %d hold the truth, %d without the line", what, experiments, c.held, c.alone)
	}
}

func TestTheIntervalOfThoseToldElsewhereHoldsTheLineToo(t *testing.T) {
	p := newPeople(500, 15000)
	vetoes := [Classes]float64{Phisher: .5}
	line := steep * math.Log(tail*.75/aim) // half are alone, whose hold nobody stops
	var c tally
	for range experiments {
		p.draw(func(*record) float64 { return line + .2 })
		for i := range p.passing {
			p.attackers[Phisher][Natural][i].unwarned = p.IntN(2) == 0
		}
		s := scope(Phisher)
		share := told(&p.cases, s, &vetoes, scoresOf(&p.cases, s, s.score).line(aim, s, &vetoes))
		c.count(above(.2), share.Low, share.High, measure.ShareOf(share.Hits, share.Of))
	}
	c.holds(t, "told elsewhere")
}

// How many people see is fixed, so that they add as many wherever the line lies, until they see everybody.
func TestTheIntervalWithPeopleHoldsTheLineToo(t *testing.T) {
	p := newPeople(500, 15000)
	counts := map[float64]*tally{.15: {}, .30: {}, .50: {}}
	for range experiments {
		p.draw(func(*record) float64 { return trueLine })
		for _, r := range reviewResults(&p.cases, &[Classes]float64{}) {
			if c := counts[r.Seen]; c != nil {
				truth := .5 + reviewersPass*min(r.Seen/(1-attackersShare), .5)
				c.count(truth, r.Owners.Low, r.Owners.High, measure.ShareOf(r.Owners.Hits, r.Owners.Of))
			}
		}
	}
	counts[.15].holds(t, "people see 15 of 100")
	counts[.30].holds(t, "people see 30 of 100")
	if all := counts[.50]; all.held < experiments*92/100 {
		t.Errorf("where people see everybody %d of %d intervals hold the truth", all.held, experiments)
	}
}

func TestTheIntervalsOfAGroupHoldTheLineTooAndThatOfItsGap(t *testing.T) {
	p := newPeople(1200, 15000)
	part, behind, ahead := .25, above(-1.2), above(.2)
	var share, gap, near tally
	for range experiments {
		for i := range p.owners {
			p.owners[i].traits = 0
			if p.Float64() < part {
				p.owners[i].traits = 1
			}
		}
		p.draw(func(r *record) float64 { return trueLine + .2 - 1.4*float64(r.traits) })
		copy(p.attackers[Breached][:], p.attackers[Phisher][:])
		all := groups(&p.cases, &[Classes]float64{})
		g := all[1]
		share.count(behind, g.Owners.Low, g.Owners.High, measure.ShareOf(g.Owners.Hits, g.Owners.Of))
		near.count(behind, g.T1.Low, g.T1.High, measure.ShareOf(g.T1.Hits, g.T1.Of))
		whole, own := all[0].Owners, measure.ShareOf(g.Owners.Hits, g.Owners.Of)
		still := measure.PartToWhole(own, measure.ShareOf(whole.Hits-own.Hits, whole.Of-own.Of))
		gap.count((1-part)*(behind-ahead), g.GapLow, g.GapHigh, measure.Share{Low: still.Low, High: still.High})
		if math.Abs(g.Gap-(own.Value-whole.Value)) > 1e-12 || all[0].GapLow != 0 || all[0].GapHigh != 0 {
			t.Fatalf("%+v of %+v", g, all[0])
		}
	}
	share.holds(t, "the group at T0–T3")
	near.holds(t, "the group at T0–T1")
	gap.holds(t, "the gap")
}

// Two ways to decide look at the same people, and nearly alike: their lines go up and down together.
func TestTheIntervalOfARatioHoldsWhatMovesBothWays(t *testing.T) {
	const rate, accounts, each, apart = .01, 200, 10, 2.4
	p := newPeople(accounts, accounts*each)
	line := 2.3263478740408408
	ours, other := func(r *record) float64 { return float64(r.bits[0]) }, func(r *record) float64 { return float64(r.bits[1]) }
	draw := func(r *record, middle, more float64) {
		both, part := p.NormFloat64(), math.Sqrt(.1)
		r.bits[0] = float32(middle + math.Sqrt(.9)*both + part*p.NormFloat64())
		r.bits[1] = float32(middle + more + math.Sqrt(.9)*both + part*p.NormFloat64())
	}
	truth := above(apart-line) / above(apart+.15-line)
	var c tally
	for range experiments {
		for i := range p.owners {
			draw(&p.owners[i], apart, .15)
		}
		for i := range p.attackers[Phisher][Natural] {
			draw(&p.attackers[Phisher][Natural][i], 0, 0)
		}
		s := scope(Phisher)
		x, y := scoresOf(&p.cases, s, ours), scoresOf(&p.cases, s, other)
		low, high := ratioOf(x, y, rate, s, accounts)
		a, b := x.at(rate, s, nil).Owners, y.at(rate, s, nil).Owners
		c.count(truth, low, high, measure.ShareOf(min(a.Hits, b.Hits), b.Hits))
	}
	c.holds(t, "ratio")
}
