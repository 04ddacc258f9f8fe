package desk

import (
	"maps"
	"slices"
	"strconv"

	"okaeri/internal/chart"
	"okaeri/internal/intake"
	"okaeri/internal/recovery"
)

// formFigure is the way through the form, page by page.
func (t *turn) formFigure(f *recovery.Figures) figure {
	out, frame := t.begin("form")
	var list []chart.Column
	for i, p := range f.Form {
		n, left := strconv.Itoa(i+1), max(p.Reached-p.Answered, 0)
		list = append(list, chart.Column{Label: n, Parts: []float64{float64(p.Answered), float64(left)}})
		var said []string
		for _, e := range p.Errors {
			said = append(said, t.say("desk.figures.error", "Words", t.errorWords(e.Code), "N", grouped(e.N)))
		}
		out.Rows = append(out.Rows, line{n + ". " + t.pageWord(p), []cell{number(p.Reached), number(p.Answered), percent(left, p.Reached), {List: said}}})
	}
	t.columns(&out, frame, list, "answered", "left")
	out.Heads, out.Wide = t.heads("page", "reached", "answered", "left", "=errors"), true
	return out
}

// pageWord names a page of the form.
func (t *turn) pageWord(p recovery.PageFigures) string {
	page := intake.Page(p.Page)
	key := "desk.figures.page." + p.Page
	switch {
	case t.d.shell.Catalogue.Has(t.lang(), key):
		return t.say(key)
	case page.Product() != "" && p.Product[t.lang()] != "":
		return t.say("desk.figures.page.product", "Name", p.Product[t.lang()])
	}
	return p.Page
}

// errorWords is what the form says, with dots where it names what was typed.
func (t *turn) errorWords(code string) string {
	if !t.d.shell.Catalogue.Has(t.lang(), "error."+code) {
		return code
	}
	var pairs []string
	for _, slot := range []string{"N", "Y", "Domain", "MailDomain", "MailFrom", "Suggested", "Typed", "Question", "Words"} {
		pairs = append(pairs, slot, "…")
	}
	return t.say("error."+code, pairs...)
}

// mostColumns is how many domains or people a picture shows; the table has them all.
const mostColumns = 10

// letterFigure is what became of letters.
func (t *turn) letterFigure(f *recovery.Figures) figure {
	out, frame := t.begin("letters")
	var list []chart.Column
	for i, d := range f.Letters {
		n := strconv.Itoa(i + 1)
		if i < mostColumns {
			list = append(list, chart.Column{Label: n, Parts: []float64{float64(d.Sent), float64(d.Deferred), float64(d.Refused)}})
		}
		refused := number(d.Refused)
		refused.Press = pressing(d.Refused*20 > d.Sent+d.Refused, "warn")
		out.Rows = append(out.Rows, line{n + ". " + word(d.Domain, t.say("desk.figures.others")), []cell{
			number(d.Sent), number(d.Deferred), refused, percent(d.Refused, d.Sent+d.Refused),
		}})
	}
	t.columns(&out, frame, list, "sent", "deferred", "refused")
	out.Heads = t.heads("domain", "sent", "deferred", "refused", "refused_share")
	out.Notes = []string{t.say("desk.figures.letters.owners")}
	for _, o := range f.Owners {
		out.Notes = append(out.Notes, t.say("desk.figures.letters.owner", "Domain", word(o.Domain, t.say("desk.figures.others")), "N", strconv.Itoa(o.Delivered)))
	}
	return out
}

// robotFigure is the robot check, by the lanes through it.
func (t *turn) robotFigure(f *recovery.Figures) figure {
	out, frame := t.begin("robot", "N", grouped(f.Robot.Asked))
	lanes := slices.Sorted(maps.Keys(f.Robot.Passed))
	for lane := range f.Robot.Failed {
		if !slices.Contains(lanes, lane) {
			lanes = append(lanes, lane)
		}
	}
	slices.SortFunc(lanes, func(a, b string) int { return len(a) - len(b) }) // pow, captcha
	var list []chart.Column
	add := func(lane string, passed, failed int64, took string) {
		list = append(list, chart.Column{Label: t.say("desk.figures.lane." + lane), Parts: []float64{float64(passed), float64(failed)}})
		out.Rows = append(out.Rows, line{t.say("desk.figures.lane." + lane), []cell{number(passed), number(failed), {Words: took, Number: true}}})
	}
	for _, lane := range lanes {
		took := "–"
		if within := f.Robot.Took[lane]; within > 0 {
			took = t.say("desk.figures.within", "Time", t.lasted(float64(within)))
		}
		add(lane, f.Robot.Passed[lane], f.Robot.Failed[lane], took)
	}
	add("none", f.Robot.None, 0, "–")
	t.columns(&out, frame, list, "passed", "failed")
	out.Heads = t.heads("lane", "passed", "failed", "took")
	return out
}

// peopleFigure is how people work, but for the reader's own row.
func (t *turn) peopleFigure(f *recovery.Figures) figure {
	out, frame := t.begin("people")
	var list []chart.Column
	for i, p := range f.People {
		n := strconv.Itoa(i + 1)
		row := line{Head: n + ". " + p.Person}
		if p.Hidden {
			out.Rows = append(out.Rows, line{row.Head, slices.Concat([]cell{{Words: t.say("desk.figures.hidden")}}, make([]cell, 8))})
			continue
		}
		if len(list) < mostColumns {
			list = append(list, chart.Column{Label: n, Parts: []float64{float64(p.Grants), float64(p.Decisions - p.Grants)}})
		}
		flags := cell{Press: pressing(len(p.Flags) > 0, "warn")}
		for _, flag := range p.Flags {
			flags.List = append(flags.List, t.say("desk.figures.flag."+flag))
		}
		row.Cells = []cell{
			flags, count(p.Decisions), percent(int64(p.Grants), int64(p.Decisions)),
			{Words: t.lasted(p.Minutes * 60), Number: true},
			count(p.Night), percent(int64(p.Picked), int64(p.Taken)), count(p.Repeated), percent(int64(p.Overrides), int64(p.Clear)), count(p.Undone),
		}
		out.Rows = append(out.Rows, row)
	}
	t.columns(&out, frame, list, "votes_grant", "votes_decline")
	out.Heads, out.Wide = t.heads("person", "=flags", "decisions", "grants", "minutes", "night", "picked", "repeated", "overrides", "undone_votes"), true
	return out
}
