package decision_test

import (
	"testing"

	"okaeri/internal/decision"
	"okaeri/internal/evidence"
	"okaeri/internal/intake"
	"okaeri/internal/score"
)

// A device, a network and a second mailbox may all be at hand in the owner's house; the warning goes to that very mailbox.
func TestWhereNoAnswerAgreesPeopleDecide(t *testing.T) {
	for says, claims := range map[string][]intake.Claim{
		"nothing said":    nil,
		"all of it wrong": {claim("birth_date", "1999-12-31"), claim("postal_code", "999-0001"), claim("mail_recipient", "nobody@example.com")},
	} {
		a := hanako()
		a.Facts = a.Facts[len(a.Facts)-12:] // sign-ins alone, so that silence costs nothing
		if says != "nothing said" {
			a = hanako()
		}
		app := application(claims...)
		app.Context, app.Contact = home, "hanako.s@example.jp"
		got := try(a, app)
		wantVerdict(t, says, got, decision.Review, decision.Decline)
		if !flagged(got, decision.FlagNothing) {
			t.Errorf("%s: flags %v", says, got.Flags)
		}
		app.Claims = owner().Claims
		if right := try(hanako(), app); flagged(right, decision.FlagNothing) {
			t.Errorf("answers agree and are not seen: %v", right.Flags)
		}
	}
}

// Notice, contest and undo meet a reader of the mailbox; where they reach nobody, more is asked.
func TestWhereNobodyCanBeWarnedMoreIsAskedAgainstAReader(t *testing.T) {
	asked := func(elsewhere int, least float64) bool {
		c := caseOf(hanako(), owner(), "Tsubaki-2018")
		c.Reachable, c.Elsewhere = 1, elsewhere
		policy := decision.DefaultPolicy()
		policy.Insider.Least, policy.Insider.Unreachable = -40, least
		return flagged(decision.Assess(c, score.Default(), policy), decision.FlagInsider)
	}
	if asked(1, 40) {
		t.Error("asked although the owner is warned")
	}
	if !asked(0, 40) || asked(0, -40) {
		t.Error("not asked for what the policy says")
	}
	policy := decision.DefaultPolicy()
	if policy.Insider.Asks(0) <= policy.Insider.Asks(1) {
		t.Errorf("%v bits with a channel, %v without", policy.Insider.Asks(1), policy.Insider.Asks(0))
	}
	policy.Insider.Least = 5 // as an operator may have set it
	if policy.Insider.Asks(0) != 5 || policy.Validate() != nil {
		t.Error("what is asked of everybody is not asked where nobody is warned")
	}
}

// Who knows the account's address reads the name out of it.
func TestANameThatStandsInTheAddressSaysNothingAgainstAStranger(t *testing.T) {
	readable, other := hanako(), hanako()
	readable.Identifiers = []string{"hanako.mushakouji12@momiji.example"}
	for _, a := range []*evidence.Account{&readable, &other} {
		a.Facts[0].Value = intake.Parts("family", "武者小路", "given", "花子", "family_kana", "ムシャコウジ", "given_kana", "ハナコ")
	}
	named := application(insideClaims()[0])
	in, out := try(readable, named), try(other, named)
	if got, plain := in.ByClass.Stranger-try(readable, application()).ByClass.Stranger, out.ByClass.Stranger-try(other, application()).ByClass.Stranger; got >= plain || got > 1500 {
		t.Errorf("the name is worth %d where it can be read, %d where not", got, plain)
	}
	if in.ByClass.Phisher > out.ByClass.Phisher {
		t.Errorf("it makes the name say more against a phisher: %d, %d", in.ByClass.Phisher, out.ByClass.Phisher)
	}
}
