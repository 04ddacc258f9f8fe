package chart

import (
	"fmt"
	"html/template"
	"strings"
)

// Column is one column of a picture: its parts stand on one another, the first at the bottom.
type Column struct {
	Label string // under it; empty for none
	Parts []float64
}

// hatchings are the ways in which the parts of a column differ beside their colour, the first being plain. Each is a line through a square
// of eight units.
var hatchings = []string{"", "M-2 2L2 -2M0 8L8 0M6 10L10 6", "M0 4H8", "M4 0V8", "M-2 6L2 10M0 0L8 8M6 -2L10 2", "M4 0V8M0 4H8"}

// Columns draws columns side by side over an axis that begins at 0. The parts have the classes c0, c1, … and each a hatching of its own;
// Swatch shows the same in a legend. The frame needs an ID.
func Columns(f Frame, y Axis, columns []Column) template.HTML {
	var b strings.Builder
	f.begin(&b, "", f.width(), height)
	f.hatch(&b)
	y.along(&b, f.width())
	room := (f.width() - left - right) / float64(max(len(columns), 1))
	thick := min(room*.7, 48)
	for i, c := range columns {
		x, below := left+room*(float64(i)+.5), 0.0
		for n, part := range c.Parts {
			if part > 0 {
				f.piece(&b, n, x-thick/2, y.y(below+part), thick, y.y(below)-y.y(below+part))
				below += part
			}
		}
		if c.Label != "" {
			fmt.Fprintf(&b, `<text x="%.1f" y="%d" class="tick mid">%s</text>`, x, height-8, template.HTMLEscapeString(c.Label))
		}
	}
	return end(&b)
}

// hatch defines the hatchings of a picture, to be named by its pieces and by the swatches of its legend.
func (f Frame) hatch(b *strings.Builder) {
	b.WriteString(`<defs>`)
	for n, path := range hatchings {
		if path != "" {
			fmt.Fprintf(b, `<pattern id="%s-h%d" width="8" height="8" patternUnits="userSpaceOnUse"><path class="hatch" d="%s"/></pattern>`, f.ID, n, path)
		}
	}
	b.WriteString(`</defs>`)
}

// piece is a rectangle in the n-th part's colour and hatching.
func (f Frame) piece(b *strings.Builder, n int, x, y, w, h float64) {
	n %= len(hatchings)
	fmt.Fprintf(b, `<rect class="c%d" x="%.1f" y="%.1f" width="%.1f" height="%.1f"/>`, n, x, y, w, h)
	if hatchings[n] != "" {
		fmt.Fprintf(b, `<rect x="%.1f" y="%.1f" width="%.1f" height="%.1f" fill="url(#%s-h%d)"/>`, x, y, w, h, f.ID, n)
	}
}

// Swatch is the n-th part of a picture of columns, for the legend beside it. It says nothing by itself and is hidden from who hears.
func (f Frame) Swatch(n int) template.HTML {
	var b strings.Builder
	b.WriteString(`<svg class="swatch" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">`)
	f.piece(&b, n, 0, 0, 16, 16)
	return end(&b)
}

// Stroke is a curve's sample for a legend, hidden likewise.
func Stroke(l Line) template.HTML {
	var b strings.Builder
	fmt.Fprintf(&b, `<svg class="swatch" viewBox="0 0 32 16" width="32" height="16" aria-hidden="true" focusable="false"><path class="line %s" d="M0 8H32"/>`, l.Class)
	if l.Dots {
		fmt.Fprintf(&b, `<circle class="dot %s" cx="16" cy="8" r="3"/>`, l.Class)
	}
	return end(&b)
}
