package decision_test

import (
	"fmt"
	"testing"
	"time"

	"okaeri/internal/decision"
	"okaeri/internal/evidence"
	"okaeri/internal/intake"
	"okaeri/internal/score"
)

func TestAnOwnerWhoKnowsAndComesFromHomeIsGranted(t *testing.T) {
	wantVerdict(t, "everything", try(hanako(), owner(), "Sakura-1998", "Tsubaki-2018"), decision.Grant)
	some := application(append(insideClaims()[:6], claim("mail_subject", "町内会の会計報告"))...)
	some.Context = home
	wantVerdict(t, "name, date, address, products, a subject, two old passwords, the usual device", try(hanako(), some, "Sakura-1998", "Tsubaki-2018"), decision.Grant)
}

func TestAStrangerIsDeclined(t *testing.T) {
	wantVerdict(t, "nothing", try(hanako(), application()), decision.Decline)
	guesses := application(claim("name", "佐藤 花子"), claim("birth_date", "1970-01-01"), claim("region", "東京都"), claim("mail_subject", "こんにちは"))
	wantVerdict(t, "guesses", try(hanako(), guesses, "123456", "password"), decision.Decline)
	breached := application(insideClaims()[:5]...)
	wantVerdict(t, "name, date and address from a leak, and a leaked password", try(hanako(), breached, "Sakura-1998"), decision.Decline, decision.Review)
}

// C1: what can be read inside the account is one group with one cap. All of it, and nothing else, is never enough; nor is it where
// nothing else is held of the account.
func TestC1KnowingEverythingInsideIsNotEnough(t *testing.T) {
	perfect := application(insideClaims()...)
	a := try(hanako(), perfect)
	wantVerdict(t, "perfect inside, empty elsewhere", a, decision.Review, decision.Decline)
	if !flagged(a, decision.FlagInsider) {
		t.Errorf("not flagged: %v", a.Flags)
	}
	bare := hanako()
	bare.Contacts = nil
	var inside []evidence.Fact
	for _, f := range bare.Facts {
		if f.Kind != "password" && f.Kind != "sign_in" {
			inside = append(inside, f)
		}
	}
	bare.Facts = inside
	wantVerdict(t, "perfect inside, nothing else held", try(bare, perfect), decision.Review, decision.Decline)
}

// C2: the current password is as much a sign of compromise as of ownership.
func TestC2TheCurrentPasswordHardlyCounts(t *testing.T) {
	for says, app := range map[string]intake.Application{"much known": owner(), "nothing known": application()} {
		without, with, older := try(hanako(), app, "no such password"), try(hanako(), app, "Momiji-2021"), try(hanako(), app, "Sakura-1998", "Tsubaki-2018")
		if gain := with.ByClass.Phisher - without.ByClass.Phisher; gain > 1000 || gain < 0 {
			t.Errorf("%s: against a phisher the current password moves %d millibits", says, gain)
		}
		if with.Bits >= older.Bits {
			t.Errorf("%s: the current password weighs %d, two older ones %d", says, with.Bits, older.Bits)
		}
	}
	wantVerdict(t, "the current password alone", try(hanako(), application(), "Momiji-2021"), decision.Decline)
}

// C4: the contact address proves that letters arrive and adds nothing, unless it was verified before the baseline.
func TestC4ANewContactAddsNothing(t *testing.T) {
	app := application(insideClaims()[:8]...)
	app.Contact = ""
	none := try(hanako(), app, "Sakura-1998")
	for _, contact := range []string{"new@example.com", "throwaway@mailinator.com", "hanako@momiji.example"} {
		app.Contact = contact
		if with := try(hanako(), app, "Sakura-1998"); with.Bits != none.Bits || with.ByClass != none.ByClass {
			t.Errorf("%s moves %d bits to %d", contact, none.Bits, with.Bits)
		}
	}
	app.Contact = "hanako.s@example.jp"
	if with := try(hanako(), app, "Sakura-1998"); with.Bits <= none.Bits {
		t.Error("a channel verified long ago counts for nothing")
	}
}

// C5 and C7 are counted by the story; here a campaign takes the right to pass.
func TestC5ACampaignGoesToPeople(t *testing.T) {
	c := caseOf(hanako(), owner(), "Sakura-1998", "Tsubaki-2018")
	c.Campaign = true
	wantVerdict(t, "a campaign", decision.Assess(c, score.Default(), decision.DefaultPolicy()), decision.Review)
}

// C9: trying one answer after the other gains no more than the first three.
func TestC9TwentyVariationsGainNoMoreThanThree(t *testing.T) {
	right := owner()
	right.Claims = append([]intake.Claim{}, insideClaims()[0], insideClaims()[4])
	first := right
	first.Claims = append(first.Claims, claim("birth_date", "1960-04-08"))
	honest := try(hanako(), first)
	c := caseOf(hanako(), first)
	last := honest.Bits
	for i := range 20 {
		guess := right
		guess.Claims = []intake.Claim{claim("birth_date", fmt.Sprintf("19%02d-0%d-1%d", 70+i, 1+i%9, i%10))}
		c.Earlier = append(c.Earlier, decision.Assessment{}.Earlier(guess, evidence.PasswordCheck{}))
		c.Attempt = i + 2
		got := decision.Assess(c, score.Default(), decision.DefaultPolicy())
		if got.Bits > last {
			t.Errorf("after %d wrong dates the right one weighs more than after %d", i+1, i)
		}
		last = got.Bits
		if i >= 2 && bitsOf(got, "birth_date") > 0 {
			t.Errorf("after %d wrong dates the right one still counts", i+1)
		}
		if i >= 5 && got.Verdict == decision.Grant {
			t.Errorf("attempt %d is granted", i+2)
		}
	}
}

// N5: what was answered before counts with what is answered now.
func TestEvidenceAddsUpAcrossAttempts(t *testing.T) {
	all := insideClaims()
	first, second := owner(), owner()
	first.Claims, second.Claims = all[:6], all[6:]
	alone := try(hanako(), second, "Sakura-1998")
	c := caseOf(hanako(), second, "Sakura-1998")
	c.Earlier = []decision.Earlier{alone.Earlier(first, evidence.CheckPasswords([]string{"Tsubaki-2018"}, hanako().Facts))}
	c.Attempt = 2
	together := decision.Assess(c, score.Default(), decision.DefaultPolicy())
	if whole := try(hanako(), owner(), "Sakura-1998", "Tsubaki-2018"); together.Bits != whole.Bits {
		t.Errorf("in two attempts %d, at once %d", together.Bits, whole.Bits)
	}
	if together.Bits <= alone.Bits {
		t.Errorf("the first attempt adds nothing: %d, alone %d", together.Bits, alone.Bits)
	}
	c.Earlier[0].Contact = "somebody.else@example.com"
	if others := decision.Assess(c, score.Default(), decision.DefaultPolicy()); others.Bits != alone.Bits {
		t.Errorf("another applicant's answers move %d to %d", alone.Bits, others.Bits)
	}
}

// Whoever got hold of the mailbox of an earlier attempt and answers otherwise must not live on what was answered there.
func TestAnAnswerThatContradictsAnEarlierOneCosts(t *testing.T) {
	first := owner()
	c := caseOf(hanako(), first)
	judged := func(attempts ...[]intake.Claim) decision.Assessment {
		c.Earlier = nil
		for _, claims := range attempts[:len(attempts)-1] {
			earlier := first
			earlier.Claims = claims
			c.Earlier = append(c.Earlier, decision.Assessment{}.Earlier(earlier, evidence.PasswordCheck{}))
		}
		c.Application.Claims, c.Attempt = attempts[len(attempts)-1], len(attempts)
		return decision.Assess(c, score.Default(), decision.DefaultPolicy())
	}
	right, wrong := insideClaims()[:5], []intake.Claim{
		{Kind: "name", Value: intake.Parts("family", "佐藤", "given", "一郎")}, claim("birth_date", "1975-01-02"), claim("country", "日本"), claim("region", "東京都"), claim("postal_code", "160-0022"),
	}
	stands, never := judged(right, nil), judged(wrong)
	if again := judged(right, right); again.Bits != stands.Bits {
		t.Errorf("the same answers again: %d, blank %d", again.Bits, stands.Bits)
	}
	for says, got := range map[string]decision.Assessment{
		"other answers now": judged(right, wrong), "and blank after them": judged(right, wrong, nil),
	} {
		for _, kind := range []string{"name", "birth_date"} {
			if level := levelOf(got, kind); level != evidence.Wrong {
				t.Errorf("%s: %s is %s", says, kind, level)
			}
		}
		if got.Bits > never.Bits || got.Bits >= stands.Bits {
			t.Errorf("%s: %d, had it never been right %d, with blanks %d", says, got.Bits, never.Bits, stands.Bits)
		}
	}
	if mended := judged(wrong, right); mended.Bits <= never.Bits || mended.Bits >= stands.Bits {
		t.Errorf("put right: %d, left wrong %d, right at once %d", mended.Bits, never.Bits, stands.Bits)
	}
}

// C11: a trusted signal of compromise takes the right to pass.
func TestC11ACompromisedAccountIsNeverGrantedByEvidence(t *testing.T) {
	c := caseOf(hanako(), owner(), "Sakura-1998", "Tsubaki-2018")
	c.Compromised = true
	wantVerdict(t, "flagged by the story", decision.Assess(c, score.Default(), decision.DefaultPolicy()), decision.Review)
	a := hanako()
	a.Locked = &evidence.Lock{Reason: "compromised", At: *on(2026, 10, 31)}
	wantVerdict(t, "locked as compromised", try(a, owner(), "Sakura-1998", "Tsubaki-2018"), decision.Review)
	a.Locked.Reason = "suspicious_activity"
	wantVerdict(t, "a mere suspicion (S15)", try(a, owner(), "Sakura-1998", "Tsubaki-2018"), decision.Grant)
}

// C12: no signal brings a hold under the floor.
func TestC12NothingLowersTheFloorOfTheHold(t *testing.T) {
	for floor := range 5 {
		policy := decision.DefaultPolicy()
		policy.Hold.Floor = floor * 6
		if floor < 4 {
			if err := policy.Validate(); err == nil {
				t.Errorf("a floor of %d hours is taken", policy.Hold.Floor)
			}
		}
		c := caseOf(hanako(), owner(), "Sakura-1998", "Tsubaki-2018", "Momiji-2021")
		c.Reachable = 9
		if a := decision.Assess(c, score.Default(), policy); a.Verdict != decision.Grant || a.HoldHours < 24 {
			t.Errorf("%s with a hold of %d hours", a.Verdict, a.HoldHours)
		}
	}
}

func TestTheHoldGrowsWithDoubt(t *testing.T) {
	strong := try(hanako(), owner(), "Sakura-1998", "Tsubaki-2018")
	c := caseOf(hanako(), owner(), "Sakura-1998", "Tsubaki-2018")
	c.Reachable = 0
	silent := decision.Assess(c, score.Default(), decision.DefaultPolicy())
	if strong.HoldHours != 24 || silent.HoldHours != 120 {
		t.Errorf("strong evidence and a reachable owner: %d hours; nobody to tell: %d", strong.HoldHours, silent.HoldHours)
	}
	moved := hanako()
	moved.Contacts = append(moved.Contacts, evidence.Contact{Kind: "email", Value: "x@example.com", Verified: true, From: applied.Add(-48 * time.Hour)})
	if a := try(moved, owner(), "Sakura-1998", "Tsubaki-2018"); a.HoldHours != 72 || !flagged(a, decision.FlagRecent) {
		t.Errorf("after a change of contacts: %d hours, %v", a.HoldHours, a.Flags)
	}
}

func TestAStrictAccountIsNeverGrantedByEvidence(t *testing.T) {
	for says, change := range map[string]func(*evidence.Account){
		"a second factor": func(a *evidence.Account) { a.MFA = true }, "proofing": func(a *evidence.Account) { a.Proofed = true },
		"staff": func(a *evidence.Account) { a.Staff = true }, "high value": func(a *evidence.Account) { a.Worth = evidence.High },
	} {
		a := hanako()
		change(&a)
		got := try(a, owner(), "Sakura-1998", "Tsubaki-2018")
		wantVerdict(t, says, got, decision.Review)
		if got.Profile != decision.Strict || !flagged(got, decision.FlagStrict) {
			t.Errorf("%s: profile %s", says, got.Profile)
		}
	}
	policy := decision.DefaultPolicy()
	policy.Profile = decision.AllStrict
	got := decision.Assess(caseOf(hanako(), owner(), "Sakura-1998", "Tsubaki-2018"), score.Default(), policy)
	wantVerdict(t, "one setting for all", got, decision.Review)
}

// A contest burns what matched in it, whoever applies next, and stops everything.
func TestAContestBurnsWhatItKnew(t *testing.T) {
	c := caseOf(hanako(), owner(), "Sakura-1998", "Tsubaki-2018")
	mallory := application(insideClaims()[:5]...)
	mallory.Contact = "mallory@example.com"
	e := decision.Assessment{}.Earlier(mallory, evidence.CheckPasswords([]string{"Sakura-1998"}, hanako().Facts))
	e.Contested = true
	c.Earlier = []decision.Earlier{e}
	got := decision.Assess(c, score.Default(), decision.DefaultPolicy())
	if got.Verdict == decision.Grant || !flagged(got, decision.FlagContested) {
		t.Errorf("%s, %v", got.Verdict, got.Flags)
	}
	if b := bitsOf(got, "past_password"); b > 0 {
		t.Errorf("burned passwords weigh %d", b)
	}
}

// Only a sign that somebody read the mailbox makes that adversary one of those to beat; the applicant's word may add, never remove.
func TestAReaderOfTheMailboxIsInScopeWhereThereIsASign(t *testing.T) {
	inScope := func(a decision.Assessment) bool { return len(a.Scope) == 5 }
	if a := try(hanako(), owner()); inScope(a) {
		t.Error("in scope without any sign")
	}
	told := owner()
	told.Situation = intake.Hijacked
	if a := try(hanako(), told); !inScope(a) {
		t.Error("not in scope though the applicant reports a hijack")
	}
	seen := hanako()
	seen.Facts = append(seen.Facts, event("sign_in", on(2026, 9, 1), "ip", "192.0.2.5", "user_agent", "Curl", "device", "evil"),
		event("sign_in", on(2026, 9, 20), "ip", "203.0.113.7", "user_agent", "Firefox", "device", "d-1"))
	if a := try(seen, owner()); !inScope(a) || !flagged(a, decision.FlagStranger) {
		t.Errorf("not in scope though a stranger signed in: %v", a.Flags)
	}
	ruled := hanako()
	ruled.Facts = append(ruled.Facts, event("forwarding_rule", on(2026, 10, 1)))
	plain, alarmed := try(hanako(), owner()), try(ruled, owner())
	if !inScope(alarmed) || alarmed.Bits > plain.Bits {
		t.Errorf("after a forwarding rule %d bits, before %d", alarmed.Bits, plain.Bits)
	}
}
