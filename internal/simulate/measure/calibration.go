package measure

import "math"

// Bin is one point of a reliability curve: cases that were given about the same chance, and how many of them came true.
type Bin struct {
	Stated float64 `json:"stated"` // mean of the chances stated
	True   Share   `json:"true"`
	Weight float64 `json:"weight"` // share of all cases, each side counting half
}

// Calibration says whether likelihood ratios mean what they say, for owners against one kind of adversary.
type Calibration struct {
	ECE     float64 `json:"ece"`   // expected calibration error over 15 bins
	Brier   float64 `json:"brier"` // mean squared error of the stated chance
	Cllr    float64 `json:"cllr"`  // cost of the stated ratios, in bits; 1 is knowing nothing
	CllrMin float64 `json:"cllr_min"`
	Bins    []Bin   `json:"bins"`
	Costs   []Cost  `json:"costs"`
}

// Cost is one point of an empirical cross-entropy plot (Ramos, Gonzalez-Rodriguez, Forensic Science International 2013): what acting on
// the bits costs, in bits a case, where owners have these odds before anything is looked at. At even odds it is Cllr.
type Cost struct {
	Odds   float64 `json:"odds"`   // log10 of owners to adversaries
	Stated float64 `json:"stated"` // by the bits as they are
	Least  float64 `json:"least"`  // by the best monotone map of them
	None   float64 `json:"none"`   // by one who looks at nothing
}

// bins of the reliability curve.
const bins = 15

// Calibrate reads bits as likelihood ratios at even odds: half of the cases owners, half adversaries, however many of each there
// are. So the figures do not depend on how many adversaries somebody chose to simulate.
func Calibrate(owners, adversaries []float64) Calibration {
	c := Calibration{Cllr: Cllr(owners, adversaries)}
	bestOwners, bestAdversaries := Isotonic(owners, adversaries)
	c.CllrMin = Cllr(bestOwners, bestAdversaries)
	for odds := -2.; odds <= 2; odds += .25 {
		c.Costs = append(c.Costs, Cost{
			odds, crossEntropy(owners, adversaries, odds), crossEntropy(bestOwners, bestAdversaries, odds), crossEntropy([]float64{0}, []float64{0}, odds),
		})
	}
	c.Bins = reliability(owners, adversaries)
	for _, b := range c.Bins {
		c.ECE += b.Weight * math.Abs(b.Stated-b.True.Value)
	}
	c.Brier = (meanOf(owners, func(s float64) float64 { return sq(1 - chance(s)) }) +
		meanOf(adversaries, func(s float64) float64 { return sq(chance(s)) })) / 2
	return c
}

// Cllr is the log-likelihood-ratio cost: half the mean of log2(1+1/LR) over owners and of log2(1+LR) over adversaries.
func Cllr(owners, adversaries []float64) float64 { return crossEntropy(owners, adversaries, 0) }

// crossEntropy is the mean of -log2 of the chance given to what is true, where 10^odds owners come to one adversary.
func crossEntropy(owners, adversaries []float64, odds float64) float64 {
	prior := odds * math.Log2(10)
	return chance(prior)*meanOf(owners, func(s float64) float64 { return softplus(-s - prior) }) +
		chance(-prior)*meanOf(adversaries, func(s float64) float64 { return softplus(s + prior) })
}

// softplus is log2(1+2^s) without overflow.
func softplus(s float64) float64 {
	if s > 60 {
		return s
	}
	return math.Log2(1 + math.Exp2(s))
}

// chance is the posterior at even odds.
func chance(bits float64) float64 { return 1 / (1 + math.Exp2(-bits)) }

func sq(x float64) float64 { return x * x }

func meanOf(values []float64, f func(float64) float64) float64 {
	sum := 0.0
	for _, v := range values {
		sum += f(v)
	}
	return sum / float64(max(len(values), 1))
}

// reliability sorts cases into bins of equal width by the stated chance.
func reliability(owners, adversaries []float64) []Bin {
	var stated, owned, weight [bins]float64
	var counts [bins][2]int
	add := func(values []float64, side int, each float64) {
		for _, s := range values {
			p := chance(s)
			b := min(int(p*bins), bins-1)
			weight[b] += each
			stated[b] += each * p
			owned[b] += each * float64(1-side)
			counts[b][side]++
		}
	}
	add(owners, 0, .5/float64(max(len(owners), 1)))
	add(adversaries, 1, .5/float64(max(len(adversaries), 1)))
	var out []Bin
	for b := range bins {
		if weight[b] == 0 {
			continue
		}
		share := ShareOf(counts[b][0], counts[b][0]+counts[b][1])
		share.Value = owned[b] / weight[b]
		share.Low, share.High = even(share.Low, owners, adversaries), even(share.High, owners, adversaries)
		out = append(out, Bin{stated[b] / weight[b], share, weight[b]})
	}
	return out
}

// even turns a share of owners among counted cases into the share at even odds.
func even(p float64, owners, adversaries []float64) float64 {
	a, b := p/float64(max(len(owners), 1)), (1-p)/float64(max(len(adversaries), 1))
	if a+b == 0 {
		return 0
	}
	return a / (a + b)
}
