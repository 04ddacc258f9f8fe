package score

import (
	"math/bits"
	"slices"

	"okaeri/internal/evidence"
)

// Setting is what the judgement is made under, apart from the evidence.
type Setting struct {
	Scope      Scope // classes to beat; ByClass tells about all of them
	Suspicious bool  // a suspicious event set the baseline: what is readable inside counts less
}

// Result is what the findings say. Millibits of all kinds are thousandths of a bit.
type Result struct {
	Bits    Millibits          // against the best-fitting class in scope
	Outside Millibits          // the same without anything that can be read from inside the account
	ByClass [classes]Millibits // against each class, each in the better of its preparations
	Against Class              // the best-fitting class in scope; the lowest of equals
	// Contributions add up to Bits exactly, in the order of the findings given.
	Contributions []Millibits
}

// weights are one finding's bits: for each adversary (class and preparation) and kind of memory.
type weights struct {
	group int
	by    [types][memories]Millibits
}

// Of weighs findings. Their order does not matter; two findings of one item are only sensible for Custom.
func Of(findings []evidence.Finding, p Parameters, s Setting) Result {
	order := explained(findings)
	all := make([]weights, len(findings))
	for n, i := range order {
		all[n] = p.weigh(&findings[i])
	}
	result := Result{Contributions: make([]Millibits, len(findings))}
	worst := p.worst(all, s, &result)
	result.Outside = p.outside(all, s)
	before := Millibits(0)
	for n, i := range order {
		after := p.total(all[:n+1], worst, s, false)
		result.Contributions[i] = after - before
		before = after
	}
	return result
}

// explained is the fixed order in which findings are explained: that of the items, then of the kinds' names.
func explained(findings []evidence.Finding) []int {
	order := make([]int, len(findings))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		x, y := &findings[a], &findings[b]
		if c := x.Item.Order() - y.Item.Order(); c != 0 {
			return c
		}
		return compareFindings(x, y)
	})
	return order
}

// compareFindings orders findings of one item, so that the order in which they came cannot matter.
func compareFindings(x, y *evidence.Finding) int {
	switch {
	case x.Kind < y.Kind:
		return -1
	case x.Kind > y.Kind:
		return 1
	}
	return x.Item.Index(x.Level) - y.Item.Index(y.Level)
}

// worst fills the classes' bits and returns the adversary that fits best among those in scope.
func (p Parameters) worst(all []weights, s Setting, result *Result) int {
	worst, least := -1, Millibits(0)
	for t := range types {
		class := Class(t / preparations)
		sum := p.total(all, t, s, false)
		if t%preparations == 0 || sum < result.ByClass[class] {
			result.ByClass[class] = sum
		}
		if s.Scope.Has(class) && (worst < 0 || sum < least) {
			worst, least = t, sum
		}
	}
	if worst < 0 {
		return 0
	}
	result.Bits, result.Against = least, Class(worst/preparations)
	return worst
}

// outside is the result without anything that is readable inside.
func (p Parameters) outside(all []weights, s Setting) Millibits {
	least, found := Millibits(0), false
	for t := range types {
		if !s.Scope.Has(Class(t / preparations)) {
			continue
		}
		if sum := p.total(all, t, s, true); !found || sum < least {
			least, found = sum, true
		}
	}
	return least
}

// total adds findings up against one adversary: in groups under their caps, then over the kinds of memory.
func (p Parameters) total(all []weights, t int, s Setting, outsideOnly bool) Millibits {
	if len(all) == 0 {
		return 0
	}
	var sums [memories]Millibits
	for m := range sums {
		var in [groups]Millibits
		for n := range all {
			in[all[n].group] += all[n].by[t][m]
		}
		if outsideOnly {
			in[profile], in[mail], in[inside] = 0, 0, 0
		}
		in[inside] += p.bounded(profile, in[profile], s) + p.bounded(mail, in[mail], s)
		for g := inside; g < groups; g++ {
			sums[m] += p.bounded(g, in[g], s)
		}
	}
	return p.mixed(sums)
}

// bounded is a group's sum under its cap, mixed with the chance that the group says nothing: of some owners all that is held is
// false, or forgotten, or was never asked. For those its answers are what anybody's are, and so it weighs nothing, whatever they
// are: log2((1-skipped)·2^sum + skipped). What speaks against an applicant is bounded by that, and E[2^S] ≤ 1 stays true.
func (p Parameters) bounded(g int, sum Millibits, s Setting) Millibits {
	limit := p.groups[g].cap
	if s.Suspicious {
		limit = p.groups[g].suspiciousCap
	}
	sum = min(sum, limit)
	skipped := p.groups[g].skipped
	if skipped == 0 || sum == 0 {
		return sum
	}
	top := max(sum, 0)
	return top + log2Ratio(scaled(one-skipped, top-sum)+scaled(skipped, top), one)
}

// mixed is log2 of the mean of 2^sum over the kinds of memory, rounded down.
func (p Parameters) mixed(sums [memories]Millibits) Millibits {
	top := max(sums[0], sums[1], sums[2])
	mean := uint64(0)
	for m, sum := range sums {
		mean += scaled(p.memory[m].share, top-sum)
	}
	return top + log2Ratio(mean, one)
}

// weigh is one finding's bits against every adversary.
func (p Parameters) weigh(f *evidence.Finding) weights {
	r := p.rows[f.Item]
	if r == nil {
		r = p.rows[evidence.Custom]
	}
	w := weights{group: r.group}
	if f.Mix == nil {
		p.weighLevel(r, f, &w)
	} else {
		p.weighMix(r, f.Mix, &w)
	}
	if f.Burned {
		for t := range w.by {
			for m := range w.by[t] {
				w.by[t][m] = min(w.by[t][m], 0)
			}
		}
	}
	return w
}

// weighLevel weighs by level; of several ways to read the answers the one that weighs most counts.
func (p Parameters) weighLevel(r *row, f *evidence.Finding, w *weights) {
	if len(f.Ways) == 0 {
		p.weighWay(r, f.Best, &evidence.Way{Level: r.levels, Guess: f.Guess, Guesses: 1}, w, false)
		return
	}
	for i := range f.Ways {
		p.weighWay(r, f.Best, &f.Ways[i], w, i > 0)
	}
}

func (p Parameters) weighWay(r *row, best int, way *evidence.Way, w *weights, again bool) {
	best = min(max(best, 0), r.levels-1)
	level := max(way.Level, best)
	for c := range classes {
		for y, factor := range p.preparation[c] {
			var least [memories]Millibits
			for guesses := 1; guesses == 1 || guesses < moreGuesses(way.Guesses); guesses = moreGuesses(guesses) {
				other := r.adversary(p.tables, c, best, way, guesses)
				if !r.mixture && !r.possession {
					other.prepared(factor, best, r.levels)
				}
				for m := range memories {
					a, b := pooled(&r.shifted[best][m], &other, best, r.levels, level)
					if weight := min(log2Ratio(a, b), p.itemCap); guesses == 1 || weight < least[m] {
						least[m] = weight
					}
				}
			}
			for m, weight := range least {
				if slot := &w.by[int(c)*preparations+y][m]; !again || weight > *slot {
					*slot = weight
				}
			}
		}
	}
}

// moreGuesses is the next number of guesses to weigh with. An answer weighs the least of what it would with as many guesses or fewer: a
// level that an adversary would be past by then must not become a rare one, so that a further wrong answer never gains
// anything. Many guesses are counted in steps of a third to a half, rounded up.
func moreGuesses(n int) int {
	if n < 4 {
		return n + 1
	}
	return n + n/2
}

// weighMix weighs a value by its densities under the sources that owners and adversaries draw from (engine.md §2.6). Pooling
// the shares first keeps a source that is likelier for an adversary from speaking for him.
func (p Parameters) weighMix(r *row, mix *evidence.Mix, w *weights) {
	densities := [3]uint64{uint64(mix.Own), uint64(mix.Region), uint64(mix.World)}
	for c := range classes {
		other := r.adversary(p.tables, c, 0, &evidence.Way{}, 1)
		up, down := uint64(0), uint64(0)
		for l := 0; l <= r.levels; l++ {
			m, u := pooled(&r.shifted[0][0], &other, 0, r.levels, l)
			high, low := bits.Mul64(other[l], m)
			share, _ := bits.Div64(high, low, u) // the adversary's share, worth its block's ratio
			up += mul(share, densities[l])
			down += mul(other[l], densities[l])
		}
		weight := -p.itemCap
		if up > 0 && down > 0 {
			weight = max(min(log2Ratio(up, down), p.itemCap), -p.itemCap)
		}
		for y := range preparations {
			for m := range memories {
				w.by[int(c)*preparations+y][m] = weight
			}
		}
	}
}
