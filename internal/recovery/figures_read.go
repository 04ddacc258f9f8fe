package recovery

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"okaeri/internal/intake"
)

// FigureRoles may see figures.
var FigureRoles = []string{RoleOperator, RoleAdmin, RoleAuditor, RoleSenior}

// How far back figures go, how long one reading serves everybody, and when a domain is named: numbers of fewer people, or shares of fewer
// letters, would be about somebody. Assumed.
const (
	figureDays   = 30
	figureWeeks  = 12
	figuresLife  = 15 * time.Second
	fewPeople    = 5
	fewLetters   = 50
	mostErrors   = 3
	promisedTime = 24 * time.Hour
)

// Figures reads what a person may see: everything, but how they themselves work, which is shown to somebody else (H4). It returns *Refused.
func (m *Meter) Figures(ctx context.Context, a Actor) (*Figures, error) {
	if err := a.known(FigureRoles...); err != nil {
		return nil, err
	}
	f, err := m.reading(ctx)
	if err != nil {
		return nil, err
	}
	mine := *f
	mine.People = slices.Clone(f.People)
	for i, w := range mine.People {
		if w.Person == person(a.Login) {
			mine.People[i] = WorkerFigures{Person: w.Person, Hidden: true}
		}
	}
	return &mine, nil
}

// Totals is what programs may read: everything but how people work. Whoever holds a program's token may be one of them.
func (m *Meter) Totals(ctx context.Context) (*Figures, error) {
	f, err := m.reading(ctx)
	if err != nil {
		return nil, err
	}
	totals := *f
	totals.People = nil
	return &totals, nil
}

// reading is everything, read at most every quarter of a minute, and once for all who ask at the same time.
func (m *Meter) reading(ctx context.Context) (*Figures, error) {
	m.read.Lock()
	defer m.read.Unlock()
	now := m.Now().UTC()
	if m.last != nil && !now.Before(m.last.At) && now.Sub(m.last.At) < figuresLife {
		return m.last, nil
	}
	if err := m.Flush(ctx); err != nil {
		return nil, err
	}
	local := now.In(m.Zone)
	days := time.Date(local.Year(), local.Month(), local.Day()-figureDays+1, 0, 0, 0, 0, m.Zone)
	weeks := monday(local).AddDate(0, 0, -7*(figureWeeks-1))
	q := FigureQuery{Now: now, Days: days, Weeks: weeks, Since: dayOf(days), Today: dayOf(local)}
	rows, err := m.Store.FigureRows(ctx, q)
	if err != nil {
		return nil, err
	}
	m.last = m.figures(q, rows)
	return m.last, nil
}

// monday is the beginning of a day's week.
func monday(local time.Time) time.Time {
	since := (int(local.Weekday()) + 6) % 7
	return time.Date(local.Year(), local.Month(), local.Day()-since, 0, 0, 0, 0, local.Location())
}

func (m *Meter) figures(q FigureQuery, rows FigureRows) *Figures {
	f := &Figures{At: q.Now, Standing: standing(rows.Tally), Upkeep: rows.Upkeep}
	f.Days, f.Verdict = m.days(q, rows.Verdicts)
	f.Weeks = m.weeks(q, rows)
	f.Form = m.form(rows.Counts)
	f.Letters, f.Owners = letterFigures(rows.Posts)
	f.Robot = robotFigures(rows.Counts)
	f.People = m.people(rows.Votes, rows.Acts)
	return f
}

func standing(t Tally) Standing {
	s := Standing{Soon: t.Soon, Overdue: t.Overdue, Cases: t.Cases}
	for _, state := range []State{Submitted, Judged, Reviewing} {
		s.Open += t.Cases[state]
	}
	return s
}

// days puts verdicts on the days of their letters.
func (m *Meter) days(q FigureQuery, verdicts []VerdictRow) ([]DayFigures, Spread) {
	byDay := map[string][]time.Duration{}
	all := make([]time.Duration, 0, len(verdicts))
	for _, v := range verdicts {
		day := v.At.In(m.Zone).Format(time.DateOnly)
		byDay[day] = append(byDay[day], v.At.Sub(v.Submitted))
		all = append(all, v.At.Sub(v.Submitted))
	}
	out := make([]DayFigures, 0, figureDays)
	for i := range figureDays {
		day := q.Days.AddDate(0, 0, i).Format(time.DateOnly)
		out = append(out, DayFigures{day, spread(byDay[day])})
	}
	return out, spread(all)
}

func spread(took []time.Duration) Spread {
	slices.Sort(took)
	s := Spread{N: len(took), P50: Quantile(took, .5).Seconds(), P95: Quantile(took, .95).Seconds()}
	for _, d := range took {
		if d > promisedTime {
			s.Late++
		}
	}
	return s
}

// Quantile is the smallest of sorted durations that a share of them does not exceed (nearest rank); 0 of none.
func Quantile(sorted []time.Duration, share float64) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	rank := int(share * float64(len(sorted)))
	if float64(rank) < share*float64(len(sorted)) {
		rank++
	}
	return sorted[max(rank, 1)-1]
}

// weeks puts what happened into its week.
func (m *Meter) weeks(q FigureQuery, rows FigureRows) []WeekFigures {
	out := make([]WeekFigures, figureWeeks)
	index := map[string]int{}
	for i := range out {
		out[i].Week = q.Weeks.AddDate(0, 0, 7*i).Format(time.DateOnly)
		index[out[i].Week] = i
	}
	in := func(at time.Time) *WeekFigures {
		if i, ok := index[monday(at.In(m.Zone)).Format(time.DateOnly)]; ok {
			return &out[i]
		}
		return &WeekFigures{} // the store gave more than it was asked for
	}
	for _, d := range rows.Doors {
		w := in(d.At)
		switch d.Door {
		case "hold":
			w.Granted += d.N
		case "decline":
			w.Declined += d.N
		case "withdraw":
			w.Withdrawn += d.N
		case "contest":
			w.Contested += d.N
		}
	}
	for _, s := range rows.Stopped {
		if s.State == Undone {
			in(s.At).Undone++
		} else {
			in(s.At).Stopped++
		}
	}
	for _, r := range rows.Returned {
		in(r.At).returned(r)
	}
	return out
}

func (w *WeekFigures) returned(r ReturnRow) {
	if r.Other {
		w.Regranted++
	}
	if r.Same {
		w.Same++
	}
	if r.Appeal {
		w.Appealed++
	}
}

// PageSend is the last page of the form, where everything is looked over and sent.
const PageSend = "send"

// form lists every page that the questionnaire can have, in order.
func (m *Meter) form(counts []Count) []PageFigures {
	var chosen []string
	names := map[string]intake.Words{}
	for _, p := range m.Questionnaire.Products {
		chosen, names[p.ID] = append(chosen, p.ID), p.Label
	}
	var out []PageFigures
	index := map[string]int{}
	add := func(page string, product intake.Words) {
		index[page] = len(out)
		out = append(out, PageFigures{Page: page, Product: product})
	}
	for _, page := range m.Questionnaire.Pages(intake.Answers{"product": chosen}) {
		add(string(page), names[page.Product()])
	}
	add(PageSend, nil)
	for _, c := range counts {
		page, code, _ := strings.Cut(c.Label, " ")
		i, known := index[page]
		switch {
		case !known:
		case c.Name == CountReached:
			out[i].Reached += c.N
		case c.Name == CountAnswered:
			out[i].Answered += c.N
		case c.Name == CountError:
			out[i].Errors = append(out[i].Errors, ErrorFigures{code, c.N})
		}
	}
	for i := range out {
		e := out[i].Errors
		slices.SortFunc(e, func(a, b ErrorFigures) int { return cmp.Or(cmp.Compare(b.N, a.N), strings.Compare(a.Code, b.Code)) })
		out[i].Errors = e[:min(len(e), mostErrors)]
	}
	return out
}
