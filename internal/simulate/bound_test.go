package simulate

import (
	"slices"
	"testing"

	"okaeri/internal/decision"
	"okaeri/internal/evidence"
)

// slipping are cases in which a slip of the hand shows the owner, since no adversary makes any.
func slipping(n int) *cases {
	c := made(n)
	for i := range c.owners {
		if i%3 == 0 {
			c.owners[i].levels[evidence.Recipients.Order()] = 4
		}
	}
	return c
}

// A case is never judged by what was learned from itself: whatever its own half is like, its figure stays.
func TestTheCeilingHasNotSeenWhatItJudges(t *testing.T) {
	c, turned := made(600), made(600)
	turn := func(records []record) {
		for i := range records {
			for item, l := range records[i].levels {
				if records[i].half == 0 && l != absent {
					records[i].levels[item] = map[level]level{1: missed, missed: 1}[l]
				}
			}
		}
	}
	turn(turned.owners)
	before, after := newCeilings(c, Training, true), newCeilings(turned, Training, true)
	r := record{set: true}
	r.levels[evidence.Passwords.Order()] = 1
	if s := scope(Phisher); before.score(s, &r) != after.score(s, &r) {
		t.Errorf("%v bits became %v by cases of the same half", before.score(s, &r), after.score(s, &r))
	}
	r.half = 1
	if s := scope(Phisher); before.score(s, &r) == after.score(s, &r) {
		t.Error("nothing was learned from the other half")
	}
}

func TestTheCeilingObeysTheRulesOfTheEngine(t *testing.T) {
	c := slipping(1500)
	ruled, free := newCeilings(c, Training, true), newCeilings(c, Training, false)
	item, s := evidence.Recipients.Order(), scope(Phisher)
	score := func(k *ceilings, l level) float64 {
		r := record{set: true}
		r.levels[item] = l
		return k.score(s, &r)
	}
	if score(&free, 4) <= score(&free, 1) {
		t.Fatal("slips are worth nothing here, and nothing is tried")
	}
	for _, ladder := range [][]level{{1, 2, 3, 4, missed}, {1 | common, 2 | common, 3 | common, 4 | common, missed}} {
		for n := 1; n < len(ladder); n++ {
			if better, worse := score(&ruled, ladder[n-1]), score(&ruled, ladder[n]); worse > better+1e-9 {
				t.Errorf("level %d weighs %.2f bits, %d only %.2f", ladder[n], worse, ladder[n-1], better)
			}
		}
	}
}

// An engine whose bits are the same for everybody reaches nothing of the ceiling. The ceiling keeps the rules, which cost it the owners whom
// nothing shows but a slip.
func TestTheShareIsOfTheCeiling(t *testing.T) {
	const n = 400
	d, recipients := throw(1, 2, 96), evidence.Recipients.Order()
	draw := func(known float64, named level) record {
		r := record{set: true, half: uint8(d.IntN(2))}
		for _, item := range []evidence.Item{evidence.Passwords, evidence.Device} {
			r.levels[item.Order()] = missed
			if d.chance(known) {
				r.levels[item.Order()] = 1
			}
		}
		r.levels[recipients] = named
		return r
	}
	c := &cases{}
	for i := range n {
		if i%2 == 0 {
			c.owners = append(c.owners, draw(.95, 1))
		} else {
			c.owners = append(c.owners, draw(.005, 4))
		}
		for t := range c.attackers {
			for _, s := range []Strategy{Natural, Guessing, Silent, Withholding} {
				c.attackers[t][s] = append(c.attackers[t][s], draw(.005, 1))
			}
		}
	}
	for _, r := range scopeResults(c, Training, []World{Training.World(1, 0)}, decision.Insider{}) {
		ceiling, free := r.Ceiling[1].Owners.Value, r.Free[1].Owners.Value
		if ceiling < .4 || ceiling > .6 || r.Plain[1].Owners.Value != 0 || r.Share != 0 {
			t.Errorf("%s: share %v, engine %v, ceiling %v", r.Scope, r.Share, r.Plain[1].Owners.Value, ceiling)
		}
		if free < .9 {
			t.Errorf("%s: with rules %v, without %v", r.Scope, ceiling, free)
		}
	}
}

// Fellegi and Sunter know owners and everybody else: what only whoever saw a leak knows speaks for the owner.
func TestLinkageKnowsStrangersOnly(t *testing.T) {
	c := made(300)
	item := evidence.Name.Order()
	for i := range c.owners {
		c.owners[i].levels[item] = 1
		for tier := range c.attackers {
			c.attackers[tier][Natural][i].levels[item] = missed
			if Tier(tier) == Breached {
				c.attackers[tier][Natural][i].levels[item] = 1
			}
		}
	}
	m := linkage(countRows(c, Natural))
	right, wrong := record{set: true}, record{set: true}
	right.levels[item], wrong.levels[item] = 1, missed
	if m.score(&right) < 4 || m.score(&wrong) > -4 {
		t.Errorf("a right name weighs %.1f bits, a wrong one %.1f", m.score(&right), m.score(&wrong))
	}
}

func TestTheSimpleWaysLookAtWhatTheySay(t *testing.T) {
	ways := simple()
	way := func(name string) func(*record) float64 {
		return ways[slices.IndexFunc(ways, func(m method) bool { return m.name == name })].score
	}
	var with, without record
	with.levels[evidence.Channel.Order()], without.levels[evidence.Channel.Order()] = 1, missed
	if way("mailbox")(&with) != 1 || way("mailbox")(&without) != 0 || way("mailbox")(&record{}) != 0 {
		t.Error("a code to the mailbox is passed without the mailbox")
	}
	for _, item := range evidence.Items() {
		if item == evidence.Custom {
			continue // no operator's own kind is on the wall
		}
		var right, wrong record
		right.levels[item.Order()], wrong.levels[item.Order()] = 1, missed
		if fixedPoints(&right) <= 0 || fixedPoints(&wrong) != 0 {
			t.Errorf("%s: %v points for a right answer, %v for a wrong one", item, fixedPoints(&right), fixedPoints(&wrong))
		}
	}
	if one, two := way("one_question"), way("two_questions"); one(&record{question: 1}) != 1 || one(&record{}) != 0 || two(&record{question: 1}) != 0 || two(&record{question: 3}) != 1 {
		t.Error("questions are miscounted")
	}
}
