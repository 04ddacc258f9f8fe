package recovery_test

import (
	"errors"
	"testing"
	"time"

	"okaeri/internal/decision"
	"okaeri/internal/evidence"
	"okaeri/internal/recovery"
)

func TestTheOwnerUndoesARestorationWithinThreeDays(t *testing.T) {
	s := newStage(t)
	s.hold(hanako("a-1"))
	c := s.apply(hanakos())
	s.pass(80 * time.Hour)
	check(t, s.finish(sister, "a-new-password-for-hanako"))
	token := s.token("undo", backup)
	if view := must(s.r.UndoView(t.Context(), token))(t); !view.Open {
		t.Fatalf("%+v", view)
	}
	check(t, s.r.Undo(t.Context(), token))
	s.work()
	if got := s.find(c.ID); got.State != recovery.Undone || s.directory.passwords["a-1"] != "momijigari-no-hi" {
		t.Fatalf("state %s, password %q", got.State, s.directory.passwords["a-1"])
	}
	if err := s.r.Undo(t.Context(), token); !errors.Is(err, recovery.ErrClosed) {
		t.Errorf("a second undo: %v", err)
	}
}

func TestUndoingEndsWithItsWindow(t *testing.T) {
	s := newStage(t)
	s.hold(hanako("a-1"))
	c := s.apply(hanakos())
	s.pass(80 * time.Hour)
	check(t, s.finish(sister, "a-new-password-for-hanako"))
	token := s.token("undo", backup)
	s.pass(73 * time.Hour)
	if err := s.r.Undo(t.Context(), token); !errors.Is(err, recovery.ErrClosed) {
		t.Errorf("undoing after the window: %v", err)
	}
	must(s.r.Sweep(t.Context()))(t)
	if s.find(c.ID).Private.Plan.Receipt != nil {
		t.Error("the means of undoing outlived the window")
	}
}

func TestAnAddressAddedLatelyDisputesAndDoesNotEnd(t *testing.T) { // C13
	s := newStage(t)
	s.hold(hanako("a-1", func(a *evidence.Account) {
		a.Contacts = append(a.Contacts, evidence.Contact{Kind: "email", Value: "hijacker@example.com", Verified: true, From: today.Add(-48 * time.Hour)})
	}))
	c := s.apply(hanakos())
	check(t, s.r.Contest(t.Context(), s.token("not-me", "hijacker@example.com"), home()))
	c = s.find(c.ID)
	if c.State != recovery.Reviewing || !c.Disputed || !c.HighBar {
		t.Fatalf("state %s, disputed %t, two people %t", c.State, c.Disputed, c.HighBar)
	}
}

func TestAnAddressAddedLatelyUndoesNothing(t *testing.T) { // C13
	s := newStage(t)
	s.hold(hanako("a-1", func(a *evidence.Account) {
		a.Contacts = append(a.Contacts, evidence.Contact{Kind: "email", Value: "hijacker@example.com", Verified: true, From: today.Add(-48 * time.Hour)})
	}))
	c := s.apply(hanakos())
	s.pass(80 * time.Hour)
	check(t, s.finish(sister, "a-new-password-for-hanako"))
	check(t, s.r.Undo(t.Context(), s.token("undo", "hijacker@example.com")))
	s.work()
	c = s.find(c.ID)
	if c.State != recovery.Restored || !c.Disputed || s.directory.passwords["a-1"] != "a-new-password-for-hanako" {
		t.Errorf("state %s, disputed %t, password %q", c.State, c.Disputed, s.directory.passwords["a-1"])
	}
}

func TestWhatWasUndoneIsHeldBackLikeWhatWasContested(t *testing.T) {
	s := newStage(t)
	s.hold(hanako("a-1"))
	s.apply(hanakos())
	s.pass(80 * time.Hour)
	check(t, s.finish(sister, "a-new-password-for-hanako"))
	check(t, s.r.Undo(t.Context(), s.token("undo", backup)))
	s.work()
	if c := s.apply(hanakos()); c.Verdict == decision.Grant {
		t.Error("the answers of an undone restoration passed again")
	}
}

func TestADirectoryThatIsDownLosesNothing(t *testing.T) {
	s := newStage(t)
	s.hold(hanako("a-1"))
	c := s.apply(hanakos())
	s.pass(80 * time.Hour)
	s.directory.fail = errors.New("down")
	token := s.token("finish", sister)
	check(t, s.r.SendRestoreCode(t.Context(), token, "1", home()))
	id := must(s.r.ProveRestore(t.Context(), token, s.code(sister), home()))(t)
	check(t, s.r.Finish(t.Context(), id, "a-new-password-for-hanako", home()))
	if got := s.find(c.ID).State; got != recovery.Restoring {
		t.Fatalf("state %s", got)
	}
	s.directory.fail = nil
	s.queue = nil // and the queue forgets the job
	if _, err := s.r.Sweep(t.Context()); err != nil || s.find(c.ID).State != recovery.Restoring {
		t.Fatalf("a sweep came before the job had its chance: %v", err)
	}
	s.pass(11 * time.Minute)
	must(s.r.Sweep(t.Context()))(t)
	s.work()
	if got := s.find(c.ID).State; got != recovery.Restored || s.directory.passwords["a-1"] != "a-new-password-for-hanako" {
		t.Errorf("state %s", got)
	}
}

func TestAPasswordThatTheDirectoryRefusesLosesNothing(t *testing.T) {
	s := newStage(t)
	s.hold(hanako("a-1"))
	c := s.apply(hanakos())
	s.pass(80 * time.Hour)
	s.directory.fail = &recovery.BadPassword{Codes: []string{"directory"}}
	var bad *recovery.BadPassword
	if err := s.finish(sister, "a-new-password-for-hanako"); !errors.As(err, &bad) {
		t.Fatalf("finishing with a refused password: %v", err)
	}
	if got := s.find(c.ID); got.State != recovery.Ready || got.Private.Plan != nil {
		t.Fatalf("state %s, plan %v", got.State, got.Private.Plan)
	}
	s.directory.fail = nil
	check(t, s.finish(sister, "another-password-for-hanako"))
	if got := s.find(c.ID).State; got != recovery.Restored {
		t.Errorf("with the new link the case is %s", got)
	}
}
