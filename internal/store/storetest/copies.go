package storetest

import (
	"errors"
	"slices"
	"testing"
	"time"

	"okaeri/internal/recovery"
)

// oldCopy lets one server work on a case that another has moved since: the first one's copy is old, and nothing may come of that.
func oldCopy(t *testing.T, b *Bench) {
	ctx := t.Context()
	c := NewCase()
	must(t, b.Store.Create(ctx, &recovery.Step{Case: c}))
	note := func(s recovery.Store, word string) {
		t.Helper()
		must(t, s.Update(ctx, c.ID, func(s *recovery.Step) error {
			s.Case.Private.Done = append(s.Case.Private.Done, word)
			return nil
		}))
	}
	note(b.Store, "one")
	note(b.Other, "two")
	note(b.Store, "three")
	note(b.Other, "four")
	read := got[*recovery.Case](t)(b.Store.Case(ctx, c.ID))
	if done := read.Private.Done; !slices.Equal(done[len(done)-4:], []string{"one", "two", "three", "four"}) {
		t.Errorf("an update was lost: %q", done)
	}

	// An answer that only an old copy gives is not given: the other server has made the proof that the step asks for.
	must(t, b.Other.Update(ctx, c.ID, func(s *recovery.Step) error {
		s.Proofs = append(s.Proofs, &recovery.Proof{
			CaseID: c.ID, Purpose: recovery.ProveContact, MAC: []byte("mac"), Created: Start, Expires: Start.Add(time.Hour),
		})
		return nil
	}))
	missing := errors.New("no proof")
	must(t, b.Store.Update(ctx, c.ID, func(s *recovery.Step) error {
		if len(s.Proofs) == 0 {
			return missing
		}
		return nil
	}))

	// What a step or a reader does to its case does not reach the next one.
	read = got[*recovery.Case](t)(b.Store.Case(ctx, c.ID))
	read.Private.Done[0], read.Ref = "scribbled", "scribbled"
	failed := b.Store.Update(ctx, c.ID, func(s *recovery.Step) error {
		s.Case.Private.Done[0], s.Proofs[0].MAC[0] = "scribbled", 'x'
		return missing
	})
	if !errors.Is(failed, missing) {
		t.Error(failed)
	}
	must(t, b.Store.Update(ctx, c.ID, func(s *recovery.Step) error {
		if s.Case.Private.Done[0] == "scribbled" || s.Case.Ref == "scribbled" || string(s.Proofs[0].MAC) != "mac" {
			t.Errorf("the next step sees %q %q %q", s.Case.Private.Done, s.Case.Ref, s.Proofs[0].MAC)
		}
		return nil
	}))
}
