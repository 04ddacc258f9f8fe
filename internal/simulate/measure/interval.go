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

// Strayed widens the interval by what the share would be if what it is measured at lay elsewhere, between least and most: independent
// distances add up as squares do.
func (s Share) Strayed(least, most float64) Share {
	s.Low = max(s.Value-math.Hypot(s.Value-s.Low, max(s.Value-least, 0)), 0)
	s.High = min(s.Value+math.Hypot(s.High-s.Value, max(most-s.Value, 0)), 1)
	return s
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
