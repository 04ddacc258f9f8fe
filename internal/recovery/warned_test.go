package recovery_test

import (
	"slices"
	"testing"

	"okaeri/internal/decision"
	"okaeri/internal/evidence"
	"okaeri/internal/recovery"
)

// What the policy asks where nobody is warned, the server asks: the hold and its flag where no letter goes, and the bits against a reader of the
// mailbox where letters go to that mailbox alone.
func TestTheServerAsksForMoreWhereNobodyIsWarned(t *testing.T) {
	for says, c := range map[string]struct {
		names     []string
		elsewhere bool
		contact   string
		hold      bool // the longest
		reader    bool // the bits against a reader are asked
	}{
		"a mailbox elsewhere":                    {[]string{owner}, true, sister, false, false},
		"the account's own mailbox alone":        {[]string{owner}, false, sister, false, true},
		"a name that is no address, and no more": {[]string{"hanako"}, false, sister, true, true},
		"where the applicant writes from alone":  {[]string{"hanako"}, true, backup, true, false},
	} {
		s := newStage(t)
		s.r.Policy.Insider.Least, s.r.Policy.Insider.Unreachable = -40, 40
		s.hold(hanako("a-1", func(a *evidence.Account) {
			a.Identifiers = c.names
			if !c.elsewhere {
				a.Contacts = nil
			}
		}))
		application := hanakos()
		application.account, application.contact = c.names[0], c.contact
		a := s.apply(application).Private.Assessment
		if a == nil {
			t.Fatalf("%s: nothing was judged", says)
		}
		if got := slices.Contains(a.Flags, decision.FlagUnreachable); got != c.hold || got != (a.HoldHours == s.r.Policy.Hold.Unreachable) {
			t.Errorf("%s: %d hours, flags %v", says, a.HoldHours, a.Flags)
		}
		if got := slices.Contains(a.Flags, decision.FlagInsider); got != c.reader {
			t.Errorf("%s: flags %v", says, a.Flags)
		}
	}
}

// What counts as a blank for the judgement does for people: it bears no mark of agreement, and is no kind of evidence that a grant of theirs needs.
func TestWhatAnybodyCanBringAboutIsNoMatchForPeople(t *testing.T) {
	var findings []decision.Finding
	for _, item := range []evidence.Item{evidence.Recipients, evidence.Subjects, evidence.AddressBook} {
		f := decision.Finding{Kind: string(item), Item: item, Level: evidence.Answered}
		if mark := recovery.MarkOf(f); mark != recovery.Unanswered {
			t.Errorf("%s: %v", item, mark)
		}
		findings = append(findings, f)
	}
	findings = append(findings, decision.Finding{Kind: "mail_folder", Item: evidence.Folders, Level: evidence.TooCommon})
	c := recovery.Case{Private: recovery.Private{Assessment: &decision.Assessment{Findings: findings}}}
	for _, m := range c.Minima(false) {
		if m.Code == "two_kinds" && m.Met {
			t.Error("three answers to strangers are two kinds of evidence")
		}
	}
}
