package evidence_test

import (
	"slices"
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
	ended := before
	ended.Until = on(2026, 6, 1)
	mail := func(at *time.Time, to, subject string) evidence.Fact {
		return event("sent_mail", at, "to", to, "subject", subject)
	}
	mallory := "friend-a@a-mallory.example"
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
		{"nearly named", wroteTo(1, "Re: A question about your garden"), evidence.Recipients, claim("mail_recipient", "frend-a@a-mallory.example"), evidence.Wrong},
		{"written to unasked", wroteTo(1, "A question about your garden"), evidence.Recipients, stranger, evidence.One},
		{"something was handed on to them", wroteTo(1, "Fwd: A question about your garden"), evidence.Recipients, stranger, evidence.One},
		{"written to unasked as well", wroteTo(1, "Re: A question", event("sent_mail", on(2026, 10, 1), "to", "friend-a@a-mallory.example", "subject", "hello")), evidence.Recipients, stranger, evidence.One},
		{"written to unasked after the baseline", wroteTo(1, "Re: A question", event("sent_mail", on(2026, 10, 30), "to", "friend-a@a-mallory.example", "subject", "hello")), evidence.Recipients, stranger, evidence.Answered},
		{"answered two years ago", wroteTo(0, "", event("sent_mail", on(2024, 9, 15), "to", "friend-a@a-mallory.example", "subject", "Re: hello")), evidence.Recipients, stranger, evidence.One},
		{"in the address book from before", wroteTo(1, "Re: A question", before), evidence.Recipients, stranger, evidence.One},
		{"in the address book since the answer", wroteTo(1, "Re: A question", later), evidence.Recipients, stranger, evidence.Answered},

		{"in the address book once, long ago", wroteTo(1, "Re: A question", ended), evidence.Recipients, stranger, evidence.Answered},
		{"in the address book, nobody knows since when", wroteTo(1, "Re: A question", book), evidence.Recipients, stranger, evidence.Answered},
		{"answered without a mark", wroteTo(0, "", noted("true", "A question")), evidence.Recipients, mallorys, evidence.Answered},
		{"answered without a subject", wroteTo(0, "", noted("<1@evil.example>", "")), evidence.Recipients, mallorys, evidence.Answered},
		{"noted as no answer", wroteTo(0, "", noted("false", "A question")), evidence.Recipients, mallorys, evidence.One},
		{"noted as no answer by a table", wroteTo(0, "", noted("0", "A question")), evidence.Recipients, mallorys, evidence.One},
		{"noted as no answer by a program", wroteTo(0, "", noted(" False ", "A question")), evidence.Recipients, mallorys, evidence.One},
		{"noted as no answer, and marked as one", wroteTo(0, "", noted("0", "Re: A question")), evidence.Recipients, mallorys, evidence.Answered},
		{"a mail handed on, noted as an answer", wroteTo(0, "", noted("true", "Fwd: A question")), evidence.Recipients, mallorys, evidence.One},
		{"answered 187 days before", wroteTo(0, "", mail(day(187), mallory, "Re: hello")), evidence.Recipients, stranger, evidence.Answered},
		{"answered 188 days before", wroteTo(0, "", mail(day(188), mallory, "Re: hello")), evidence.Recipients, stranger, evidence.One},
		{"a name of the address book that two have, the stranger's first", wroteTo(1, "Re: A question", twins(later)...), evidence.Recipients, claim("mail_recipient", "Mallory"), evidence.One},
		{"one letter from a stranger and from a friend", wroteTo(0, "", mail(on(2026, 9, 15), "tarou-a@example.jp", "Re: hello"), mail(on(2026, 9, 1), "tarou-c@example.jp", "hello")), evidence.Recipients, claim("mail_recipient", "tarou-b@example.jp"), evidence.Near},

		{"their subject", wroteTo(1, "Re: A question about your garden"), evidence.Subjects, theirs, evidence.Answered},
		{"most words of it", wroteTo(1, "Re: A question about your garden"), evidence.Subjects, claim("mail_subject", "question about garden a"), evidence.Wrong},
		{"the subject of a friend's mail", wroteTo(0, "", event("sent_mail", on(2026, 9, 20), "to", "taro@example.jp", "subject", "Re: Taro's question")), evidence.Subjects, claim("mail_subject", "Taro's question"), evidence.One},
		{"the subject of a mail that a friend got too", wroteTo(0, "", event("sent_mail", on(2026, 9, 20), "to", "taro@example.jp,mallory@evil.example", "subject", "Re: Taro's question")), evidence.Subjects, claim("mail_subject", "Taro's question"), evidence.Answered},
		{"the owner's own subject, answered", wroteTo(0, "", event("sent_mail", on(2026, 9, 20), "to", "taro@example.jp,mallory@evil.example", "subject", "Re: 写真を送ります")), evidence.Subjects, claim("mail_subject", "写真を送ります"), evidence.One},

		{"the subject of a mail that a role got too", wroteTo(0, "", mail(on(2026, 9, 20), "taro@example.jp,info@mallory.example", "Re: Taro's question")), evidence.Subjects, claim("mail_subject", "Taro's question"), evidence.Answered},
		{"an answer to a role alone", wroteTo(0, "", mail(on(2026, 9, 20), "info@mallory.example", "Re: Taro's question")), evidence.Subjects, claim("mail_subject", "Taro's question"), evidence.Answered},
		{"answered before it was written unasked", wroteTo(0, "", mail(on(2026, 9, 20), mallory, "Re: A question"), mail(on(2026, 9, 22), "taro@example.jp", "A question")), evidence.Subjects, claim("mail_subject", "A question"), evidence.One},
		{"most words of a stranger's and of one's own", wroteTo(0, "", mail(on(2026, 9, 20), mallory, "Re: quarterly garden report draft"), mail(on(2026, 9, 22), "taro@example.jp", "quarterly garden report final")), evidence.Subjects, claim("mail_subject", "quarterly garden report"), evidence.Near},

		{"in the address book before the first mail, which nobody asked for", wroteTo(0, "", later, mail(on(2026, 9, 15), mallory, "hello")), evidence.AddressBook, inBook, evidence.One},
		{"taken into the address book", wroteTo(1, "Re: A question", later), evidence.AddressBook, inBook, evidence.Answered},
		{"in the address book, nobody knows since when", wroteTo(1, "Re: A question", book), evidence.AddressBook, inBook, evidence.Answered},
		{"in the address book for years, and ended before the answer", wroteTo(1, "Re: A question", ended), evidence.AddressBook, inBook, evidence.One},
		{"a name that two have, the stranger's first", wroteTo(1, "Re: A question", twins(later)...), evidence.AddressBook, inBook, evidence.One},
		{"kept in the address book", wroteTo(1, "Re: A question", before), evidence.AddressBook, inBook, evidence.One},
	} {
		if got := level(c.account, c.item, c.claim); got != c.want {
			t.Errorf("%s: %s, want %s", c.says, got, c.want)
		}
	}
}

// noted is a mail to a stranger whose record says whether it answers another.
func noted(inReplyTo, subject string) evidence.Fact {
	return event("sent_mail", on(2026, 9, 15), "to", "mallory@evil.example", "subject", subject, "in_reply_to", inReplyTo)
}

var mallorys = claim("mail_recipient", "mallory@evil.example")

// day is so many days before the application.
func day(n int) *time.Time { at := applied.AddDate(0, 0, -n); return &at }

// twins are a stranger's entry of the address book and one of the same name that is a friend's.
func twins(strangers evidence.Fact) []evidence.Fact {
	return []evidence.Fact{
		strangers,
		{Kind: "mail_contact", Value: intake.Parts("name", "Mallory", "email", "mallory@friends.example"), From: on(2020, 1, 1)},
		event("sent_mail", on(2026, 9, 1), "to", "mallory@friends.example", "subject", "hello"),
	}
}

// What a visitor put into the account makes nobody a friend and no subject the owner's.
func TestAVisitorMakesNoFriends(t *testing.T) {
	visit := on(2026, 9, 14)
	a := wroteTo(0, "",
		event("sign_in", visit, "ip", "198.51.100.9", "user_agent", safari, "device", "evil", "success", "true"),
		evidence.Fact{Kind: "mail_contact", Value: intake.Parts("name", "Mallory", "email", "mallory@evil.example"), From: visit},
		event("sent_mail", visit, "to", "other@evil.example", "subject", "hello"),
		event("sent_mail", on(2026, 9, 1), "to", "third@evil.example", "subject", "Re: A third question"),
		event("sent_mail", visit, "to", "taro@example.jp", "subject", "Re: A third question"),
		event("sent_mail", on(2026, 9, 20), "to", "mallory@evil.example", "subject", "Re: A question"),
		event("sent_mail", on(2026, 9, 20), "to", "other@evil.example", "subject", "Re: Another question"))
	for _, c := range []struct {
		item  evidence.Item
		claim intake.Claim
	}{
		{evidence.Recipients, claim("mail_recipient", "mallory@evil.example")},
		{evidence.Recipients, claim("mail_recipient", "other@evil.example")},
		{evidence.Subjects, claim("mail_subject", "A question")},
		{evidence.Subjects, claim("mail_subject", "Another question")},
		{evidence.Subjects, claim("mail_subject", "A third question")},
		{evidence.Subjects, claim("mail_subject", "hello")},
		{evidence.AddressBook, claim("mail_contact", "Mallory")},
	} {
		if f, _ := findingOf(a, c.item, intake.Application{At: applied, Claims: []intake.Claim{c.claim}}); len(f.Ways) > 0 {
			t.Errorf("%s %v: %s", c.item, c.claim.Value, f.Level)
		}
	}
}

// The order in which a record lists its facts says nothing.
func TestTheOrderOfFactsDoesNotMatterToMail(t *testing.T) {
	book := evidence.Fact{Kind: "mail_contact", Value: intake.Parts("name", "Mallory", "email", "friend-a@a-mallory.example"), From: on(2026, 9, 15)}
	a := wroteTo(3, "Re: A question about your garden", twins(book)...)
	claims := []intake.Claim{claim("mail_recipient", "Mallory"), claim("mail_contact", "Mallory"), theirs, claim("mail_recipient", "friend-b@b-mallory.example")}
	want := mailBits(a, claims...)
	slices.Reverse(a.Facts)
	if got := mailBits(a, claims...); got != want {
		t.Errorf("%d millibits, in the other order %d", want, got)
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
