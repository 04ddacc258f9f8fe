package past

import (
	"context"
	"slices"
	"time"

	"okaeri/internal/recovery"
	"okaeri/internal/staff"
)

// Seat is a place at the desk.
type Seat struct {
	Login, Name string
	Roles       []string
	Admin       bool // an administrator, who is made one by the link that they come in by
}

// The people of the desk. Their names are the catalogue's: demo.town.person.LOGIN.
const (
	aoi     = "aoi"     // reviewer
	ren     = "ren"     // reviewer
	chihiro = "chihiro" // senior
	kaname  = "kaname"  // runs the server, reads the audit log, and administers
	makoto  = "makoto"  // the first administrator
)

// staffRoles are what they are, in the order in which they stand on the demo's page.
var staffRoles = []Seat{
	{Login: aoi, Roles: []string{staff.Reviewer}},
	{Login: ren, Roles: []string{staff.Reviewer}},
	{Login: chihiro, Roles: []string{staff.Senior}},
	{Login: kaname, Roles: []string{staff.Auditor, staff.Operator}, Admin: true},
	{Login: makoto, Admin: true},
}

// Hire lets the first administrator come in by the link that a host makes, and invite the others, who come in; say is the catalogue in the
// language of the desk. It happens now and not weeks ago, since links live by the clock of the database: who acts in the past is a name.
func Hire(ctx context.Context, story *staff.Staff, say func(key string) string) ([]Seat, error) {
	var seats []Seat
	for _, s := range staffRoles {
		s.Name = say(nameKey + s.Login)
		seats = append(seats, s)
	}
	head := seats[len(seats)-1]
	if err := first(ctx, story, staff.Newcomer{Login: head.Login, Name: head.Name}, say("demo.town.key")); err != nil {
		return nil, err
	}
	for _, s := range seats[:len(seats)-1] {
		n := staff.Newcomer{Login: s.Login, Name: s.Name, Roles: s.Roles}
		p, link, err := story.Invite(ctx, host, n)
		if err == nil {
			err = comeIn(ctx, story, link, p.ID, n, say("demo.town.key"))
		}
		if err != nil {
			return nil, err
		}
	}
	return seats, nil
}

// Settled is the house's own store of the staff, at which the desk's two administrators have been for as long as its past goes back, and
// so have the passkeys that whoever plays them has only just made. Where two administrators are needed, a word counts a day after the
// newest passkey of whoever gives it (staff.Standing): that rule stands here as everywhere, and for a day nobody could see what comes after
// it. Whomever else a visitor makes an administrator is as new as they are.
type Settled struct {
	staff.Store
	Since time.Time // the desk's opening, as the past has it
}

// StaffUpdate saves a step, with the times of the two administrators of the plot as the past has them.
func (s Settled) StaffUpdate(ctx context.Context, f func(*staff.Step) error) error {
	return s.Store.StaffUpdate(ctx, func(step *staff.Step) error {
		if err := f(step); err != nil {
			return err
		}
		for _, p := range step.People {
			if !slices.ContainsFunc(staffRoles, func(s Seat) bool { return s.Admin && s.Login == p.Login }) {
				continue
			}
			times := []*time.Time{&p.Created, &p.Since}
			for i := range p.Passkeys {
				times = append(times, &p.Passkeys[i].Added)
			}
			for _, at := range times {
				if at.After(s.Since) {
					*at = s.Since
				}
			}
		}
		return nil
	})
}

// Opened is when the desk of a past that ends now was opened.
func Opened(now time.Time) time.Time { return now.UTC().Truncate(time.Second).Add(-weeks) }

// host is the first administrator on the command line of the machine, where the demo types for them.
var host = staff.Actor{Login: makoto, Via: "cli", Writer: "demo"}

// Link makes a setup link for somebody of the desk, as `okaeri setup-link` and `okaeri staff` do on a host.
func (s Seat) Link(ctx context.Context, story *staff.Staff) (token string, err error) {
	if s.Admin {
		return story.HostLink(ctx, host.Writer, s.Login)
	}
	return story.Relink(ctx, host, s.Login)
}

const nameKey = "demo.town.person."

// first makes the first administrator.
func first(ctx context.Context, story *staff.Staff, n staff.Newcomer, key string) error {
	link, err := story.HostLink(ctx, "demo", n.Login)
	if err != nil {
		return err
	}
	return comeIn(ctx, story, link, staff.NewID(), n, key)
}

// comeIn lets somebody use their link, so that the desk knows them as people who can decide. The passkey belongs to an authenticator that
// nobody has: it opens nothing.
func comeIn(ctx context.Context, story *staff.Staff, link, personID string, n staff.Newcomer, key string) error {
	id := staff.NewID()
	_, err := story.Use(ctx, link, personID, n, staff.Passkey{ID: id, Name: key, Record: []byte(`{"id":"` + id + `"}`)})
	return err
}

// actor is a person of the desk who has just proven themselves.
func (t *town) actor(login string) recovery.Actor {
	for _, s := range staffRoles {
		if s.Login == login {
			return recovery.Actor{Login: login, Name: t.name(login), Roles: s.Roles, Strong: t.agenda.now, Via: "desk"}
		}
	}
	return recovery.Actor{}
}

func (t *town) name(login string) string { return t.say(nameKey+login, t.Lang) }
