package settings

import (
	"context"
	"time"

	"okaeri/internal/audit"
	"okaeri/internal/recovery"
	"okaeri/internal/staff"
)

// Purge is one removal of what had reached its end.
type Purge struct {
	At    time.Time
	Cases int
}

// Purger removes the cases that were closed before a time; store.Store does.
type Purger interface {
	Purge(ctx context.Context, closedBefore time.Time) (int, error)
}

// Purge removes what has reached its end by the rules in force, and notes it. Several servers may do it at once.
func (s *Settings) Purge(ctx context.Context, p Purger) error {
	keep, err := s.Keep(ctx)
	if err != nil {
		return err
	}
	n, err := p.Purge(ctx, s.Now().Add(-keep))
	if err != nil {
		return err
	}
	done := Purge{At: s.Now().UTC(), Cases: n}
	if n == 0 {
		return s.Store.Purged(ctx, done)
	}
	return s.Store.Purged(ctx, done, audit.Entry{At: done.At, Door: "purge", Actor: "clock", Detail: map[string]string{"cases": count(n)}})
}

// PurgeEvery is how often a server looks for what has reached its end.
const PurgeEvery = time.Hour

// Kept is what is kept, and what went.
type Kept struct {
	Days   int
	Number int64 // of the retention in force; 0: the program's own
	Next   time.Time
	Soon   int // closed cases that go within a week
	Rows   []KeptRow
	Purges []Purge
}

// KeptRow is one sort of thing and how long it is kept: for 0 as long as nobody forgets it (or, of the audit log, for ever).
type KeptRow struct {
	Key string
	For time.Duration
}

// Kept says how long things are kept, when the next purge is and what the last ones removed. Error: *recovery.Refused.
func (s *Settings) Kept(ctx context.Context, a recovery.Actor) (*Kept, error) {
	if err := mayRead(a); err != nil {
		return nil, err
	}
	r, err := s.inForce(ctx, Retention)
	if err != nil {
		return nil, err
	}
	t := s.House.Timing
	k := &Kept{Days: r.days, Number: r.number, Rows: []KeptRow{
		{"cases", time.Duration(r.days) * day},
		{"drafts", t.DraftLife},
		{"codes", t.CodeLife},
		{"undo", t.UndoWindow},
		{"directory", 90 * day},
		{"sessions", staff.SessionLife},
		{"facts", 0},
		{"audit", 0},
	}}
	var last time.Time
	if k.Purges, last, err = s.Store.Purges(ctx, 20); err != nil {
		return nil, err
	}
	if !last.IsZero() {
		k.Next = last.Add(PurgeEvery)
	}
	k.Soon, err = s.Store.ClosedBefore(ctx, s.Now().Add(-time.Duration(r.days-7)*24*time.Hour))
	return k, err
}
