package recovery_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"okaeri/internal/evidence"
	"okaeri/internal/recovery"
)

func TestV2NoOrderOfRequestsRestoresWithoutEveryProof(t *testing.T) {
	restored := 0
	defer func() {
		if restored == 0 {
			t.Error("no order of requests restored anything: the test asks nothing")
		}
	}()
	for seed := range uint64(16) {
		r := rand.New(rand.NewPCG(seed, 2))
		s := newStage(t)
		s.hold(hanako("a-1"))
		id := s.draft(hanakos())
		ctx := t.Context()
		once := func() string { return fmt.Sprint(r.Uint64()) }
		proved := false // the restoration code of this very case came back while it was ready
		doors := []func() error{
			func() error { _, err := s.r.Submit(ctx, id, home()); return err },
			func() error { s.pass(30 * time.Hour); return nil },
			func() error { return s.r.SendCode(ctx, id, sister, once(), home()) },
			func() error { return s.r.SendRestoreCode(ctx, s.token("finish", sister), once(), home()) },
			func() error { return s.r.Finish(ctx, id, "a-new-password-for-hanako", home()) },
			func() error { _, err := s.r.ProveRestore(ctx, s.token("finish", sister), "000000", home()); return err },
			func() error { return s.r.ProveContact(ctx, id, s.code(sister), home()) },
			func() error {
				_, err := s.r.ProveRestore(ctx, s.token("finish", sister), s.code(sister), home())
				proved = proved || err == nil
				return err
			},
			func() error { _, err := s.r.ProveReturn(ctx, s.find(id).Ref, s.code(sister), home()); return err },
		}
		if seed%2 == 0 { // half of them come as far as the link by the ordinary way, and then try the doors behind it
			_ = doors[0]()
			s.pass(80 * time.Hour)
			doors = doors[2:]
		}
		for range 30 {
			_ = doors[r.IntN(len(doors))]()
			s.work()
			if s.directory.restored > 0 && !proved {
				t.Fatalf("seed %d: restored without the code of the restoration", seed)
			}
		}
		restored += s.directory.restored
	}
}

func TestV3TokensAndCodesOfOneCaseServeNoOther(t *testing.T) {
	s := newStage(t)
	s.hold(hanako("a-1"), hanako("a-2", onDevice, func(a *evidence.Account) { a.Identifiers = []string{"second@momiji.example"}; a.Contacts = nil }))
	mine := s.apply(hanakos())
	other := hanakos()
	other.account, other.contact, other.visitor = "second@momiji.example", "third@example.net", with(homeDevice, from("203.0.113.8"))
	theirs := s.apply(other)
	s.pass(80 * time.Hour)
	ctx := t.Context()
	a, b := s.token("finish", sister), s.token("finish", "third@example.net")
	if a == "" || b == "" {
		t.Fatalf("states %s and %s", s.find(mine.ID).State, s.find(theirs.ID).State)
	}
	check(t, s.r.SendRestoreCode(ctx, a, "1", home()))
	check(t, s.r.SendRestoreCode(ctx, b, "2", home()))
	var wrong *recovery.WrongCode
	if _, err := s.r.ProveRestore(ctx, b, s.code(sister), home()); !errors.As(err, &wrong) {
		t.Errorf("a code of another case: %v", err)
	}
	for name, call := range map[string]func(string) error{
		"contest with a restoration link": func(tok string) error { return s.r.Contest(ctx, tok, home()) },
		"undo with a restoration link":    func(tok string) error { return s.r.Undo(ctx, tok) },
	} {
		if err := call(a); !errors.Is(err, recovery.ErrNotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := s.r.OpenLink(ctx, s.token("not-me", backup)); !errors.Is(err, recovery.ErrNotFound) {
		t.Errorf("restoring with a contest link: %v", err)
	}
	id := must(s.r.ProveRestore(ctx, a, s.code(sister), home()))(t)
	if err := s.r.Finish(ctx, theirs.ID, "a-new-password-for-hanako", home()); !errors.Is(err, recovery.ErrMissingProof) {
		t.Errorf("finishing another case: %v", err)
	}
	check(t, s.r.Finish(ctx, id, "a-new-password-for-hanako", home()))
}

func TestV3NamingAnotherAccountUndoesTheProofOfTheContact(t *testing.T) {
	s := newStage(t)
	s.hold(hanako("a-1"))
	id := s.draft(hanakos())
	check(t, s.r.Save(t.Context(), id, "account", map[string][]string{"account": {"else@momiji.example"}}))
	if _, err := s.r.Submit(t.Context(), id, home()); !errors.Is(err, recovery.ErrMissingProof) {
		t.Errorf("submitted for another account than the proof was made for: %v", err)
	}
}

func TestV6AThousandFlowsShareOneBudgetOfGuesses(t *testing.T) {
	s := newStage(t)
	ctx := t.Context()
	tried := 0
	for i := range 1000 {
		v := from(fmt.Sprintf("198.51.%d.%d", i/250, i%250+1))
		id := must(s.r.Begin(ctx, v))(t)
		check(t, s.r.Save(ctx, id, "account", map[string][]string{"account": {owner}}))
		if err := s.r.SendCode(ctx, id, sister, "", v); err != nil {
			var soon *recovery.TooSoon
			if !errors.As(err, &soon) {
				t.Fatal(err)
			}
			continue
		}
		for range 6 {
			var wrong *recovery.WrongCode
			if errors.As(s.r.ProveContact(ctx, id, "000000", v), &wrong) {
				tried++
			}
		}
	}
	if tried == 0 || tried > 50 {
		t.Errorf("%d guesses were taken over a thousand flows", tried)
	}
}

func TestV6ANewCodeKillsTheOneBefore(t *testing.T) {
	s := newStage(t)
	ctx := t.Context()
	id := must(s.r.Begin(ctx, home()))(t)
	check(t, s.r.Save(ctx, id, "account", map[string][]string{"account": {owner}}))
	check(t, s.r.SendCode(ctx, id, sister, "1", home()))
	old := s.code(sister)
	check(t, s.r.SendCode(ctx, id, sister, "2", home()))
	for n := 3; s.code(sister) == old; n++ { // one chance in a million
		check(t, s.r.SendCode(ctx, id, sister, fmt.Sprint(n), home()))
	}
	var wrong *recovery.WrongCode
	if err := s.r.ProveContact(ctx, id, old, home()); !errors.As(err, &wrong) {
		t.Errorf("the old code: %v", err)
	}
}

func TestV7AfterFiveWrongCodesTheRightOneIsRefused(t *testing.T) {
	s := newStage(t)
	ctx := t.Context()
	id := must(s.r.Begin(ctx, home()))(t)
	check(t, s.r.Save(ctx, id, "account", map[string][]string{"account": {owner}}))
	check(t, s.r.SendCode(ctx, id, sister, "1", home()))
	right := s.code(sister)
	for i := range 5 {
		var wrong *recovery.WrongCode
		if err := s.r.ProveContact(ctx, id, "999999", home()); !errors.As(err, &wrong) || wrong.Left != 4-i {
			t.Fatalf("try %d: %v", i, err)
		}
	}
	s.pass(time.Hour)
	if err := s.r.ProveContact(ctx, id, right, home()); !errors.Is(err, recovery.ErrExpired) {
		t.Errorf("the right code after the lockout: %v", err)
	}
}

func TestV8OfAHundredWhoFinishWithOneProofOneWins(t *testing.T) {
	s := newStage(t)
	s.hold(hanako("a-1"))
	s.apply(hanakos())
	s.pass(80 * time.Hour)
	token := s.token("finish", sister)
	check(t, s.r.SendRestoreCode(t.Context(), token, "1", home()))
	id := must(s.r.ProveRestore(t.Context(), token, s.code(sister), home()))(t)
	var wg sync.WaitGroup
	won := make(chan int, 100)
	for i := range 100 {
		wg.Go(func() {
			if s.r.Finish(context.WithoutCancel(t.Context()), id, fmt.Sprintf("a-new-password-number-%d", i), home()) == nil {
				won <- i
			}
		})
	}
	wg.Wait()
	s.work()
	if len(won) != 1 || s.directory.restored != 1 {
		t.Fatalf("%d finished, %d passwords were set", len(won), s.directory.restored)
	}
	if want := fmt.Sprintf("a-new-password-number-%d", <-won); s.directory.passwords["a-1"] != want {
		t.Errorf("the password set is not the winner's")
	}
}

func TestV9ACodeDiesWithItsTenMinutes(t *testing.T) {
	s := newStage(t)
	ctx := t.Context()
	id := must(s.r.Begin(ctx, home()))(t)
	check(t, s.r.Save(ctx, id, "account", map[string][]string{"account": {owner}}))
	check(t, s.r.SendCode(ctx, id, sister, "1", home()))
	code := s.code(sister)
	s.pass(10 * time.Minute)
	if err := s.r.ProveContact(ctx, id, code, home()); !errors.Is(err, recovery.ErrExpired) {
		t.Errorf("after ten minutes: %v", err)
	}
}
