package bench_test

import (
	"fmt"
	"strings"
	"testing"

	"okaeri/internal/decision"
	"okaeri/internal/evidence"
	"okaeri/internal/intake"
	"okaeri/internal/score"
	"okaeri/internal/simulate"
)

// BenchmarkJudge is a whole judgement, claims to verdict, of one application by an owner with much mail. Comparing must not grow
// with the mailbox: the dossier is prepared for it when it is loaded, which is not counted here.
func BenchmarkJudge(b *testing.B) {
	parameters, policy := score.Default(), decision.DefaultPolicy()
	for _, mails := range []int{100, 1_000, 10_000, 100_000} {
		b.Run(fmt.Sprintf("mails=%d", mails), func(b *testing.B) {
			c := owner(b, mails)
			b.ReportAllocs()
			for b.Loop() {
				decision.Assess(c, parameters, policy)
			}
		})
	}
}

// BenchmarkScoreOf is the weighing of the findings alone.
func BenchmarkScoreOf(b *testing.B) {
	parameters := score.Default()
	c := owner(b, 1_000)
	found := evidence.Compare(c.Dossier, c.Application, evidence.Evidence{Passwords: c.Passwords, Population: c.Population})
	b.ReportAllocs()
	for b.Loop() {
		score.Of(found.Findings, parameters, score.Setting{})
	}
}

// owner is an application in which everything is right, at an account with that many sent mails.
func owner(b *testing.B, mails int) decision.Case {
	b.Helper()
	p := simulate.PersonAt(1, 0, 200, simulate.Options{Events: 4 * mails})
	a := p.Account
	a.Facts = nil
	sent := 0
	for _, f := range p.Account.Facts {
		if f.Kind == "sent_mail" {
			if sent++; sent > mails {
				continue
			}
		}
		a.Facts = append(a.Facts, f)
	}
	if sent < mails {
		b.Fatalf("only %d mails were made", sent)
	}
	dossier, keys := evidence.Prepare(a)
	population := evidence.NewCounts()
	population.Add(keys)
	population.Grow(100_000)
	app := intake.Application{
		ID: "x", Account: a.Identifiers[0], Contact: "sister@example.jp", At: simulate.Options{}.End(), Claims: claims(p, a),
		Context: intake.Context{IP: p.Network, UserAgent: p.Devices[len(p.Devices)-1].Agent(simulate.Options{}.End())},
	}
	return decision.Case{Dossier: dossier, Application: app, Population: population, Attempt: 1, Reachable: 1, Elsewhere: 1}
}

// claims are what the owner would answer: the profile as it is, five friends and five subjects.
func claims(p simulate.Person, a evidence.Account) []intake.Claim {
	name, home := p.Names[len(p.Names)-1], p.Homes[len(p.Homes)-1]
	list := []intake.Claim{
		{Kind: "name", Value: intake.Parts("family", name.Family, "given", name.Given)},
		{Kind: "birth_date", Value: intake.Text(p.Birth.Format("2006-01-02"))},
		{Kind: "country", Value: intake.Text(home.Country)},
		{Kind: "region", Value: intake.Text(home.Region)},
		{Kind: "postal_code", Value: intake.Text(home.Postal)},
		{Kind: "product", Value: intake.Texts("mail", "files")},
	}
	for _, f := range p.Friends[:5] {
		list = append(list, intake.Claim{Kind: "mail_recipient", Value: intake.Text(f.Mail)})
	}
	subjects := 0
	for i := len(a.Facts) - 1; i >= 0 && subjects < 5; i-- {
		if f := a.Facts[i]; f.Kind == "sent_mail" && !strings.HasPrefix(f.Value.Part("subject"), "Re:") {
			list = append(list, intake.Claim{Kind: "mail_subject", Value: intake.Text(f.Value.Part("subject"))})
			subjects++
		}
	}
	return list
}
