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

func grant(by string) recovery.Ballot {
	return recovery.Ballot{By: by, Grant: true, Reason: "identity_proofed", Words: "Seen at the desk with a residence card.", Proof: "in_person"}
}

func TestTwoDifferentPeopleDecideWhatIsOfHighValue(t *testing.T) { // H3
	s := newStage(t)
	c := reviewed(t, s, high)
	check(t, s.r.Decide(t.Context(), c.ID, grant("sato")))
	if got := s.find(c.ID).State; got != recovery.Reviewing {
		t.Fatalf("after one person the case is %s", got)
	}
	var refused *recovery.Refused
	for _, again := range []string{"sato", "SATO", " sato ", "ｓａｔｏ", "sa\u200bto"} {
		if err := s.r.Decide(t.Context(), c.ID, grant(again)); !errors.As(err, &refused) || refused.Code != "same_person" {
			t.Errorf("%q decides twice: %v", again, err)
		}
	}
	check(t, s.r.Decide(t.Context(), c.ID, grant("suzuki")))
	if got := s.find(c.ID).State; got != recovery.Judged {
		t.Fatalf("after two people the case is %s", got)
	}
	s.pass(100 * time.Hour)
	if err := s.finish(sister, "a-new-password-for-hanako"); err != nil {
		t.Fatal(err)
	}
}

func TestWhenTwoDifferAThirdDecides(t *testing.T) {
	s := newStage(t)
	c := reviewed(t, s, high)
	check(t, s.r.Decide(t.Context(), c.ID, grant("sato")))
	no := recovery.Ballot{By: "suzuki", Reason: "evidence_insufficient", Words: "The card was expired."}
	check(t, s.r.Decide(t.Context(), c.ID, no))
	if got := s.find(c.ID).State; got != recovery.Reviewing {
		t.Fatalf("two who differ decided: %s", got)
	}
	no.By = "takahashi"
	check(t, s.r.Decide(t.Context(), c.ID, no))
	s.pass(time.Hour)
	if got := s.find(c.ID).State; got != recovery.Declined {
		t.Errorf("the third said no, the case is %s", got)
	}
}

func TestStrictAccountsAreNeverRestoredOnKnowledgeAlone(t *testing.T) { // V15, V22, threats §5
	s := newStage(t)
	c := reviewed(t, s, secondFactor)
	bare := grant("sato")
	bare.Proof, bare.Reason = "", "evidence_sufficient"
	var refused *recovery.Refused
	if err := s.r.Decide(t.Context(), c.ID, bare); !errors.As(err, &refused) || refused.Code != "proof_missing" {
		t.Fatalf("granted without a proof: %v", err)
	}
	check(t, s.r.Decide(t.Context(), c.ID, grant("sato")))
	check(t, s.r.Decide(t.Context(), c.ID, grant("suzuki")))
	s.pass(100 * time.Hour)
	check(t, s.finish(sister, "a-new-password-for-hanako"))
}

func TestNoDecisionWithoutReasonAndWordsNorByTheHelper(t *testing.T) { // H5, S19
	s := newStage(t)
	c := reviewed(t, s, high)
	for want, b := range map[string]recovery.Ballot{
		"reviewer_missing": {Grant: true, Reason: "identity_proofed", Words: "x", Proof: "in_person"},
		"reason_unknown":   {By: "sato", Grant: true, Reason: "because", Words: "x", Proof: "in_person"},
		"words_missing":    {By: "sato", Grant: true, Reason: "identity_proofed", Proof: "in_person"},
		"proof_unknown":    {By: "sato", Grant: true, Reason: "identity_proofed", Words: "x", Proof: "a hunch"},
		"helper":           {By: "tanaka", Grant: true, Reason: "identity_proofed", Words: "x", Proof: "in_person"},
	} {
		var refused *recovery.Refused
		if err := s.r.Decide(t.Context(), c.ID, b); !errors.As(err, &refused) || refused.Code != want {
			t.Errorf("want %s: %v", want, err)
		}
	}
	if n := len(s.find(c.ID).Private.Votes); n != 0 {
		t.Errorf("%d refused decisions were recorded", n)
	}
}

func TestNothingIsApprovedByAge(t *testing.T) { // H14
	s := newStage(t)
	c := reviewed(t, s, high)
	s.pass(30 * 24 * time.Hour)
	if got := s.find(c.ID); got.State != recovery.Reviewing || !got.Due.After(s.now()) {
		t.Errorf("after a month: %s, promised by %s", got.State, got.Due)
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
	check(t, s.r.Decide(t.Context(), c.ID, grant("sato")))
	check(t, s.r.Decide(t.Context(), c.ID, grant("suzuki")))
	s.pass(time.Hour)
	check(t, s.r.Contest(t.Context(), s.token("not-me", "late@example.com"), home()))
	return s.find(c.ID)
}

func TestADisputeIsDecidedByTwoPeopleAnew(t *testing.T) {
	s := newStage(t)
	c := disputed(t, s)
	if c.State != recovery.Reviewing || len(c.Private.Votes) != 0 || len(c.Private.Former) != 2 {
		t.Fatalf("state %s, %d votes, %d former", c.State, len(c.Private.Votes), len(c.Private.Former))
	}
	check(t, s.r.Decide(t.Context(), c.ID, grant("takahashi")))
	if got := s.find(c.ID).State; got != recovery.Reviewing {
		t.Fatalf("one person decided a dispute: %s", got)
	}
	check(t, s.r.Decide(t.Context(), c.ID, grant("ito")))
	if got := s.find(c.ID).State; got != recovery.Judged {
		t.Errorf("two people decided, the case is %s", got)
	}
}

func TestALateAddressDisputesACaseOnce(t *testing.T) {
	s := newStage(t)
	c := disputed(t, s)
	check(t, s.r.Decide(t.Context(), c.ID, grant("takahashi")))
	check(t, s.r.Decide(t.Context(), c.ID, grant("ito")))
	s.pass(time.Hour)
	check(t, s.r.Contest(t.Context(), s.token("not-me", "late@example.com"), home()))
	if got := s.find(c.ID).State; got != recovery.Holding {
		t.Errorf("people had weighed the objection; repeated, it made the case %s", got)
	}
}
