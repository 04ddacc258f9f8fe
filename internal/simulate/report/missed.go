package report

import (
	"html/template"

	"okaeri/internal/chart"
	"okaeri/internal/simulate"
	"okaeri/internal/simulate/measure"
)

// The pictures of what was aimed at and is hard to reach: how far one may go, and where the aim lies.

// dot is an aim in a picture.
func dot(x, y float64) chart.Line {
	return chart.Line{Class: "aim", Points: [][2]float64{{x, y}}, Dots: true}
}

func curve(class string, points []measure.Point) chart.Line {
	l := chart.Line{Class: class}
	for _, p := range points {
		l.Points = append(l.Points, [2]float64{p.False, p.True})
	}
	return l
}

// near draws owners over the worst of T0–T1 below what no judgement of this form can pass.
func (p painter) near() template.HTML {
	var lines []chart.Line
	for _, s := range p.report.Scopes {
		if s.Scope == "T0–T1" {
			lines = append(lines, curve("c0", s.Curve), curve("c1", s.CeilingCurve))
		}
	}
	return chart.Lines(chart.Frame{Title: p.plain("simulate.missed.near")}, rates, shares, append(lines, dot(.001, .85)))
}

// far draws owners over the worst of T0–T3, hold counted, below what no judgement of this form can pass.
func (p painter) far() template.HTML {
	var lines []chart.Line
	for _, s := range p.report.Scopes {
		if s.Scope == "T0–T3" {
			lines = append(lines, curve("c0", s.CurveHeld), curve("c1", s.CeilingCurveHeld), curve("c2", s.Curve))
		}
	}
	return chart.Lines(chart.Frame{Title: p.plain("simulate.missed.far")}, rates, shares, append(lines, dot(.001, .5)))
}

// people draws owners over the share of applications that people see.
func (p painter) people() template.HTML {
	with, without := chart.Line{Class: "c0", Dots: true}, chart.Line{Class: "c2"}
	for _, r := range p.report.Review {
		with.Points = append(with.Points, [2]float64{r.Seen, r.Owners.Value})
		without.Points = append(without.Points, [2]float64{r.Seen, r.Auto.Value})
	}
	seen := chart.Axis{Low: 0, High: .5, Ticks: ticks(whole, 0, .1, .2, .3, .4, .5)}
	return chart.Lines(chart.Frame{Title: p.plain("simulate.missed.people")}, seen, shares, []chart.Line{with, without, dot(.15, .65), dot(.30, .75)})
}

// readers draws owners over readers of the mailbox, each granted, for every number of bits asked against them; left of the dashed line
// is the aim.
func (p painter) readers() template.HTML {
	asked := chart.Line{Class: "c0", Dots: true}
	for _, l := range p.report.Insider {
		if l.Restored.Value > 0 {
			asked.Points = append(asked.Points, [2]float64{l.Restored.Value, l.Owners.Value})
		}
	}
	aim := chart.Line{Class: "ideal", Points: [][2]float64{{.001, 0}, {.001, 1}}}
	few := chart.Axis{Low: 1e-5, High: 1, Log: true, Ticks: ticks(finest, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1)}
	return chart.Lines(chart.Frame{Title: p.plain("simulate.missed.readers")}, few, shares, []chart.Line{aim, asked})
}

// costs draws what acting on the bits against one kind costs, over the odds of owners: as they are, at the least, and by one who looks at
// nothing.
func (p painter) costs(t simulate.TierResult) template.HTML {
	stated, least, none := chart.Line{Class: "c0"}, chart.Line{Class: "c1"}, chart.Line{Class: "ideal"}
	for _, c := range t.Calibration.Costs {
		stated.Points = append(stated.Points, [2]float64{c.Odds, c.Stated})
		least.Points = append(least.Points, [2]float64{c.Odds, c.Least})
		none.Points = append(none.Points, [2]float64{c.Odds, c.None})
	}
	odds := chart.Axis{Low: -2, High: 2, Ticks: ticks(plainNumber, -2, -1, 0, 1, 2)}
	bits := chart.Axis{Low: 0, High: 1, Ticks: ticks(quarter, 0, .25, .5, .75, 1)}
	return chart.Lines(chart.Frame{Title: p.plain("simulate.tier."+t.Tier) + ": " + p.plain("simulate.missed.costs")}, odds, bits, []chart.Line{none, stated, least, dot(0, .25)})
}

// hard are the kinds of adversary whose Cllr is above its aim: those whose costs are worth a picture.
func (p painter) hard() []simulate.TierResult {
	var out []simulate.TierResult
	for _, t := range p.report.Tiers[:min(4, len(p.report.Tiers))] {
		if t.Calibration.Cllr > .25 {
			out = append(out, t)
		}
	}
	return out
}
