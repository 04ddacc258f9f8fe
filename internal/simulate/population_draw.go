package simulate

import (
	"math"
	"math/rand/v2"
	"slices"
	"sort"
	"strconv"
	"time"

	"okaeri/internal/evidence"
	"okaeri/internal/intake"
)

// The streams of a person's chance: who they are is drawn apart from how they lived, so that a friend's name and address
// can be found without living the friend's life.
const (
	streamIdentity = iota
	streamLife
)

// dice is one person's chance.
type dice struct{ *rand.Rand }

func throw(seed uint64, i, stream int) dice {
	return dice{rand.New(rand.NewPCG(mix(seed), mix(mix(seed)^uint64(i)<<8^uint64(stream))))}
}

// mix spreads neighbouring seeds apart (splitmix64, Steele et al. 2014): the first numbers of a generator that is seeded with
// 1, 2, 3 are not independent.
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

func (d dice) chance(p float64) bool { return d.Float64() < p }

// phone makes a Japanese mobile number that nobody can have: the digit after 090 is never 0.
func (d dice) phone() string {
	return "+81" + strconv.Itoa(90-10*d.IntN(3)) + "0" + d.digits(7)
}

func (d dice) digits(n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte('0' + d.IntN(10))
	}
	return string(b)
}

func (d dice) hex(n int) string {
	const digits = "0123456789abcdef"
	b := make([]byte, n)
	for i := range b {
		b[i] = digits[d.IntN(16)]
	}
	return string(b)
}

// poisson draws how often something of a mean happens (Knuth; for small means).
func (d dice) poisson(mean float64) int {
	limit, n := math.Exp(-mean), -1
	for p := 1.0; p > limit; p *= d.Float64() {
		n++
	}
	return n
}

// pick draws from a list, each as likely.
func pick[T any](d dice, list []T) T { return list[d.IntN(len(list))] }

// table draws values by weight.
type table[T any] struct {
	items []T
	upTo  []float64 // running sums of the weights; the last one is 1
}

func weighted[T any](items []T, weight func(rank int, item T) float64) table[T] {
	t := table[T]{items: items, upTo: make([]float64, len(items))}
	sum := 0.0
	for i, item := range items {
		sum += weight(i+1, item)
		t.upTo[i] = sum
	}
	for i := range t.upTo {
		t.upTo[i] /= sum
	}
	return t
}

// byRank draws the value of rank r in proportion to r to the power of -s: Zipf's law.
func byRank[T any](items []T, s float64) table[T] {
	return weighted(items, func(rank int, _ T) float64 { return math.Pow(float64(rank), -s) })
}

func (t table[T]) draw(d dice) T {
	return t.items[min(sort.SearchFloat64s(t.upTo, d.Float64()), len(t.items)-1)]
}

// collision is the chance that two draws are the same item.
func (t table[T]) collision() float64 {
	sum, before := 0.0, 0.0
	for _, up := range t.upTo {
		sum += (up - before) * (up - before)
		before = up
	}
	return sum
}

// state adds a fact that holds from a time on, and until another when that is not zero.
func (h *history) state(kind string, v intake.Value, from, until time.Time, source string) {
	f := evidence.Fact{Kind: kind, Value: v, From: &from, Source: source}
	if !until.IsZero() {
		f.Until = &until
	}
	h.facts = append(h.facts, f)
}

// event adds a fact that happened.
func (h *history) event(kind string, v intake.Value, at time.Time) {
	h.facts = append(h.facts, evidence.Fact{Kind: kind, Value: v, At: &at})
}

func inOrder(facts []evidence.Fact) []evidence.Fact {
	slices.SortStableFunc(facts, func(a, b evidence.Fact) int { return when(a).Compare(when(b)) })
	return facts
}

// when is the time of a fact: its beginning, or when it happened.
func when(f evidence.Fact) time.Time {
	if f.At != nil {
		return *f.At
	}
	return *f.From
}
