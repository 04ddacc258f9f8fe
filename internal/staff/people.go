package staff

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"net/mail"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"okaeri/internal/audit"
)

// Actor is who changes something about the staff.
type Actor struct {
	Login  string
	Via    string    // "desk" or "cli"
	Strong time.Time // when a sign-in that no false page can have taken last proved them; on the command line the host's login stands for it
	Writer string    // who typed it in, where that is somebody else than Login
}

// freshFor is how long ago an administrator may have been proven to change who works here.
const freshFor = 10 * time.Minute

// Newcomer is a person to be made.
type Newcomer struct {
	Login, Name, Mail string
	Roles             []string
}

// Settle brings a newcomer's values into their one form, or returns *Refused for what can't be taken. Roles are looked at by Invite alone.
func (n *Newcomer) Settle() error {
	var err error
	if n.Login, err = NormalLogin(n.Login); err != nil {
		return err
	}
	n.Name = strings.TrimSpace(n.Name)
	if n.Name == "" || utf8.RuneCountInString(n.Name) > 100 || strings.ContainsFunc(n.Name, func(r rune) bool { return !unicode.IsPrint(r) }) {
		return &Refused{"name"}
	}
	n.Mail = strings.TrimSpace(n.Mail)
	if n.Mail != "" {
		if a, err := mail.ParseAddress(n.Mail); err != nil || a.Address != n.Mail || len(n.Mail) > 254 {
			return &Refused{"mail"}
		}
	}
	return nil
}

// List is everybody, by login.
func (s *Staff) List(ctx context.Context) ([]*Person, error) { return s.Store.Staff(ctx) }

// Person is the person of an ID. Error: ErrNotFound.
func (s *Staff) Person(ctx context.Context, id string) (*Person, error) {
	return s.Store.StaffPerson(ctx, id)
}

// Find is the person of a login. Error: ErrNotFound.
func (s *Staff) Find(ctx context.Context, login string) (*Person, error) {
	login, err := NormalLogin(login)
	if err != nil {
		return nil, ErrNotFound
	}
	all, err := s.Store.Staff(ctx)
	if err != nil {
		return nil, err
	}
	return one(all, login)
}

func one(all []*Person, login string) (*Person, error) {
	for _, p := range all {
		if p.Login == login {
			return p, nil
		}
	}
	return nil, ErrNotFound
}

// Invite makes a person and a setup link for their first passkey. The administrator's role is only offered: another administrator
// confirms it. Errors: *Refused.
func (s *Staff) Invite(ctx context.Context, by Actor, n Newcomer) (p *Person, token string, err error) {
	if err := n.Settle(); err != nil {
		return nil, "", err
	}
	roles, err := NormalRoles(n.Roles)
	if err != nil {
		return nil, "", err
	}
	token, mac := s.secret()
	err = s.change(ctx, by, func(step *Step) error {
		if _, err := one(step.People, n.Login); err == nil {
			return &Refused{"login_taken"}
		}
		p = &Person{ID: NewID(), Login: n.Login, Name: n.Name, Mail: n.Mail, Created: s.Now().UTC()}
		s.give(p, by.Login, roles)
		step.People = append(step.People, p)
		s.link(step, LinkInvite, p, mac, by.Login)
		step.Entries = append(step.Entries, s.entry(by, "invite", p.Login, "", said(p)))
		return nil
	})
	return p, token, err
}

// Relink makes another setup link for a person: the first has run out, or every passkey is lost. Links before it die.
func (s *Staff) Relink(ctx context.Context, by Actor, login string) (token string, err error) {
	token, mac := s.secret()
	var p *Person
	err = s.change(ctx, by, func(step *Step) error {
		if p, err = s.other(step, by, login); err != nil {
			return err
		}
		if !p.Active() {
			return &Refused{"disabled"}
		}
		s.link(step, LinkInvite, p, mac, by.Login)
		step.Entries = append(step.Entries, s.entry(by, "link", p.Login, "", LinkInvite))
		if !p.Invited() {
			s.tell(step, TellLink, p.Login, p.Mail)
		}
		return nil
	})
	if err != nil {
		return "", err
	}
	return token, nil
}

// SetRoles gives a person these roles and no others. The administrator's role is taken at once and given in two steps: it is offered,
// and another administrator confirms it. The person's sessions end. Errors: *Refused, ErrNotFound.
func (s *Staff) SetRoles(ctx context.Context, by Actor, login string, roles []string) (p *Person, err error) {
	roles, err = NormalRoles(roles)
	if err != nil {
		return nil, err
	}
	err = s.change(ctx, by, func(step *Step) error {
		if p, err = s.other(step, by, login); err != nil {
			return err
		}
		was := said(p)
		if p.Subject != "" && !slices.Equal(without(p.Roles, Admin), without(roles, Admin)) {
			return &Refused{"provider"}
		}
		s.give(p, by.Login, roles)
		if said(p) == was {
			return nil
		}
		s.end(step, p)
		step.Entries = append(step.Entries, s.entry(by, "roles", p.Login, was, said(p)))
		return s.keepAdmin(step)
	})
	return p, err
}

// ConfirmAdmin gives the administrator's role that another administrator has offered. Errors: *Refused, ErrNotFound.
func (s *Staff) ConfirmAdmin(ctx context.Context, by Actor, login string) error {
	return s.change(ctx, by, func(step *Step) error {
		p, err := s.other(step, by, login)
		switch {
		case err != nil:
			return err
		case !p.offered(s.Now()):
			return &Refused{"no_offer"}
		case p.Offer.By == by.Login:
			return &Refused{"two_admins"}
		}
		was, first := said(p), p.Offer.By
		p.Roles, p.Offer, p.Since = append(p.Roles, Admin), nil, s.Now().UTC()
		s.end(step, p)
		e := s.entry(by, "confirm", p.Login, was, said(p))
		e.Detail["offered_by"] = first
		step.Entries = append(step.Entries, e)
		return nil
	})
}

// SetActive disables a person, or lets one in again. Whoever is disabled is out at once, and their links are dead. Errors: *Refused,
// ErrNotFound.
func (s *Staff) SetActive(ctx context.Context, by Actor, login string, active bool) error {
	return s.change(ctx, by, func(step *Step) error {
		p, err := s.other(step, by, login)
		if err != nil || p.Active() == active {
			return err
		}
		what := "enable"
		p.Disabled, p.Since = time.Time{}, s.Now().UTC()
		if !active {
			what, p.Disabled, p.Offer = "disable", s.Now().UTC(), nil
			s.unlink(step, p.ID)
		}
		s.end(step, p)
		step.Entries = append(step.Entries, s.entry(by, what, p.Login, "", said(p)))
		return s.keepAdmin(step)
	})
}

// change runs a step of an administrator who is one at that moment and was proven lately.
func (s *Staff) change(ctx context.Context, by Actor, f func(*Step) error) error {
	return s.Store.StaffUpdate(ctx, func(step *Step) error {
		me, err := one(step.People, by.Login)
		if err != nil || !me.Active() || !me.Is(Admin) {
			return &Refused{"not_admin"}
		}
		if by.Via != "cli" && (by.Strong.IsZero() || s.Now().Sub(by.Strong) >= freshFor) {
			return &Refused{"not_strong"}
		}
		return f(step)
	})
}

// other is the person whom somebody wants to change, who has to be somebody else.
func (s *Staff) other(step *Step, by Actor, login string) (*Person, error) {
	login, err := NormalLogin(login)
	if err != nil {
		return nil, ErrNotFound
	}
	if login == by.Login {
		return nil, &Refused{"self"}
	}
	return one(step.People, login)
}

// give sets roles; the administrator's is offered only, unless the person has it.
func (s *Staff) give(p *Person, by string, roles []string) {
	if !slices.Contains(roles, Admin) {
		p.Offer = nil
	} else if !p.Is(Admin) {
		roles = without(roles, Admin)
		if !p.offered(s.Now()) {
			p.Offer = &Offer{By: by, At: s.Now().UTC()}
		}
	}
	p.Roles = roles
}

func without(roles []string, role string) []string {
	return slices.DeleteFunc(slices.Clone(roles), func(r string) bool { return r == role })
}

// end ends a person's sessions.
func (s *Staff) end(step *Step, p *Person) {
	p.Epoch++
	step.Ended = append(step.Ended, p.ID)
}

// keepAdmin refuses a step that leaves nobody who can administer.
func (s *Staff) keepAdmin(step *Step) error {
	if !slices.ContainsFunc(step.People, (*Person).administers) {
		return &Refused{"last_admin"}
	}
	return nil
}

// said is what a person is, for the record: roles, and an offer.
func said(p *Person) string {
	roles := strings.Join(p.Roles, ",")
	if p.Offer != nil {
		roles = strings.TrimPrefix(roles+",(admin)", ",")
	}
	return roles
}

// entry is the audit line of one change.
func (s *Staff) entry(by Actor, what, login, was, is string) audit.Entry {
	detail := map[string]string{"what": what, "login": login, "via": by.Via}
	for key, value := range map[string]string{"old": was, "new": is, "writer": by.Writer} {
		if value != "" {
			detail[key] = value
		}
	}
	return audit.Entry{At: s.Now().UTC(), Door: "staff", Actor: "staff:" + by.Login, Detail: detail}
}

// NewID is 128 random bits in hex: a person's ID, which is also what their passkeys call them.
func NewID() string {
	var b [16]byte
	rand.Read(b[:]) //nolint:errcheck // crypto/rand never returns an error
	return hex.EncodeToString(b[:])
}
