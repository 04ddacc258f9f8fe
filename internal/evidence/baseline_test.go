package evidence_test

import (
	"testing"
	"time"

	"okaeri/internal/evidence"
	"okaeri/internal/intake"
)

// hijacked is hanako's account after somebody signed in from abroad on 1 October 2026 and changed the password two days later.
func hijacked() evidence.Account {
	a := hanako()
	a.Facts = append(a.Facts,
		event("sign_in", on(2026, 10, 1), "ip", "198.51.100.9", "user_agent", safari, "device", "evil", "success", "true"),
		evidence.Fact{Kind: "password", Value: intake.Text(passwordHash("first")), From: on(2015, 3, 1), Until: on(2026, 10, 3)},
		evidence.Fact{Kind: "password", Value: intake.Text(passwordHash("stolen")), From: on(2026, 10, 3)})
	return a
}

func TestTheBaselineIsAWeekBeforeWhereNothingIsAmiss(t *testing.T) {
	d := evidence.NewDossier(hanako())
	if got, want := d.Baseline(applied), applied.Add(-7*24*time.Hour); !got.Equal(want) {
		t.Errorf("the baseline is %v, want %v", got, want)
	}
	if s := d.Suspicion(applied); s != (evidence.Suspicion{}) {
		t.Errorf("suspicions: %+v", s)
	}
}

func TestAForeignSignInFollowedByAChangeSetsTheBaseline(t *testing.T) {
	d := evidence.NewDossier(hijacked())
	if got := d.Baseline(applied); !got.Equal(*on(2026, 10, 1)) {
		t.Errorf("the baseline is %v", got)
	}
	if s := d.Suspicion(applied); !s.Event || !s.Recent {
		t.Errorf("suspicions: %+v", s)
	}
	if s := d.Suspicion(applied.Add(366 * 24 * time.Hour)); s.Event {
		t.Error("after a year the event still counts")
	}
}

// A new telephone far from home is foreign for a day; used at home in the evening, it never was.
func TestANewDeviceThatComesHomeIsNoStranger(t *testing.T) {
	a := hijacked()
	a.Facts = append(a.Facts, event("sign_in", on(2026, 10, 5), "ip", "203.0.113.7", "user_agent", safari, "device", "evil", "success", "true"))
	if s := evidence.NewDossier(a).Suspicion(applied); s.Event || s.Stranger {
		t.Errorf("suspicions: %+v", s)
	}
}

// Who moves and buys a new telephone at once leaves the old places behind; a stranger comes and goes beside them.
func TestAStrangerIsSeenBesideTheOwnerOnly(t *testing.T) {
	moved := hanako()
	for i := range 3 {
		moved.Facts = append(moved.Facts, event("sign_in", on(2026, 10, 10+i), "ip", "198.51.100.9", "user_agent", safari, "device", "new", "success", "true"))
	}
	if s := evidence.NewDossier(moved).Suspicion(applied); s.Stranger || s.Event {
		t.Errorf("the owner in a new place: %+v", s)
	}
	back := moved
	back.Facts = append(back.Facts, event("sign_in", on(2026, 10, 20), "ip", "203.0.113.7", "device", "d-1", "success", "true"))
	if s := evidence.NewDossier(back).Suspicion(applied); !s.Stranger {
		t.Errorf("a stranger beside the owner: %+v", s)
	}
}

func TestReportsAndRulesSetTheBaselineByThemselves(t *testing.T) {
	for _, kind := range []string{"forwarding_rule", "not_me"} {
		a := hanako()
		a.Facts = append(a.Facts, event(kind, on(2026, 8, 15)))
		d := evidence.NewDossier(a)
		if got := d.Baseline(applied); !got.Equal(*on(2026, 8, 15)) || !d.Suspicion(applied).Event {
			t.Errorf("%s: the baseline is %v", kind, got)
		}
	}
	a := hanako()
	a.Locked = &evidence.Lock{Reason: "suspicious_activity", At: *on(2026, 9, 20)}
	d := evidence.NewDossier(a)
	if got := d.Baseline(applied); !got.Equal(*on(2026, 9, 20)) || d.Suspicion(applied).Event {
		t.Errorf("the directory's alarm: the baseline is %v, %+v", got, d.Suspicion(applied))
	}
}

// C3: whoever changes the name and then knows it gains nothing.
func TestC3ValuesSetAfterTheBaselineAreNoTruth(t *testing.T) {
	a := hijacked()
	late := on(2026, 10, 4)
	a.Facts[0].Until = late
	a.Facts = append(a.Facts,
		evidence.Fact{Kind: "name", Value: intake.Parts("family", "山本", "given", "太郎"), From: late},
		evidence.Fact{Kind: "postal_code", Value: intake.Text("9800001"), From: late},
		event("sent_mail", late, "to", "mallory@evil.example", "subject", "planted subject line"))
	d := evidence.NewDossier(a)
	for _, c := range []struct {
		item  evidence.Item
		claim intake.Claim
	}{
		{evidence.Name, parts("name", "family", "山本", "given", "太郎")},
		{evidence.Recipients, claim("mail_recipient", "mallory@evil.example")},
		{evidence.Subjects, claim("mail_subject", "planted subject line")},
		{evidence.Address, claim("postal_code", "980-0001")},
	} {
		got := evidence.Compare(d, intake.Application{At: applied, Claims: []intake.Claim{c.claim}}, evidence.Evidence{})
		for _, f := range got.Findings {
			if f.Item == c.item && len(f.Ways) > 0 {
				t.Errorf("%s: a value set after the baseline is %s", c.item, f.Level)
			}
		}
		if !got.Late {
			t.Errorf("%s: the late match is not flagged", c.item)
		}
	}
	// What was true before still is, and the name of before is not a former one because a hijacker replaced it.
	if f, _ := findingOf(a, evidence.Name, intake.Application{At: applied, Claims: []intake.Claim{parts("name", "family", "髙橋", "given", "花子")}}); f.Level != evidence.Exact {
		t.Errorf("the owner's own name is %s", f.Level)
	}
}

// Mail that comes in, failed sign-ins and gifts are made by others; they count for nothing (engine.md §2.5).
func TestWhatOthersCanPlantCountsForNothing(t *testing.T) {
	a := evidence.Account{ID: "a", Identifiers: []string{"x@momiji.example"}, Created: *on(2014, 1, 1), Facts: []evidence.Fact{
		event("received_mail", on(2026, 1, 1), "from", "mallory@evil.example", "subject", "planted"),
		event("sign_in", on(2026, 1, 1), "ip", "198.51.100.9", "device", "evil", "success", "false"),
		event("purchase", on(2026, 1, 1), "item", "gift card", "last4", "6666", "expiry", "2030-01", "gift", "true"),
	}}
	app := intake.Application{At: applied, Context: intake.Context{IP: "198.51.100.9", Device: "evil"}, Claims: []intake.Claim{
		claim("mail_recipient", "mallory@evil.example"), claim("mail_subject", "planted"), parts("card", "last4", "6666", "expiry", "01/30"),
		parts("purchase", "item", "gift card"),
	}}
	for _, f := range evidence.Compare(evidence.NewDossier(a), app, evidence.Evidence{}).Findings {
		if len(f.Ways) > 0 || f.Mix != nil {
			t.Errorf("%s is %s", f.Item, f.Level)
		}
	}
}

// V31: what a connector brings in after an incident is no truth, however old it says it is.
func TestV31LateImportsAreNoTruth(t *testing.T) {
	a := hijacked()
	for i := range a.Facts {
		a.Facts[i].Imported = on(2026, 9, 10)
	}
	old := evidence.Fact{Kind: "name", Value: intake.Parts("family", "山本", "given", "太郎"), From: on(2015, 1, 1), Imported: on(2026, 10, 20)}
	a.Facts = append(a.Facts, old)
	if got := level(a, evidence.Name, parts("name", "family", "山本", "given", "太郎")); got != evidence.Wrong {
		t.Errorf("a backdated name is %s", got)
	}
	if got := level(a, evidence.Name, parts("name", "family", "髙橋", "given", "花子")); got != evidence.Exact {
		t.Errorf("the name of before is %s", got)
	}
	// Where everything came in after the incident, nothing tells late from early: the first import is believed.
	for i := range a.Facts {
		a.Facts[i].Imported = on(2026, 10, 20)
	}
	if got := level(a, evidence.Name, parts("name", "family", "髙橋", "given", "花子")); got != evidence.Exact {
		t.Errorf("after a first import the name is %s", got)
	}
}
