package report

import (
	"fmt"
	"html/template"
	"math"
	"strings"

	"okaeri/internal/simulate/measure"
)

// line is one curve of a picture, named by its class in the style sheet (c0 to c5).
type line struct {
	class  string
	points [][2]float64
	dots   bool
}

// axis maps values to the picture.
type axis struct {
	low, high float64
	log       bool
	ticks     []float64
	bits      bool // whole numbers, not shares
}

func (a axis) at(v float64) float64 {
	if a.log {
		return (math.Log10(math.Max(v, a.low)) - math.Log10(a.low)) / (math.Log10(a.high) - math.Log10(a.low))
	}
	return (v - a.low) / (a.high - a.low)
}

// The size of a picture and the room for its numbers.
const (
	width, height = 480, 300
	left, bottom  = 46, 26
	top, right    = 10, 12
)

func (a axis) x(v float64) float64 { return left + a.at(v)*(width-left-right) }
func (a axis) y(v float64) float64 { return height - bottom - a.at(v)*(height-bottom-top) }

// chart draws curves over two axes. label is what a reader who sees no pictures hears.
func chart(label string, x, y axis, lines []line) template.HTML {
	var b strings.Builder
	fmt.Fprintf(&b, `<svg viewBox="0 0 %d %d" role="img" aria-label="%s">`, width, height, template.HTMLEscapeString(label))
	for _, t := range x.ticks {
		fmt.Fprintf(&b, `<path class="grid" d="M%.1f %dV%d"/><text x="%.1f" y="%d" class="tick mid">%s</text>`,
			x.x(t), top, height-bottom, x.x(t), height-8, x.tick(t))
	}
	for _, t := range y.ticks {
		fmt.Fprintf(&b, `<path class="grid" d="M%d %.1fH%d"/><text x="%d" y="%.1f" class="tick end">%s</text>`,
			left, y.y(t), width-right, left-6, y.y(t)+4, y.tick(t))
	}
	for _, l := range lines {
		l.draw(&b, x, y)
	}
	b.WriteString(`</svg>`)
	return template.HTML(b.String()) //nolint:gosec // numbers and our own class names only; the label is escaped
}

func (l line) draw(b *strings.Builder, x, y axis) {
	var path strings.Builder
	for i, p := range l.points {
		command := "L"
		if i == 0 {
			command = "M"
		}
		fmt.Fprintf(&path, "%s%.1f %.1f", command, x.x(p[0]), y.y(p[1]))
		if l.dots {
			fmt.Fprintf(b, `<circle class="dot %s" cx="%.1f" cy="%.1f" r="3"/>`, l.class, x.x(p[0]), y.y(p[1]))
		}
	}
	fmt.Fprintf(b, `<path class="line %s" d="%s"/>`, l.class, path.String())
}

// tick writes a value beside its line.
func (a axis) tick(v float64) string {
	switch {
	case a.bits:
		return fmt.Sprintf("%.0f", v)
	case a.log:
		return strings.TrimRight(strings.TrimRight(fmt.Sprintf("%.2f", v*100), "0"), ".") + "%"
	}
	return fmt.Sprintf("%.0f%%", v*100)
}

var (
	shares = axis{low: 0, high: 1, ticks: []float64{0, .25, .5, .75, 1}}
	rates  = axis{low: 1e-4, high: 1, log: true, ticks: []float64{1e-4, 1e-3, 1e-2, 1e-1, 1}}
)

// roc draws receiver operating characteristics, adversaries on a logarithmic axis.
func roc(label string, curves [][]measure.Point) template.HTML {
	var lines []line
	for i, curve := range curves {
		l := line{class: fmt.Sprintf("c%d", i)}
		for _, p := range curve {
			l.points = append(l.points, [2]float64{p.False, p.True})
		}
		lines = append(lines, l)
	}
	return chart(label, rates, shares, lines)
}

// reliability draws what came true over what was stated; the diagonal is being right.
func reliability(label string, curves [][]measure.Bin) template.HTML {
	lines := []line{{class: "ideal", points: [][2]float64{{0, 0}, {1, 1}}}}
	for i, curve := range curves {
		l := line{class: fmt.Sprintf("c%d", i), dots: true}
		for _, bin := range curve {
			l.points = append(l.points, [2]float64{bin.Stated, bin.True.Value})
		}
		lines = append(lines, l)
	}
	return chart(label, shares, shares, lines)
}

// part is a piece of a bar.
type part struct {
	class string
	share float64
}

// bar draws one stacked bar over the whole width.
func bar(label string, parts []part) template.HTML {
	var b strings.Builder
	fmt.Fprintf(&b, `<svg class="bar" viewBox="0 0 400 14" preserveAspectRatio="none" role="img" aria-label="%s">`, template.HTMLEscapeString(label))
	at := 0.0
	for _, p := range parts {
		fmt.Fprintf(&b, `<rect class="%s" x="%.2f" width="%.2f" height="14"/>`, p.class, at*400, p.share*400)
		at += p.share
	}
	b.WriteString(`</svg>`)
	return template.HTML(b.String()) //nolint:gosec // as in chart
}

// span draws a piece of a scale with a mark: an interval and its value, or a swing around what it was.
func span(label string, low, high, mark float64, class string) template.HTML {
	clip := func(v float64) float64 { return math.Max(0, math.Min(1, v)) * 400 }
	return template.HTML(fmt.Sprintf( //nolint:gosec // as in chart
		`<svg class="bar" viewBox="0 0 400 14" preserveAspectRatio="none" role="img" aria-label="%s"><rect class="rail" y="6" width="400" height="2"/><rect class="%s" x="%.2f" y="3" width="%.2f" height="8"/><rect class="mark" x="%.2f" width="2" height="14"/></svg>`,
		template.HTMLEscapeString(label), class, clip(low), math.Max(clip(high)-clip(low), 1), clip(mark)-1))
}
