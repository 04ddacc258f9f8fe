package measure

import (
	"cmp"
	"math"
	"slices"
	"sort"
)

// Scores are numbers of one kind of case, the higher the more it looks like the owner, kept in rising order.
type Scores []float64

// NewScores sorts a copy of values, and tells for each score which of the values it is. Not-a-number counts as the least.
func NewScores(values []float64) (s Scores, places []int32) {
	s, places = make(Scores, len(values)), make([]int32, len(values))
	for i := range places {
		places[i] = int32(i) //nolint:gosec // a run has no billions of cases
	}
	scored := func(i int32) float64 {
		if math.IsNaN(values[i]) {
			return math.Inf(-1)
		}
		return values[i]
	}
	slices.SortFunc(places, func(a, b int32) int { return cmp.Compare(scored(a), scored(b)) })
	for i, n := range places {
		s[i] = scored(n)
	}
	return s, places
}

// AtLeast counts the scores of threshold or more.
func (s Scores) AtLeast(threshold float64) int {
	i, _ := slices.BinarySearch(s, threshold)
	return len(s) - i
}

// Share is the share of scores of threshold or more.
func (s Scores) Share(threshold float64) Share { return ShareOf(s.AtLeast(threshold), len(s)) }

// Rate is Share without its interval, which takes its time; 0 of no scores.
func (s Scores) Rate(threshold float64) float64 {
	return float64(s.AtLeast(threshold)) / float64(max(len(s), 1))
}

// Threshold is the least threshold that at most a share of rate reaches: the next number above the last score that must stay
// below it. Equal scores are let through together or not at all.
func (s Scores) Threshold(rate float64) float64 {
	allowed := int(rate*float64(len(s)) + 1e-9)
	if allowed >= len(s) {
		return math.Inf(-1)
	}
	return math.Nextafter(s[len(s)-1-allowed], math.Inf(1))
}

// SafeThreshold is Threshold with the upper end of the interval in place of the share itself: a threshold that may be promised.
func (s Scores) SafeThreshold(rate float64) float64 {
	return s.lastTo(func(k int) bool {
		_, upper := clopperPearson(k, len(s), .10)
		return upper <= rate
	})
}

// LeastThreshold is Threshold with the lower end of the interval: below it more pass than chance explains, at it no longer.
func (s Scores) LeastThreshold(rate float64) float64 {
	return s.lastTo(func(k int) bool { return float64(k) <= rate*float64(len(s)) || ShareOf(k, len(s)).Low <= rate })
}

// ThresholdBounds are thresholds between which the one for a rate lies in 95 of 100 experiments: those for as many scores more and fewer as a
// count of that size strays by chance (1.96·√(n·rate·(1-rate)): the ranks' interval of a quantile, David and Nagaraja, Order
// Statistics, §7.1).
func (s Scores) ThresholdBounds(rate float64) (low, high float64) {
	n := float64(len(s))
	stray := 1.96 * math.Sqrt(n*rate*(1-min(rate, 1)))
	return s.Threshold(min(rate+stray/n, 1)), s.Threshold(max(rate-stray/n, 0))
}

// Weighted is a case that counts for less than one, such as one that half of the time comes to nothing.
type Weighted struct{ Score, Weight float64 }

// WeightedThreshold is Scores.Threshold where cases have weights: those who reach it weigh a share of rate of the cases at most. The bounds
// are those of Scores.ThresholdBounds, where a sum of weights strays as its squares do.
func WeightedThreshold(cases []Weighted, rate float64) (at, low, high float64) {
	falling := slices.SortedFunc(slices.Values(cases), func(a, b Weighted) int { return cmp.Compare(b.Score, a.Score) })
	n := float64(len(cases))
	at, squares := above(falling, rate*n)
	stray := 1.96 * math.Sqrt(max(squares-rate*rate*n, 0))
	low, _ = above(falling, rate*n+stray)
	high, _ = above(falling, max(rate*n-stray, 0))
	return at, low, high
}

// above is the least threshold that no more than so much weight reaches, and the sum of the squares of what does.
func above(falling []Weighted, most float64) (threshold, squares float64) {
	for _, c := range falling {
		if most -= c.Weight; most < -1e-9 {
			return math.Nextafter(c.Score, math.Inf(1)), squares
		}
		squares += c.Weight * c.Weight
	}
	return math.Inf(-1), squares
}

// lastTo is the least threshold that a bearable number of scores reaches; whoever bears a number bears every lesser one.
func (s Scores) lastTo(bearable func(k int) bool) float64 {
	most := sort.Search(len(s), func(k int) bool { return !bearable(k + 1) })
	if most >= len(s) {
		return math.Inf(-1)
	}
	return math.Nextafter(s[len(s)-1-most], math.Inf(1))
}

// Point is one point of a curve: at a threshold, the share of adversaries and of owners who reach it.
type Point struct {
	Threshold float64 `json:"threshold"`
	False     float64 `json:"false"`
	True      float64 `json:"true"`
}

// Curve is the receiver operating characteristic at rates of a logarithmic grid from floor to 1.
func Curve(owners, adversaries Scores, floor float64, steps int) []Point {
	points := make([]Point, 0, steps+1)
	for i := range steps + 1 {
		rate := math.Pow(floor, 1-float64(i)/float64(steps))
		threshold := adversaries.Threshold(rate)
		points = append(points, Point{threshold, rate, owners.Share(threshold).Value})
	}
	return points
}

// Area is the area under the curve: the chance that an owner scores more than an adversary, ties counting half.
func Area(owners, adversaries Scores) float64 {
	if len(owners) == 0 || len(adversaries) == 0 {
		return math.NaN()
	}
	sum := 0.0
	below, atMost := 0, 0
	for _, o := range owners {
		for below < len(adversaries) && adversaries[below] < o {
			below++
		}
		for atMost < len(adversaries) && adversaries[atMost] <= o {
			atMost++
		}
		sum += float64(below) + float64(atMost-below)/2
	}
	return sum / float64(len(owners)) / float64(len(adversaries))
}

// EqualErrors is the rate at which as many owners are turned away as adversaries let in.
func EqualErrors(owners, adversaries Scores) float64 {
	low, high := 0.0, 1.0
	for range 40 {
		rate := (low + high) / 2
		if missed := 1 - owners.Share(adversaries.Threshold(rate)).Value; missed > rate {
			low = rate
		} else {
			high = rate
		}
	}
	return (low + high) / 2
}
