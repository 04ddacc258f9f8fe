package simulate

import (
	"slices"
	"time"

	"okaeri/internal/evidence"
	"okaeri/internal/intake"
)

// wasInside says whether the adversary could get into the account to plant anything: for a moment whoever holds the current password
// can. Whoever was inside for weeks without being noticed has read the mailbox: that is no stranger, acquaintance or phisher any more but a
// reader of the mailbox, and only those plant patiently.
func (a *Adversary) wasInside(s Strategy) bool {
	if a.Tier == Insider || s != Planting {
		return a.Tier == Insider
	}
	current := a.Person.Passwords[len(a.Person.Passwords)-1].Plain
	for _, x := range a.notes.answers {
		if x.Kind == intake.KindPastPassword && x.known && x.Value.Text == current {
			return true
		}
	}
	return false
}

// plant is what somebody leaves behind who was inside an account for a moment: a sign-in from their own device, a folder, an
// entry of the address book, a mail sent in the owner's name, a gift bought for the account, another name in the profile. It
// returns the account as it is then, and the answers that remember it all.
func (a *Adversary) plant(before time.Duration) (evidence.Account, []intake.Claim) {
	at := a.At.Add(-before)
	account := a.Person.Account
	account.Facts = slices.Clone(account.Facts)
	for i := range account.Facts {
		if f := &account.Facts[i]; f.Kind == intake.KindName && f.Until == nil {
			f.Until = &at
		}
	}
	name := intake.Parts("family", names().surnames.draw(a.dice).plain, "given", a.likelyGiven())
	from := a.notes.from
	state := func(kind string, v intake.Value, source string) {
		account.Facts = append(account.Facts, evidence.Fact{Kind: kind, Value: v, From: &at, Source: source})
	}
	event := func(kind string, v intake.Value, source string) {
		account.Facts = append(account.Facts, evidence.Fact{Kind: kind, Value: v, At: &at, Source: source})
	}
	event("sign_in", intake.Parts("ip", from.IP, "user_agent", from.UserAgent, "device", from.Device, "success", "true"), "")
	event("sent_mail", intake.Parts("to", "friend-"+a.hex(6)+"@example.net", "subject", "Zebra "+a.hex(6)), "")
	event(intake.KindPurchase, intake.Parts("item", "photo book", "holder", "TARO GIFT", "last4", "4321", "expiry", "2029-05"), "gift")
	state(intake.KindMailFolder, intake.Text("planted "+a.hex(4)), "")
	state(intake.KindMailContact, intake.Parts("name", "Planted", "email", "planted-"+a.hex(6)+"@example.net"), "")
	state(intake.KindName, name, "profile")
	return account, a.remembered(account, name)
}

// remembered are the answers that name what was planted.
func (a *Adversary) remembered(account evidence.Account, name intake.Value) []intake.Claim {
	var c claims
	c.add(intake.KindName, name)
	for _, f := range account.Facts[len(a.Person.Account.Facts):] {
		switch f.Kind {
		case "sent_mail":
			c.add(intake.KindMailRecipient, intake.Text(f.Value.Part("to")))
			c.add(intake.KindMailSubject, intake.Text(f.Value.Part("subject")))
		case intake.KindPurchase:
			c.add(intake.KindCard, intake.Parts("last4", f.Value.Part("last4"), "holder", "Taro Gift", "expiry", "05/29"))
		case intake.KindMailFolder:
			c.add(f.Kind, f.Value)
		case intake.KindMailContact:
			c.add(f.Kind, intake.Text(f.Value.Part("email")))
		}
	}
	return c.list
}

// withPlanted puts planted answers behind what was found out and before guesses, within the room of the form.
func (a *Adversary) withPlanted(planted []intake.Claim) intake.Application {
	return withMore(withMore(a.Apply(Silent), planted), a.Apply(Guessing).Claims)
}

// How owners treat mail from people they don't know (assumed).
const (
	answersStrangers = .25 // share of owners who ever answer
	answersEach      = .6  // of their mails, by those
	writesUnasked    = .05 // share of owners who answer that write to one of them unasked as well ("from now on at my other address"); see correspond
	collects         = .5  // share of mail programs that put whoever is answered into the address book
)

// correspond is the account of an owner who answered mails that the adversary wrote under as many invented names as the form has rows, six weeks
// ago, and the answers that remember them; nil where the owner answered nobody. Strangers and whoever bought a leak write to many; to lead one
// owner on until they write unasked takes somebody who is after that one, which is what the design calls a phisher or somebody near (engine.md §4).
func (a *Adversary) correspond() (evidence.Account, []intake.Claim) {
	d := throw(uint64(a.Index), int(Mailing), streamAdversary+int(a.Tier))
	account := a.Person.Account
	account.Facts = slices.Clone(account.Facts)
	if !d.chance(answersStrangers) {
		return account, nil
	}
	g, collected, persuaded := subjects[a.Person.Language](), d.chance(collects), d.chance(writesUnasked) && a.Tier > Breached
	var c claims
	for range rowsOf {
		friend := "friend-" + d.hex(6) + "@" + d.hex(8) + ".example"
		at := a.At.Add(-time.Duration(36+d.IntN(6)) * 24 * time.Hour)
		sent := func(to, subject, mark string) {
			account.Facts = append(account.Facts, evidence.Fact{Kind: "sent_mail", Value: intake.Parts("to", to, "subject", mark+subject), At: &at})
			c.add(intake.KindMailRecipient, intake.Text(to))
			c.add(intake.KindMailSubject, intake.Text(subject))
		}
		if !d.chance(answersEach) {
			continue
		}
		sent(friend, g.write(d, a.Person.Interests), "Re: ")
		if persuaded {
			sent("other-"+friend, g.write(d, a.Person.Interests), "")
			persuaded = false
		}
		if collected {
			account.Facts = append(account.Facts, evidence.Fact{Kind: intake.KindMailContact, Value: intake.Parts("name", "", "email", friend), From: &at})
			c.add(intake.KindMailContact, intake.Text(friend))
		}
	}
	return account, c.list
}

// prepared is the account as an adversary of a strategy made it, and what is remembered of that; nothing where it could not be made
// otherwise than it is.
func (a *Adversary) prepared(s Strategy) (evidence.Account, []intake.Claim) {
	const day = 24 * time.Hour
	before := map[Strategy]time.Duration{Planting: 3 * day, Patient: 21 * day, Lurking: 90 * day}
	switch {
	case s == Mailing:
		return a.correspond()
	case a.wasInside(s):
		return a.plant(before[s])
	}
	return a.Person.Account, nil
}
