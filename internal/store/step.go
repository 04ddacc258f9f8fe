package store

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"okaeri/internal/recovery"
	"okaeri/internal/store/batch"
)

// errMoved says inside that somebody else was first.
var errMoved = errors.New("store: the case moved")

// patience is how often a step is told again before the caller hears of the conflict. Steps of this process queue, so only
// other servers are met here.
const patience = 60

// Create saves a new case with its step. Error: recovery.ErrConflict when its reference number or ID is taken.
func (s *Store) Create(ctx context.Context, step *recovery.Step) error {
	l := &loaded{}
	var err error
	if l.wrapped, err = s.vault.NewKey(owner(step.Case.ID)); err != nil {
		return err
	}
	step.Case.Version = 1
	w, err := s.prepare(l, step)
	if err != nil {
		return err
	}
	if w.sealed, err = s.seal(l.wrapped, step.Case, w.plain); err != nil {
		return err
	}
	first, err := s.insertCase(l, step.Case, w)
	if err != nil {
		return err
	}
	after := w.after(l, step.Case)
	err = s.write(ctx, w, first)
	if s.db.Duplicate(err) {
		return recovery.ErrConflict
	}
	if err == nil {
		s.wrote(ctx, after)
		s.keepLetters(w)
	}
	return wrap("create", err)
}

// Update runs one step; see recovery.Store. A step that changes nothing writes nothing.
func (s *Store) Update(ctx context.Context, caseID string, f func(*recovery.Step) error) error {
	release, err := s.cases.take(ctx, caseID)
	if err != nil {
		return err
	}
	defer release()
	forget(ctx)
	if done, err := s.fromCopy(ctx, caseID, f); done {
		return err
	}
	for try := range patience {
		var l *loaded
		if l, err = s.load(ctx, caseID); err != nil {
			return err
		}
		s.wrote(ctx, l)
		if _, err = s.update(ctx, l, f); !errors.Is(err, errMoved) {
			return err
		}
		if err := pause(ctx, try); err != nil {
			return err
		}
	}
	return recovery.ErrConflict
}

// fromCopy tells the step from the copy that the last one left, which is as good as reading the case again if the case has not
// moved since. Only a write shows that, so whatever else came of it (an error, or nothing to write) is put down to the copy's age
// and counts for nothing: the step is told again from what stands in the database.
func (s *Store) fromCopy(ctx context.Context, caseID string, f func(*recovery.Step) error) (done bool, err error) {
	l, ok := s.copies.get(caseID)
	if !ok {
		return false, nil
	}
	wrote, err := s.update(ctx, l, f)
	if errors.Is(err, errMoved) {
		s.copies.drop(caseID)
	}
	return wrote && err == nil, err
}

// Peek tells a step that changes nothing; see recovery.Store. What it says of an old copy counts only if it is no error.
func (s *Store) Peek(ctx context.Context, caseID string, f func(*recovery.Step) error) error {
	l, ok := s.copies.get(caseID)
	if ok && f(&recovery.Step{Case: clone(l.c), Proofs: l.proofs()}) == nil {
		return nil
	}
	l, err := s.load(ctx, caseID)
	if err != nil {
		return err
	}
	s.wrote(ctx, l)
	return f(&recovery.Step{Case: clone(l.c), Proofs: l.proofs()})
}

// pause waits a little, longer with each try, and differently on each server.
func pause(ctx context.Context, try int) error {
	t := time.NewTimer(time.Duration(rand.Int64N(int64(min(try+1, 20)) * int64(time.Millisecond))))
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// update tells a step from l and writes what it changed; wrote tells whether it came to that.
func (s *Store) update(ctx context.Context, l *loaded, f func(*recovery.Step) error) (wrote bool, err error) {
	step := &recovery.Step{Case: clone(l.c), Proofs: l.proofs()}
	if err := f(step); err != nil {
		return false, err
	}
	w, err := s.prepare(l, step)
	if err != nil || w.nothing() {
		return false, err
	}
	step.Case.Version = l.version + 1
	if w.sealed, err = s.seal(l.wrapped, step.Case, w.plain); err != nil {
		return false, err
	}
	after := w.after(l, step.Case)
	first, err := s.updateCase(l, step.Case, w)
	if err != nil {
		return false, err
	}
	err = s.write(ctx, w, first)
	if err == nil {
		s.wrote(ctx, after)
		s.keepLetters(w)
	}
	return true, wrap("update", s.moved(err))
}

// wrote keeps a case as it stands now.
func (s *Store) wrote(ctx context.Context, l *loaded) {
	s.copies.put(l)
	s.saw(ctx, l.c)
}

// moved reads the ways of being told that somebody else was first as errMoved.
func (s *Store) moved(err error) error {
	if err != nil && (s.db.Busy(err) || errors.Is(err, batch.ErrMissed)) {
		return errMoved
	}
	return err
}

// wrap says which step failed, and leaves the errors alone that callers tell apart.
func wrap(what string, err error) error {
	for _, known := range []error{errMoved, recovery.ErrConflict, recovery.ErrExpired, recovery.ErrNotFound, context.Canceled} {
		if errors.Is(err, known) {
			return known
		}
	}
	if err != nil {
		return fmt.Errorf("store: %s: %w", what, err)
	}
	return nil
}
