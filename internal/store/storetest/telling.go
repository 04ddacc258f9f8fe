package storetest

import (
	"context"

	"okaeri/internal/recovery"
	"okaeri/internal/store"
)

// Telling is the real store, and tells of every job that it has saved: for tests that do the work themselves, at a time of their own.
type Telling struct {
	*store.Store
	Told func([]recovery.Job)
}

// Create saves a new case.
func (s Telling) Create(ctx context.Context, step *recovery.Step) error {
	err := s.Store.Create(ctx, step)
	if err == nil {
		s.Told(step.Jobs)
	}
	return err
}

// Update takes a step.
func (s Telling) Update(ctx context.Context, id string, f func(*recovery.Step) error) error {
	var jobs []recovery.Job
	err := s.Store.Update(ctx, id, func(step *recovery.Step) error {
		err := f(step)
		jobs = step.Jobs
		return err
	})
	if err == nil {
		s.Told(jobs)
	}
	return err
}
