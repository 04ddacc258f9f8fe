package recovery_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
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
		if seed%2 == 0 { // half of them come as far as the link by the ordinary way
			_ = doors[0]()
			s.pass(80 * time.Hour)
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
	s.hold(hanako("a-1"), hanako("a-2", func(a *evidence.Account) { a.Identifiers = []string{"second@momiji.example"}; a.Contacts = nil }))
	mine := s.apply(hanakos())
	other := hanakos()
	other.account, other.contact, other.visitor = "second@momiji.example", "third@example.net", from("203.0.113.8")
	theirs := s.apply(other)
	s.pass(130 * time.Hour)
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

func TestV11WaysToWriteOneNameShareOneLimit(t *testing.T) {
	s := newStage(t)
	a := hanakos()
	sent := 0
	for _, name := range []string{owner, " HANAKO@momiji.example ", "hanako＠momiji．example", "hanako@MOMIJI.example。"} {
		a.account = name
		id := s.draft(a)
		if _, err := s.r.Submit(t.Context(), id, a.visitor); err == nil {
			sent++
		}
	}
	if sent != 2 {
		t.Errorf("%d applications went through under four spellings", sent)
	}
}

func TestV12APageThatIsSentAgainSendsNothingTwice(t *testing.T) {
	s := newStage(t)
	ctx := t.Context()
	id := must(s.r.Begin(ctx, home()))(t)
	check(t, s.r.Save(ctx, id, "account", map[string][]string{"account": {owner}}))
	for range 5 {
		check(t, s.r.SendCode(ctx, id, sister, "the same form", home()))
	}
	s.work()
	if n := len(s.mailTo(sister)); n != 1 {
		t.Errorf("%d letters", n)
	}
	check(t, s.r.ProveContact(ctx, id, s.code(sister), home()))
	for range 3 {
		must(s.r.Submit(ctx, id, home()))(t)
	}
	s.work()
	if n := strings.Count(s.letters(sister), "\n"); n != 2 {
		t.Errorf("%d letters after sending three times:\n%s", n, s.letters(sister))
	}
}

func TestV23AFloodOfApplicationsTellsTheOwnerBoundedlyAndAtLeastOnce(t *testing.T) {
	s := newStage(t, func(p *recovery.Parts) { p.Timing.Quantum = 0 })
	s.hold(hanako("a-1"))
	for i := range 60 {
		a := application{account: owner, contact: fmt.Sprintf("m%d@example.org", i), visitor: from(fmt.Sprintf("198.51.100.%d", i+1)), answers: guesses()}
		id := s.draft(a)
		must(s.r.Submit(t.Context(), id, a.visitor))(t)
		s.work()
	}
	s.pass(26 * time.Hour)
	n := len(s.mailTo(backup))
	if n < 2 || n > 12 {
		t.Errorf("60 applications in a day made %d letters to the owner:\n%s", n, s.letters(backup))
	}
}

func TestV25AnAttackersAttemptsNeverUseUpTheOwners(t *testing.T) { // S12
	s := newStage(t)
	s.hold(hanako("a-1"))
	for i := range 30 {
		a := application{account: owner, contact: fmt.Sprintf("m%d@example.org", i/2), visitor: from(fmt.Sprintf("198.51.100.%d", i/2+1)), answers: guesses()}
		_, _ = s.r.Submit(t.Context(), s.draft(a), a.visitor)
	}
	c := s.apply(hanakos())
	if !c.Familiar || c.Attempt != 1 {
		t.Errorf("the owner's application counts as attempt %d, familiar %t", c.Attempt, c.Familiar)
	}
	if c.Verdict != "grant" {
		t.Errorf("after the flood the owner's verdict is %s", c.Verdict)
	}
}

func TestS12TwoApplicationsADayFromOnePlace(t *testing.T) {
	s := newStage(t)
	for i := range 3 {
		_, err := s.r.Submit(t.Context(), s.draft(hanakos()), home())
		var soon *recovery.TooSoon
		switch {
		case i < 2 && err != nil:
			t.Errorf("application %d: %v", i+1, err)
		case i == 2 && !errors.As(err, &soon):
			t.Errorf("the third application in a day: %v", err)
		case i == 2 && !soon.Until.After(s.now()):
			t.Errorf("may be tried again at %s", soon.Until)
		}
	}
}

func TestC5ACodeOfOneContactOnManyAccountsLosesTheRightToPass(t *testing.T) {
	s := newStage(t, func(p *recovery.Parts) { p.Limits.ApplyContact.Burst = 100 })
	for i := range 6 {
		name := fmt.Sprintf("person%d@momiji.example", i)
		s.hold(hanako(fmt.Sprintf("a-%d", i), func(a *evidence.Account) { a.Identifiers = []string{name} }))
		a := hanakos()
		a.account = name
		c := s.apply(a)
		if i >= 4 && c.Verdict == "grant" {
			t.Errorf("account %d of one contact was granted by itself", i+1)
		}
	}
}

func TestAfterAContestNothingPassesByItselfForAWhile(t *testing.T) {
	s := newStage(t)
	s.hold(hanako("a-1"))
	s.apply(hanakos())
	check(t, s.r.Contest(t.Context(), s.token("not-me", backup), home()))
	again := hanakos()
	again.contact, again.visitor = "another@example.net", from("203.0.113.7")
	c := s.apply(again)
	if c.Verdict == "grant" {
		t.Error("the same answers passed again after the owner had said no")
	}
}

func TestTheMergedNoticeStopsEveryOpenCase(t *testing.T) {
	s := newStage(t, func(p *recovery.Parts) { p.Limits.Notice.Burst = 1 })
	s.hold(hanako("a-1"))
	first := s.apply(hanakos())
	again := hanakos()
	again.contact, again.visitor = "another@example.net", from("203.0.113.8")
	second := s.apply(again)
	s.pass(25 * time.Hour)
	check(t, s.r.Contest(t.Context(), s.token("not-me", backup), home()))
	_ = first
	if got := s.find(second.ID).State; got != recovery.Contested {
		t.Errorf("the second case is %s", got)
	}
}

func TestARefusedPasswordSaysWhyAndSetsNothing(t *testing.T) {
	s := newStage(t)
	s.hold(hanako("a-1"))
	s.apply(hanakos())
	s.pass(80 * time.Hour)
	token := s.token("finish", sister)
	check(t, s.r.SendRestoreCode(t.Context(), token, "1", home()))
	id := must(s.r.ProveRestore(t.Context(), token, s.code(sister), home()))(t)
	for password, want := range map[string]string{
		"short": "too_short", "password123": "common", "momijigari-no-hi": "reused", "hanako-1": "personal", strings.Repeat("長", 1025): "too_long",
	} {
		var bad *recovery.BadPassword
		if err := s.r.Finish(t.Context(), id, password, home()); !errors.As(err, &bad) || bad.Codes[0] != want {
			t.Errorf("%.20q: %v, want %s", password, err, want)
		}
	}
	if s.directory.restored != 0 {
		t.Error("a refused password was set")
	}
	check(t, s.r.Finish(t.Context(), id, strings.Repeat("長い合言葉", 100), home()))
}

func TestALinkAloneOpensNothing(t *testing.T) { // C14
	s := newStage(t)
	s.hold(hanako("a-1"))
	c := s.apply(hanakos())
	s.pass(80 * time.Hour)
	id := must(s.r.OpenLink(t.Context(), s.token("finish", sister)))(t)
	if err := s.r.Finish(t.Context(), id, "a-new-password-for-hanako", home()); !errors.Is(err, recovery.ErrMissingProof) {
		t.Errorf("finishing with the link alone: %v", err)
	}
	if s.find(c.ID).State != recovery.Ready {
		t.Error("opening the link changed the case")
	}
}

func TestComingBackAnswersAlikeForEveryNumber(t *testing.T) {
	s := newStage(t)
	id := s.draft(hanakos())
	ref := s.find(id).Ref
	before := len(s.mailTo(sister))
	for _, try := range [][2]string{{"7K2-4M9-QX", sister}, {ref, stranger}, {"nonsense", sister}} {
		if err := s.r.Return(t.Context(), try[0], try[1], "x", home()); err != nil {
			t.Errorf("%v: %v", try, err)
		}
	}
	s.work()
	if len(s.mailTo(sister)) != before || len(s.mailTo(stranger)) != 0 {
		t.Error("a wrong pair made a letter")
	}
	check(t, s.r.Return(t.Context(), strings.ToLower(ref), sister, "y", home()))
	got := must(s.r.ProveReturn(t.Context(), strings.ReplaceAll(ref, "-", " "), s.code(sister), home()))(t)
	if got != id {
		t.Errorf("came back to %s", got)
	}
}
