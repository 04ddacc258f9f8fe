package chart

import (
	"fmt"
	"html/template"
	"math"
	"strings"
)

// Line is one curve of a picture. A point whose second value is NaN is a gap in it.
type Line struct {
	Class  string // c0 to c5, ideal or limit
	Points [][2]float64
	Dots   bool
}

// Lines draws curves over two axes.
func Lines(f Frame, x, y Axis, lines []Line) template.HTML {
	var b strings.Builder
	f.begin(&b, "", f.width(), height)
	x.down(&b, f.width())
	y.along(&b, f.width())
	for _, l := range lines {
		l.draw(&b, x, y, f.width())
	}
	return end(&b)
}

func (l Line) draw(b *strings.Builder, x, y Axis, width float64) {
	var path strings.Builder
	command := "M"
	for _, p := range l.Points {
		if math.IsNaN(p[1]) {
			command = "M"
			continue
		}
		fmt.Fprintf(&path, "%s%.1f %.1f", command, x.x(p[0], width), y.y(p[1]))
		command = "L"
		if l.Dots {
			fmt.Fprintf(b, `<circle class="dot %s" cx="%.1f" cy="%.1f" r="3"/>`, l.Class, x.x(p[0], width), y.y(p[1]))
		}
	}
	fmt.Fprintf(b, `<path class="line %s" d="%s"/>`, l.Class, path.String())
}
