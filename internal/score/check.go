package score

import (
	"fmt"
	"math/bits"
	"slices"

	"okaeri/internal/evidence"
)

// check holds the tables to the properties that make their bits trustworthy (engine.md §5, docs/adr/0010), with exact sums:
//
//  1. a better level never weighs less than a worse one;
//  2. what is not matched weighs one and the same, answered or not, and never more than any match;
//  3. for every class and kind of memory, E[2^w] ≤ 1, for each item and for pairs that are answered with the same words;
//  4. no weight is beyond the cap, and nothing that can be remembered weighs memory_limit by itself against the first four classes.
func (t *tables) check() error {
	for _, item := range evidence.Items() {
		r := t.rows[item]
		for best := range r.levels {
			for _, guess := range guessesToCheck(t, r) {
				if err := t.checkItem(r, best, guess); err != nil {
					return fmt.Errorf("item %s: %w", item, err)
				}
			}
		}
	}
	for _, pair := range t.pairs {
		if err := t.checkPair(t.rows[pair[0]], t.rows[pair[1]]); err != nil {
			return fmt.Errorf("items %s and %s: %w", pair[0], pair[1], err)
		}
	}
	return nil
}

// guessesToCheck are ways to be guessed: as the file says, the rarest and a common value.
func guessesToCheck(t *tables, r *row) []evidence.Way {
	ways := []evidence.Way{{Guesses: 1}, {Guesses: 1}, {Guesses: 2}}
	for n := range r.levels {
		ways[1].Guess[n], ways[2].Guess[n] = evidence.Probability(t.floorOther), evidence.Certain/3
	}
	return ways
}

// weightTable is one item's weights against one adversary, for one kind of memory, with the chances they were made of.
type weightTable struct {
	chance side
	weight [evidence.MaxLevels + 1]Millibits
}

func (t *tables) weightTable(r *row, best int, way evidence.Way, c Class, y, m int) weightTable {
	other := r.adversary(t, c, best, &way, max(way.Guesses, 1))
	if !r.mixture && !r.possession {
		other.prepared(t.preparation[c][y], best, r.levels)
	}
	table := weightTable{chance: other}
	for l := best; l <= r.levels; l++ {
		a, b := pooled(&r.shifted[best][m], &other, best, r.levels, l)
		table.weight[l] = min(log2Ratio(a, b), t.itemCap)
	}
	return table
}

func (t *tables) checkItem(r *row, best int, way evidence.Way) error {
	for c := range classes {
		for y := range preparations {
			for m := range memories {
				table := t.weightTable(r, best, way, c, y, m)
				if err := table.check(r, best, t.itemCap); err != nil {
					return fmt.Errorf("against %s, memory %d: %w", c, m+1, err)
				}
			}
		}
	}
	if r.mixture || r.possession {
		return nil
	}
	f := evidence.Finding{Item: r.item, Best: best, Ways: []evidence.Way{way}}
	f.Ways[0].Level = best
	if alone := Of([]evidence.Finding{f}, Parameters{t}, Setting{Scope: Outsiders}); alone.Bits >= t.memoryLimit {
		return fmt.Errorf("level %s weighs %d millibits by itself against %s: lower the owner's chance or raise what that class knows",
			evidence.Levels(r.item)[best], alone.Bits, alone.Against)
	}
	return nil
}

func (w *weightTable) check(r *row, best int, limit Millibits) error {
	sum := total128{}
	for l := best; l <= r.levels; l++ {
		if l > best && w.weight[l] > w.weight[l-1] {
			return fmt.Errorf("level %d weighs more than the better one before it", l+1)
		}
		if w.weight[l] > limit || w.weight[l] < -limit {
			return fmt.Errorf("level %d weighs %d millibits, beyond the cap", l+1, w.weight[l])
		}
		sum.add(w.chance[l], w.weight[l])
	}
	if sum.aboveOne() {
		return fmt.Errorf("the mean of 2^weight is above 1")
	}
	return nil
}

// checkPair bounds the mean for two items that one answer is compared with: whoever knows both values can give only one of them.
// The dearest outcomes take their whole chance first, which no adversary can better.
func (t *tables) checkPair(a, b *row) error {
	way := evidence.Way{Guesses: 1}
	for c := range classes {
		for y := range preparations {
			for m := range memories {
				x, z := t.weightTable(a, 0, way, c, y, m), t.weightTable(b, 0, way, c, y, m)
				if pairMean(&x, &z, a.levels, b.levels) {
					return fmt.Errorf("against %s, memory %d: the mean of 2^weight is above 1", c, m+1)
				}
			}
		}
	}
	return nil
}

// pairMean says whether the mean is above one.
func pairMean(x, z *weightTable, levelsX, levelsZ int) bool {
	type outcome struct {
		chance uint64
		weight Millibits
	}
	var outcomes []outcome
	missX, missZ := x.weight[levelsX], z.weight[levelsZ]
	for l := range levelsX {
		outcomes = append(outcomes, outcome{x.chance[l], x.weight[l] + missZ})
	}
	for l := range levelsZ {
		outcomes = append(outcomes, outcome{z.chance[l], missX + z.weight[l]})
	}
	slices.SortFunc(outcomes, func(a, b outcome) int { return int(b.weight - a.weight) })
	left, sum := one, total128{}
	for _, o := range append(outcomes, outcome{one, missX + missZ}) {
		take := min(o.chance, left)
		left -= take
		sum.add(take, o.weight)
	}
	return sum.aboveOne()
}

// total128 sums chances times 2^weight, rounded up, in units of 2^-94.
type total128 struct{ high, low uint64 }

func (s *total128) add(chance uint64, weight Millibits) {
	whole, part := weight/1000, weight%1000
	if part < 0 {
		whole, part = whole-1, part+1000
	}
	high, low := bits.Mul64(chance, thresholds[part]) // units of 2^-94
	if whole >= 0 {
		high, low = high<<uint(whole)|low>>(64-uint(whole)), low<<uint(whole)
	} else {
		n := uint(-whole)
		if n > 63 {
			high, low = 0, high
		} else {
			high, low = high>>n, low>>n|high<<(64-n)
		}
		low |= 1 // what was shifted out counts
	}
	var carry uint64
	s.low, carry = bits.Add64(s.low, low, 0)
	s.high, _ = bits.Add64(s.high, high, carry)
}

// aboveOne: one is 2^94. Rounding up costs at most a unit for each of a dozen terms.
func (s *total128) aboveOne() bool {
	return s.high > 1<<30 || s.high == 1<<30 && s.low > 64
}
