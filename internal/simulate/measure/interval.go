package measure

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// Share is how many of some cases did something, with the interval that holds the true share in 95 of 100 experiments.
type Share struct {
	Hits  int     `json:"hits"`
	Of    int     `json:"of"`
	Value float64 `json:"value"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
}

// ShareOf counts hits of cases, with the Clopper–Pearson interval at 95 %. Of no cases nothing is known: the interval is [0, 1].
func ShareOf(hits, of int) Share {
	s := Share{Hits: hits, Of: of, Low: 0, High: 1}
	if of == 0 {
		return s
	}
	s.Value = float64(hits) / float64(of)
	s.Low, s.High = clopperPearson(hits, of, .05)
	return s
}

// Times is the share of an event that needs a second, independent event of chance p as well, such as a hold that nobody stopped.
func (s Share) Times(p float64) Share {
	s.Value, s.Low, s.High = s.Value*p, s.Low*p, s.High*p
	return s
}

// Figure is the share without its cases.
func (s Share) Figure() Figure { return Figure{s.Value, s.Low, s.High} }

// Strayed is Figure.Strayed of a share, which is neither below nothing nor above all.
func (s Share) Strayed(least, most float64) Share {
	f := s.Figure().Strayed(least, most)
	s.Low, s.High = max(f.Low, 0), min(f.High, 1)
	return s
}

// Figure is a number with its interval that need not be a share of cases: a difference of two shares, or their ratio.
type Figure struct{ Value, Low, High float64 }

// Strayed widens the interval by what the figure would be if what it is measured at lay elsewhere, between least and most: independent
// distances add up as squares do.
func (f Figure) Strayed(least, most float64) Figure {
	return Figure{
		f.Value, f.Value - math.Hypot(f.Value-f.Low, max(f.Value-least, 0)), f.Value + math.Hypot(f.High-f.Value, max(most-f.Value, 0)),
	}
}

// Difference is how far one share lies above another that was counted among others (Newcombe, Statistics in Medicine 1998, method 10).
// Where the same cases are counted in both it is too wide rather than too narrow.
func Difference(a, b Share) Figure {
	d := a.Value - b.Value
	return Figure{d, d - math.Hypot(a.Value-a.Low, b.High-b.Value), d + math.Hypot(a.High-a.Value, b.Value-b.Low)}
}

// PartToWhole is how far the share of a part lies above that of the whole, which is that part and the rest: the difference of part and
// rest, who are other people, as much smaller as the rest is than the whole. How many belong to the part is taken as it is.
func PartToWhole(part, rest Share) Figure {
	p, d := float64(rest.Of)/float64(max(part.Of+rest.Of, 1)), Difference(part, rest)
	return Figure{d.Value * p, d.Low * p, d.High * p}
}

// clopperPearson inverts the binomial tails by the beta distribution.
func clopperPearson(hits, of int, outside float64) (low, high float64) {
	low, high = 0, 1
	k, n := float64(hits), float64(of)
	if hits > 0 {
		low = mathext.InvRegIncBeta(k, n-k+1, outside/2)
	}
	if hits < of {
		high = mathext.InvRegIncBeta(k+1, n-k, 1-outside/2)
	}
	return low, high
}

// Tells says whether so many cases can show at all, with 95 % confidence, that an event is no more frequent than rate.
func Tells(of int, rate float64) bool {
	_, high := clopperPearson(0, of, .10)
	return high <= rate
}
