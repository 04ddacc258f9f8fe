// Package simulate makes up the people that Okaeri is tried on: accounts with years of history, made from a seed.
//
// # What for
//
// Nobody may measure a recovery form on real people's secrets, and nobody should believe one that was never measured. So the
// people are generated: what they are called, when they were born, where they lived and when they moved, the passwords they
// chose and used again, whom they write to and about what, what they bought, from where they signed in. The demo shows them,
// tests import them, and owners and adversaries are drawn from them.
//
// # What makes them believable
//
// A guess is as good as the value is common. The distributions therefore follow measured ones where there are any: surnames
// by the number of people who have them, prefectures by population, leaked passwords by rank, mail subjects by the measured
// chance that two mails share one. Everything else is assumed, written down as a constant with that word beside it, and
// meant to be varied. data/NOTICE names every source with its licence.
//
// # What they are not
//
// No record names anybody's network, mailbox or telephone: addresses come from the ranges set aside for documentation. Plain
// passwords exist in Person only; the account records hold hashes, as every directory does.
//
// # Sameness
//
// The same seed, options and version give the same people, byte for byte, and person i is the same person however many are
// made: each is drawn from a generator of their own. Nothing here reads a clock.
package simulate

import (
	"iter"
	"strconv"
	"time"

	"okaeri/internal/evidence"
)

// Options shape a population. The zero value is an ordinary one.
type Options struct {
	Now     time.Time // where the histories end; zero: 1 November 2026 in Japan
	Domain  string    // of the accounts' addresses; empty: momiji.example
	Events  int       // mean number of mails, sign-ins and purchases of an account; zero: 300
	English float64   // share of accounts kept in English; zero: 0.1, negative: none
	Hash    Hash      // how the accounts keep passwords
}

func (o Options) withDefaults() Options {
	if o.Now.IsZero() {
		o.Now = time.Date(2026, 11, 1, 9, 0, 0, 0, japan)
	}
	if o.Domain == "" {
		o.Domain = "momiji.example"
	}
	if o.Events == 0 {
		o.Events = 300
	}
	if o.English == 0 {
		o.English = 0.1
	}
	return o
}

// End is where the histories end: the moment at which the people of a population apply.
func (o Options) End() time.Time { return o.withDefaults().Now }

// japan is the zone of all times.
var japan = time.FixedZone("JST", 9*60*60)

// Person is an owner: the account as an operator holds it, and what only the owner knows.
type Person struct {
	Account   evidence.Account
	Language  string     // "ja" or "en"
	Names     []Name     // oldest first; the last one is used today
	Birth     time.Time  // the true date; the account may hold another
	Homes     []Home     // oldest first
	Passwords []Password // oldest first; the last one opens the account
	Cards     []Card     // oldest first
	Devices   []Device   // oldest first
	Friends   []Friend   // whom they write to, most often first
	Interests []string   // what they like to write about
	Network   string     // the address of their home today
}

// Name is a name that a person goes by, or went by.
type Name struct {
	Family, Given               string
	FamilyKana, GivenKana       string // empty in English
	FamilyLetters, GivenLetters string // in small letters: satou, hanako
	Since                       time.Time
}

// Home is where a person lives or lived.
type Home struct {
	Country, Region, Postal string // JP, JP-13, 1000001
	From                    time.Time
	Told                    bool // whether the account was told of it
}

// Password is one that a person used for the account.
type Password struct {
	Plain     string
	From      time.Time
	Until     time.Time // zero: still
	Elsewhere bool      // the same one protects accounts at other places
}

// Card is a payment card that a person used.
type Card struct {
	Holder, Last4, Expiry string // as printed: HANAKO SATO, 1234, 2027-03
}

// Device is one that a person signs in from, or did.
type Device struct {
	ID    string
	kind  deviceKind
	From  time.Time
	Until time.Time // zero while it is in use
}

// Agent is the user agent that the device sends at a time.
func (d Device) Agent(at time.Time) string { return d.kind.agent(at) }

// Friend is somebody a person writes to.
type Friend struct {
	Name, Mail string
	Mails      int // how many were sent to them
}

// Population makes n people, one after the other.
func Population(seed uint64, n int, o Options) iter.Seq[Person] {
	return func(yield func(Person) bool) {
		for i := range n {
			if !yield(PersonAt(seed, i, n, o)) {
				return
			}
		}
	}
}

// PersonAt makes person i of a population of n. They are the same person in every population of the seed, but for whom they
// write to, since their friends are among the others.
func PersonAt(seed uint64, i, n int, o Options) Person {
	o = o.withDefaults()
	who := identify(seed, i, o)
	h := history{Person: Person{Language: who.language}, who: who, seed: seed, n: n, o: o, dice: throw(seed, i, streamLife)}
	h.begin()
	h.live()
	h.move()
	h.marry()
	h.choosePasswords()
	h.buy()
	h.write()
	h.signIn()
	return h.finish()
}

// history is a person being made: what is known of them so far, and the account's facts in any order.
type history struct {
	Person
	who   identity
	seed  uint64
	n     int
	o     Options
	dice  dice
	facts []evidence.Fact
}

// begin opens the account.
func (h *history) begin() {
	years := 1 + 15*h.dice.Float64()*h.dice.Float64() // assumed: half of the accounts are younger than four years
	grown := h.who.birth.AddDate(13, 0, 0)
	created := h.o.Now.Add(-span(years))
	if created.Before(grown) {
		created = grown.Add(time.Duration(h.dice.Float64() * float64(h.o.Now.Sub(grown)) / 2))
	}
	h.Birth = h.who.birth
	h.Account = evidence.Account{
		ID:          "a-" + pad(h.who.index+1),
		Identifiers: []string{h.who.mail},
		Created:     created.Truncate(time.Second),
		MFA:         h.dice.chance(0.08), // assumed, like all shares below
		Worth:       evidence.Ordinary,
		Language:    h.Language,
	}
	switch {
	case h.dice.chance(0.10):
		h.Account.Worth = evidence.Low
	case h.dice.chance(0.09):
		h.Account.Worth = evidence.High
	}
	if h.dice.chance(0.6) {
		h.Account.Identifiers = append(h.Account.Identifiers, h.dice.phone())
	}
	if h.dice.chance(0.7) {
		h.contact()
	}
}

// contact gives the account an address elsewhere, verified when it was given.
func (h *history) contact() {
	from := h.within(h.Account.Created, h.o.Now)
	h.Account.Contacts = append(h.Account.Contacts, evidence.Contact{
		Kind: "email", Value: h.who.local + "@" + pick(h.dice, []string{"example.jp", "example.com", "example.net"}),
		Verified: h.dice.chance(0.9), From: from,
	})
}

// finish puts the facts in the order of time.
func (h *history) finish() Person {
	if h.dice.chance(0.03) {
		h.Account.Locked = &evidence.Lock{Reason: "suspicious_activity", At: h.o.Now.Add(-span(0.02 * h.dice.Float64())).Truncate(time.Second)}
	}
	h.Account.Facts = inOrder(h.facts)
	return h.Person
}

// within draws a moment, each as likely as the others.
func (h *history) within(from, until time.Time) time.Time {
	return from.Add(time.Duration(h.dice.Float64() * float64(until.Sub(from)))).Truncate(time.Second)
}

// span is a length of time in years.
func span(years float64) time.Duration {
	return time.Duration(years * 365.25 * 24 * float64(time.Hour))
}

// pad writes a number with six digits, so that identifiers sort as they count.
func pad(i int) string {
	s := strconv.Itoa(i)
	for len(s) < 6 {
		s = "0" + s
	}
	return s
}
