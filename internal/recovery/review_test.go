package recovery_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"okaeri/internal/evidence"
	"okaeri/internal/intake"
	"okaeri/internal/recovery"
)

// reviewed is a case that waits for people.
func reviewed(t *testing.T, s *stage, change ...func(*evidence.Account)) *recovery.Case {
	t.Helper()
	s.hold(hanako("a-1", change...))
	a := hanakos()
	a.answers["who"] = intake.Answers{"device": {"shop"}, "situation": {"forgot_password"}, "helped": {"yes"}, "helper_name": {"Tanaka"}}
	c := s.apply(a)
	if c.State != recovery.Reviewing {
		t.Fatalf("state %s, verdict %s", c.State, c.Verdict)
	}
	return c
}

func high(a *evidence.Account) { a.Worth = evidence.High }

func secondFactor(a *evidence.Account) { a.MFA = true }

// reviewer is a person at the desk who has just signed in with a passkey.
func (s *stage) reviewer(login string) recovery.Actor {
	return recovery.Actor{Login: login, Roles: []string{recovery.RoleReviewer}, Strong: s.now(), Via: "desk"}
}

func (s *stage) senior(login string) recovery.Actor {
	return recovery.Actor{Login: login, Roles: []string{recovery.RoleSenior}, Strong: s.now(), Via: "desk"}
}

var (
	yes = recovery.Ballot{Grant: true, Reason: "identity_proofed", Words: "Seen at the desk with a residence card.", Proof: "in_person"}
	no  = recovery.Ballot{Reason: "evidence_insufficient", Words: "The card was expired."}
)

// decide lets a person take a case and decide it.
func (s *stage) decide(c *recovery.Case, a recovery.Actor, b recovery.Ballot) error {
	if err := s.r.Claim(s.t.Context(), a, c.Ref); err != nil {
		return err
	}
	return s.r.Decide(s.t.Context(), a, c.Ref, b)
}

// refused fails unless an error is the refusal with this code.
func refused(t *testing.T, err error, code string) {
	t.Helper()
	var r *recovery.Refused
	if !errors.As(err, &r) || r.Code != code {
		t.Errorf("want refused %s: %v", code, err)
	}
}

func TestH3TwoDifferentPeopleDecideWhatIsOfHighValue(t *testing.T) {
	s := newStage(t)
	c := reviewed(t, s, high)
	check(t, s.decide(c, s.reviewer("sato"), yes))
	if got := s.find(c.ID).State; got != recovery.Reviewing {
		t.Fatalf("after one person the case is %s", got)
	}
	for _, again := range []string{"sato", "SATO", " sato ", "ｓａｔｏ", "sa\u200bto"} {
		refused(t, s.decide(c, s.reviewer(again), yes), "same_person")
	}
	check(t, s.decide(c, s.reviewer("suzuki"), yes))
	if got := s.find(c.ID).State; got != recovery.Judged {
		t.Fatalf("after two people the case is %s", got)
	}
	s.pass(100 * time.Hour)
	if err := s.finish(sister, "a-new-password-for-hanako"); err != nil {
		t.Fatal(err)
	}
}

func TestWhenTwoDifferASeniorDecides(t *testing.T) {
	s := newStage(t)
	c := reviewed(t, s, high)
	check(t, s.decide(c, s.reviewer("sato"), yes))
	check(t, s.decide(c, s.reviewer("suzuki"), no))
	if got := s.find(c.ID).State; got != recovery.Reviewing {
		t.Fatalf("two who differ decided: %s", got)
	}
	refused(t, s.decide(c, s.reviewer("takahashi"), no), "senior_only")
	check(t, s.decide(c, s.senior("takahashi"), no))
	s.pass(time.Hour)
	if got := s.find(c.ID).State; got != recovery.Declined {
		t.Errorf("the senior said no, the case is %s", got)
	}
}

func TestH3TheSecondPersonDoesNotSeeTheFirstOnesOpinion(t *testing.T) {
	s := newStage(t)
	c := reviewed(t, s, high)
	check(t, s.decide(c, s.reviewer("sato"), yes))
	for _, a := range []recovery.Actor{s.reviewer("suzuki"), s.senior("ito"), s.reviewer("sato")} {
		look := must(s.r.Open(t.Context(), a, c.Ref))(t)
		if len(look.Decisions) != 0 || len(look.Voted) != 1 || look.Voted[0].By != "sato" {
			t.Errorf("%s sees %+v, voted %+v", a.Login, look.Decisions, look.Voted)
		}
		for _, e := range look.Timeline {
			if e.Detail["reason"] != "" || e.Detail["proof"] != "" {
				t.Errorf("the timeline tells the first one's opinion: %+v", e)
			}
		}
	}
	check(t, s.decide(c, s.reviewer("suzuki"), no))
	if look := must(s.r.Open(t.Context(), s.senior("ito"), c.Ref))(t); len(look.Decisions) != 2 {
		t.Errorf("the senior who settles it sees %d decisions", len(look.Decisions))
	}
	if look := must(s.r.Open(t.Context(), s.reviewer("kato"), c.Ref))(t); len(look.Decisions) != 0 {
		t.Error("somebody who does not settle it sees the decisions")
	}
}

func TestStrictAccountsAreNeverRestoredOnKnowledgeAlone(t *testing.T) { // V15, V22, threats §5
	s := newStage(t)
	c := reviewed(t, s, secondFactor)
	bare := yes
	bare.Proof, bare.Reason = "", "evidence_sufficient"
	refused(t, s.decide(c, s.reviewer("sato"), bare), "proof_missing")
	check(t, s.r.Decide(t.Context(), s.reviewer("sato"), c.Ref, yes))
	check(t, s.decide(c, s.reviewer("suzuki"), yes))
	s.pass(100 * time.Hour)
	check(t, s.finish(sister, "a-new-password-for-hanako"))
}

func TestH5NoDecisionWithoutReasonAndWords(t *testing.T) {
	s := newStage(t)
	c := reviewed(t, s, high)
	check(t, s.r.Claim(t.Context(), s.reviewer("sato"), c.Ref))
	for want, change := range map[string]func(*recovery.Actor, *recovery.Ballot){
		"reviewer_missing": func(a *recovery.Actor, _ *recovery.Ballot) { a.Login = " " },
		"reason_unknown":   func(_ *recovery.Actor, b *recovery.Ballot) { b.Reason = "because" },
		"words_missing":    func(_ *recovery.Actor, b *recovery.Ballot) { b.Words = " " },
		"words_card":       func(_ *recovery.Actor, b *recovery.Ballot) { b.Words = "She read out 4111 1111 1111 1111." },
		"words_long":       func(_ *recovery.Actor, b *recovery.Ballot) { b.Words = strings.Repeat("x", 3000) },
		"proof_unknown":    func(_ *recovery.Actor, b *recovery.Ballot) { b.Proof = "a hunch" },
		"proof_missing":    func(_ *recovery.Actor, b *recovery.Ballot) { b.Proof = "" },
	} {
		a, b := s.reviewer("sato"), yes
		change(&a, &b)
		refused(t, s.r.Decide(t.Context(), a, c.Ref, b), want)
	}
	other := yes
	other.Reason = "duplicate" // a reason to refuse grants nothing
	refused(t, s.r.Decide(t.Context(), s.reviewer("sato"), c.Ref, other), "reason_unknown")
	if n := len(s.find(c.ID).Private.Votes); n != 0 {
		t.Errorf("%d refused decisions were recorded", n)
	}
}

func TestH14NothingIsApprovedByAgeAndThePromiseIsRenewedBeforeItPasses(t *testing.T) {
	s := newStage(t)
	c := reviewed(t, s, high)
	for range 30 * 4 {
		s.pass(6 * time.Hour)
		if got := s.find(c.ID); got.State != recovery.Reviewing || !got.Due.After(s.now()) {
			t.Fatalf("after %s: %s, promised by %s", s.now().Sub(today), got.State, got.Due)
		}
	}
	if n := strings.Count(s.letters(sister), "\n"); n < 20 {
		t.Errorf("only %d letters kept the promise", n)
	}
}

// disputed is a case that a late address sent back to people when two of them had granted it.
func disputed(t *testing.T, s *stage) *recovery.Case {
	t.Helper()
	c := reviewed(t, s, func(a *evidence.Account) {
		a.Worth = evidence.High
		a.Contacts = append(a.Contacts, evidence.Contact{Kind: "email", Value: "late@example.com", Verified: true, From: today.Add(-48 * time.Hour)})
	})
	check(t, s.decide(c, s.reviewer("sato"), yes))
	check(t, s.decide(c, s.reviewer("suzuki"), yes))
	s.pass(time.Hour)
	check(t, s.r.Contest(t.Context(), s.token("not-me", "late@example.com"), home()))
	return s.find(c.ID)
}

func TestADisputeIsDecidedByTwoPeopleAnew(t *testing.T) {
	s := newStage(t)
	c := disputed(t, s)
	if c.State != recovery.Reviewing || len(c.Private.Votes) != 0 || len(c.Private.Former) != 2 || c.Desk.Round != 1 {
		t.Fatalf("state %s, %d votes, %d former", c.State, len(c.Private.Votes), len(c.Private.Former))
	}
	check(t, s.decide(c, s.reviewer("takahashi"), yes))
	if got := s.find(c.ID).State; got != recovery.Reviewing {
		t.Fatalf("one person decided a dispute: %s", got)
	}
	check(t, s.decide(c, s.reviewer("ito"), yes))
	if got := s.find(c.ID).State; got != recovery.Judged {
		t.Errorf("two people decided, the case is %s", got)
	}
}

func TestALateAddressDisputesACaseOnce(t *testing.T) {
	s := newStage(t)
	c := disputed(t, s)
	check(t, s.decide(c, s.reviewer("takahashi"), yes))
	check(t, s.decide(c, s.reviewer("ito"), yes))
	s.pass(time.Hour)
	check(t, s.r.Contest(t.Context(), s.token("not-me", "late@example.com"), home()))
	if got := s.find(c.ID).State; got != recovery.Holding {
		t.Errorf("people had weighed the objection; repeated, it made the case %s", got)
	}
}
