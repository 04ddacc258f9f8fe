package measure

import "math"

// Entropy is the entropy of counted outcomes in bits, with Miller and Madow's correction for rare ones never seen. What a
// transcript of verdicts can tell about any secret is at most the transcript's entropy.
func Entropy(counts []int) float64 {
	total, seen := 0, 0
	for _, n := range counts {
		total += n
		if n > 0 {
			seen++
		}
	}
	if total == 0 {
		return 0
	}
	h := 0.0
	for _, n := range counts {
		if n > 0 {
			p := float64(n) / float64(total)
			h -= p * math.Log2(p)
		}
	}
	return h + float64(seen-1)/(2*float64(total)*math.Ln2)
}
