package decision_test

import (
	"crypto/sha1" //nolint:gosec // the scheme of LDAP directories
	"encoding/base64"
	"slices"
	"testing"
	"time"

	"okaeri/internal/decision"
	"okaeri/internal/evidence"
	"okaeri/internal/intake"
	"okaeri/internal/score"
)

// applied is when the applications of these tests are made.
var applied = time.Date(2026, 11, 1, 10, 0, 0, 0, time.UTC)

func on(year int, month time.Month, day int) *time.Time {
	t := time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	return &t
}

func hash(password string) intake.Value {
	salt := "salt" + password
	sum := sha1.Sum([]byte(password + salt)) //nolint:gosec // as above
	return intake.Text("{SSHA}" + base64.StdEncoding.EncodeToString(append(sum[:], salt...)))
}

func state(kind string, v intake.Value, from, until *time.Time) evidence.Fact {
	return evidence.Fact{Kind: kind, Value: v, From: from, Until: until}
}

func event(kind string, at *time.Time, pairs ...string) evidence.Fact {
	return evidence.Fact{Kind: kind, Value: intake.Parts(pairs...), At: at}
}

// hanako is an account with something of every kind.
func hanako() evidence.Account {
	since := on(2015, 3, 1)
	a := evidence.Account{
		ID: "a-1", Identifiers: []string{"hanako@momiji.example"}, Created: *on(2014, 5, 3), Worth: evidence.Ordinary,
		Contacts: []evidence.Contact{{Kind: "email", Value: "hanako.s@example.jp", Verified: true, From: *on(2014, 5, 3)}},
		Facts: []evidence.Fact{
			state("name", intake.Parts("family", "武者小路", "given", "花子"), since, nil),
			state("birth_date", intake.Text("1960-04-08"), since, nil),
			state("country", intake.Text("JP"), since, nil), state("region", intake.Text("JP-27"), since, nil),
			state("postal_code", intake.Text("5300001"), since, nil),
			state("password", hash("Sakura-1998"), since, on(2018, 1, 1)), state("password", hash("Tsubaki-2018"), on(2018, 1, 1), on(2021, 1, 1)),
			state("password", hash("Momiji-2021"), on(2021, 1, 1), nil),
			state("product", intake.Text("mail"), since, nil), state("product", intake.Text("storage"), since, nil),
			state("mail_folder", intake.Text("旅行"), since, nil), state("mail_folder", intake.Text("同窓会"), since, nil),
			event("purchase", on(2025, 2, 11), "item", "storage 100GB", "holder", "HANAKO M", "last4", "1234", "expiry", "2027-03"),
			event("sent_mail", on(2026, 5, 1), "to", "taro@example.jp", "subject", "来週の同窓会について"),
			event("sent_mail", on(2026, 5, 2), "to", "jiro@example.org", "subject", "ツバメの巣の写真"),
			event("sent_mail", on(2026, 5, 3), "to", "saburo@example.net", "subject", "町内会の会計報告"),
		},
	}
	for i := range 12 {
		a.Facts = append(a.Facts, event("sign_in", on(2026, time.Month(i%9+1), i+1), "ip", "203.0.113.7", "user_agent", "Firefox", "device", "d-1"))
	}
	return a
}

func claim(kind, text string) intake.Claim { return intake.Claim{Kind: kind, Value: intake.Text(text)} }

// Everything that can be read inside hanako's account.
func insideClaims() []intake.Claim {
	return []intake.Claim{
		{Kind: "name", Value: intake.Parts("family", "武者小路", "given", "花子")},
		claim("birth_date", "昭和35年4月8日"), claim("country", "日本"),
		claim("region", "大阪府"), claim("postal_code", "530-0001"),
		{Kind: "product", Value: intake.Texts("mail", "storage")},
		claim("mail_folder", "旅行"), claim("mail_folder", "同窓会"), claim("mail_recipient", "taro@example.jp"),
		claim("mail_recipient", "jiro@example.org"), claim("mail_recipient", "saburo@example.net"), claim("mail_subject", "来週の同窓会について"),
		claim("mail_subject", "ツバメの巣の写真"), claim("account_created", "2014年5月"),
		{Kind: "card", Value: intake.Parts("holder", "Hanako M", "last4", "1234", "expiry", "03/27")},
		{Kind: "purchase", Value: intake.Parts("item", "storage 100GB", "when", "2025-02")},
	}
}

var (
	home   = intake.Context{IP: "203.0.113.7", UserAgent: "Firefox", Device: "d-1"}
	abroad = intake.Context{IP: "198.51.100.9", UserAgent: "Other"}
)

// application is one at hanako's account from nowhere known.
func application(claims ...intake.Claim) intake.Application {
	return intake.Application{ID: "x-1", Account: "hanako@momiji.example", Contact: "new@example.com", At: applied, Claims: claims, Context: abroad}
}

// owner knows much and comes from home.
func owner() intake.Application {
	app := application(insideClaims()...)
	app.Context, app.Contact = home, "hanako.s@example.jp"
	return app
}

// try judges an application at an account with some passwords typed.
func try(a evidence.Account, app intake.Application, typed ...string) decision.Assessment {
	return decision.Assess(caseOf(a, app, typed...), score.Default(), decision.DefaultPolicy())
}

func caseOf(a evidence.Account, app intake.Application, typed ...string) decision.Case {
	d := evidence.NewDossier(a)
	reachable, elsewhere := d.Reachable(app)
	return decision.Case{
		Dossier: d, Application: app, Passwords: evidence.CheckPasswords(typed, a.Facts), Attempt: 1, Familiar: d.Familiar(app),
		Reachable: reachable, Elsewhere: elsewhere,
	}
}

func flagged(a decision.Assessment, f decision.Flag) bool { return slices.Contains(a.Flags, f) }

func bitsOf(a decision.Assessment, kind string) decision.Bits {
	for _, f := range a.Findings {
		if f.Kind == kind {
			return f.Bits
		}
	}
	return 0
}

func levelOf(a decision.Assessment, kind string) evidence.Level {
	for _, f := range a.Findings {
		if f.Kind == kind {
			return f.Level
		}
	}
	return ""
}

func wantVerdict(t *testing.T, says string, a decision.Assessment, want ...decision.Outcome) {
	t.Helper()
	if !slices.Contains(want, a.Verdict) {
		t.Errorf("%s: %s with %d of %d millibits against %s, outside %d, flags %v", says, a.Verdict, a.Bits, a.Threshold.Grant, a.Against, a.Outside, a.Flags)
	}
}
