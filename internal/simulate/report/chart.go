package report

import (
	"fmt"
	"html/template"
	"strings"

	"okaeri/internal/chart"
	"okaeri/internal/simulate/measure"
)

var (
	shares = chart.Axis{Low: 0, High: 1, Ticks: ticks(whole, 0, .25, .5, .75, 1)}
	rates  = chart.Axis{Low: 1e-4, High: 1, Log: true, Ticks: ticks(fine, 1e-4, 1e-3, 1e-2, 1e-1, 1)}
)

// ticks words values for the side of a picture.
func ticks(say func(float64) string, at ...float64) []chart.Tick {
	out := make([]chart.Tick, len(at))
	for i, v := range at {
		out[i] = chart.Tick{At: v, Label: say(v)}
	}
	return out
}

func whole(v float64) string { return fmt.Sprintf("%.0f%%", v*100) }

func fine(v float64) string {
	return strings.TrimRight(strings.TrimRight(fmt.Sprintf("%.2f", v*100), "0"), ".") + "%"
}

func finest(v float64) string { return fmt.Sprintf("%g%%", v*100) }

func quarter(v float64) string { return fmt.Sprintf("%.2f", v) }

func plainNumber(v float64) string { return fmt.Sprintf("%.0f", v) }

// roc draws receiver operating characteristics, adversaries on a logarithmic axis.
func roc(label string, curves [][]measure.Point) template.HTML {
	var lines []chart.Line
	for i, points := range curves {
		lines = append(lines, curve(fmt.Sprintf("c%d", i), points))
	}
	return chart.Lines(chart.Frame{Title: label}, rates, shares, lines)
}

// reliability draws what came true over what was stated; the diagonal is being right.
func reliability(label string, curves [][]measure.Bin) template.HTML {
	lines := []chart.Line{{Class: "ideal", Points: [][2]float64{{0, 0}, {1, 1}}}}
	for i, curve := range curves {
		l := chart.Line{Class: fmt.Sprintf("c%d", i), Dots: true}
		for _, bin := range curve {
			l.Points = append(l.Points, [2]float64{bin.Stated, bin.True.Value})
		}
		lines = append(lines, l)
	}
	return chart.Lines(chart.Frame{Title: label}, shares, shares, lines)
}
