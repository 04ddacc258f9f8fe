package simulate

import (
	"reflect"
	"strings"
	"time"

	"okaeri/internal/intake"
)

// Tier is a kind of adversary: an index into World.Known.
type Tier int

// The tiers of engine.md §4.
const (
	Stranger Tier = iota
	Breached
	Acquaintance
	Phisher
	Insider
)

var tierWords = [Classes]string{"stranger", "breached", "acquaintance", "phisher", "insider_mailbox"}

func (t Tier) String() string { return tierWords[t] }

// Tiers lists the tiers by their words, in order.
func Tiers() []string { return append([]string(nil), tierWords[:]...) }

// Adversary is somebody who asks for another person's account.
type Adversary struct {
	*Scene
	hand
	Tier   Tier
	known  *Knowledge
	spread [areas]float64
	notes  notes
}

// notes is what the adversary found out, before any strategy: the true values known and the best guesses for all others.
type notes struct {
	answers []answer
	from    intake.Context
	contact string
}

// answer is one claim that an adversary could make.
type answer struct {
	intake.Claim
	known bool // found out, not guessed; adversaries know which of their answers are which
	spare bool // a guess beyond the first for its question
}

// NewAdversary is the n-th adversary of a tier against a scene.
func NewAdversary(seed uint64, s *Scene, t Tier, n int) *Adversary {
	d := throw(seed, s.Index, streamAdversary+int(t)+Classes*n)
	a := &Adversary{
		Scene: s, Tier: t, known: &s.World.Known[t],
		hand:   hand{d, s.World.Typing},
		spread: latents(d, s.World.Preparation, s.World.Shared),
	}
	if t != Acquaintance { // copied from where it was found, not written from memory
		a.Typing = a.copied()
	}
	a.self()
	a.address()
	a.passwords()
	a.mailbox()
	a.use()
	a.notes.from, a.notes.contact = a.context(), a.hex(10)+"@example.net"
	if c := s.channel(); c != "" && a.does(a.known.Channel) {
		a.notes.contact = c
	}
	return a
}

// knows says whether this adversary found something out.
func (a *Adversary) knows(r Rate, area int) bool {
	return a.chance(shifted(float64(r), a.spread[area]))
}

// note writes an answer down, once.
func (a *Adversary) note(kind string, v intake.Value, known bool) {
	if v.Blank() {
		return
	}
	spare := false
	for _, earlier := range a.notes.answers {
		if earlier.Kind == kind && reflect.DeepEqual(earlier.Value, v) {
			return
		}
		spare = spare || !known && earlier.Kind == kind
	}
	a.notes.answers = append(a.notes.answers, answer{intake.Claim{Kind: kind, Value: v}, known, spare})
}

// self finds out name and date of birth.
func (a *Adversary) self() {
	p := &a.Person
	held := a.heldNames()
	now := held[len(held)-1]
	known := a.knows(a.known.NameExact, aboutSelf)
	switch {
	case known:
		a.note(intake.KindName, a.name(now), true)
	case a.knows(a.known.NameClose, aboutSelf): // the family name only
		a.note(intake.KindName, intake.Parts("family", now.Family, "given", a.likelyGiven()), true)
	default:
		a.note(intake.KindName, a.nameInAddress(), true)
	}
	if former := p.Names[0]; len(p.Names) > 1 && known && a.chance(float64(a.known.FormerShare)) {
		a.note(intake.KindFormerName, intake.Text(former.Family), true)
	}
	day, sure := a.guessedBirth(), false
	switch told := a.told(); {
	case a.knows(a.known.BirthExact, aboutSelf):
		day, sure = told, true
		if a.Tier == Acquaintance { // who knows the person knows the true one
			day = p.Birth
		}
	case a.knows(a.known.BirthClose, aboutSelf):
		day, sure = told.AddDate(a.IntN(5)-2, 0, 0), true
	}
	a.note(intake.KindBirthDate, intake.Text(a.date(day, p.Language)), sure)
}

// heldNames are the names that the account was told, oldest first.
func (s *Scene) heldNames() []Name {
	var held []Name
	for _, f := range s.Person.Account.Facts {
		if f.Kind != intake.KindName {
			continue
		}
		for _, n := range s.Person.Names {
			if n.Family == f.Value.Part("family") && n.Given == f.Value.Part("given") {
				held = append(held, n)
			}
		}
	}
	return held
}

// likelyGiven is a common given name of either sex.
func (a *Adversary) likelyGiven() string {
	return names().common["f1"].draw(a.dice).plain
}

// nameInAddress reads a name out of the account's address, which is all that a stranger has: hanako.satou12 is Hanako Satou.
func (a *Adversary) nameInAddress() intake.Value {
	local, _, _ := strings.Cut(a.Person.Account.Identifiers[0], "@")
	parts := strings.FieldsFunc(strings.TrimRight(local, "0123456789"), func(r rune) bool { return strings.ContainsRune("._-", r) })
	if len(parts) != 2 {
		return intake.Parts("family", names().surnames.draw(a.dice).plain, "given", a.likelyGiven())
	}
	if a.chance(.5) {
		parts[0], parts[1] = parts[1], parts[0]
	}
	return intake.Parts("family", capital(parts[1]), "given", capital(parts[0]))
}

// guessedBirth is a date that fits somebody of some age; one guess in five is the first of January 1990, which people give who
// do not want to tell theirs.
func (a *Adversary) guessedBirth() time.Time {
	if a.chance(.2) {
		return time.Date(1990, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	return time.Date(1950+a.IntN(58), time.Month(1+a.IntN(12)), 1+a.IntN(28), 0, 0, 0, 0, time.UTC)
}

// address finds out where the account was told that its owner lives: the place of today's record, or of the record before when
// what leaked is older.
func (a *Adversary) address() {
	var told []Home
	for _, h := range a.Person.Homes {
		if h.Told {
			told = append(told, h)
		}
	}
	home := told[len(told)-1]
	if len(told) > 1 && a.chance(.3*float64(a.known.FormerShare)) {
		home = told[len(told)-2]
	}
	switch {
	case a.knows(a.known.Postal, aboutSelf):
		a.noteHome(home, a.postal(home.Postal, home.Country), true)
	case a.knows(a.known.PostalPart, aboutSelf):
		a.noteHome(home, home.Postal[:3], true)
	case a.knows(a.known.Prefecture, aboutSelf):
		a.noteHome(home, "", true)
	default:
		guess := prefectures().draw(a.dice)
		a.noteHome(Home{Country: "JP", Region: guess.region}, guess.code(a.dice), false)
	}
}

func (a *Adversary) noteHome(home Home, postal string, known bool) {
	a.note(intake.KindCountry, intake.Text(a.country(home.Country)), known)
	a.note(intake.KindRegion, intake.Text(a.region(home.Region)), known)
	a.note(intake.KindPostalCode, intake.Text(postal), known && postal != "")
}

// context is where the adversary applies from.
func (a *Adversary) context() intake.Context {
	device, agent := a.newDevice(a.At)
	if own := a.inUse(); len(own) > 0 && a.does(a.known.Device) {
		d := pick(a.dice, own)
		device, agent = d.ID, d.Agent(a.At)
	} else if len(own) > 0 && a.does(a.known.Browser) {
		agent = pick(a.dice, own).Agent(a.At)
	}
	ip := a.elsewhereOnEarth()
	switch p := a.Float64(); {
	case p < float64(a.known.Network):
		ip = a.Person.Network
	case p < float64(a.known.Network+a.known.NetworkArea):
		ip = a.sameProvider(a.Person.Network)
	}
	return intake.Context{IP: ip, UserAgent: agent, Device: device}
}
