package simulate

import (
	"cmp"
	"math"
	"slices"
	"time"

	"okaeri/internal/intake"
)

// The shape of somebody's mail (assumed): how many people they write to, and how much more to the first than to the others.
const (
	fewestFriends = 5
	friendsMean   = 20
	friendsZipf   = 1.0
	replies       = 0.3  // share of mails that answer in a thread
	answers       = 0.25 // share of mails that answer what somebody else began
	newcomers     = 0.2  // of those, to somebody who is never written to unasked
	toTwo         = 0.12 // share of mails to two people
	mailShare     = 0.55 // of all events; nearly all others are sign-ins
)

// write fills the mailbox with sent mail, most of it recent.
func (h *history) write() {
	book := h.addressBook()
	friends := byRank(book, friendsZipf)
	g := subjects[h.Language]()
	h.Interests = g.interests(h.dice)
	threads := map[string]string{}
	sent := map[string]int{}
	for range h.events(mailShare) {
		to := friends.draw(h.dice)
		subject := g.write(h.dice, h.Interests)
		last, written := threads[to.Mail]
		switch {
		case h.dice.chance(answers):
			subject = "Re: " + subject
			if h.dice.chance(newcomers) {
				to = h.someoneElsewhere()
			}
		case written && h.dice.chance(replies):
			subject = "Re: " + last
		default:
			threads[to.Mail] = subject
		}
		all := to.Mail
		sent[to.Mail]++
		if other := friends.draw(h.dice); other.Mail != to.Mail && h.dice.chance(toTwo) {
			all += "," + other.Mail
			sent[other.Mail]++
		}
		h.event("sent_mail", intake.Parts("to", all, "subject", subject), h.recent())
	}
	for i, f := range book {
		book[i].Mails = sent[f.Mail]
		if h.dice.chance(0.3) { // kept in the address book of the account
			h.state("mail_contact", intake.Parts("name", f.Name, "email", f.Mail), h.within(h.Account.Created, h.o.Now), time.Time{}, "")
		}
	}
	slices.SortStableFunc(book, func(a, b Friend) int { return cmp.Compare(b.Mails, a.Mails) })
	h.Friends = book
}

// addressBook finds friends: mostly others of the population, the nearer in number the likelier, and some addresses that
// many people write to.
func (h *history) addressBook() []Friend {
	var book []Friend
	known := map[string]bool{h.who.mail: true}
	for range fewestFriends + h.dice.poisson(friendsMean-fewestFriends) {
		f := h.friend()
		if !known[f.Mail] {
			known[f.Mail] = true
			book = append(book, f)
		}
	}
	if len(book) == 0 { // a population of one writes to the outside
		book = append(book, Friend{Name: "info", Mail: "info@shop.example"})
	}
	return book
}

// outside are addresses that many people write to: none of them shows much about the person who does.
var outside = []string{"info@shop.example", "support@bank.example", "office@school.example", "reserve@hotel.example", "desk@clinic.example", "members@club.example"}

func (h *history) friend() Friend {
	switch p := h.dice.Float64(); {
	case p < 0.12:
		mail := byRank(outside, 1).draw(h.dice)
		return Friend{Name: mail, Mail: mail}
	case p < 0.35:
		return h.someoneElsewhere()
	}
	distance := 1 + int(math.Floor(30*h.dice.ExpFloat64()))
	if h.dice.chance(0.5) {
		distance = -distance
	}
	other := identify(h.seed, ((h.who.index+distance)%h.n+h.n)%h.n, h.o)
	return Friend{Name: other.name.full(), Mail: other.mail}
}

// someoneElsewhere is somebody with an account at another place.
func (h *history) someoneElsewhere() Friend {
	other := identify(h.seed^0x6f6b61657269, h.dice.IntN(1<<20), h.o)
	return Friend{Name: other.name.full(), Mail: other.local + "@" + pick(h.dice, []string{"example.jp", "example.com", "example.org"})}
}

// full is the name as its language puts it.
func (n Name) full() string {
	if n.FamilyKana == "" {
		return n.Given + " " + n.Family
	}
	return n.Family + " " + n.Given
}

// events is how many of the account's events are of one kind: some people do everything more often than others.
func (h *history) events(share float64) int {
	busy := math.Exp(0.5*h.dice.NormFloat64() - 0.125) // mean 1
	return int(math.Round(float64(h.o.Events) * share * busy))
}

// recent draws a moment of the account's life by day, later ones more often.
func (h *history) recent() time.Time {
	age := h.o.Now.Sub(h.Account.Created)
	ago := h.dice.Float64()
	at := h.o.Now.Add(-time.Duration(ago * ago * float64(age)))
	day := time.Date(at.Year(), at.Month(), at.Day(), 7, 0, 0, 0, japan)
	at = day.Add(time.Duration(h.dice.Float64() * float64(16*time.Hour))).Truncate(time.Second)
	if at.Before(h.Account.Created) || at.After(h.o.Now) {
		return h.within(h.Account.Created, h.o.Now)
	}
	return at
}
