package chart

import (
	"fmt"
	"html/template"
	"math"
	"strings"
)

// Axis maps values to a side of the picture.
type Axis struct {
	Low, High float64
	Log       bool // each decade has the same length; Low is above 0
	Ticks     []Tick
}

// Tick is a value with a line across the picture and its word beside it.
type Tick struct {
	At    float64
	Label string
}

// at is where a value lies between the ends, from 0 to 1.
func (a Axis) at(v float64) float64 {
	if a.Log {
		return (math.Log10(math.Max(v, a.Low)) - math.Log10(a.Low)) / (math.Log10(a.High) - math.Log10(a.Low))
	}
	return (v - a.Low) / (a.High - a.Low)
}

func (a Axis) x(v, width float64) float64 { return left + a.at(v)*(width-left-right) }
func (a Axis) y(v float64) float64        { return height - bottom - a.at(v)*(height-bottom-top) }

// Whole is an axis from 0 for whole numbers up to most: it ends on a round number and has at most five ticks.
func Whole(most float64) Axis {
	step := 1.0
	for i := 0; most > step*4; i++ {
		step *= []float64{2, 2.5, 2}[i%3] // 1, 2, 5, 10, 20, 50 …
	}
	a := Axis{High: math.Max(1, math.Ceil(most/step)) * step}
	for v := 0.0; v <= a.High; v += step {
		a.Ticks = append(a.Ticks, Tick{v, num(v)})
	}
	return a
}

// down draws the ticks of the lower side, along draws those of the left one.
func (a Axis) down(b *strings.Builder, width float64) {
	for _, t := range a.Ticks {
		x, where := a.x(t.At, width), "mid"
		at := x
		if t.At == a.High { // a long word would go over the edge
			at, where = width-2, "end"
		}
		fmt.Fprintf(b, `<path class="grid" d="M%.1f %dV%d"/><text x="%.1f" y="%d" class="tick %s">%s</text>`,
			x, top, height-bottom, at, height-8, where, template.HTMLEscapeString(t.Label))
	}
}

func (a Axis) along(b *strings.Builder, width float64) {
	for _, t := range a.Ticks {
		fmt.Fprintf(b, `<path class="grid" d="M%d %.1fH%s"/><text x="%d" y="%.1f" class="tick end">%s</text>`,
			left, a.y(t.At), num(width-right), left-6, a.y(t.At)+4, template.HTMLEscapeString(t.Label))
	}
}
