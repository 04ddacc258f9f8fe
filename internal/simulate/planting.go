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
	if a.Tier == Insider || s == Patient {
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

// withPlanted puts planted answers before the others, within the room of the form; the name in the profile is answered only where
// the true one is not known.
func (a *Adversary) withPlanted(planted []intake.Claim) intake.Application {
	app := a.Apply(Guessing)
	count := map[string]int{}
	var all []intake.Claim
	for _, c := range append(slices.Clone(planted), app.Claims...) {
		if c.Kind == intake.KindName && count[c.Kind] == 0 && a.has(c.Kind) && len(all) == 0 {
			continue
		}
		if count[c.Kind] < max(most[c.Kind], 1) {
			count[c.Kind]++
			all = append(all, c)
		}
	}
	app.Claims = all
	return app
}
