package desk

import (
	"math"
	"slices"
	"strconv"
	"time"

	"okaeri/internal/chart"
	"okaeri/internal/recovery"
)

// begin makes a section with its words.
func (t *turn) begin(id string, pairs ...string) (figure, chart.Frame) {
	f := figure{ID: id, Title: t.say("desk.figures." + id + ".title"), Lead: t.say("desk.figures."+id+".lead", pairs...)}
	return f, chart.Frame{ID: "fig-" + id, Title: f.Title, Desc: t.say("desk.figures." + id + ".desc")}
}

// columns puts a picture of columns with its legend into a section, unless every column is empty.
func (t *turn) columns(f *figure, frame chart.Frame, list []chart.Column, parts ...string) {
	most := 0.0
	for _, c := range list {
		sum := 0.0
		for _, p := range c.Parts {
			sum += p
		}
		most = max(most, sum)
	}
	if most == 0 {
		f.Empty = t.say("desk.figures.empty")
		return
	}
	f.Chart = chart.Columns(frame, chart.Whole(most), list)
	for i, key := range parts {
		f.Legend = append(f.Legend, legend{frame.Swatch(i), t.say("desk.figures." + key)})
	}
}

// dayWord is a day of the site's calendar, short.
func (t *turn) dayWord(day string) string {
	at, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	return t.say("desk.figures.day", "Month", t.say("desk.figures.month."+strconv.Itoa(int(at.Month()))), "D", strconv.Itoa(at.Day()))
}

// verdictFigure is the time to a verdict, day by day.
func (t *turn) verdictFigure(f *recovery.Figures) figure {
	out, frame := t.begin("verdict", "P50", t.lasted(f.Verdict.P50), "P95", t.lasted(f.Verdict.P95), "N", grouped(int64(f.Verdict.N)))
	if f.Verdict.N == 0 {
		out.Lead, out.Empty = "", t.say("desk.figures.empty")
		return out
	}
	half := chart.Line{Class: "c0", Dots: true}
	most := chart.Line{Class: "c1", Dots: true}
	limit := chart.Line{Class: "limit", Points: [][2]float64{{0, 24}, {float64(len(f.Days) - 1), 24}}}
	days, high := chart.Axis{High: float64(len(f.Days) - 1)}, 24.0
	for i, d := range f.Days {
		x, p50, p95 := float64(i), math.NaN(), math.NaN()
		if d.N > 0 {
			p50, p95 = d.P50/3600, d.P95/3600
			high = max(high, p95)
			out.Rows = append(out.Rows, line{t.dayWord(d.Day), []cell{
				count(d.N),
				{Words: t.lasted(d.P50), Number: true},
				{Words: t.lasted(d.P95), Number: true},
				{Words: grouped(int64(d.Late)), Number: true, Press: pressing(d.Late > 0, "stop")},
			}})
		}
		half.Points, most.Points = append(half.Points, [2]float64{x, p50}), append(most.Points, [2]float64{x, p95})
		if (len(f.Days)-1-i)%7 == 0 {
			days.Ticks = append(days.Ticks, chart.Tick{At: x, Label: t.dayWord(d.Day)})
		}
	}
	out.Chart = chart.Lines(frame, days, hours(high), []chart.Line{limit, most, half})
	out.Legend = []legend{
		{chart.Stroke(half), t.say("desk.figures.half")}, {chart.Stroke(most), t.say("desk.figures.most")}, {chart.Stroke(limit), t.say("desk.figures.promise")},
	}
	slices.Reverse(out.Rows) // the newest first: it is what people look for
	out.Heads = t.heads("day", "verdicts", "p50", "p95", "late")
	return out
}

// hours is an axis for hours that divides days.
func hours(high float64) chart.Axis {
	step := 6.0
	for high > step*6 {
		step *= 2
	}
	a := chart.Axis{High: math.Ceil(high/step) * step}
	for v := 0.0; v <= a.High; v += step {
		a.Ticks = append(a.Ticks, chart.Tick{At: v, Label: strconv.Itoa(int(v))})
	}
	return a
}

// weekFigure is how cases ended, week by week.
func (t *turn) weekFigure(f *recovery.Figures) figure {
	out, frame := t.begin("ends")
	var list []chart.Column
	for i, w := range f.Weeks {
		list = append(list, chart.Column{Label: t.weekLabel(f, i), Parts: []float64{float64(w.Granted), float64(w.Declined), float64(w.Withdrawn), float64(w.Contested)}})
		out.Rows = append(out.Rows, line{t.dayWord(w.Week), []cell{
			number(w.Granted), number(w.Declined), number(w.Withdrawn), number(w.Contested), percent(w.Contested, w.Granted+w.Declined+w.Withdrawn+w.Contested),
		}})
	}
	t.columns(&out, frame, list, "granted", "declined", "withdrawn", "contested")
	slices.Reverse(out.Rows) // the newest first: it is what people look for
	out.Heads = t.heads("week", "granted", "declined", "withdrawn", "contested", "share")
	return out
}

// weekLabel names every third week under a picture, the last one among them.
func (t *turn) weekLabel(f *recovery.Figures, i int) string {
	if (len(f.Weeks)-1-i)%3 != 0 {
		return ""
	}
	return t.dayWord(f.Weeks[i].Week)
}

// laterFigure is what was found later to have been decided wrongly.
func (t *turn) laterFigure(f *recovery.Figures) figure {
	out, frame := t.begin("later")
	var list []chart.Column
	for i, w := range f.Weeks {
		list = append(list, chart.Column{Label: t.weekLabel(f, i), Parts: []float64{float64(w.Stopped), float64(w.Undone), float64(w.Regranted), float64(w.Appealed)}})
		out.Rows = append(out.Rows, line{t.dayWord(w.Week), []cell{number(w.Stopped), number(w.Undone), number(w.Regranted), number(w.Same), number(w.Appealed)}})
	}
	t.columns(&out, frame, list, "stopped", "undone", "regranted", "appealed")
	if out.Empty != "" {
		out.Empty = t.say("desk.figures.later.none")
	}
	slices.Reverse(out.Rows) // the newest first: it is what people look for
	out.Heads = t.heads("week", "stopped", "undone", "regranted", "same", "appealed")
	return out
}
