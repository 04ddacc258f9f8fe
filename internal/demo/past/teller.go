package past

import (
	"context"
	"time"

	"okaeri/internal/notice"
	"okaeri/internal/recovery"
)

// shelf is the house's own store, but for wake-ups: those stand in the agenda.
type shelf struct {
	recovery.Store
	agenda *agenda
}

// Create saves a new case.
func (s shelf) Create(ctx context.Context, step *recovery.Step) error {
	jobs := step.Jobs
	step.Jobs = nil
	if err := s.Store.Create(ctx, step); err != nil {
		return err
	}
	s.wake(jobs)
	return nil
}

// Update saves a step.
func (s shelf) Update(ctx context.Context, caseID string, f func(*recovery.Step) error) error {
	var jobs []recovery.Job
	err := s.Store.Update(ctx, caseID, func(step *recovery.Step) error {
		if err := f(step); err != nil {
			return err
		}
		jobs, step.Jobs = step.Jobs, nil
		return nil
	})
	if err == nil {
		s.wake(jobs)
	}
	return err
}

func (s shelf) wake(jobs []recovery.Job) {
	for _, j := range jobs {
		s.agenda.add(event{at: j.At, job: j})
	}
}

// unhurried is a limiter that stops nobody: the hours that limits count are over.
type unhurried struct{}

// Allow allows it.
func (unhurried) Allow(context.Context, string, int, time.Duration) (bool, time.Time, error) {
	return true, time.Time{}, nil
}

// AllowAll allows them all.
func (unhurried) AllowAll(context.Context, ...recovery.Limit) (bool, time.Time, error) {
	return true, time.Time{}, nil
}

// Free is always, and long ago.
func (unhurried) Free(context.Context, ...recovery.Limit) (time.Time, error) { return time.Time{}, nil }

// post words letters as the house does and hands each to whoever acts on it. Nothing is sent: the demo's mailbox is the visitor's.
type post struct {
	recovery.Writer
	written notice.Letter
	deliver func(to string, l notice.Letter)
}

// Write words a letter, which Send then delivers: the story is told by one teller, letter by letter.
func (p *post) Write(l notice.Letter) (notice.Message, error) {
	p.written = l
	return p.Writer.Write(l)
}

// Send hands over the letter that was worded last.
func (p *post) Send(_ context.Context, _, to string, _ notice.Message) error {
	p.deliver(to, p.written)
	return nil
}
