package settings

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"okaeri/internal/decision"
	"okaeri/internal/recovery"
)

// Trial is a dry run of a proposal over past cases.
type Trial struct {
	State TrialState `json:"state"`
	Done  int        `json:"done"`  // cases judged
	Total int        `json:"total"` // of so many
	Tally
	Forgets int       `json:"forgets,omitempty"` // of a retention: closed cases that the next purge would remove
	At      time.Time `json:"at,omitzero"`       // when it ended
}

// TrialState is where a dry run stands.
type TrialState string

// The states of a dry run.
const (
	TrialWaiting TrialState = "waiting"
	TrialRunning TrialState = "running"
	TrialDone    TrialState = "done"
	TrialFailed  TrialState = "failed"
)

// Decided is as much of an assessment as a change is told by.
type Decided struct {
	Verdict   decision.Outcome `json:"verdict"`
	HoldHours int              `json:"hold_hours"`
}

// DecidedOf is that part of an assessment.
func DecidedOf(a *decision.Assessment) Decided { return Decided{a.Verdict, a.HoldHours} }

// Difference is one case that would be decided differently.
type Difference struct {
	Ref    string  `json:"ref"`
	Before Decided `json:"before"`
	After  Decided `json:"after"`
}

// Turn counts the cases of which one verdict became another, or whose hold alone changed.
type Turn struct {
	Before decision.Outcome `json:"before"`
	After  decision.Outcome `json:"after"`
	N      int              `json:"n"`
}

// Tally is what differs between two judgements of the same cases. The command line and the desk count by it alike.
type Tally struct {
	Turns   []Turn       `json:"turns,omitempty"`
	Shorter int          `json:"shorter,omitempty"` // holds that would be shorter
	Longer  int          `json:"longer,omitempty"`
	Differ  []Difference `json:"differ,omitempty"` // at most mostDiffer of them
	All     int          `json:"all,omitempty"`    // how many differ
}

// Verdicts counts the cases that would get another verdict; the others that differ keep theirs and wait for another time.
func (t *Tally) Verdicts() int {
	n := 0
	for _, x := range t.Turns {
		if x.Before != x.After {
			n += x.N
		}
	}
	return n
}

// mostDiffer bounds the list of a dry run.
const mostDiffer = 200

// Add counts one case, and tells whether it would be decided differently.
func (t *Tally) Add(ref string, before, after Decided) bool {
	if before == after {
		return false
	}
	t.All++
	if len(t.Differ) < mostDiffer {
		t.Differ = append(t.Differ, Difference{ref, before, after})
	}
	both := before.Verdict != decision.Decline && after.Verdict != decision.Decline
	switch {
	case both && after.HoldHours < before.HoldHours:
		t.Shorter++
	case both && after.HoldHours > before.HoldHours:
		t.Longer++
	}
	i := slices.IndexFunc(t.Turns, func(x Turn) bool { return x.Before == before.Verdict && x.After == after.Verdict })
	if i < 0 {
		t.Turns = append(t.Turns, Turn{Before: before.Verdict, After: after.Verdict})
		i = len(t.Turns) - 1
	}
	t.Turns[i].N++
	slices.SortFunc(t.Turns, func(a, b Turn) int { return cmp.Or(cmp.Compare(a.Before, b.Before), cmp.Compare(a.After, b.After)) })
	return true
}

const (
	mostPast   = 2000             // past cases that a dry run judges, the newest
	trialStale = 2 * time.Minute  // a worker that said nothing for so long is dead
	trialEvery = 2 * time.Second  // how often a worker says how far it is
	trialTries = 10 * time.Minute // a dry run that takes longer is given up
)

// Work does one waiting dry run, if there is one. Every server calls it again and again; one of them gets it.
func (s *Settings) Work(ctx context.Context, judge Judge) error {
	now := s.Now().UTC()
	p, err := s.Store.TakeTrial(ctx, now, now.Add(-trialStale))
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return s.Try(ctx, judge, p, nil)
}

// Try runs a proposal over past cases and keeps what came of it. progress may be nil.
func (s *Settings) Try(ctx context.Context, judge Judge, p *Proposal, progress func(done, total int)) error {
	t := &Trial{State: TrialRunning}
	err := s.try(ctx, judge, p, t, progress)
	if ctx.Err() != nil {
		return ctx.Err() // the server stops; another one takes it up
	}
	t.State, t.At = TrialDone, s.Now().UTC()
	if err != nil {
		t.State = TrialFailed
	}
	e := s.entry(recovery.Actor{}, "tried", p)
	e.Actor, e.Detail["outcome"], e.Detail["cases"], e.Detail["differ"] = "clock", string(t.State), count(t.Done), count(t.All)
	return errors.Join(err, s.Store.SaveTrial(ctx, p.ID, *t, s.Now().UTC()), s.Store.Record(ctx, e))
}

func (s *Settings) try(ctx context.Context, judge Judge, p *Proposal, t *Trial, progress func(done, total int)) error {
	before, after, err := s.sides(ctx, p)
	if err != nil {
		return err
	}
	if p.Kind == Retention {
		r, err := s.read(Retention, p.Text)
		if err != nil {
			return err
		}
		t.Forgets, err = s.Store.ClosedBefore(ctx, s.Now().Add(-time.Duration(r.days)*24*time.Hour))
		return err
	}
	cases, err := s.Store.PastCases(ctx, mostPast)
	if err != nil {
		return err
	}
	t.Total = len(cases)
	begun, told := s.Now(), s.Now()
	for _, c := range cases {
		both, err := judge.Rejudge(ctx, c.ID, before, after)
		if errors.Is(err, recovery.ErrNotFound) { // removed meanwhile
			t.Total--
			continue
		}
		if err != nil {
			return err
		}
		t.Add(c.Ref, DecidedOf(&both[0]), DecidedOf(&both[1]))
		t.Done++
		if progress != nil {
			progress(t.Done, t.Total)
		}
		if now := s.Now(); now.Sub(told) >= trialEvery {
			told = now
			if err := s.Store.SaveTrial(ctx, p.ID, *t, now.UTC()); err != nil {
				return err
			}
			if now.Sub(begun) > trialTries {
				t.Total = t.Done // as many as there was time for
				return nil
			}
		}
	}
	return nil
}

// sides are the rules in force, and those with the proposal's file in the place of one of them.
func (s *Settings) sides(ctx context.Context, p *Proposal) (before, after recovery.Rules, err error) {
	if before, err = s.Rules(ctx); err != nil {
		return before, after, err
	}
	after = before
	r, err := s.read(p.Kind, p.Text)
	switch p.Kind {
	case Policy:
		after.Policy, after.Name = r.policy, "proposal "+p.ID
	case Parameters:
		after.Parameters = r.parameters
	}
	return before, after, err
}

// Again runs a proposal's dry run once more: it failed, or cases came since. Errors: *recovery.Refused, *recovery.TooSoon, ErrNotFound.
func (s *Settings) Again(ctx context.Context, a recovery.Actor, id string) error {
	if err := runs(a); err != nil {
		return err
	}
	p, err := s.Store.Proposal(ctx, id)
	if err != nil {
		return err
	}
	if p.State != Waiting {
		return &recovery.Refused{Code: "rules_over"}
	}
	if err := s.pace(ctx, "rules-trial", a); err != nil {
		return err
	}
	if err := s.Store.Record(ctx, s.entry(a, "try", p)); err != nil {
		return err
	}
	return s.Store.BeginTrial(ctx, id, s.Now().UTC())
}
