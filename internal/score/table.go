package score

import (
	"math/bits"

	"okaeri/internal/evidence"
)

// side is one side of a table: the chance of each matched level from the best attainable on, then of "wrong or blank"; the
// entries before the best attainable level are zero, and all add up to one.
type side [evidence.MaxLevels + 1]uint64

// multiplied is p after its odds were multiplied, rounded down.
func (o odds) multiplied(p uint64) uint64 {
	if o.over == o.under {
		return p
	}
	raised := o.over * p
	high, low := bits.Mul64(raised, one)
	quotient, _ := bits.Div64(high, low, raised+o.under*(one-p))
	return quotient
}

// prepared multiplies the odds of reaching each level or a better one (proportional odds): who remembers or knows more reaches all of
// them more often. Moving the best level alone would make the second best more likely for those who remember less.
func (s *side) prepared(o odds, best, levels int) {
	if o.over == o.under {
		return
	}
	reached, moved := uint64(0), uint64(0)
	for n := best; n < levels; n++ {
		reached += s[n]
		next := max(o.multiplied(min(reached, one)), moved) // rounding never makes a better level eat from a worse one
		s[n], moved = next-moved, next
	}
	s[levels] = one - moved
}

// shift makes the owner's side for every best attainable level and kind of memory. Possession and context are not remembered.
func (r *row) shift(t *tables) {
	for best := range r.levels {
		var plain side
		left := one
		for n := range r.levels {
			plain[max(n, best)] += r.owner[n]
			left -= r.owner[n]
		}
		plain[r.levels] = left
		for m := range t.memory {
			s := plain
			if !r.mixture && !r.possession {
				s.prepared(t.memory[m].odds, best, r.levels)
			}
			r.shifted[best][m] = s
		}
	}
}

// adversary makes a class's side: what is known, and for the rest what is guessed in so many guesses.
func (r *row) adversary(t *tables, c Class, best int, w *evidence.Way, guesses int) side {
	var s side
	below := uint64(0)
	most := one - t.floorOther
	factor := uint64(guesses)
	near := r.nearFactor(w)
	for n := best; n < r.levels; n++ {
		guess := uint64(w.Guess[n])
		if guess == 0 {
			guess = min(r.guess[n]*near>>8, one)
		}
		known := r.known[c][n]
		reached := (known + mul(one-known, guess)) * factor // the union bound over several answers
		reached = min(max(reached, below, t.floorOther), most)
		s[n], below = reached-below, reached
	}
	s[r.levels] = one - below
	return s
}

// nearFactor makes near answers to common values weigh less: the root of how much commoner the value is than the average one, between
// 1 and 10, in units of 1/256.
func (r *row) nearFactor(w *evidence.Way) uint64 {
	if w.Common == 0 || r.guess[0] == 0 {
		return 256
	}
	return min(max(squareRootOf(uint64(w.Common)<<16/r.guess[0]), 256), 2560)
}

// squareRootOf is the whole root of x.
func squareRootOf(x uint64) uint64 {
	if x == 0 {
		return 0
	}
	root := uint64(1) << ((bits.Len64(x) + 1) / 2)
	for {
		next := (root + x/root) / 2
		if next >= root {
			return root
		}
		root = next
	}
}

// mul is a·b for chances.
func mul(a, b uint64) uint64 {
	high, low := bits.Mul64(a, b)
	return high<<32 | low>>32
}

// pooled is the chance of the block that the level belongs to, on both sides, after pool-adjacent-violators: whenever a worse level
// speaks more for the owner than the better one before it, both become one. The levels run from first to last.
func pooled(owner, other *side, first, last, level int) (m, u uint64) {
	var ms, us [evidence.MaxLevels + 1]uint64
	var ends [evidence.MaxLevels + 1]int
	n := 0
	for l := first; l <= last; l++ {
		m, u := owner[l], other[l]
		for n > 0 && speaksMore(m, u, ms[n-1], us[n-1]) {
			n--
			m, u = m+ms[n], u+us[n]
		}
		ms[n], us[n], ends[n] = m, u, l
		n++
	}
	at := 0
	for at < n-1 && ends[at] < level {
		at++
	}
	return ms[at], us[at]
}

// speaksMore says that m/u ≥ m2/u2, by 128-bit products; equal neighbours pool as well.
func speaksMore(m, u, m2, u2 uint64) bool {
	leftHigh, leftLow := bits.Mul64(m, u2)
	rightHigh, rightLow := bits.Mul64(m2, u)
	return leftHigh > rightHigh || leftHigh == rightHigh && leftLow >= rightLow
}
