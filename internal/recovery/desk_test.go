package recovery_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"okaeri/internal/decision"
	"okaeri/internal/intake"
	"okaeri/internal/recovery"
)

func TestH9WhoActsIsProvenAndHasNoPartInIt(t *testing.T) {
	s := newStage(t)
	c := reviewed(t, s, high)
	ctx := t.Context()
	for code, change := range map[string]func(*recovery.Actor){
		"role":        func(a *recovery.Actor) { a.Roles = []string{recovery.RoleOperator, recovery.RoleAdmin} },
		"helper":      func(a *recovery.Actor) { a.Login = "tanaka" },
		"own_account": func(a *recovery.Actor) { a.Mail = "Hanako@momiji.example" },
	} {
		a := s.reviewer("sato")
		change(&a)
		refused(t, s.r.Claim(ctx, a, c.Ref), code)
		refused(t, s.r.Decide(ctx, a, c.Ref, yes), code)
		if _, err := s.r.Open(ctx, a, c.Ref); true {
			refused(t, err, code)
		}
	}
	named := s.reviewer("t.tanaka")
	named.Name = "TANAKA"
	refused(t, s.r.Claim(ctx, named, c.Ref), "helper")
	check(t, s.r.Claim(ctx, s.reviewer("sato"), c.Ref))
	for _, ago := range []time.Duration{11 * time.Minute, 13 * time.Hour, -time.Hour} {
		a := s.reviewer("sato")
		a.Strong = s.now().Add(-ago)
		refused(t, s.r.Decide(ctx, a, c.Ref, yes), "sign_in_again")
	}
	a := s.reviewer("sato")
	a.Strong = time.Time{}
	refused(t, s.r.Decide(ctx, a, c.Ref, no), "sign_in_again")
	a.Strong = s.now().Add(-11 * time.Hour) // long enough ago for a grant, not for a refusal
	check(t, s.r.Decide(ctx, a, c.Ref, no))
}

func TestH13EveryViewLeavesItsLine(t *testing.T) {
	s := newStage(t)
	c := reviewed(t, s, high)
	auditor := recovery.Actor{Login: "ito", Roles: []string{recovery.RoleAuditor}, Via: "api"}
	for i := range 3 {
		must(s.r.Open(t.Context(), auditor, c.Ref))(t)
		n := 0
		for _, d := range s.doors(c) {
			if d == "view staff:ito" {
				n++
			}
		}
		if n != i+1 {
			t.Fatalf("%d lines for %d views", n, i+1)
		}
	}
	refused(t, s.r.Claim(t.Context(), auditor, c.Ref), "role")
	if _, err := s.r.Open(t.Context(), s.reviewer("sato"), "000-000-00"); !errors.Is(err, recovery.ErrNotFound) {
		t.Error(err)
	}
}

func TestH1WhatIsTypedStaysHiddenUntilSomebodyAsksAndWhatIsHeldStaysSo(t *testing.T) {
	s := newStage(t)
	c := reviewed(t, s, high)
	ctx, sato := t.Context(), s.reviewer("sato")
	check(t, s.r.Claim(ctx, sato, c.Ref))
	shown := func(a recovery.Actor) (out []string) {
		look := must(s.r.Open(ctx, a, c.Ref))(t)
		for _, e := range append(look.Evidence, look.Hidden...) {
			for _, said := range e.Typed {
				out = append(out, said.In("ja"))
			}
			if e.Finding.Since != "" {
				t.Errorf("%s tells the month it is held since", e.Kind)
			}
		}
		return out
	}
	if got := shown(sato); got != nil {
		t.Errorf("shown without asking: %q", got)
	}
	refused(t, s.r.Reveal(ctx, sato, c.Ref, "name", "curious"), "reason_unknown")
	refused(t, s.r.Reveal(ctx, sato, c.Ref, "past_password", "unclear_match"), "nothing_typed")
	check(t, s.r.Reveal(ctx, sato, c.Ref, "name", "unclear_match"))
	if got := shown(sato); len(got) != 1 || !strings.Contains(got[0], "花子") {
		t.Errorf("sato asked for the name and sees %q", got)
	}
	if got := shown(s.reviewer("suzuki")); got != nil {
		t.Errorf("suzuki did not ask and sees %q", got)
	}
	s.pass(61 * time.Minute)
	if got := shown(sato); got != nil {
		t.Errorf("the hour is over and sato sees %q", got)
	}
	if !slices.Contains(s.doors(c), "reveal staff:sato") {
		t.Error("the look is not on record")
	}
}

// When a password was in use is told roughly and compared with nothing: it is for people, who see it as they see other answers.
func TestTheTimeOfAnOldPasswordIsForPeople(t *testing.T) {
	s := newStage(t)
	s.hold(hanako("a-1", high))
	a := hanakos()
	a.answers["passwords"] = intake.Answers{"password_count": {"2"}, "password_when": {"2015", "opened"}}
	c := s.apply(a)
	ctx, sato := t.Context(), s.reviewer("sato")
	check(t, s.r.Claim(ctx, sato, c.Ref))
	passwords := func() recovery.Evidence {
		look := must(s.r.Open(ctx, sato, c.Ref))(t)
		return look.Evidence[slices.IndexFunc(look.Evidence, func(e recovery.Evidence) bool { return e.Kind == intake.KindPastPassword })]
	}
	if e := passwords(); e.Typed != nil || !e.Shown || e.Answers != len(a.passwords) {
		t.Errorf("before anybody asked: %+v", e)
	}
	check(t, s.r.Reveal(ctx, sato, c.Ref, intake.KindPastPassword, "unclear_match"))
	if e := passwords(); len(e.Typed) != 2 || e.Typed[0].Words != "2015" || e.Typed[1].Words != "opened" {
		t.Errorf("shown: %+v", e.Typed)
	}
}

func TestH10NothingAtTheDeskShortensAWaitOrSkipsANotice(t *testing.T) {
	s := newStage(t)
	c := reviewed(t, s, high)
	before := len(s.mailTo(owner))
	a := s.reviewer("sato")
	a.Roles = []string{recovery.RoleReviewer, recovery.RoleSenior, recovery.RoleAdmin, recovery.RoleOperator}
	check(t, s.decide(c, a, yes))
	for s.find(c.ID).State == recovery.Reviewing {
		check(t, s.decide(c, s.senior("ito"), yes))
	}
	s.pass(20 * time.Minute)
	held := s.find(c.ID)
	if wait := held.HoldUntil.Sub(s.now()); held.State != recovery.Holding || wait < 24*time.Hour-20*time.Minute {
		t.Errorf("state %s, wait %s", held.State, wait)
	}
	if len(s.mailTo(owner)) <= before {
		t.Error("the owner was not told of the grant")
	}
}

func TestH2ADeskMayNotGrantWhatTheApplicantHasNoProofFor(t *testing.T) {
	s := newStage(t)
	s.hold(hanako("a-1"))
	a := hanakos()
	a.answers = map[intake.Page]intake.Answers{"who": {"device": {"shop"}, "situation": {"forgot_password"}}, "name": memories()["name"]}
	a.passwords, a.visitor = nil, from("198.51.100.4")
	c := s.apply(a)
	check(t, s.store.Update(t.Context(), c.ID, func(st *recovery.Step) error { // as if a dispute had brought it to people
		st.Case.State, st.Case.AccountID, st.Case.Verdict = recovery.Reviewing, "a-1", decision.Review
		return nil
	}))
	bare := recovery.Ballot{Grant: true, Reason: "evidence_sufficient", Words: "Sounded honest."}
	refused(t, s.decide(c, s.reviewer("sato"), bare), "minimum_two_kinds")
}

func TestFourEyesForEveryClearSuggestionOfTheMachine(t *testing.T) {
	for name, a := range map[string]decision.Assessment{
		"decline":     {Verdict: decision.Decline},
		"grant":       {Verdict: decision.Grant},
		"campaign":    {Verdict: decision.Review, Flags: []decision.Flag{decision.FlagCampaign}},
		"compromised": {Verdict: decision.Review, Flags: []decision.Flag{decision.FlagCompromised}},
	} {
		c := &recovery.Case{Private: recovery.Private{Assessment: &a}}
		if c.People() != 2 {
			t.Errorf("%s: %d people", name, c.People())
		}
	}
	c := &recovery.Case{Private: recovery.Private{Assessment: &decision.Assessment{Verdict: decision.Review}}}
	if c.People() != 1 {
		t.Errorf("unclear: %d people", c.People())
	}
}

func TestTheOwnersWordIsAHardStop(t *testing.T) {
	s := newStage(t)
	c := reviewed(t, s, high)
	check(t, s.r.Claim(t.Context(), s.reviewer("sato"), c.Ref))
	check(t, s.r.Contest(t.Context(), s.token("not-me", backup), home()))
	for name, err := range map[string]error{
		"decide":   s.r.Decide(t.Context(), s.reviewer("sato"), c.Ref, yes),
		"claim":    s.r.Claim(t.Context(), s.reviewer("suzuki"), c.Ref),
		"ask":      s.r.AskMore(t.Context(), s.reviewer("sato"), c.Ref, []string{"card"}),
		"escalate": s.r.Escalate(t.Context(), s.reviewer("sato"), c.Ref, "Why not."),
		"note":     s.r.AddNote(t.Context(), s.reviewer("sato"), c.Ref, "Called."),
	} {
		if !errors.Is(err, recovery.ErrClosed) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := s.r.Next(t.Context(), s.reviewer("suzuki")); !errors.Is(err, recovery.ErrNotFound) {
		t.Errorf("it is still handed out: %v", err)
	}
}

func TestAnEarlierRoundBiasesNobody(t *testing.T) {
	s := newStage(t)
	c := disputed(t, s)
	if look := must(s.r.Open(t.Context(), s.senior("ito"), c.Ref))(t); len(look.Former) != 0 || len(look.Decisions) != 0 {
		t.Errorf("who decides anew reads %d former votes", len(look.Former))
	}
	check(t, s.decide(c, s.reviewer("takahashi"), no))
	check(t, s.decide(c, s.reviewer("kato"), no))
	if look := must(s.r.Open(t.Context(), s.senior("ito"), c.Ref))(t); len(look.Former) != 2 || len(look.Decisions) != 2 {
		t.Errorf("afterwards %d former votes are told", len(look.Former))
	}
}

func TestAPromiseIsRenewedEvenWhenItsWakeUpIsLost(t *testing.T) {
	s := newStage(t)
	c := reviewed(t, s, high)
	s.mu.Lock()
	s.queue, s.at = nil, s.at.Add(60*time.Hour) // the server was down
	s.mu.Unlock()
	if n := must(s.r.Sweep(t.Context()))(t); n != 1 {
		t.Fatalf("%d cases were moved", n)
	}
	if got := s.find(c.ID); !got.Due.After(s.now()) {
		t.Errorf("promised by %s, now %s", got.Due, s.now())
	}
}

func TestWhatIsEscalatedIsForSeniors(t *testing.T) {
	s := newStage(t)
	c := reviewed(t, s, high)
	ctx := t.Context()
	check(t, s.r.Claim(ctx, s.reviewer("sato"), c.Ref))
	refused(t, s.r.Escalate(ctx, s.reviewer("sato"), c.Ref, " "), "words_missing")
	refused(t, s.r.Escalate(ctx, s.senior("sato"), c.Ref, "Somebody else, please."), "senior_yourself")
	check(t, s.r.Escalate(ctx, s.reviewer("sato"), c.Ref, "The helper is known to us."))
	refused(t, s.r.Claim(ctx, s.reviewer("suzuki"), c.Ref), "senior_only")
	if _, err := s.r.Next(ctx, s.reviewer("suzuki")); !errors.Is(err, recovery.ErrNotFound) {
		t.Error(err)
	}
	if got := must(s.r.Next(ctx, s.senior("ito")))(t); got != c.Ref {
		t.Errorf("the senior got %s", got)
	}
	check(t, s.r.Decide(ctx, s.senior("ito"), c.Ref, no))
	check(t, s.decide(c, s.senior("kato"), no))
	s.pass(time.Hour)
	if got := s.find(c.ID).State; got != recovery.Declined {
		t.Errorf("state %s", got)
	}
}
