package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"okaeri/internal/intake"
	"okaeri/internal/recovery"
	"okaeri/internal/work"
)

// FiguresCmd prints how the work goes: the numbers of the desk's page of figures.
type FiguresCmd struct {
	JSON bool   `help:"Print one JSON object. Example: okaeri figures --json"`
	By   string `help:"Who looks; the signed-in user of this machine unless given by root. How people work is shown to people of the desk who may see it, and nobody sees their own. Example: okaeri figures --by boss" placeholder:"LOGIN"`
}

// Run prints.
func (f *FiguresCmd) Run(ctx context.Context, c *cli) error {
	h, err := openHouse(ctx, c)
	if err != nil {
		return err
	}
	defer h.close()
	figures, err := h.figures(ctx, f.By)
	var refused *recovery.Refused
	if errors.As(err, &refused) {
		return errors.New("figures are for operators, administrators, auditors and seniors; name one of them with --by (as root)")
	}
	if err != nil {
		return err
	}
	if f.JSON {
		e := json.NewEncoder(os.Stdout)
		e.SetIndent("", "  ")
		return e.Encode(figures)
	}
	return printFigures(os.Stdout, figures, h.location)
}

// figures reads for a person of the desk. Whoever is none, and has the host all the same, reads everything but how people work.
func (h *house) figures(ctx context.Context, by string) (*recovery.Figures, error) {
	me, err := h.actor(ctx, by)
	switch {
	case err != nil && by != "":
		return nil, err
	case err != nil:
		return h.meter.Totals(ctx)
	}
	return h.meter.Figures(ctx, me)
}

// printFigures writes what fits a terminal.
func printFigures(w io.Writer, f *recovery.Figures, zone *time.Location) error {
	t := tabwriter.NewWriter(w, 0, 4, 2, ' ', 0)
	row := func(cells ...any) { fmt.Fprintln(t, strings.Join(cellsOf(cells), "\t")) } //nolint:errcheck // Flush tells
	row("waiting for a verdict", f.Standing.Open)
	row("  due within 4 hours", f.Standing.Soon)
	row("  past the promised time", f.Standing.Overdue)
	row("first verdicts in 30 days", f.Verdict.N)
	row("  half within", lasted(f.Verdict.P50))
	row("  95 of 100 within", lasted(f.Verdict.P95))
	row("  after more than 24 hours", f.Verdict.Late)
	row("jobs waiting, to be tried again", fmt.Sprintf("%d, %d", f.Upkeep.Waiting, f.Upkeep.Retried))
	row("letters to applicants waiting", f.Upkeep.Letters)
	row("last backup", knownTime(f.Upkeep.Backup, zone))
	row("last checkpoint of the audit log", knownTime(f.Upkeep.Checkpoint, zone))
	row("\nWEEK FROM", "GRANTED", "DECLINED", "WITHDRAWN", "CONTESTED", "FOUND LATER: STOPPED", "TAKEN BACK", "GRANTED LATER", "ON APPEAL")
	for _, k := range f.Weeks {
		row(k.Week, k.Granted, k.Declined, k.Withdrawn, k.Contested, k.Stopped, k.Undone, k.Regranted, k.Appealed)
	}
	row("\nPAGE", "REACHED", "ANSWERED", "SAID MOST OFTEN")
	for _, p := range f.Form {
		var said []string
		for _, e := range p.Errors {
			said = append(said, fmt.Sprintf("%s %d", e.Code, e.N))
		}
		row(p.Page, p.Reached, p.Answered, strings.Join(said, ", "))
	}
	row("\nLETTERS TO", "SENT", "DEFERRED", "REFUSED")
	for _, d := range f.Letters {
		row(cellOf(d.Domain, "others"), d.Sent, d.Deferred, d.Refused)
	}
	for _, o := range f.Owners {
		row("owners at "+cellOf(o.Domain, "others"), fmt.Sprintf("%d%% delivered", o.Delivered))
	}
	row("\nROBOT CHECK", "PASSED", "FAILED", "95 OF 100 WITHIN")
	for _, lane := range slices.Sorted(maps.Keys(f.Robot.Passed)) {
		row(lane, f.Robot.Passed[lane], f.Robot.Failed[lane], fmt.Sprintf("%d s", f.Robot.Took[lane]))
	}
	row(fmt.Sprintf("shown %d times, passed by %d without a check", f.Robot.Asked, f.Robot.None))
	printPeople(row, f.People)
	return t.Flush()
}

func printPeople(row func(...any), people []recovery.WorkerFigures) {
	if people == nil {
		row("\nHow people work is left out: name somebody of the desk who may see it with --by.")
		return
	}
	row("\nPERSON", "DECIDED", "GRANTED", "MINUTES", "CHOSEN", "DIFFERS FROM THE OTHERS")
	for _, p := range people {
		if p.Hidden {
			row(p.Person, "shown to somebody else")
			continue
		}
		row(p.Person, p.Decisions, p.Grants, fmt.Sprintf("%.0f", p.Minutes), fmt.Sprintf("%d of %d", p.Picked, p.Taken), strings.Join(p.Flags, ", "))
	}
}

func cellsOf(cells []any) []string {
	out := make([]string, len(cells))
	for i, c := range cells {
		out[i] = fmt.Sprint(c)
	}
	return out
}

func cellOf(word, empty string) string {
	if word == "" {
		return empty
	}
	return word
}

func lasted(seconds float64) string {
	return time.Duration(seconds * float64(time.Second)).Round(time.Minute).String()
}

func knownTime(at time.Time, zone *time.Location) string {
	if at.IsZero() {
		return "none known"
	}
	return at.In(zone).Format(time.RFC3339)
}

// newMeter counts what happens outside of cases.
func (h *house) newMeter(q *intake.Questionnaire) *recovery.Meter {
	return &recovery.Meter{Store: h.store, Keys: h.keys, Questionnaire: q, Zone: h.location, Now: h.now}
}

// delivered counts an attempt to send a letter.
func (h *house) delivered(l recovery.Letter, err error, permanent bool) {
	h.meter.Letter(l, err, permanent)
	h.watch.Letter(l, err, permanent)
}

// meterTask saves what was counted.
func (h *house) meterTask() work.Task {
	return work.Task{Name: "figures", Every: 5 * time.Second, Run: h.meter.Flush}
}

// lastWait is how long the last counts may take to be saved when the house closes.
const lastWait = 3 * time.Second

// saveCounts saves the last counts. A house that was never furnished has none.
func (h *house) saveCounts() error {
	if h.meter == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), lastWait)
	defer cancel()
	return h.meter.Flush(ctx)
}
