package main

import (
	"context"
	"errors"
	"math"
	"slices"
	"strings"
	"time"

	"okaeri/internal/decision"
	"okaeri/internal/evidence"
	"okaeri/internal/intake"
	"okaeri/internal/simulate"
	"okaeri/internal/text"
	"okaeri/internal/web/front"
)

// sample is a made-up person of the demo.
type sample simulate.Person

// mallory is a contact address that no account has held.
const mallory = "mallory@example.org"

// reached is the address elsewhere that the account was told of long ago and that still works; "" without one. Knowing much is not enough
// from a place that nobody knows: whoever reads a mailbox knows as much.
func (p sample) reached() string {
	for _, c := range p.Account.Contacts {
		if c.Kind == "email" && c.Verified && c.Until == nil && c.From.Before(p.latest().AddDate(0, 0, -30)) {
			return c.Value
		}
	}
	return ""
}

// chooseOwner is the first person whose card is enough, judged by the very rooms that will judge the visitor; of a seed in which nobody
// remembers enough to pass without people, the one who comes nearest.
func (h *house) chooseOwner(ctx context.Context, people []simulate.Person) (sample, error) {
	var nearest sample
	most := decision.Bits(math.MinInt32)
	for _, person := range people {
		p := sample(person)
		if p.Language != h.config.Language || len(p.oldPasswords()) < 2 || !p.paysAlone() || p.reached() == "" || p.Account.MFA || p.Account.Worth == evidence.High {
			continue
		}
		a, err := h.judge(ctx, p, p.reached(), p.answers(), p.oldPasswords())
		if err != nil || a.Verdict == decision.Grant {
			return p, err
		}
		if over := a.Bits - a.Threshold.Grant; over > most {
			nearest, most = p, over
		}
	}
	if nearest.Account.ID == "" {
		return nearest, errors.New("nobody of this seed can be shown; choose another with --seed")
	}
	return nearest, nil
}

// paysAlone tells whether the person's last card bears the name that the account was opened under. Some are paid for by a relative, or
// have married since: true to life, but a stranger who reads two names on one card takes it for a mistake.
func (p sample) paysAlone() bool {
	return len(p.Cards) > 0 && p.Cards[len(p.Cards)-1].Holder == p.Names[0].Printed()
}

// judge assesses a card about a person's account, from a strange place.
func (h *house) judge(ctx context.Context, p sample, contact string, answers intake.Answers, passwords []string) (decision.Assessment, error) {
	dossier := evidence.NewDossier(p.Account)
	app := intake.Application{
		Account: p.Account.Identifiers[0], Contact: contact, At: h.now(), Language: p.Language,
		Situation: intake.ForgotPassword, Claims: h.recovery.Questionnaire.Claims(answers),
	}
	population, err := h.dossiers.Population(ctx, evidence.ClaimKeys(dossier, app))
	if err != nil {
		return decision.Assessment{}, err
	}
	reachable, elsewhere := dossier.Reachable(app)
	return decision.Assess(decision.Case{
		Dossier: dossier, Application: app, Passwords: evidence.CheckPasswords(passwords, p.Account.Facts),
		Population: population, Attempt: 1, Reachable: reachable, Elsewhere: elsewhere,
	}, h.recovery.Parameters, h.recovery.Policy), nil
}

// oldPasswords are those that were replaced, the newest first, at most three.
func (p sample) oldPasswords() []string {
	var old []string
	for _, w := range slices.Backward(p.Passwords) {
		if !w.Until.IsZero() && len(old) < 3 {
			old = append(old, w.Plain)
		}
	}
	return old
}

// events are values of the account's facts of a kind, the newest first, leaving out the last weeks: what is newer than the baseline
// doesn't count, and the card is for those who want to get in.
func (p sample) events(kind, part string, most int) []string {
	var out []string
	for _, f := range slices.Backward(p.Account.Facts) {
		value := f.Value.Text
		if part != "" {
			value, _, _ = strings.Cut(f.Value.Parts[part], ",")
		}
		if f.At != nil && f.At.After(p.latest().AddDate(0, 0, -30)) {
			continue
		}
		if f.Kind == kind && value != "" && !slices.Contains(out, value) && len(out) < most {
			out = append(out, value)
		}
	}
	return out
}

// latest is when the account's history ends.
func (p sample) latest() time.Time {
	var last time.Time
	for _, f := range p.Account.Facts {
		if f.At != nil && f.At.After(last) {
			last = *f.At
		}
	}
	return last
}

// correspondents are the people to whom the person wrote most.
func (p sample) correspondents() []string {
	var out []string
	for _, f := range p.Friends[:min(5, len(p.Friends))] {
		out = append(out, f.Mail)
	}
	return out
}

// registered is the name under which the account was opened, and the home that it was told of then.
func (p sample) registered() (simulate.Name, simulate.Home) {
	for _, h := range p.Homes {
		if h.Told {
			return p.Names[0], h
		}
	}
	return p.Names[0], p.Homes[0]
}

// birthDate is the date that the account holds.
func (p sample) birthDate() string {
	return first(p.events("birth_date", "", 1), p.Birth.Format("2006-01-02"))
}

func first(list []string, otherwise string) string {
	if len(list) > 0 {
		return list[0]
	}
	return otherwise
}

// nameFacts are a name's parts in the order in which the form asks for them.
func (p sample) nameFacts(n simulate.Name) []front.Fact {
	family, given := front.Fact{Kind: "family_name", Values: []string{n.Family}}, front.Fact{Kind: "given_name", Values: []string{n.Given}}
	if p.Language == text.Japanese {
		return []front.Fact{family, given}
	}
	return []front.Fact{given, family}
}

// monthYear writes 2029-04 as it is printed on a card: 04/29.
func monthYear(expiry string) string {
	year, month, ok := strings.Cut(expiry, "-")
	if !ok || len(year) != 4 {
		return expiry
	}
	return month + "/" + year[2:]
}

// answers are the card as the form takes it.
func (p sample) answers() intake.Answers {
	name, home := p.registered()
	date := strings.Split(p.birthDate(), "-")
	card := p.Cards[len(p.Cards)-1]
	year, month, _ := strings.Cut(card.Expiry, "-")
	return intake.Answers{
		"family_name": {name.Family}, "given_name": {name.Given},
		"birth_year": {date[0]}, "birth_month": {date[1]}, "birth_day": {date[2]},
		"country": {home.Country}, "region": {home.Region}, "postal_code": {home.Postal},
		"product": p.events("product", "", 9), "bought": {"yes"}, "card_holder": {card.Holder}, "card_last4": {card.Last4},
		"card_month": {month}, "card_year": {year},
		"q.mail_recipients": p.correspondents(), "q.mail_subjects": p.events("sent_mail", "subject", 5), "q.mail_folders": p.events("mail_folder", "", 2),
		"q.mail_contacts":   p.events("mail_contact", "name", 3),
		"q.account_created": {p.Account.Created.Format("2006"), p.Account.Created.Format("1")},
	}
}

// said words prefectures and products as the form shows them, in each of its languages.
func said(q *intake.Questionnaire, codes ...string) map[string][]string {
	out := map[string][]string{}
	for _, lang := range text.Languages() {
		words := slices.Clone(codes)
		for i, code := range codes {
			for _, region := range intake.Prefectures() {
				if region.Code == code {
					words[i] = region.Name[lang]
				}
			}
			for _, product := range q.Products {
				if product.ID == code {
					words[i] = product.Label[lang]
				}
			}
		}
		out[lang] = words
	}
	return out
}

// memories are the owner's card.
func (p sample) memories(q *intake.Questionnaire) front.Card {
	name, home := p.registered()
	card := p.Cards[len(p.Cards)-1]
	return front.Card{Facts: slices.Concat(
		[]front.Fact{
			{Kind: "account", Values: p.Account.Identifiers[:1]},
			{Kind: "contact", Values: []string{p.reached()}},
		},
		p.nameFacts(name),
		[]front.Fact{
			{Kind: "birth_date", Values: []string{p.birthDate()}},
			{Kind: "postal_code", Values: []string{home.Postal}},
			{Kind: "region", Words: said(q, home.Region)},
			{Kind: "past_password", Values: p.oldPasswords()},
			{Kind: "product", Words: said(q, p.events("product", "", 9)...)},
			{Kind: "account_created", Values: []string{p.Account.Created.Format("2006-01")}},
			{Kind: "mail_recipient", Values: p.correspondents()},
			{Kind: "mail_subject", Values: p.events("sent_mail", "subject", 5)},
			{Kind: "mail_folder", Values: p.events("mail_folder", "", 2)},
			{Kind: "mail_contact", Values: p.events("mail_contact", "name", 3)},
			{Kind: "card_holder", Values: []string{card.Holder}},
			{Kind: "card_last4", Values: []string{card.Last4}},
			{Kind: "card_expiry", Values: []string{monthYear(card.Expiry)}},
		})}
}

// findings are what somebody found out in a leak and by asking around.
func (p sample) findings(q *intake.Questionnaire) front.Card {
	name, home := p.registered()
	leaked := p.Passwords[len(p.Passwords)-1].Plain
	return front.Card{Facts: slices.Concat(
		[]front.Fact{
			{Kind: "account", Values: p.Account.Identifiers[:1]},
			{Kind: "contact", Values: []string{mallory}},
		},
		p.nameFacts(name),
		[]front.Fact{
			{Kind: "birth_date", Values: []string{p.birthDate()}},
			{Kind: "region", Words: said(q, home.Region)},
			{Kind: "password", Values: []string{leaked}},
		})}
}
