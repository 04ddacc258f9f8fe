package score

import "math/bits"

// Millibits are thousandths of a bit.
type Millibits int32

// thresholds[k] is 2^(k/1000) in units of 2^-62, rounded up: the least ratio that is worth k millibits.
var thresholds = makeThresholds()

// firstGuess[q] is a k with thresholds[k] ≤ 1+q/1024, close below the right one.
var firstGuess = makeFirstGuess()

// powers[k] is 2^(-k/1000) in units of 2^-62, rounded down.
var powers = makePowers()

// log2Ratio is the largest k with 2^(k/1000) ≤ m/u: the logarithm of a ratio, rounded down to millibits. It depends on the
// ratio alone and never falls when the ratio rises, exactly. Both are positive and below 2^62.
func log2Ratio(m, u uint64) Millibits {
	shift := bits.Len64(m) - bits.Len64(u)
	if aligned := alignedLess(m, u, shift); aligned {
		shift--
	}
	a, b := m, u
	if shift >= 0 {
		b <<= uint(shift)
	} else {
		a <<= uint(-shift)
	}
	// a/b is in [1, 2): look up the fraction.
	quotient, _ := bits.Div64(a>>54, a<<10, b) // floor(1024·a/b) in [1024, 2048)
	k := firstGuess[quotient-1024]
	for k < 999 && atLeast(a, b, thresholds[k+1]) {
		k++
	}
	return Millibits(1000*shift + k)
}

// alignedLess says that m < u·2^shift.
func alignedLess(m, u uint64, shift int) bool {
	if shift >= 0 {
		return m < u<<uint(shift)
	}
	return m<<uint(-shift) < u
}

// atLeast says that a/b ≥ threshold/2^62.
func atLeast(a, b, threshold uint64) bool {
	leftHigh, leftLow := bits.Mul64(a, 1<<62)
	rightHigh, rightLow := bits.Mul64(b, threshold)
	return leftHigh > rightHigh || leftHigh == rightHigh && leftLow >= rightLow
}

// scaled is x·2^(-d/1000), rounded down, for d ≥ 0.
func scaled(x uint64, d Millibits) uint64 {
	whole, part := uint(d/1000), d%1000
	if whole >= 64 {
		return 0
	}
	high, low := bits.Mul64(x, powers[part])
	return (high<<2 | low>>62) >> whole
}

// makeThresholds builds 2^(k/1000) from the binary digits of k/1000: the digit worth 2^-i is the i-th square root of 2. The
// error bound is added on top, so that no ratio ever earns a millibit that it does not reach.
func makeThresholds() [1001]uint64 {
	var table [1001]uint64
	roots := makeRoots()
	for k := range table {
		table[k] = power(&roots, k) + roundingBound
	}
	table[0], table[1000] = 1<<62, 1<<63
	return table
}

func makePowers() [1000]uint64 {
	var table [1000]uint64
	roots := makeRoots()
	table[0] = 1 << 62
	for k := 1; k < 1000; k++ {
		table[k] = power(&roots, 1000-k)>>1 - roundingBound // 2^(-k/1000) = 2^((1000-k)/1000) / 2
	}
	return table
}

// roundingBound is above what power can be off: 62 products and roots, each rounded down in units of 2^-62 and doubled at most.
const roundingBound = 1 << 9

// makeRoots lists 2^(1/2), 2^(1/4), … in units of 2^-62.
func makeRoots() [62]uint64 {
	var roots [62]uint64
	root := uint64(1) << 63
	for i := range roots {
		root = squareRoot(root)
		roots[i] = root
	}
	return roots
}

// power is 2^(k/1000) in units of 2^-62, at most roundingBound too low.
func power(roots *[62]uint64, k int) uint64 {
	result := uint64(1) << 62
	rest := uint64(k) // k/1000 as a binary fraction, digit by digit
	for _, root := range roots {
		if rest *= 2; rest >= 1000 {
			rest -= 1000
			high, low := bits.Mul64(result, root)
			result = high<<2 | low>>62
		}
	}
	return result
}

// squareRoot is the root of x/2^62 in units of 2^-62, rounded down, by binary search.
func squareRoot(x uint64) uint64 {
	low, high := uint64(1)<<62, uint64(1)<<63
	for low+1 < high {
		mid := low + (high-low)/2
		squareHigh, squareLow := bits.Mul64(mid, mid)
		xHigh, xLow := bits.Mul64(x, 1<<62)
		if squareHigh > xHigh || squareHigh == xHigh && squareLow > xLow {
			high = mid
		} else {
			low = mid
		}
	}
	return low
}

func makeFirstGuess() [1024]int {
	var table [1024]int
	k := 0
	for q := range table {
		for k < 999 && thresholds[k+1] <= uint64(1024+q)<<52 {
			k++
		}
		table[q] = k
	}
	return table
}
