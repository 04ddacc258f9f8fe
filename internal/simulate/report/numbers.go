package report

import (
	"fmt"
	"html/template"
	"strconv"

	"okaeri/internal/simulate/measure"
)

// share writes a share with its interval in a line, for a terminal.
func share(s measure.Share) string { return counted(s).line() }

// shareCell writes it for a table of the page.
func shareCell(s measure.Share) template.HTML { return counted(s).cell() }

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

// number writes a whole number in groups of three.
func number(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
