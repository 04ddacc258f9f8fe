package report

import (
	"fmt"
	"html/template"
	"math"
	"strconv"

	"okaeri/internal/simulate/measure"
)

// share writes a share with its interval in a line, for a terminal.
func share(s measure.Share) string { return short(s) + " (" + between(s) + ")" }

// shareCell writes the interval under the share, so that a column is no wider than either.
func shareCell(s measure.Share) template.HTML {
	return template.HTML(short(s) + " <small>" + between(s) + "</small>") //nolint:gosec // digits
}

func short(s measure.Share) string { return digits(s.Value) }

// digits writes a share as a percentage with about three figures.
func digits(v float64) string {
	if v == 0 {
		return "0%"
	}
	return fmt.Sprintf("%.*f%%", places(v), v*100)
}

// between writes an interval with as many places as the share in it has, or its upper end where the share is nothing.
func between(s measure.Share) string {
	n := places(s.Value)
	if s.Value == 0 {
		n = places(s.High)
	}
	return fmt.Sprintf("%.*f–%.*f", n, s.Low*100, n, s.High*100)
}

// places are the digits behind the point of a percentage: the more, the smaller it is.
func places(v float64) int {
	switch {
	case v < .01:
		return 3
	case v < .1:
		return 2
	}
	return 1
}

// difference is how far one share lies above another, with an interval from those of both (Newcombe, Statistics in Medicine 1998, method
// 10). It takes them for independent; where the same owners are counted in both, it is too wide rather than too narrow.
func difference(a, b measure.Share) measure.Share {
	d := a.Value - b.Value
	return measure.Share{
		Value: d, Low: d - math.Hypot(a.Value-a.Low, b.High-b.Value), High: d + math.Hypot(a.High-a.Value, b.Value-b.Low),
	}
}

// number writes a whole number in groups of three.
func number(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
