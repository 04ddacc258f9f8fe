package api

import (
	"context"
	"net/http"
	"time"

	"okaeri/internal/recovery"
	"okaeri/internal/token"
)

// Ledger is what the store tells programs.
type Ledger interface {
	recovery.Pages
	ByRef(ctx context.Context, ref string) (*recovery.Case, error)
	// Happened lists at most n happenings behind a place.
	Happened(ctx context.Context, after int64, n int) ([]recovery.Happening, error)
	Tally(ctx context.Context, now, since time.Time) (recovery.Tally, error)
}

// Figures is how the work goes over the last weeks; recovery.Meter has it.
type Figures interface {
	Totals(ctx context.Context) (*recovery.Figures, error)
}

// Happening is one thing that happened to a case: what and when. Who did it, and to whom, is not told.
type Happening struct {
	Cursor  string    `json:"cursor" doc:"Ask for what comes after it."`
	Type    string    `json:"type" example:"case.contested"`
	At      time.Time `json:"at"`
	Ref     string    `json:"ref,omitempty" doc:"The case's reference number; left out once the case was removed."`
	Verdict string    `json:"verdict,omitempty" doc:"Of case.decided."`
}

// HappeningPage is one page of events, the oldest first.
type HappeningPage struct {
	Events []Happening `json:"events"`
	Next   string      `json:"next" doc:"Ask with it again later; it is there also when nothing is new."`
}

// Metrics is how the work stands, in numbers.
type Metrics struct {
	At            time.Time        `json:"at"`
	Since         time.Time        `json:"since"`
	Cases         map[string]int64 `json:"cases" doc:"By state."`
	DueSoon       int64            `json:"due_soon" doc:"Without a verdict, due within four hours."`
	Overdue       int64            `json:"overdue"`
	Letters       map[string]int64 `json:"letters" doc:"To applicants, queued since: waiting, sent, failed."`
	Jobs          map[string]int64 `json:"jobs"`
	Events        map[string]int64 `json:"events" doc:"Since, by type."`
	Verdicts      int              `json:"verdicts" doc:"Letters of a verdict since."`
	VerdictP50    float64          `json:"verdict_p50_seconds"`
	VerdictP95    float64          `json:"verdict_p95_seconds"`
	VerdictInTime float64          `json:"verdict_in_time" doc:"Share that came within 24 hours."`

	Figures *recovery.Figures `json:"figures,omitempty" doc:"What the desk's page of figures shows, of the last weeks whatever is asked, without how people work."`
}

type (
	eventsInput struct {
		Cursor string `query:"cursor" maxLength:"200" doc:"Where to begin; left out: at the first."`
		Limit  int    `query:"limit" minimum:"1" maximum:"500" default:"100"`
	}
	eventsOutput struct{ Body HappeningPage }
	metricsInput struct {
		Hours int `query:"hours" minimum:"1" maximum:"8784" default:"24" doc:"How far back to count."`
	}
	metricsOutput struct{ Body Metrics }
)

func (a *API) watching() {
	add(a, route{id: "events_list", method: http.MethodGet, path: "/events", scope: token.EventsRead, tag: "events", status: http.StatusOK}, a.listEvents)
	add(a, route{id: "metrics_get", method: http.MethodGet, path: "/metrics", scope: token.MetricsRead, tag: "metrics", status: http.StatusOK}, a.getMetrics)
}

func (a *API) listEvents(ctx context.Context, in *eventsInput) (*eventsOutput, error) {
	var at cursor
	if in.Cursor != "" && !a.openCursor("events", in.Cursor, &at) {
		return nil, a.simple(visitOf(ctx), "cursor")
	}
	happened, err := a.Ledger.Happened(ctx, at.At, in.Limit)
	if err != nil {
		return nil, err
	}
	out := &eventsOutput{Body: HappeningPage{Events: []Happening{}, Next: in.Cursor}}
	for _, h := range happened {
		out.Body.Next = a.sealCursor("events", cursor{At: h.Seq})
		out.Body.Events = append(out.Body.Events, Happening{
			Cursor: out.Body.Next, Type: recovery.Happenings[h.Door], At: h.At, Ref: h.Ref, Verdict: string(h.Verdict),
		})
	}
	if out.Body.Next == "" {
		out.Body.Next = a.sealCursor("events", cursor{})
	}
	return out, nil
}

func (a *API) getMetrics(ctx context.Context, in *metricsInput) (*metricsOutput, error) {
	now := a.Now().UTC()
	since := now.Add(-time.Duration(in.Hours) * time.Hour)
	t, err := a.Ledger.Tally(ctx, now, since)
	if err != nil {
		return nil, err
	}
	m := Metrics{
		At: now, Since: since, Cases: map[string]int64{}, DueSoon: t.Soon, Overdue: t.Overdue, Letters: t.Letters, Jobs: t.Jobs, Events: t.Happened,
		Verdicts: len(t.ToVerdict), VerdictP50: recovery.Quantile(t.ToVerdict, 0.5).Seconds(), VerdictP95: recovery.Quantile(t.ToVerdict, 0.95).Seconds(), VerdictInTime: 1,
	}
	for state, n := range t.Cases {
		m.Cases[string(state)] = n
	}
	late := 0
	for _, d := range t.ToVerdict {
		if d > 24*time.Hour {
			late++
		}
	}
	if len(t.ToVerdict) > 0 {
		m.VerdictInTime = 1 - float64(late)/float64(len(t.ToVerdict))
	}
	if a.Figures != nil {
		m.Figures, err = a.Figures.Totals(ctx)
	}
	return &metricsOutput{m}, err
}
