package simulate

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"okaeri/internal/intake"
)

// passwords finds out old ones, and guesses: what many people choose, and what this person might have chosen, by what is known.
func (a *Adversary) passwords() {
	sought := a.sought()
	typed := map[string]bool{}
	switch {
	case a.finds(a.known.PasswordExact, sought, true):
		for _, p := range sought {
			typed[p.Plain] = true
			a.note(intake.KindPastPassword, intake.Text(a.password(p.Plain)), true)
		}
	case a.finds(a.known.PasswordClose, sought, false): // of another site
		plain := pick(a.dice, sought).Plain
		a.note(intake.KindPastPassword, intake.Text(strings.TrimRight(plain, "0123456789!")+a.digits(2)), true)
	}
	if len(typed) == 0 && !a.has(intake.KindPastPassword) {
		a.personalPasswords()
	}
	for _, guess := range leaked().items[:rowsOf] {
		if !typed[guess] {
			a.note(intake.KindPastPassword, intake.Text(guess), false)
		}
	}
}

// sought are the passwords that there is a chance of finding out: the one in use, one of before, or both.
func (a *Adversary) sought() []Password {
	all := a.Person.Passwords
	now := all[len(all)-1]
	older := all[max(len(all)-2-a.IntN(max(len(all)-1, 1)), 0)]
	switch p := a.Float64(); {
	case p < float64(a.known.PasswordTwo) && older.Plain != now.Plain:
		return []Password{now, older}
	case p < float64(a.known.PasswordTwo+a.known.PasswordOlder):
		return []Password{older}
	}
	return []Password{now}
}

// finds says whether this adversary found passwords out: these as they are, or else ones like them. Leaks are all that strangers and
// the breached have, and other places lose only what was used there: the very password of some accounts, a sister of it for the rest. What
// cannot be found out of the rest is found out the more often of those, so that among all accounts the share is the one tabulated.
func (a *Adversary) finds(r Rate, sought []Password, whole bool) bool {
	if a.Tier > Breached { // seen, told or phished
		return a.knows(r, aboutPast)
	}
	exposed := 1.
	for _, p := range sought {
		switch {
		case p.Elsewhere != whole:
			return false
		case whole:
			exposed *= usedElsewhere
		default:
			exposed *= 1 - usedElsewhere
		}
	}
	return a.chance(shifted(float64(r), a.spread[aboutPast]) / exposed)
}

// personalPasswords makes passwords of what is known of the person, in the form that such passwords have most often. That is
// knowledge and no guess: it works for nobody else's account (targeted guessing, engine.md §4).
func (a *Adversary) personalPasswords() {
	if !a.has(intake.KindName) || !a.has(intake.KindBirthDate) {
		return
	}
	name, day := a.Person.Names[0], a.told()
	for _, form := range []string{"0102", "2006"} {
		a.note(intake.KindPastPassword, intake.Text(name.GivenLetters+day.Format(form)), true)
	}
}

// has says whether something of a kind was found out.
func (a *Adversary) has(kind string) bool {
	return slices.ContainsFunc(a.notes.answers, func(x answer) bool { return x.known && x.Kind == kind })
}

// mailbox finds out about mail.
func (a *Adversary) mailbox() {
	friends := a.Person.Friends
	n := 0
	switch {
	case a.knows(a.known.ManyRecipients, aboutMail):
		for n = 2; n < rowsOf && a.chance(.6); n++ { // engine.md §9.1: .6 of those who know two know a third, and so on
		}
	case a.knows(a.known.OneRecipient, aboutMail):
		n = 1
	}
	for _, f := range some(a.dice, friends[:min(len(friends), 8)], n) {
		if f.Mails > 0 {
			a.note(intake.KindMailRecipient, intake.Text(f.Mail), true)
		}
	}
	for _, mail := range outside { // what many people write to
		a.note(intake.KindMailRecipient, intake.Text(mail), false)
	}
	a.subjectsSeen()
	a.noteSome(intake.KindMailFolder, holding(&a.Person.Account, intake.KindMailFolder), a.known.Folder, .6)
	var book []string
	for _, f := range a.Person.Account.Facts {
		if f.Kind == intake.KindMailContact {
			book = append(book, f.Value.Part("email"))
		}
	}
	a.noteSome(intake.KindMailContact, book, a.known.Contact, .6)
	for _, folder := range words[a.Person.Language]()["folder"] {
		a.note(intake.KindMailFolder, intake.Text(folder), false)
	}
}

// noteSome finds out one of several values, or two.
func (a *Adversary) noteSome(kind string, values []string, r Rate, two float64) {
	if len(values) == 0 || !a.knows(r, aboutMail) {
		return
	}
	n := 1
	if a.chance(two) {
		n = 2
	}
	for _, v := range some(a.dice, values, n) {
		a.note(kind, intake.Text(v), true)
	}
}

func (a *Adversary) subjectsSeen() {
	sent := eventsOf(&a.Person.Account, "sent_mail")
	if len(sent) > 0 {
		sent = sent[max(0, len(sent)-60):]
		seen := func() string { return pick(a.dice, sent).Value.Part("subject") }
		switch {
		case a.knows(a.known.Subject, aboutMail):
			a.note(intake.KindMailSubject, intake.Text(seen()), true)
			for n := 1; n < rowsOf && a.chance(.4); n++ {
				a.note(intake.KindMailSubject, intake.Text(seen()), true)
			}
		case a.knows(a.known.SubjectGist, aboutMail):
			a.note(intake.KindMailSubject, intake.Text(a.gist(seen())), true)
		}
	}
	for _, subject := range subjects[a.Person.Language]().generic.items[:2*rowsOf] { // the likeliest; the form has room for fewer
		a.note(intake.KindMailSubject, intake.Text(subject), false)
	}
}

// use finds out about products, the account's beginning and purchases.
func (a *Adversary) use() {
	products := holding(&a.Person.Account, intake.KindProduct)
	switch {
	case a.knows(a.known.ProductsExact, aboutUse):
		a.note(intake.KindProduct, intake.Texts(products...), true)
	case a.knows(a.known.ProductsPart, aboutUse):
		a.note(intake.KindProduct, intake.Texts(products[0]), true)
	default:
		a.note(intake.KindProduct, intake.Texts(mostUse[:1+a.IntN(2)]...), false)
	}
	created := a.Person.Account.Created
	year, month, known := created.Year(), int(created.Month()), true
	switch {
	case a.knows(a.known.Created, aboutUse):
	case a.knows(a.known.CreatedClose, aboutUse):
		t := created.AddDate(0, 1-2*a.IntN(2), 0)
		year, month = t.Year(), int(t.Month())
		if a.chance(.5) {
			year, month = created.Year(), 0
		}
	default:
		year, month, known = a.At.Year()-1-a.IntN(6), 1+a.IntN(12), false
	}
	a.note(intake.KindAccountCreated, intake.Text(a.month(year, month, a.Person.Language)), known)
	a.bought()
}

// mostUse is what nearly every account is used for.
var mostUse = []string{"mail", "files"}

func (a *Adversary) bought() {
	purchases := eventsOf(&a.Person.Account, intake.KindPurchase)
	if len(purchases) == 0 {
		if a.chance(.35) { // does not know that there was none
			a.note(intake.KindCard, intake.Parts("last4", a.digits(4)), false)
		}
		return
	}
	last := purchases[len(purchases)-1]
	full := intake.Parts("last4", last.Value.Part("last4"), "holder", capitals(last.Value.Part("holder")), "expiry", lastExpiry(last.Value))
	switch {
	case a.knows(a.known.Card, aboutUse):
		if a.chance(.5) {
			full = intake.Parts("last4", full.Part("last4"))
		}
		a.note(intake.KindCard, full, true)
	case a.knows(a.known.CardPart, aboutUse):
		a.note(intake.KindCard, intake.Parts("holder", full.Part("holder"), "expiry", full.Part("expiry")), true)
	default:
		a.note(intake.KindCard, intake.Parts("last4", a.digits(4)), false)
	}
	at := last.At
	switch {
	case a.knows(a.known.Purchase, aboutUse):
		a.note(intake.KindPurchase, intake.Parts("item", last.Value.Part("item"), "when", a.month(at.Year(), int(at.Month()), a.Person.Language)), true)
	case a.knows(a.known.PurchasePart, aboutUse):
		a.note(intake.KindPurchase, intake.Parts("item", last.Value.Part("item")), true)
	default:
		a.note(intake.KindPurchase, intake.Parts("item", goods[0], "when", strconv.Itoa(a.At.Year())), false)
	}
}

// lastExpiry writes 2027-03 as cards do: 03/27.
func lastExpiry(v intake.Value) string {
	t, err := time.Parse("2006-01", v.Part("expiry"))
	if err != nil {
		return ""
	}
	return t.Format("01/06")
}
