package recovery

import (
	"context"
	"errors"
	"time"

	"okaeri/internal/notice"
)

// sweepSize is how many cases one sweep ends; the next sweep goes on.
const (
	sweepSize = 500
	// sweepGrace leaves a case to its own job first.
	sweepGrace = 5 * time.Second
	// lostJob is how long a job may fail and be tried again before a sweep tries as well.
	lostJob = 10 * time.Minute
	// keptForever moves a finished case to the end of the list that sweeps read first.
	keptForever = 100 * 365 * day
)

// Sweep does what is overdue: it publishes, releases and expires cases whose time has come, whatever became of their own wake-ups, and
// wipes the means of undoing once the undo window has closed. One case that can't be moved keeps no other waiting. It returns how many it
// moved, and what kept it from moving others.
func (r *Recovery) Sweep(ctx context.Context) (int, error) {
	moved, failed := 0, error(nil)
	for _, due := range []struct {
		state State
		act   func(context.Context, string) error
		at    func(*Case) time.Time
	}{
		{Draft, r.expire, func(c *Case) time.Time { return c.Due }},
		{Submitted, r.assess, func(c *Case) time.Time { return c.Submitted.Add(lostJob) }},
		{Restoring, r.restore, func(c *Case) time.Time { return c.Restoring.Add(lostJob) }},
		{Reviewing, r.late, func(c *Case) time.Time { return c.Due.Add(sweepGrace - r.Timing.Promise/24) }},
		{Judged, r.publish, func(c *Case) time.Time { return c.Mark.Add(sweepGrace) }},
		{Holding, r.release, func(c *Case) time.Time { return c.HoldUntil.Add(sweepGrace) }},
		{Ready, r.expire, func(c *Case) time.Time { return c.Due }},
		{Restored, r.forgetReceipt, func(c *Case) time.Time { return c.Due }},
	} {
		cases, err := r.Store.List(ctx, due.state, sweepSize)
		if err != nil {
			return moved, err
		}
		for _, c := range cases {
			if r.Now().Before(due.at(c)) {
				continue
			}
			if err := due.act(ctx, c.ID); err != nil {
				failed = errors.Join(failed, err)
				continue
			}
			moved++
		}
	}
	return moved, failed
}

// forgetReceipt wipes what undoing would have needed; the case stays restored.
func (r *Recovery) forgetReceipt(ctx context.Context, caseID string) error {
	return r.Store.Update(ctx, caseID, func(s *Step) error {
		if p := s.Case.Private.Plan; p != nil && s.Case.State == Restored && !r.Now().Before(s.Case.UndoUntil) {
			p.Receipt = nil
			s.Case.Due = s.Case.Restored.Add(keptForever)
		}
		return nil
	})
}

// expire ends one case whose time is over. What was typed into a draft goes with it.
func (r *Recovery) expire(ctx context.Context, caseID string) error {
	return r.Store.Update(ctx, caseID, func(s *Step) error {
		c := s.Case
		if !c.in(Draft, Ready) || r.Now().Before(c.Due) {
			return nil
		}
		if c.State == Draft {
			c.Private = Private{}
			r.end(s, Expired, "expire", "")
			return nil
		}
		r.end(s, Expired, "expire", notice.Expired)
		return nil
	})
}

// end closes a case that reached no verdict of its own.
func (r *Recovery) end(s *Step, state State, door string, letter notice.Kind) {
	c := s.Case
	c.State, c.Closed = state, r.Now().UTC()
	kill(s.Proofs, ProveContact, ProveLink, ProveRestore, ProveReturn)
	if letter != "" {
		r.write(s, letter, c.Private.Contact, c.Language, nil)
	}
	s.Entries = append(s.Entries, r.entry(c, door, "system", nil))
}
