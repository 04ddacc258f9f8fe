package recovery_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"okaeri/internal/decision"
	"okaeri/internal/intake"
	"okaeri/internal/recovery"
)

func TestAnOwnerWithNothingLeftComesBack(t *testing.T) {
	s := newStage(t)
	s.hold(hanako("a-1"))
	c := s.apply(hanakos())
	if c.State != recovery.Judged || c.Verdict != decision.Grant {
		t.Fatalf("state %s, verdict %s: %+v", c.State, c.Verdict, c.Private.Assessment)
	}
	if c.AccountID != "a-1" || len(c.Private.Typed) != 0 {
		t.Errorf("account %q; %d typed passwords were kept", c.AccountID, len(c.Private.Typed))
	}
	s.pass(15 * time.Minute)
	if c = s.find(c.ID); c.State != recovery.Holding {
		t.Fatalf("after the mark the case is %s", c.State)
	}
	if held := c.HoldUntil.Sub(s.now()); held < 23*time.Hour {
		t.Errorf("the hold is %s, below the floor", held)
	}
	s.pass(c.HoldUntil.Sub(s.now()) + time.Second)
	if err := s.finish(sister, "a-new-password-for-hanako"); err != nil {
		t.Fatal(err)
	}
	c = s.find(c.ID)
	if c.State != recovery.Restored || s.directory.passwords["a-1"] != "a-new-password-for-hanako" || s.directory.restored != 1 {
		t.Fatalf("state %s, password %q set %d times", c.State, s.directory.passwords["a-1"], s.directory.restored)
	}
	if c.Private.Plan.Password != "" {
		t.Error("the new password is still in the case")
	}
	if first := s.mailTo(backup)[0].Text; !strings.Contains(first, "大阪") {
		t.Errorf("the notice does not say roughly from where:\n%s", first)
	}
	for _, to := range []string{owner, backup} {
		if n := len(s.mailTo(to)); n != 3 {
			t.Errorf("%s got %d letters (submission, verdict, restoration):\n%s", to, n, s.letters(to))
		}
	}
}

func TestAStrangerIsDeclinedAndNothingOfTheAccountChanges(t *testing.T) { // C10, V19
	s := newStage(t)
	s.hold(hanako("a-1"))
	before := *must(s.dossiers.Account(t.Context(), "a-1"))(t)
	c := s.apply(application{account: owner, contact: stranger, visitor: from("198.51.100.9"), answers: guesses(), passwords: []string{"123456", "password"}})
	s.pass(time.Hour)
	if c = s.find(c.ID); c.State != recovery.Declined {
		t.Fatalf("the stranger's case is %s with %v bits", c.State, c.Private.Assessment.Bits)
	}
	after := *must(s.dossiers.Account(t.Context(), "a-1"))(t)
	if len(after.Facts) != len(before.Facts) || after.Locked != nil || s.directory.restored != 0 {
		t.Error("a declined application changed the account")
	}
	if token := s.token("finish", stranger); token != "" {
		t.Error("a declined applicant got a link")
	}
}

// guesses is what somebody answers who knows nothing.
func guesses() map[intake.Page]intake.Answers {
	return map[intake.Page]intake.Answers{
		"who":      {"device": {"own"}, "situation": {"forgot_password"}},
		"name":     {"family_name": {"佐藤"}, "given_name": {"太郎"}},
		"birth":    {"birth_year": {"1980"}, "birth_month": {"1"}, "birth_day": {"1"}},
		"address":  {"country": {"JP"}, "region": {"JP-13"}},
		"products": {"product": {"mail"}},
	}
}

func TestAGhostTakesTheSameWayToTheSameEnd(t *testing.T) { // V10
	s := newStage(t)
	s.hold(hanako("a-1"))
	ask := func(account, contact string) *recovery.Case {
		return s.apply(application{account: account, contact: contact, visitor: from("198.51.100.9"), answers: guesses(), passwords: []string{"123456"}})
	}
	known, ghost := ask(owner, "one@example.org"), ask("nobody@momiji.example", "two@example.org")
	for range 3 {
		if known.State != ghost.State || known.Shown(s.now()) != ghost.Shown(s.now()) || !known.Mark.Equal(ghost.Mark) || !known.Due.Equal(ghost.Due) {
			t.Fatalf("known %s at %s, ghost %s at %s", known.State, known.Mark, ghost.State, ghost.Mark)
		}
		s.pass(10 * time.Minute)
		known, ghost = s.find(known.ID), s.find(ghost.ID)
	}
	if ghost.State != recovery.Declined || ghost.AccountID != "" {
		t.Fatalf("the ghost is %s", ghost.State)
	}
	a, b := s.mailTo("one@example.org"), s.mailTo("two@example.org")
	if len(a) != len(b) {
		t.Fatalf("known got %d letters, ghost %d", len(a), len(b))
	}
	for i := range a {
		x := sixDigits.ReplaceAllString(strings.ReplaceAll(a[i].Text, known.Ref, "REF"), "CODE")
		y := sixDigits.ReplaceAllString(strings.ReplaceAll(b[i].Text, ghost.Ref, "REF"), "CODE")
		if x != y {
			t.Errorf("letter %d differs:\n%s\n----\n%s", i, x, y)
		}
	}
}

func TestTheOwnerStopsACaseInEveryStateByOneLink(t *testing.T) { // V28, C6
	for name, until := range map[string]func(*stage, *recovery.Case){
		"judged":  func(*stage, *recovery.Case) {},
		"holding": func(s *stage, _ *recovery.Case) { s.pass(15 * time.Minute) },
		"ready":   func(s *stage, _ *recovery.Case) { s.pass(80 * time.Hour) },
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t)
			s.hold(hanako("a-1"))
			c := s.apply(hanakos())
			until(s, c)
			finish := s.token("finish", sister)
			token := s.token("not-me", backup)
			view := must(s.r.ContestView(t.Context(), token))(t)
			if !view.Open || s.find(c.ID).State == recovery.Contested {
				t.Fatalf("looking at the link: %+v, state %s", view, s.find(c.ID).State)
			}
			check(t, s.r.Contest(t.Context(), token, home()))
			if got := s.find(c.ID).State; got != recovery.Contested {
				t.Fatalf("state %s", got)
			}
			s.pass(200 * time.Hour)
			if s.find(c.ID).State != recovery.Contested || s.directory.restored != 0 {
				t.Error("something proceeded after the contest")
			}
			if finish != "" {
				if err := s.r.SendRestoreCode(t.Context(), finish, "x", home()); !errors.Is(err, recovery.ErrExpired) {
					t.Errorf("the link of a contested case: %v", err)
				}
			}
			if err := s.r.Contest(t.Context(), token, home()); !errors.Is(err, recovery.ErrClosed) {
				t.Errorf("a second contest: %v", err)
			}
		})
	}
}

func TestNothingIsRestoredBeforeTheHoldIsOver(t *testing.T) { // C6
	s := newStage(t)
	s.hold(hanako("a-1"))
	c := s.apply(hanakos())
	s.pass(15 * time.Minute)
	c = s.find(c.ID)
	release := recovery.Job{Kind: recovery.JobRelease, CaseID: c.ID}
	for _, clock := range []time.Duration{0, -48 * time.Hour, 23 * time.Hour} { // as it is, set back, an hour too early
		s.at = c.HoldUntil.Add(-24*time.Hour + clock)
		check(t, s.r.Handle(t.Context(), release))
		if _, err := s.r.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := s.r.Finish(t.Context(), c.ID, "a-new-password-for-hanako", home()); !errors.Is(err, recovery.ErrClosed) {
			t.Errorf("finishing in the hold: %v", err)
		}
		if got := s.find(c.ID); got.State != recovery.Holding || s.token("finish", sister) != "" {
			t.Fatalf("with the clock moved by %s the case is %s", clock, got.State)
		}
	}
}

func TestACaseThatTheQueueForgotIsFoundBySweeping(t *testing.T) {
	s := newStage(t)
	s.hold(hanako("a-1"))
	c := s.apply(hanakos())
	s.queue = nil
	for _, want := range []recovery.State{recovery.Holding, recovery.Ready, recovery.Expired} {
		s.at = s.at.Add(150 * time.Hour)
		must(s.r.Sweep(t.Context()))(t)
		if got := s.find(c.ID).State; got != want {
			t.Fatalf("the case is %s, not %s", got, want)
		}
	}
}

func TestADraftIsGoneAfterThreeDays(t *testing.T) {
	s := newStage(t)
	id := s.draft(hanakos())
	s.pass(73 * time.Hour)
	must(s.r.Sweep(t.Context()))(t)
	c := s.find(id)
	if c.State != recovery.Expired || c.Private.Answers != nil || c.Private.Contact != "" {
		t.Errorf("after three days: %s, %v", c.State, c.Private)
	}
}
