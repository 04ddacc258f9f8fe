package recovery_test

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"okaeri/internal/recovery"
)

const newer = "hanako.new@example.org"

var keepLink = regexp.MustCompile(`https://recover\.example/keep/([A-Z2-7]+)`)

// keepToken is the link in the letter that told the old address of a move.
func (s *stage) keepToken(to string) string {
	s.t.Helper()
	s.work()
	for _, m := range s.mailTo(to) {
		if found := keepLink.FindStringSubmatch(m.Text); found != nil {
			return found[1]
		}
	}
	s.t.Fatalf("no letter to %s tells of a move:\n%s", to, s.letters(to))
	return ""
}

// moveTo moves the letters of a case to an address that can be reached.
func (s *stage) moveTo(id, contact string) {
	s.t.Helper()
	check(s.t, s.r.AskMove(s.t.Context(), id, contact, "move-"+contact, home()))
	check(s.t, s.r.ProveMove(s.t.Context(), id, s.code(contact), home()))
	s.work()
}

func TestLettersMoveToAnAddressThatWasProven(t *testing.T) {
	s := newStage(t)
	s.hold(hanako("a-1"))
	c := s.apply(hanakos())
	check(t, s.r.AskMove(t.Context(), c.ID, newer, "once-1", home()))
	check(t, s.r.AskMove(t.Context(), c.ID, newer, "once-1", home())) // the same form again
	s.work()
	if n := len(s.mailTo(newer)); n != 1 {
		t.Fatalf("%d codes were sent for one form", n)
	}
	if now := s.find(c.ID); now.Private.Contact != sister {
		t.Fatalf("the letters go to %s before the new address is proven", now.Private.Contact)
	}
	var wrong *recovery.WrongCode
	if err := s.r.ProveMove(t.Context(), c.ID, "000000", home()); !errors.As(err, &wrong) {
		t.Fatalf("a wrong code: %v", err)
	}
	check(t, s.r.ProveMove(t.Context(), c.ID, s.code(newer), home()))
	s.work()
	c = s.find(c.ID)
	if c.Private.Contact != newer || c.State != recovery.Judged || c.Movable() {
		t.Fatalf("contact %s, state %s, movable %v", c.Private.Contact, c.State, c.Movable())
	}
	s.keepToken(sister)
	s.pass(15 * time.Minute)
	s.pass(s.find(c.ID).HoldUntil.Sub(s.now()) + time.Second)
	if s.token("finish", sister) != "" {
		t.Error("the old address got the link")
	}
	check(t, s.finish(newer, "a-new-password-for-hanako"))
	if c = s.find(c.ID); c.State != recovery.Restored {
		t.Errorf("the case is %s", c.State)
	}
}

// Whoever sits at a session that was left open can move the letters; whoever has the old mailbox takes them back, until the very end.
func TestTheOldAddressTakesTheLettersBack(t *testing.T) {
	for _, until := range []recovery.State{recovery.Judged, recovery.Holding, recovery.Ready} {
		t.Run(string(until), func(t *testing.T) {
			s := newStage(t)
			s.hold(hanako("a-1"))
			c := s.apply(hanakos())
			s.moveTo(c.ID, stranger)
			token := s.keepToken(sister)
			if until != recovery.Judged {
				s.pass(15 * time.Minute)
			}
			if until == recovery.Ready {
				s.pass(s.find(c.ID).HoldUntil.Sub(s.now()) + time.Second)
			}
			theirs := s.token("finish", stranger)
			view := must(s.r.KeepView(t.Context(), token))(t)
			if !view.Open || s.find(c.ID).Private.Contact != stranger {
				t.Fatalf("looking at the link changed something: %+v", view)
			}
			check(t, s.r.Keep(t.Context(), token))
			if err := s.r.Keep(t.Context(), token); !errors.Is(err, recovery.ErrClosed) {
				t.Errorf("twice: %v", err)
			}
			if theirs != "" {
				if err := s.r.SendRestoreCode(t.Context(), theirs, "x", from("198.51.100.9")); !errors.Is(err, recovery.ErrExpired) {
					t.Errorf("the stranger's link still opens: %v", err)
				}
			}
			if err := s.r.AskMove(t.Context(), c.ID, newer, "again", home()); !errors.Is(err, recovery.ErrClosed) {
				t.Errorf("moved again: %v", err)
			}
			s.pass(15 * time.Minute)
			if now := s.find(c.ID); now.State == recovery.Holding {
				s.pass(now.HoldUntil.Sub(s.now()) + time.Second)
			}
			check(t, s.finish(sister, "a-new-password-for-hanako"))
		})
	}
}

func TestOnlyAnOpenQuestionMoves(t *testing.T) {
	s := newStage(t)
	s.hold(hanako("a-1"))
	c := s.apply(hanakos())
	for contact, code := range map[string]string{
		sister: "contact.already", owner: "contact.same", "x@mailinator.com": "contact.disposable", "a\u202eb@example.org": "contact.form", "": "contact.missing",
	} {
		var refused *recovery.Refused
		if err := s.r.AskMove(t.Context(), c.ID, contact, contact, home()); !errors.As(err, &refused) || refused.Code != code {
			t.Errorf("%q: %v, not %s", contact, err, code)
		}
	}
	check(t, s.r.AskMove(t.Context(), c.ID, newer, "once", home()))
	code := s.code(newer)
	s.pass(15 * time.Minute)
	if err := s.r.ProveMove(t.Context(), c.ID, code, home()); !errors.Is(err, recovery.ErrClosed) {
		t.Errorf("a verdict is out, and the letters move: %v", err)
	}
	if err := s.r.AskMove(t.Context(), c.ID, newer, "later", home()); !errors.Is(err, recovery.ErrClosed) {
		t.Errorf("a verdict is out, and a code is sent: %v", err)
	}
}

// One address can't gather the letters of many cases by moving them there.
func TestAMoveCountsAsAnApplicationOfItsAddress(t *testing.T) {
	s := newStage(t)
	var soon *recovery.TooSoon
	var err error
	for i := range 6 {
		c := s.apply(application{
			account: fmt.Sprintf("nobody%d@momiji.example", i), contact: fmt.Sprintf("c%d@example.org", i), visitor: from(fmt.Sprintf("198.51.100.%d", i)), answers: guesses(),
		})
		if err = s.r.AskMove(t.Context(), c.ID, stranger, fmt.Sprint(i), from("198.51.100.99")); err != nil {
			break
		}
	}
	if !errors.As(err, &soon) {
		t.Errorf("six cases may move to one address: %v", err)
	}
}

// An account that nobody has moves like any other: the same letters, the same states.
func TestAGhostMovesLikeAnybody(t *testing.T) { // V10
	s := newStage(t)
	s.hold(hanako("a-1"))
	ask := func(account, contact, to string) *recovery.Case {
		c := s.apply(application{account: account, contact: contact, visitor: from("198.51.100.9"), answers: guesses(), passwords: []string{"123456"}})
		s.moveTo(c.ID, to)
		return s.find(c.ID)
	}
	known, ghost := ask(owner, "one@example.org", "one.new@example.org"), ask("nobody@momiji.example", "two@example.org", "two.new@example.org")
	for range 3 {
		if known.State != ghost.State || !known.Mark.Equal(ghost.Mark) || !known.Due.Equal(ghost.Due) {
			t.Fatalf("known %s at %s, ghost %s at %s", known.State, known.Mark, ghost.State, ghost.Mark)
		}
		s.pass(10 * time.Minute)
		known, ghost = s.find(known.ID), s.find(ghost.ID)
	}
	for _, pair := range [][2]string{{"one@example.org", "two@example.org"}, {"one.new@example.org", "two.new@example.org"}} {
		if a, b := s.letters(pair[0]), s.letters(pair[1]); sixDigits.ReplaceAllString(a, "CODE") != sixDigits.ReplaceAllString(b, "CODE") || strings.TrimSpace(a) == "" {
			t.Errorf("%s:\n%s\n%s:\n%s", pair[0], a, pair[1], b)
		}
	}
}

// Whoever can read a mailbox of the owner's for a minute gets nothing for it: taken back, the letters go with the evidence of the address
// that they go to.
func TestAnAddressThatWasLeftIsNoEvidence(t *testing.T) {
	s := newStage(t)
	s.hold(hanako("a-1", onDevice))
	plain := s.apply(application{account: owner, contact: stranger, visitor: with(homeDevice, from("198.51.100.9")), answers: memories(), passwords: oldPasswords})
	was := plain.Private.Assessment.Bits
	s.moveTo(plain.ID, backup)
	if at := s.find(plain.ID).Private.Assessment; at == nil || at.Bits <= was {
		t.Fatalf("an address that the account knows says nothing: %v, before %v", at, was)
	}
	s.pass(15 * time.Minute)
	if c := s.find(plain.ID); c.State != recovery.Holding {
		t.Fatalf("the case is %s", c.State)
	}
	until := s.find(plain.ID).HoldUntil
	s.pass(time.Hour)
	check(t, s.r.Keep(t.Context(), s.keepToken(stranger)))
	s.work()
	c := s.find(plain.ID)
	if c.State == recovery.Holding || c.Private.Assessment == nil || c.Private.Assessment.Bits != was {
		t.Fatalf("back at the stranger's address the case is %s with %+v, before %v", c.State, c.Private.Assessment, was)
	}
	s.pass(15 * time.Minute)
	if c = s.find(plain.ID); c.State == recovery.Holding && !c.HoldUntil.After(until) {
		t.Errorf("the wait was not begun anew: until %s, before %s", c.HoldUntil, until)
	}
}

// A refusal names the way to other people where there is one, and not after they have looked (S20).
func TestARefusalSaysHowToAskAgainOnce(t *testing.T) {
	s := newStage(t)
	c := s.apply(application{account: "nobody@momiji.example", contact: stranger, visitor: from("198.51.100.9"), answers: guesses()})
	s.pass(time.Hour)
	if c = s.find(c.ID); c.State != recovery.Declined {
		t.Fatalf("the case is %s", c.State)
	}
	mails := s.mailTo(stranger)
	if last := mails[len(mails)-1].Text; !strings.Contains(last, "ほかの担当者に1回") || !strings.Contains(last, "https://recover.example/status") || !strings.Contains(last, "12月2日") {
		t.Errorf("the refusal does not say how to ask again:\n%s", last)
	}
}
