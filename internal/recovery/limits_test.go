package recovery_test

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"okaeri/internal/evidence"
	"okaeri/internal/recovery"
)

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

func TestV11WaysToWriteOneMailboxShareOneLimit(t *testing.T) {
	s := newStage(t)
	ctx := t.Context()
	id := s.draft(hanakos())
	ref, sent := s.find(id).Ref, s.r.Limits.CodeContact.Burst-1 // the draft has had one
	for i := range 2 * sent {
		spelling := []string{"SISTER@example.net", "Sister＠example.net", "sister@EXAMPLE.net。"}[i%3]
		err := s.r.Return(ctx, ref, spelling, strconv.Itoa(i), from("203.0.113."+strconv.Itoa(i)))
		if _, late := errors.AsType[*recovery.TooSoon](err); late != (i >= sent) {
			t.Errorf("letter %d of %d to one mailbox: %v", i+1, sent, err)
		}
	}
	s.work()
	if got := must(s.r.ProveReturn(ctx, ref, s.code(sister), home()))(t); got != id {
		t.Errorf("came back to %s", got)
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

func TestS12NoDayMonthOrYearHasMoreThanItsApplicationsFromOnePlace(t *testing.T) {
	s := newStage(t)
	var filed []time.Time
	try := func() (until time.Time) {
		_, err := s.r.Submit(t.Context(), s.draft(hanakos()), home())
		if soon, ok := errors.AsType[*recovery.TooSoon](err); ok {
			return soon.Until
		}
		check(t, err)
		filed = append(filed, s.now())
		return time.Time{}
	}
	for len(filed) < 21 { // somebody in a hurry, who comes back at the first moment that is open
		until := try()
		if until.IsZero() {
			s.pass(time.Minute)
			continue
		}
		s.pass(until.Sub(s.now()) - time.Second)
		if sooner := try(); sooner.IsZero() {
			t.Fatalf("application %d was taken before %s, when it was to be", len(filed), until)
		}
		s.pass(time.Second)
		if later := try(); !later.IsZero() {
			t.Fatalf("application %d was refused until %s, and then until %s", len(filed)+1, until, later)
		}
	}
	for _, w := range []struct{ days, most int }{{1, 2}, {30, 5}, {365, 10}} {
		fullest := 0
		for i, last := range filed {
			n := 0
			for _, at := range filed[:i+1] {
				if last.Sub(at) < time.Duration(w.days)*24*time.Hour {
					n++
				}
			}
			fullest = max(fullest, n)
		}
		if fullest != w.most {
			t.Errorf("%d days had %d applications at most, want %d", w.days, fullest, w.most)
		}
	}
}

func TestADoubleClickUsesUpOneApplication(t *testing.T) { // V12, S12
	s := newStage(t)
	id := s.draft(hanakos())
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if c, err := s.r.Submit(context.WithoutCancel(t.Context()), id, home()); err != nil || c.State == recovery.Draft {
				t.Errorf("sending at once: %v", err)
			}
		})
	}
	wg.Wait()
	if _, err := s.r.Submit(t.Context(), s.draft(hanakos()), home()); err != nil {
		t.Errorf("the second application of the day: %v", err)
	}
}

func TestAnUnprovenDraftUsesUpNobodysShare(t *testing.T) { // V25
	s := newStage(t)
	ctx := t.Context()
	id := must(s.r.Begin(ctx, home()))(t)
	check(t, s.r.Save(ctx, id, "account", map[string][]string{"account": {owner}}))
	check(t, s.r.SendCode(ctx, id, sister, "1", home()))
	for range 5 {
		if _, err := s.r.Submit(ctx, id, home()); !errors.Is(err, recovery.ErrMissingProof) {
			t.Fatalf("sending without the proof: %v", err)
		}
	}
	if _, err := s.r.Submit(ctx, s.draft(hanakos()), home()); err != nil {
		t.Errorf("the first real application: %v", err)
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
	s.work()
	for _, c := range []*recovery.Case{first, second} {
		if got := s.find(c.ID).State; got != recovery.Contested {
			t.Errorf("a case is %s", got)
		}
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
