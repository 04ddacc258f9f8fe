package evidence_test

import (
	"testing"
	"time"

	"okaeri/internal/evidence"
	"okaeri/internal/intake"
	"okaeri/internal/score"
)

// wroteTo is hanako's account after she answered so many strangers, a month and a half ago.
func wroteTo(strangers int, subject string, also ...evidence.Fact) evidence.Account {
	a := hanako()
	for i := range strangers {
		name := string(rune('a' + i))
		a.Facts = append(a.Facts, event("sent_mail", on(2026, 9, 15), "to", "friend-"+name+"@"+name+"-mallory.example", "subject", subject+" "+name))
	}
	a.Facts = append(a.Facts, also...)
	return a
}

var (
	stranger = claim("mail_recipient", "friend-a@a-mallory.example")
	theirs   = claim("mail_subject", "A question about your garden a")
)

// Anybody can write to the owner, wait for the answer, and name both.
func TestWhomAndWhatTheOwnerOnlyAnsweredIsToldApart(t *testing.T) {
	book := evidence.Fact{Kind: "mail_contact", Value: intake.Parts("name", "Mallory", "email", "friend-a@a-mallory.example")}
	later, before := book, book
	later.From, before.From = on(2026, 9, 15), on(2026, 3, 1)
	inBook := claim("mail_contact", "Mallory")
	for _, c := range []struct {
		says    string
		account evidence.Account
		item    evidence.Item
		claim   intake.Claim
		want    evidence.Level
	}{
		{"answered", wroteTo(1, "Re: A question about your garden"), evidence.Recipients, stranger, evidence.Answered},
		{"answered in German", wroteTo(1, "AW: A question about your garden"), evidence.Recipients, stranger, evidence.Answered},
		{"answered in Japanese", wroteTo(1, "返信： A question about your garden"), evidence.Recipients, stranger, evidence.Answered},
		{"nearly named", wroteTo(1, "Re: A question about your garden"), evidence.Recipients, claim("mail_recipient", "frend-a@a-mallory.example"), evidence.Answered},
		{"written to unasked", wroteTo(1, "A question about your garden"), evidence.Recipients, stranger, evidence.One},
		{"something was handed on to them", wroteTo(1, "Fwd: A question about your garden"), evidence.Recipients, stranger, evidence.One},
		{"written to unasked as well", wroteTo(1, "Re: A question", event("sent_mail", on(2026, 10, 1), "to", "friend-a@a-mallory.example", "subject", "hello")), evidence.Recipients, stranger, evidence.One},
		{"written to unasked after the baseline", wroteTo(1, "Re: A question", event("sent_mail", on(2026, 10, 30), "to", "friend-a@a-mallory.example", "subject", "hello")), evidence.Recipients, stranger, evidence.Answered},
		{"answered two years ago", wroteTo(0, "", event("sent_mail", on(2024, 9, 15), "to", "friend-a@a-mallory.example", "subject", "Re: hello")), evidence.Recipients, stranger, evidence.One},
		{"in the address book from before", wroteTo(1, "Re: A question", before), evidence.Recipients, stranger, evidence.One},
		{"in the address book since the answer", wroteTo(1, "Re: A question", later), evidence.Recipients, stranger, evidence.Answered},

		{"their subject", wroteTo(1, "Re: A question about your garden"), evidence.Subjects, theirs, evidence.Answered},
		{"most words of it", wroteTo(1, "Re: A question about your garden"), evidence.Subjects, claim("mail_subject", "question about garden a"), evidence.Answered},
		{"the subject of a friend's mail", wroteTo(0, "", event("sent_mail", on(2026, 9, 20), "to", "taro@example.jp", "subject", "Re: Taro's question")), evidence.Subjects, claim("mail_subject", "Taro's question"), evidence.One},
		{"the subject of a mail that a friend got too", wroteTo(0, "", event("sent_mail", on(2026, 9, 20), "to", "taro@example.jp,mallory@evil.example", "subject", "Re: Taro's question")), evidence.Subjects, claim("mail_subject", "Taro's question"), evidence.Answered},
		{"the owner's own subject, answered", wroteTo(0, "", event("sent_mail", on(2026, 9, 20), "to", "taro@example.jp,mallory@evil.example", "subject", "Re: 写真を送ります")), evidence.Subjects, claim("mail_subject", "写真を送ります"), evidence.One},

		{"taken into the address book", wroteTo(1, "Re: A question", later), evidence.AddressBook, inBook, evidence.Answered},
		{"kept in the address book", wroteTo(1, "Re: A question", before), evidence.AddressBook, inBook, evidence.One},
	} {
		if got := level(c.account, c.item, c.claim); got != c.want {
			t.Errorf("%s: %s, want %s", c.says, got, c.want)
		}
	}
}

// mailBits are the millibits of people written to and of subjects alone, against everybody outside.
func mailBits(a evidence.Account, claims ...intake.Claim) score.Millibits {
	var mail []evidence.Finding
	for _, f := range evidence.Compare(evidence.NewDossier(a), intake.Application{At: applied, Claims: claims}, evidence.Evidence{}).Findings {
		if f.Item == evidence.Recipients || f.Item == evidence.Subjects {
			mail = append(mail, f)
		}
	}
	return score.Of(mail, score.Default(), score.Setting{Scope: score.Outsiders}).Bits
}

// However many strangers were answered and are named: it weighs what naming nobody does.
func TestWhomTheOwnerOnlyAnsweredWeighsNothing(t *testing.T) {
	mails := "Re: A question about your garden"
	named := []intake.Claim{
		stranger, theirs, claim("mail_recipient", "friend-b@b-mallory.example"), claim("mail_recipient", "friend-c@c-mallory.example"),
		claim("mail_subject", "A question about your garden b"), claim("mail_subject", "A question about your garden c"),
	}
	many, nothing := mailBits(wroteTo(3, mails), named...), mailBits(hanako())
	if many != nothing {
		t.Errorf("three answers weigh %d millibits, nothing %d", many, nothing)
	}
	own := []intake.Claim{claim("mail_recipient", "taro@example.jp"), claim("mail_subject", "来週の同窓会について")}
	if with, alone := mailBits(wroteTo(3, mails), append(named[:2], own...)...), mailBits(hanako(), own...); with != alone || alone < nothing+3000 {
		t.Errorf("beside whom the owner wrote to: %d millibits, these alone %d, nothing %d", with, alone, nothing)
	}
}

// An account whose owner only ever answers gives nobody a question that a mail could answer.
func TestAnswersAloneAreNoMailToAskFor(t *testing.T) {
	a := hanako()
	var rest []evidence.Fact
	for _, f := range a.Facts {
		if f.Kind != "sent_mail" {
			rest = append(rest, f)
		}
	}
	at := applied.Add(-40 * 24 * time.Hour)
	a.Facts = append(rest, event("sent_mail", &at, "to", "friend-a@a-mallory.example", "subject", "Re: A question"))
	for _, item := range []evidence.Item{evidence.Recipients, evidence.Subjects} {
		if f, found := findingOf(a, item, intake.Application{At: applied, Claims: []intake.Claim{stranger, claim("mail_subject", "A question")}}); found {
			t.Errorf("%s is %s", item, f.Level)
		}
	}
}
