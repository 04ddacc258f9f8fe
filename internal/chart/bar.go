package chart

import (
	"fmt"
	"html/template"
	"math"
	"strings"
)

// Part is a piece of a bar.
type Part struct {
	Class string
	Share float64 // of the whole bar, from 0 to 1
}

// Bar draws one stacked bar over the whole width.
func Bar(f Frame, parts []Part) template.HTML {
	var b strings.Builder
	f.begin(&b, "bar", 400, 14)
	at := 0.0
	for _, p := range parts {
		fmt.Fprintf(&b, `<rect class="%s" x="%.2f" width="%.2f" height="14"/>`, p.Class, at*400, p.Share*400)
		at += p.Share
	}
	return end(&b)
}

// Span draws a piece of a scale from 0 to 1 with a mark: an interval and its value, or a swing around what it was.
func Span(f Frame, low, high, mark float64, class string) template.HTML {
	clip := func(v float64) float64 { return math.Max(0, math.Min(1, v)) * 400 }
	var b strings.Builder
	f.begin(&b, "bar", 400, 14)
	fmt.Fprintf(&b, `<rect class="rail" y="6" width="400" height="2"/><rect class="%s" x="%.2f" y="3" width="%.2f" height="8"/><rect class="mark" x="%.2f" width="2" height="14"/>`,
		class, clip(low), math.Max(clip(high)-clip(low), 1), clip(mark)-1)
	return end(&b)
}
