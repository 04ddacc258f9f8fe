package measure

import (
	"cmp"
	"math"
	"slices"
)

// Isotonic relabels scores by the best monotone map (pool-adjacent-violators at even odds) and returns the new bits of both sides,
// in the order given. Blocks with one side only are bounded by half a case of the other, so that no ratio is infinite.
func Isotonic(owners, adversaries []float64) (o, a []float64) {
	m := FitMap(owners, adversaries)
	return m.Each(owners), m.Each(adversaries)
}

// Map is a monotone map from stated to calibrated bits. The zero value leaves bits as they are.
type Map struct {
	From []float64 `json:"from"` // least stated bits of each block, rising
	To   []float64 `json:"to"`   // calibrated bits of the block
}

// At is the calibrated value of stated bits.
func (m Map) At(bits float64) float64 {
	if len(m.From) == 0 {
		return bits
	}
	i, found := slices.BinarySearch(m.From, bits)
	if !found {
		i--
	}
	return m.To[max(i, 0)]
}

// Each maps all values, in their order.
func (m Map) Each(values []float64) []float64 {
	out := make([]float64, len(values))
	for i, v := range values {
		out[i] = m.At(v)
	}
	return out
}

// block is a run of scores that get one value.
type block struct{ from, owners, adversaries float64 }

// speaksNoMore says that b speaks no more for the owner than the block before it.
func (b block) speaksNoMore(before block) bool {
	return b.owners*before.adversaries <= before.owners*b.adversaries
}

// FitMap finds the best monotone map for these cases.
func FitMap(owners, adversaries []float64) Map {
	var stack []block
	for _, b := range tied(owners, adversaries) {
		stack = append(stack, b)
		for n := len(stack); n > 1 && stack[n-1].speaksNoMore(stack[n-2]); n = len(stack) {
			stack[n-2].owners += stack[n-1].owners
			stack[n-2].adversaries += stack[n-1].adversaries
			stack = stack[:n-1]
		}
	}
	m := Map{}
	perOwner, perAdversary := 1/float64(max(len(owners), 1)), 1/float64(max(len(adversaries), 1))
	for _, b := range stack {
		m.From = append(m.From, b.from)
		m.To = append(m.To, math.Log2(max(b.owners, .5)*perOwner)-math.Log2(max(b.adversaries, .5)*perAdversary))
	}
	if n := len(m.To); n > 1 { // only the ends can be one-sided, and their bound must not cross their neighbour
		m.To[0], m.To[n-1] = min(m.To[0], m.To[1]), max(m.To[n-1], m.To[n-2])
	}
	return m
}

// tied gathers equal scores into one block each, in rising order.
func tied(owners, adversaries []float64) []block {
	cases := make([]block, 0, len(owners)+len(adversaries))
	for _, s := range owners {
		cases = append(cases, block{s, 1, 0})
	}
	for _, s := range adversaries {
		cases = append(cases, block{s, 0, 1})
	}
	slices.SortFunc(cases, func(x, y block) int { return cmp.Compare(x.from, y.from) })
	out := cases[:0]
	for _, c := range cases {
		if n := len(out); n > 0 && out[n-1].from == c.from {
			out[n-1].owners += c.owners
			out[n-1].adversaries += c.adversaries
			continue
		}
		out = append(out, c)
	}
	return out
}
