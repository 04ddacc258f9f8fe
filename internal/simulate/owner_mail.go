package simulate

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"okaeri/internal/intake"
)

// mailbox answers for recipients, subjects, folders and the address book.
func (o *Owner) mailbox(c *claims) {
	o.recipients(c)
	o.subjects(c)
	for _, name := range some(o.dice, holding(&o.Person.Account, intake.KindMailFolder), min(o.rows, 2)) {
		if o.still(o.habits.Folder, aboutMail) {
			c.add(intake.KindMailFolder, intake.Text(o.text(name)))
		}
	}
	var book []Friend
	for _, f := range o.Person.Account.Facts {
		if f.Kind == intake.KindMailContact {
			book = append(book, Friend{Name: f.Value.Part("name"), Mail: f.Value.Part("email")})
		}
	}
	for _, f := range some(o.dice, book, min(o.rows, 2)) {
		if o.still(o.habits.Contact, aboutMail) {
			c.add(intake.KindMailContact, intake.Text(o.friend(f)))
		}
	}
}

// recipients answers with the people written to most: each is remembered with the chance 1 - exp(-n/2) after n mails, times what
// time has left of it (engine.md §6).
func (o *Owner) recipients(c *claims) {
	if !o.knows(o.habits.Recipients, aboutMail) {
		return
	}
	typed := 0
	for _, f := range o.recent(o.Person.Friends[:min(len(o.Person.Friends), 12)]) {
		if typed == o.rows {
			return
		}
		if o.still(Rate(min(1-math.Exp(-.5*float64(f.Mails)), .95)), aboutMail) {
			c.add(intake.KindMailRecipient, intake.Text(o.friend(f)))
			typed++
		}
	}
}

// recent puts friends into the order in which they come to mind: often written to, with some chance in it.
func (o *Owner) recent(all []Friend) []Friend {
	keys := make(map[string]float64, len(all))
	for _, f := range all {
		keys[f.Mail] = float64(f.Mails) * o.ExpFloat64()
	}
	out := slices.Clone(all)
	slices.SortStableFunc(out, func(a, b Friend) int { return cmp.Compare(keys[b.Mail], keys[a.Mail]) })
	return out
}

// friend writes somebody down: the address, or only the name.
func (o *Owner) friend(f Friend) string {
	if o.does(o.habits.Address) {
		return o.mail(f.Mail)
	}
	return o.text(f.Name)
}

// subjects answers with subjects of mails that were sent lately: word for word, or what they were about.
func (o *Owner) subjects(c *claims) {
	sent := eventsOf(&o.Person.Account, "sent_mail")
	if len(sent) == 0 {
		return
	}
	sent = sent[max(0, len(sent)-60):]
	for range o.rows {
		subject := sent[o.IntN(len(sent))].Value.Part("subject")
		switch {
		case o.still(o.habits.SubjectExact, aboutMail):
			c.add(intake.KindMailSubject, intake.Text(o.text(subject)))
		case o.still(o.habits.SubjectGist, aboutMail):
			c.add(intake.KindMailSubject, intake.Text(o.text(o.gist(subject))))
		}
	}
}

// gist is what somebody writes who remembers what a mail was about: words fall away or change.
func (h hand) gist(subject string) string {
	if words := strings.Fields(subject); len(words) > 2 {
		i := h.IntN(len(words))
		return strings.Join(slices.Delete(slices.Clone(words), i, i+1), " ")
	}
	r := []rune(subject)
	if len(r) < 4 {
		return subject
	}
	cut := 1 + h.IntN(max(len(r)/3, 1))
	if h.chance(.5) {
		return string(r[cut:])
	}
	return string(r[:len(r)-cut]) + pick(h.dice, mistaken()["gist"][0])
}

// some are up to n of a list, in any order.
func some[T any](d dice, list []T, n int) []T {
	out := slices.Clone(list)
	d.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out[:min(n, len(out))]
}
