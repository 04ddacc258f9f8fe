package evidence_test

import (
	"testing"
	"time"

	"okaeri/internal/evidence"
	"okaeri/internal/intake"
)

func TestANoticeCountsWhereItCanBeRead(t *testing.T) {
	before, after, given := *on(2015, 1, 1), applied.Add(-48*time.Hour), *on(2020, 1, 1)
	for says, c := range map[string]struct {
		names          []string
		contact        evidence.Contact
		all, elsewhere int
	}{
		"proven before":           {nil, evidence.Contact{Kind: "email", Value: "a@example.com", Verified: true, From: before}, 1, 1},
		"nobody knows since when": {nil, evidence.Contact{Kind: "email", Value: "a@example.com", Verified: true}, 1, 1},
		"never proven":            {nil, evidence.Contact{Kind: "email", Value: "a@example.com", From: before}, 0, 0},
		"proven after":            {nil, evidence.Contact{Kind: "email", Value: "a@example.com", Verified: true, From: after}, 0, 0},
		"given up":                {nil, evidence.Contact{Kind: "email", Value: "a@example.com", Verified: true, From: before, Until: &given}, 0, 0},
		"a telephone":             {nil, evidence.Contact{Kind: "phone", Value: "+81312345678", Verified: true, From: before}, 0, 0},
		"the account's own":       {[]string{"a@example.com"}, evidence.Contact{Kind: "email", Value: "A@example.com", Verified: true, From: before}, 1, 0},
		"that and another":        {[]string{"a@example.com", "a.alias@example.com"}, evidence.Contact{Kind: "email", Value: "b@example.com", Verified: true, From: before}, 3, 1},
		"a handle":                {[]string{"@hanako", "hanako@", "uid=hanako@corp,dc=example"}, evidence.Contact{}, 0, 0},
		"a name that is none":     {[]string{"hanako"}, evidence.Contact{Kind: "email", Value: "b@example.com", Verified: true, From: before}, 1, 1},
	} {
		a := evidence.Account{Identifiers: c.names, Created: before, Contacts: []evidence.Contact{c.contact, c.contact}} // twice is once
		all, elsewhere := evidence.NewDossier(a).Reachable(intake.Application{At: applied})
		if all != c.all || elsewhere != c.elsewhere {
			t.Errorf("%s: %d mailboxes, %d elsewhere; want %d, %d", says, all, elsewhere, c.all, c.elsewhere)
		}
	}
	// Nobody objects to their own application; against a reader of the account's mailbox their verified mailbox counts none the less.
	own := evidence.Account{Identifiers: []string{"hanako"}, Created: before, Contacts: []evidence.Contact{{Kind: "email", Value: "a@example.com", Verified: true, From: before}}}
	if all, elsewhere := evidence.NewDossier(own).Reachable(intake.Application{At: applied, Contact: "A@Example.com"}); all != 0 || elsewhere != 1 {
		t.Errorf("who writes from the only mailbox: %d, %d elsewhere", all, elsewhere)
	}
	// The lost account's own address is no channel, even where it stands among its contacts.
	own.Identifiers = []string{"A@example.com"}
	if f, found := findingOf(own, evidence.Channel, intake.Application{At: applied, Contact: "a@example.com"}); found {
		t.Errorf("the account's own address as a channel: %s", f.Level)
	}
	// An event puts the baseline back, and nothing that was set in the month before it reaches anybody for certain.
	a := hijacked()
	a.Contacts = append(a.Contacts, evidence.Contact{Kind: "email", Value: "late@example.net", Verified: true, From: evidence.NewDossier(a).Baseline(applied).Add(-48 * time.Hour)})
	with, without := evidence.NewDossier(a), evidence.NewDossier(hijacked())
	if n, _ := with.Reachable(intake.Application{At: applied}); n == 0 {
		t.Error("nobody is warned of a hijacking")
	} else if m, _ := without.Reachable(intake.Application{At: applied}); n != m {
		t.Errorf("%d mailboxes, %d without the one of late", n, m)
	}
}
