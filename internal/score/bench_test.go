package score_test

import (
	"fmt"
	"testing"
	"time"

	"okaeri/internal/evidence"
	"okaeri/internal/intake"
	"okaeri/internal/score"
)

// correspondent is an account whose owner sent n mails, to ever new people under ever new subjects.
func correspondent(n int) evidence.Account {
	created := time.Date(2014, 5, 3, 0, 0, 0, 0, time.UTC)
	a := evidence.Account{ID: "a", Identifiers: []string{"hanako@momiji.example"}, Created: created, Facts: []evidence.Fact{
		{Kind: "name", Value: intake.Parts("family", "佐藤", "given", "花子")},
		{Kind: "birth_date", Value: intake.Text("1960-04-08")},
		{Kind: "country", Value: intake.Text("JP")},
		{Kind: "region", Value: intake.Text("JP-27")},
		{Kind: "postal_code", Value: intake.Text("5300001")},
		{Kind: "product", Value: intake.Text("mail")},
		{Kind: "mail_folder", Value: intake.Text("旅行")},
		{Kind: "mail_contact", Value: intake.Parts("name", "鈴木", "email", "suzuki@example.jp")},
		{Kind: "purchase", Value: intake.Parts("item", "storage", "holder", "HANAKO SATO", "last4", "1234", "expiry", "2027-03"), At: &created},
	}}
	a.Contacts = []evidence.Contact{{Kind: "email", Value: "h@example.jp", Verified: true, From: created}}
	for i := range n {
		at := created.Add(time.Duration(i) * time.Minute)
		a.Facts = append(a.Facts, evidence.Fact{Kind: "sent_mail", At: &at, Value: intake.Parts(
			"to", fmt.Sprintf("person%d@host%d.example", i, i%5000), "subject", fmt.Sprintf("第%d回の町内会と%d年度の会計について", i, 2000+i%30))})
	}
	for i := range 50 {
		at := created.Add(time.Duration(i) * 24 * time.Hour)
		a.Facts = append(a.Facts, evidence.Fact{Kind: "sign_in", At: &at, Value: intake.Parts("ip", "203.0.113.7", "device", "d-1")})
	}
	return a
}

// answers is an application with something of every kind: hits, near misses and misses.
func answers() intake.Application {
	c := func(kind string, v ...string) intake.Claim {
		return intake.Claim{Kind: kind, Value: intake.Texts(v...)}
	}
	return intake.Application{
		At: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC), Contact: "h@example.jp", Context: intake.Context{IP: "203.0.113.9", Device: "d-1"},
		Claims: []intake.Claim{
			{Kind: "name", Value: intake.Parts("family", "さとう", "given", "花子")},
			c("birth_date", "昭和35年4月8日"), c("region", "大阪府"),
			c("postal_code", "５３０−０００１"), c("product", "mail"), c("mail_recipient", "person7@host7.example"), c("mail_recipient", "persn9@host9.example"),
			c("mail_recipient", "nobody@nowhere.example"), c("mail_subject", "第12回の町内会と2012年度の会計について"), c("mail_subject", "町内会と会計について"),
			c("mail_subject", "まったく別の話"), c("mail_folder", "旅行"), c("mail_contact", "鈴木"), c("account_created", "2014年5月"),
			{Kind: "card", Value: intake.Parts("last4", "1234", "expiry", "03/27")},
		},
	}
}

var mails = []int{100, 1000, 10_000, 100_000}

// BenchmarkScore weighs the findings of accounts with ever more sent mail. Aim: at most 50 µs and 20 allocations at 1,000, and at
// 100,000 within half as much again.
func BenchmarkScore(b *testing.B) {
	for _, n := range mails {
		findings := evidence.Compare(evidence.NewDossier(correspondent(n)), answers(), evidence.Evidence{}).Findings
		b.Run(fmt.Sprintf("mails=%d", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				score.Of(findings, score.Default(), score.Setting{Scope: score.Outsiders})
			}
		})
	}
}

// BenchmarkCompare makes the findings themselves.
func BenchmarkCompare(b *testing.B) {
	for _, n := range mails {
		d, app := evidence.NewDossier(correspondent(n)), answers()
		b.Run(fmt.Sprintf("mails=%d", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				evidence.Compare(d, app, evidence.Evidence{})
			}
		})
	}
}

// Scoring may not grow with what is held; allocations tell it without a clock.
func TestScoringDoesNotGrowWithTheMailbox(t *testing.T) {
	for _, n := range []int{100, 10_000} {
		d := evidence.NewDossier(correspondent(n))
		findings := evidence.Compare(d, answers(), evidence.Evidence{}).Findings
		if allocations := testing.AllocsPerRun(20, func() {
			score.Of(findings, score.Default(), score.Setting{Scope: score.Outsiders})
		}); allocations > 20 {
			t.Errorf("%d mails: %v allocations", n, allocations)
		}
	}
}
