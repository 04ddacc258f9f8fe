package past

import (
	"context"
	"errors"
	"math/rand/v2"
	"strconv"
	"time"

	"okaeri/internal/decision"
	"okaeri/internal/evidence"
	"okaeri/internal/intake"
	"okaeri/internal/notice"
	"okaeri/internal/simulate"
)

// cast finds people for the parts. Nobody plays two of them, so that nobody's attempts stand in another's way.
type cast struct {
	waiting []int                             // people who have not been asked yet, by their place in Config.People
	spare   map[decision.Outcome][]*candidate // owners who were asked for another part
	world   simulate.World
	turn    int
}

// candidate is somebody with the application that they would file.
type candidate struct {
	person  simulate.Person
	app     intake.Application
	filed   intake.Filed
	verdict decision.Outcome
}

// audition shuffles the people.
func (t *town) audition() (*cast, error) {
	c := &cast{spare: map[decision.Outcome][]*candidate{}, world: simulate.Training.World(t.Seed, 0)}
	for i, p := range t.People {
		if p.Account.ID != t.Spare {
			c.waiting = append(c.waiting, i)
		}
	}
	if len(c.waiting) < Open {
		return nil, errors.New("too few people for a town")
	}
	dice := rand.New(rand.NewPCG(t.Seed, 0x6d6f6d696a69))
	dice.Shuffle(len(c.waiting), func(i, k int) { c.waiting[i], c.waiting[k] = c.waiting[k], c.waiting[i] })
	return c, nil
}

// who plays a part: an owner, or an adversary of a tier of package simulate.
const owner = simulate.Tier(-1)

// find finds somebody for a part: of the kind, and of whose application the machine says what the part needs. Where nobody is left
// whom the machine would judge so, it returns nil, and the part is not played.
func (t *town) find(ctx context.Context, p part) (*candidate, error) {
	fits := func(c *candidate) bool {
		a := &c.person.Account
		return (p.goes == "" || p.goes == c.verdict) && (!p.high || a.MFA || a.Worth == evidence.High) && (!p.troubled || troubled(c.person, t.Now))
	}
	if p.who == owner {
		list := t.cast.spare[p.goes]
		for i, c := range list {
			if fits(c) {
				t.cast.spare[p.goes] = append(list[:i:i], list[i+1:]...)
				return c, nil
			}
		}
	}
	for i, n := range t.cast.waiting {
		person := t.People[n]
		if p.high && !person.Account.MFA && person.Account.Worth != evidence.High || p.troubled != troubled(person, t.Now) {
			continue
		}
		c, err := t.apply(ctx, n, p.who)
		if err != nil {
			return nil, err
		}
		if !fits(c) && p.who != owner {
			continue // they may yet be an owner in another part
		}
		t.cast.waiting = append(t.cast.waiting[:i:i], t.cast.waiting[i+1:]...)
		if fits(c) {
			return c, nil
		}
		t.cast.spare[c.verdict] = append(t.cast.spare[c.verdict], c)
		return t.find(ctx, p)
	}
	return nil, nil
}

// apply writes the application that somebody would file for the account of person n, and has it judged.
func (t *town) apply(ctx context.Context, n int, who simulate.Tier) (*candidate, error) {
	scene := &simulate.Scene{Person: t.People[n], World: &t.cast.world, Index: n, Months: 0.3, At: t.Now, NoDevice: n%3 == 0}
	c := &candidate{person: scene.Person}
	if who == owner {
		c.app = simulate.NewOwner(t.Seed, scene).Apply()
	} else {
		c.app = simulate.NewAdversary(t.Seed, scene, who, 0).Apply(simulate.Natural)
	}
	c.app.Contact = c.address(n, who)
	c.filed = t.Story.Questionnaire.File(c.app, t.Now)
	c.app.Claims = t.Story.Questionnaire.Claims(c.filed.Answers)
	dossier := evidence.NewDossier(c.person.Account)
	population, err := t.Story.Dossiers.Population(ctx, evidence.ClaimKeys(dossier, c.app))
	if err != nil {
		return nil, err
	}
	reachable, elsewhere := dossier.Reachable(c.app)
	c.verdict = decision.Assess(decision.Case{
		Dossier: dossier, Application: c.app, Passwords: evidence.CheckPasswords(c.filed.Passwords, c.person.Account.Facts),
		Population: population, Attempt: 1, Reachable: reachable, Elsewhere: elsewhere,
	}, t.Story.Parameters, t.Story.Policy).Verdict
	return c, nil
}

// address is where letters to the applicant go: a mailbox of somebody close, or one that was made for this.
func (c *candidate) address(n int, who simulate.Tier) string {
	if who != owner {
		return "mailbox" + strconv.Itoa(4000+37*n) + "@example.org"
	}
	name := c.person.Names[len(c.person.Names)-1]
	return name.FamilyLetters + ".family" + strconv.Itoa(n) + "@example.net"
}

// lateAddress is what an intruder has given the provider as a new address of somebody else's account.
const lateAddress = "new-address@example.org"

// Trouble gives one account an address that somebody added a few days ago: enough for two addresses of one account to say different
// things. It takes an account with a second factor, which is never the one that the visitor plays with.
func Trouble(people []simulate.Person, now time.Time) {
	for i := range people {
		if a := &people[i].Account; a.MFA {
			a.Contacts = append(a.Contacts, evidence.Contact{Kind: "email", Value: lateAddress, Verified: true, From: now.Add(-3 * day).Truncate(time.Second)})
			return
		}
	}
}

func troubled(p simulate.Person, now time.Time) bool {
	for _, c := range p.Account.Contacts {
		if c.Value == lateAddress && c.From.Before(now) {
			return true
		}
	}
	return false
}

// enter finds somebody for a part and writes into the agenda what they do.
func (t *town) enter(ctx context.Context, p part) error {
	c, err := t.find(ctx, p)
	if err != nil || c == nil {
		return err
	}
	a := &application{town: t, part: p, app: c.app, filed: c.filed, hooks: map[notice.Kind][]hook{}}
	if p.contact != "" {
		a.app.Contact = p.contact
	}
	a.turn = t.cast.turn
	t.cast.turn++
	a.visitor = visits(a.app, c.person.Language)
	t.sheets = append(t.sheets, a)
	a.file()
	if p.then != nil {
		p.then(a)
	}
	return nil
}
