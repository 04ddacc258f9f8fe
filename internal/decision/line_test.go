package decision_test

import (
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"okaeri/internal/decision"
	"okaeri/internal/evidence"
	"okaeri/internal/intake"
	"okaeri/internal/score"
)

// lineOf is the grant line of an owner who applies from home, under the shipped policy with some changes.
func lineOf(t *testing.T, a evidence.Account, app intake.Application, changes ...func(*decision.Policy)) decision.Bits {
	t.Helper()
	return linesUnder(t, score.Default(), a, app, changes...).Grant
}

func linesUnder(t *testing.T, parameters score.Parameters, a evidence.Account, app intake.Application, changes ...func(*decision.Policy)) decision.Threshold {
	t.Helper()
	policy := decision.DefaultPolicy()
	for _, change := range changes {
		change(&policy)
	}
	if err := policy.Validate(); err != nil {
		t.Fatal(err)
	}
	return decision.Assess(caseOf(a, app), parameters, policy).Threshold
}

// byAlphaAlone leaves nothing of the line but what keeps adversaries to their share.
func byAlphaAlone(p *decision.Policy) {
	p.ThetaMin, p.Recent, p.Loss = 1, 0, decision.Loss{Low: 1, Ordinary: 1, High: 1}
}

// Each term of the line decides where it is the greatest.
func TestTheLineIsTheGreatestOfItsTerms(t *testing.T) {
	changed := hanako()
	changed.Contacts = append(changed.Contacts, evidence.Contact{Kind: "email", Value: "x@example.com", Verified: true, From: applied.Add(-48 * time.Hour)})
	shipped := lineOf(t, hanako(), owner())
	for says, line := range map[string]decision.Bits{
		"the least that is ever enough": lineOf(t, hanako(), owner(), func(p *decision.Policy) { p.ThetaMin = 40 }),
		"what a takeover costs":         lineOf(t, hanako(), owner(), func(p *decision.Policy) { p.Loss = decision.Loss{Low: 1, Ordinary: 1e6, High: 1e6} }),
		"how many adversaries apply":    lineOf(t, hanako(), owner(), func(p *decision.Policy) { p.Attackers = .9999 }),
		"a change of security data":     lineOf(t, changed, owner(), func(p *decision.Policy) { p.Recent = 20 }),
		"the adversaries' share":        lineOf(t, hanako(), owner(), func(p *decision.Policy) { p.Alpha = 1e-6 }),
	} {
		if line < shipped+2000 {
			t.Errorf("%s is great and the line %d, %d as shipped", says, line, shipped)
		}
	}
	if least := lineOf(t, hanako(), owner(), func(p *decision.Policy) { p.ThetaMin = 40 }); least != 40000 {
		t.Errorf("at least 40 bits are asked and %d are enough", least)
	}
	if quiet, loud := lineOf(t, hanako(), owner(), func(p *decision.Policy) { p.Recent = 20 }), lineOf(t, changed, owner(), func(p *decision.Policy) { p.Recent = 0 }); quiet != shipped || loud != shipped {
		t.Errorf("without a change %d, without weight for one %d, as shipped %d", quiet, loud, shipped)
	}
}

// Worth asks for more by what a takeover of such an account costs, and for nothing else.
func TestALossIsThatOfTheAccountsWorth(t *testing.T) {
	for worth, dear := range map[evidence.Worth]decision.Loss{
		evidence.Low: {Low: 1e6, Ordinary: 1e6, High: 1e6}, evidence.Ordinary: {Low: 1, Ordinary: 1e6, High: 1e6}, evidence.High: {Low: 1, Ordinary: 1, High: 1e6},
	} {
		a := hanako()
		a.Worth = worth
		cheap := lineOf(t, a, owner(), func(p *decision.Policy) { p.Loss = decision.Loss{Low: 1, Ordinary: 1, High: 1} })
		if line := lineOf(t, a, owner(), func(p *decision.Policy) { p.Loss = dear }); line <= cheap {
			t.Errorf("%s: a loss of a million asks for %d, one of one for %d", worth, line, cheap)
		}
	}
}

// The margin lies on top of what was simulated, and never asks for more than Markov's inequality, which needs no simulation.
func TestTheMarginIsBoundedByMarkov(t *testing.T) {
	file, err := os.ReadFile("../score/parameters.yaml")
	if err != nil {
		t.Fatal(err)
	}
	unsimulated, err := score.Parse([]byte(strings.Replace(string(file), "floor: {owner: 0.0005", "floor: {owner: 0.0004", 1)))
	if err != nil {
		t.Fatal(err)
	}
	with := func(margin float64) decision.Bits {
		return lineOf(t, hanako(), owner(), byAlphaAlone, func(p *decision.Policy) { p.Margin = margin })
	}
	markov := linesUnder(t, unsimulated, hanako(), owner(), byAlphaAlone).Grant
	if with(.25) != min(with(0)+250, markov) || with(0) >= markov {
		t.Errorf("no margin %d, a quarter of a bit %d, Markov %d", with(0), with(.25), markov)
	}
	if with(20) != markov {
		t.Errorf("a margin of 20 bits asks for %d, Markov for %d", with(20), markov)
	}
}

// How often holds are stopped is another figure where a reader of the mailbox is to be beaten.
func TestTheVetoIsThatOfWhoIsToBeBeaten(t *testing.T) {
	told := owner()
	told.Situation = intake.Hijacked
	for says, app := range map[string]intake.Application{"outsiders": owner(), "a reader": told} {
		line := func(outsider, insider float64) decision.Bits {
			return lineOf(t, hanako(), app, byAlphaAlone, func(p *decision.Policy) { p.Veto = decision.Veto{Outsider: outsider, Insider: insider} })
		}
		byOutsider, byInsider := line(.95, 0) < line(0, 0), line(0, .95) < line(0, 0)
		if byOutsider != (says == "outsiders") || byInsider != (says == "a reader") {
			t.Errorf("%s: the outsiders' veto counts: %v, the reader's: %v", says, byOutsider, byInsider)
		}
	}
}

// Whatever its bits, an application that says too little beside what can be read inside goes to people.
func TestTooLittleFromOutsideGoesToPeople(t *testing.T) {
	policy := decision.DefaultPolicy()
	policy.Outside = decision.Outside{Plain: 40, Suspicious: 40}
	c := caseOf(hanako(), owner(), "Sakura-1998", "Tsubaki-2018")
	wantVerdict(t, "as shipped", decision.Assess(c, score.Default(), decision.DefaultPolicy()), decision.Grant)
	a := decision.Assess(c, score.Default(), policy)
	wantVerdict(t, "forty bits from outside are asked", a, decision.Review)
	if !flagged(a, decision.FlagOutside) {
		t.Errorf("flags %v", a.Flags)
	}
}

func TestWhatIsWorthMuchMustBeatAReader(t *testing.T) {
	for worth, want := range map[evidence.Worth]int{evidence.Low: 4, evidence.Ordinary: 4, evidence.High: 5} {
		a := hanako()
		a.Worth = worth
		if got := try(a, owner()); len(got.Scope) != want {
			t.Errorf("%s: to beat are %v", worth, got.Scope)
		}
	}
}

// C1: after a suspicious event all that can be read inside counts for less, against everybody.
func TestC1AfterASuspiciousEventWhatIsInsideCountsLess(t *testing.T) {
	ruled := hanako()
	ruled.Facts = append(ruled.Facts, event("forwarding_rule", on(2026, 10, 1)))
	gain := func(a evidence.Account) decision.Bits { // of all right answers over none
		return try(a, application(insideClaims()...)).ByClass.Stranger - try(a, application()).ByClass.Stranger
	}
	if plain, alarmed := gain(hanako()), gain(ruled); plain < alarmed+3000 || alarmed <= 0 {
		t.Errorf("what is inside adds %d in plain times and %d after a suspicious event", plain, alarmed)
	}
}

// Who names what was set after the baseline may be whoever set it: the owner has the whole hold to object.
func TestALateAnswerKeepsTheHoldLong(t *testing.T) {
	a := hanako()
	a.Facts = append(a.Facts, state("mail_folder", intake.Text("確定申告"), on(2026, 10, 30), nil))
	app := owner()
	short := try(a, app, "Sakura-1998", "Tsubaki-2018")
	app.Claims = append(app.Claims, claim("mail_folder", "確定申告"))
	long := try(a, app, "Sakura-1998", "Tsubaki-2018")
	if flagged(short, decision.FlagLate) || !flagged(long, decision.FlagLate) || short.HoldHours >= long.HoldHours || long.HoldHours != decision.DefaultPolicy().Hold.Default {
		t.Errorf("%d hours, with what was set two days ago %d; flags %v", short.HoldHours, long.HoldHours, long.Flags)
	}
}

// Advice speaks of the applicant's own blanks: what somebody else answered is nobody's business.
func TestAdviceTellsNothingOfOtherApplicants(t *testing.T) {
	app := application(insideClaims()[:2]...)
	earlier := app
	earlier.Claims = []intake.Claim{claim("mail_subject", "来週の同窓会について"), claim("mail_recipient", "taro@example.jp")}
	tried := evidence.CheckPasswords([]string{"Sakura-1998"}, hanako().Facts)
	advice := func(contact string) []string {
		earlier.Contact = contact
		c := caseOf(hanako(), app)
		c.Earlier = []decision.Earlier{decision.Assessment{}.Earlier(earlier, tried)}
		return decision.Assess(c, score.Default(), decision.DefaultPolicy()).Advice
	}
	alone := try(hanako(), app).Advice
	if others := advice("somebody.else@example.com"); !slices.Equal(others, alone) {
		t.Errorf("after another applicant %v, alone %v", others, alone)
	}
	if own := advice(app.Contact); slices.Contains(own, "mail_subject") || slices.Contains(own, "past_password") || !slices.Contains(alone, "mail_subject") {
		t.Errorf("what this applicant answered before is advised: %v", own)
	}
}
