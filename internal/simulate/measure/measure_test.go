package measure_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"okaeri/internal/simulate/measure"
)

func near(t *testing.T, what string, got, want, within float64) {
	t.Helper()
	if math.IsNaN(got) || math.Abs(got-want) > within {
		t.Errorf("%s = %v, want %v ± %v", what, got, want, within)
	}
}

func rising(values []float64) measure.Scores {
	s, _ := measure.NewScores(values)
	return s
}

func TestScoresRiseAndEachIsOneOfTheValues(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOf(rapid.SampledFrom([]float64{math.NaN(), math.Inf(-1), -1, 0, 0.5, 2, math.Inf(1)})).Draw(t, "values")
		s, places := measure.NewScores(values)
		if !slices.IsSorted(s) || len(s) != len(values) {
			t.Fatalf("%v of %v", s, values)
		}
		taken := slices.Clone(places)
		slices.Sort(taken)
		for i, n := range places {
			if v := values[n]; s[i] != v && !(math.IsNaN(v) && math.IsInf(s[i], -1)) || int(taken[i]) != i {
				t.Fatalf("%v at %d is %v; places %v", s[i], i, v, places)
			}
		}
	})
}

// The values of the exact interval are those of any published table.
func TestIntervalsAreClopperAndPearsons(t *testing.T) {
	for _, c := range []struct {
		hits, of  int
		low, high float64
	}{
		{0, 10, 0, .30850},
		{10, 10, .69150, 1},
		{1, 10, .00253, .44502},
		{5, 10, .18709, .81291},
		{0, 3000, 0, .001229},
		{50, 100, .39832, .60168},
	} {
		s := measure.ShareOf(c.hits, c.of)
		near(t, "low", s.Low, c.low, 1e-5)
		near(t, "high", s.High, c.high, 1e-5)
	}
}

func TestOfNoCasesNothingIsKnown(t *testing.T) {
	s := measure.ShareOf(0, 0)
	if s.Low != 0 || s.High != 1 {
		t.Errorf("interval of nothing is [%v, %v]", s.Low, s.High)
	}
}

func TestThresholdLetsAtMostTheRateThrough(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Float64Range(-5, 5), 1, 60).Draw(t, "scores")
		for i := range values {
			values[i] = math.Round(values[i]) // many equal scores
		}
		rate := rapid.Float64Range(0, 1).Draw(t, "rate")
		s := rising(values)
		passed := s.AtLeast(s.Threshold(rate))
		if float64(passed) > rate*float64(len(s))+1e-6 {
			t.Fatalf("%d of %d pass at %v", passed, len(s), rate)
		}
		if safe := s.SafeThreshold(rate); safe < s.Threshold(rate) {
			t.Fatalf("the safe threshold %v is below %v", safe, s.Threshold(rate))
		}
	})
}

// Two normal populations a known distance apart: the interval of the upper share at the lower one's quantile must hold the truth in
// about 95 of 100 draws, while that of the share alone holds it far less often.
func TestTheIntervalHoldsTheLineToo(t *testing.T) {
	const runs, rate, apart = 400, .01, 2.5
	truth := .5 * math.Erfc((2.3263478740408408-apart)/math.Sqrt2)
	r := rand.New(rand.NewPCG(7, 0))
	held, alone := 0, 0
	for range runs {
		above, below := make([]float64, 4000), make([]float64, 5000)
		for i := range above {
			above[i] = r.NormFloat64() + apart
		}
		for i := range below {
			below[i] = r.NormFloat64()
		}
		owners, others := rising(above), rising(below)
		low, high := others.ThresholdBounds(rate)
		s := owners.Share(others.Threshold(rate))
		if s.Low <= truth && truth <= s.High {
			alone++
		}
		s = s.Strayed(owners.Share(high).Value, owners.Share(low).Value)
		if s.Low <= truth && truth <= s.High {
			held++
		}
	}
	if held < runs*92/100 || held > runs*98/100 || alone > runs*60/100 {
		t.Errorf("of %d intervals %d hold the truth, %d without the line", runs, held, alone)
	}
}

// Cases that all weigh the same are let through as cases are, at a rate that is as much higher as each weighs less.
func TestWeightsMoveTheLineAsFarAsTheyWeigh(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Map(rapid.IntRange(-9, 9), func(i int) float64 { return float64(i) }), 1, 60).Draw(t, "scores")
		rate, weight := rapid.Float64Range(0, .5).Draw(t, "rate"), rapid.SampledFrom([]float64{.5, 1}).Draw(t, "weight")
		var cases []measure.Weighted
		for _, v := range values {
			cases = append(cases, measure.Weighted{Score: v, Weight: weight})
		}
		s := rising(values)
		at, low, high := measure.WeightedThreshold(cases, rate)
		if want := s.Threshold(rate / weight); at != want || low > at || high < at {
			t.Fatalf("%v between %v and %v, want %v", at, low, high, want)
		}
		if passed := float64(s.AtLeast(at)) * weight; passed > rate*float64(len(s))+1e-6 {
			t.Fatalf("%v of %d pass at %v", passed, len(s), rate)
		}
	})
}

// Whoever is part of the whole pulls it along: the gap to it is smaller than that to the rest, and none where there is no rest.
func TestAPartIsComparedWithTheWholeThatItBelongsTo(t *testing.T) {
	part, rest, whole := measure.ShareOf(30, 200), measure.ShareOf(420, 800), measure.ShareOf(450, 1000)
	f, apart := measure.PartToWhole(part, rest), measure.Difference(part, rest)
	near(t, "gap", f.Value, part.Value-whole.Value, 1e-12)
	near(t, "width of the gap", f.High-f.Low, .8*(apart.High-apart.Low), 1e-12)
	if far := measure.Difference(part, whole); f.Low >= f.Value || f.High <= f.Value || f.High-f.Low >= far.High-far.Low {
		t.Errorf("%+v, taken for others %+v", f, far)
	}
	if none := measure.PartToWhole(whole, measure.ShareOf(0, 0)); none != (measure.Figure{}) {
		t.Errorf("the whole lies %+v from itself", none)
	}
}

func TestAreaIsTheChanceToScoreMore(t *testing.T) {
	owners, others := rising([]float64{1, 2, 3}), rising([]float64{0, 2, 4})
	near(t, "area", measure.Area(owners, others), (1+1.5+2)/9, 1e-12)
}

// Two normal distributions one spread apart have the likelihood ratio in closed form, so their bits are right by definition.
func TestTrueLikelihoodRatiosAreCalibrated(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	draw := func(mean float64) []float64 {
		out := make([]float64, 40000)
		for i := range out {
			x := r.NormFloat64() + mean
			out[i] = (2*x - 2) * math.Log2E // log2 of N(2,1)/N(0,1) at x
		}
		return out
	}
	owners, others := draw(2), draw(0)
	c := measure.Calibrate(owners, others)
	if c.ECE > .01 {
		t.Errorf("ECE of true ratios is %v", c.ECE)
	}
	near(t, "Cllr against its minimum", c.Cllr, c.CllrMin, .01)
	near(t, "equal errors", measure.EqualErrors(rising(owners), rising(others)), .1587, .006)

	double := func(x []float64) []float64 {
		out := make([]float64, len(x))
		for i := range x {
			out[i] = 2 * x[i]
		}
		return out
	}
	bold := measure.Calibrate(double(owners), double(others))
	if bold.ECE < .02 || bold.Cllr < c.Cllr+.05 {
		t.Errorf("doubled bits pass for calibrated: ECE %v, Cllr %v", bold.ECE, bold.Cllr)
	}
	near(t, "Cllr that no relabelling can mend", bold.CllrMin, c.CllrMin, 1e-9)
}

func TestAtEvenOddsBitsCostTheirCllr(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		side := rapid.SliceOfN(rapid.Float64Range(-9, 9), 1, 60)
		c := measure.Calibrate(side.Draw(t, "owners"), side.Draw(t, "others"))
		for _, x := range c.Costs {
			if x.Odds == 0 && (math.Abs(x.Stated-c.Cllr) > 1e-9 || math.Abs(x.Least-c.CllrMin) > 1e-9 || x.None != 1) {
				t.Fatalf("at even odds %+v, Cllr %v and %v", x, c.Cllr, c.CllrMin)
			}
			if math.Abs(x.Odds) > 2 || x.Least < 0 || x.None > 1 {
				t.Fatalf("%+v", x)
			}
		}
		if len(c.Costs) != 17 {
			t.Fatalf("%d points", len(c.Costs))
		}
	})
}

func TestKnowingNothingCostsOneBit(t *testing.T) {
	near(t, "Cllr", measure.Cllr([]float64{0, 0}, []float64{0}), 1, 1e-12)
}

func TestIsotonicMapNeverFalls(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		side := rapid.SliceOfN(rapid.Map(rapid.IntRange(-6, 6), func(i int) float64 { return float64(i) }), 1, 40)
		m := measure.FitMap(side.Draw(t, "owners"), side.Draw(t, "others"))
		for i := 1; i < len(m.To); i++ {
			if m.To[i] < m.To[i-1] || m.From[i] <= m.From[i-1] {
				t.Fatalf("map falls: %+v", m)
			}
		}
		if m.At(-100) != m.To[0] || m.At(100) != m.To[len(m.To)-1] {
			t.Fatal("the map does not cover every score")
		}
	})
}

func TestEntropyOfEqualOutcomesIsTheirLogarithm(t *testing.T) {
	near(t, "four outcomes", measure.Entropy([]int{100000, 100000, 100000, 100000}), 2, 1e-4)
	near(t, "one outcome", measure.Entropy([]int{5000, 0}), 0, 1e-12)
}
