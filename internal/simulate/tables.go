package simulate

import (
	"slices"

	"okaeri/internal/evidence"
)

// widest is the most outcomes of one item: its matched levels twice, rare and common, and missed.
const widest = 2*evidence.MaxLevels + 1

// outcome is the place of a level among an item's outcomes, best first: the levels of rare values, those of common ones, missed.
func outcome(item int, l level) int {
	n := (outcomesOf[item] - 1) / 2
	switch {
	case l == missed:
		return 2 * n
	case l&common != 0:
		return n + int(l.plain()) - 1
	}
	return int(l) - 1
}

// outcomesOf counts the outcomes of each item.
var outcomesOf = func() (n [itemCount]int) {
	for i, item := range evidence.Items() {
		n[i] = 2*len(evidence.Levels(item)) + 1
	}
	return n
}()

// whoCount is the owners and every tier: 0 is the owner, 1 + t a tier.
const whoCount = 1 + Classes

// counted are how often each outcome of an item was seen.
type counted [itemCount][widest]float64

func (c *counted) add(r *record) {
	for i, l := range r.levels {
		if l != absent {
			c[i][outcome(i, l)]++
		}
	}
}

// chance is the share of an outcome, with half a case added to each so that nothing is impossible.
func (c *counted) chance(item, outcome int) float64 {
	n := outcomesOf[item]
	total := .5 * float64(n)
	for _, k := range c[item][:n] {
		total += k
	}
	return (c[item][outcome] + .5) / total
}

// rowTables are the chances of outcomes for owners and each tier, as counted in a run.
type rowTables struct{ who [whoCount]counted }

// countRows counts owners, and adversaries in some strategies.
func countRows(c *cases, tried ...Strategy) *rowTables {
	var t rowTables
	for i := range c.owners {
		t.who[0].add(&c.owners[i])
	}
	for tier := range c.attackers {
		for _, s := range tried {
			for i := range c.attackers[tier][s] {
				t.who[1+tier].add(&c.attackers[tier][s][i])
			}
		}
	}
	return &t
}

func (t *rowTables) owner(item int, l level) float64 { return t.who[0].chance(item, outcome(item, l)) }

func (t *rowTables) other(tier Tier, item int, l level) float64 {
	return t.who[1+tier].chance(item, outcome(item, l))
}

// chosenItems are those of which people have many values to name: how common the one is that they name is a choice of theirs. Of the other
// items an account has one value, and how common that is says nothing of who answers.
var chosenItems = map[evidence.Item]bool{
	evidence.Recipients: true, evidence.Subjects: true, evidence.Folders: true, evidence.AddressBook: true, evidence.Passwords: true,
}

// pooledOutcomes gives every outcome of an item the block it falls into when a worse outcome may never speak more for the owner
// than a better one: pool-adjacent-violators, as the engine does it (engine.md §2.3). Where people choose among values, rare ones and
// common ones are each a ladder of their own with missed as the last step; elsewhere they are one.
func pooledOutcomes(owner, other *counted, item int) (blocks [widest]int) {
	n := (outcomesOf[item] - 1) / 2
	rare, common := make([][]int, n), make([][]int, n)
	for l := range n {
		rare[l], common[l] = []int{l}, []int{n + l}
	}
	if !chosenItems[evidence.Items()[item]] {
		for l := range n {
			rare[l] = []int{l, n + l}
		}
		pool(owner, other, item, append(rare, []int{2 * n}), &blocks)
		return blocks
	}
	pool(owner, other, item, append(common, []int{2 * n}), &blocks)
	pool(owner, other, item, append(rare, []int{2 * n}), &blocks)
	return blocks
}

// pool runs pool-adjacent-violators over steps, each of some outcomes, and names each block by its best outcome.
func pool(owner, other *counted, item int, steps [][]int, blocks *[widest]int) {
	type block struct {
		m, u float64
		outs []int
	}
	var stack []block
	for _, step := range steps {
		b := block{outs: step}
		for _, o := range step {
			b.m, b.u = b.m+owner.chance(item, o), b.u+other.chance(item, o)
		}
		for n := len(stack); n > 0 && b.m*stack[n-1].u >= stack[n-1].m*b.u; n = len(stack) {
			b = block{b.m + stack[n-1].m, b.u + stack[n-1].u, append(slices.Clone(stack[n-1].outs), b.outs...)}
			stack = stack[:n-1]
		}
		stack = append(stack, b)
	}
	for _, b := range stack {
		for _, o := range b.outs {
			blocks[o] = b.outs[0]
		}
	}
}
