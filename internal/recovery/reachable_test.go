package recovery

import (
	"testing"
	"time"

	"okaeri/internal/evidence"
)

// Only a channel that is the owner's own, was proven before the baseline and still holds reaches somebody who would object: no channel that
// the applicant proved just now, and none that whoever got in may have set.
func TestOnlyChannelsOfBeforeTheBaselineReachTheOwner(t *testing.T) {
	baseline := time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC)
	before, after := baseline.Add(-time.Hour), baseline.Add(time.Hour)
	for says, c := range map[string]struct {
		contact evidence.Contact
		want    int
	}{
		"proven before":      {evidence.Contact{Kind: "email", Value: "a@example.com", Verified: true, From: before}, 1},
		"never proven":       {evidence.Contact{Kind: "email", Value: "a@example.com", From: before}, 0},
		"proven after":       {evidence.Contact{Kind: "email", Value: "a@example.com", Verified: true, From: after}, 0},
		"given up":           {evidence.Contact{Kind: "email", Value: "a@example.com", Verified: true, From: before, Until: &after}, 0},
		"no mailbox":         {evidence.Contact{Kind: "phone", Value: "+81312345678", Verified: true, From: before}, 0},
		"the applicant's":    {evidence.Contact{Kind: "email", Value: "applicant@example.com", Verified: true, From: before}, 0},
		"at the very moment": {evidence.Contact{Kind: "email", Value: "a@example.com", Verified: true, From: baseline}, 1},
	} {
		application := &Case{}
		application.Private.Contact = "applicant@example.com"
		if got := reachable(&evidence.Account{Contacts: []evidence.Contact{c.contact}}, application, baseline); got != c.want {
			t.Errorf("%s: %d channels, not %d", says, got, c.want)
		}
	}
}

// Attempts from the owner's places and from others are counted apart, so that nobody uses up another's.
func TestAttemptsAreCountedInTheirOwnLedger(t *testing.T) {
	p := past{attempts: []Attempt{{Familiar: true}, {}, {}, {Familiar: true}, {}}}
	if home, elsewhere := p.count(true), p.count(false); home != 2 || elsewhere != 3 {
		t.Errorf("%d from home, %d from elsewhere", home, elsewhere)
	}
}
