package simulate

import (
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

// pooledOutcomes gives every outcome of an item the block it falls into when a worse outcome may never speak more for the owner
// than a better one: pool-adjacent-violators, as the engine does it (engine.md §2.3), for rare values and for common ones apart, as
// how common a value is lies with the account and not with the answer. Missed joins the worst block of the rare ones.
func pooledOutcomes(owner, other *counted, item int) (blocks [widest]int) {
	n := (outcomesOf[item] - 1) / 2
	order := make([]int, 0, n+1)
	for o := range n {
		order = append(order, o)
	}
	order = append(order, 2*n)
	for at, block := range pooledBlocks(owner, other, item, order) {
		blocks[order[at]] = block
	}
	for o := range n {
		blocks[n+o] = n + o
	}
	return blocks
}

func pooledBlocks(owner, other *counted, item int, order []int) []int {
	type block struct {
		m, u  float64
		first int
	}
	var stack []block
	for at, o := range order {
		b := block{owner.chance(item, o), other.chance(item, o), at}
		for n := len(stack); n > 0 && b.m*stack[n-1].u >= stack[n-1].m*b.u; n = len(stack) {
			b.m, b.u, b.first = b.m+stack[n-1].m, b.u+stack[n-1].u, stack[n-1].first
			stack = stack[:n-1]
		}
		stack = append(stack, b)
	}
	out := make([]int, len(order))
	for i, b := range stack {
		last := len(order)
		if i+1 < len(stack) {
			last = stack[i+1].first
		}
		for at := b.first; at < last; at++ {
			out[at] = b.first
		}
	}
	return out
}
