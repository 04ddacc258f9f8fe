package staff

import (
	"context"
	"crypto/rand"
	"slices"
	"time"

	"okaeri/internal/audit"
)

// LinkLife is how long a setup link works.
const LinkLife = 30 * time.Minute

// secret is a link's secret of 130 random bits, and the MAC under which it is kept.
func (s *Staff) secret() (token string, mac []byte) {
	token = rand.Text()
	return token, s.linkMAC(token)
}

func (s *Staff) linkMAC(token string) []byte { return s.Keys.MAC("staff-link", token) }

// link adds a setup link for a person to a step; those before it die.
func (s *Staff) link(step *Step, kind string, p *Person, mac []byte, by string) {
	s.unlink(step, p.ID)
	now := s.Now().UTC()
	step.Links = append(step.Links, &Link{MAC: mac, Person: p.ID, Kind: kind, By: by, Created: now, Expires: now.Add(LinkLife)})
}

// unlink lets a person's links run out now.
func (s *Staff) unlink(step *Step, personID string) {
	for _, l := range step.Links {
		if l.Person == personID {
			l.Expires = s.Now().UTC()
		}
	}
}

// FirstLink makes the link by which a new server gets its first administrator; "" where there is one who can come in. Other servers that
// start at the same time make theirs too: the first that is used ends them all.
func (s *Staff) FirstLink(ctx context.Context) (token string, err error) {
	token, mac := s.secret()
	err = s.Store.StaffUpdate(ctx, func(step *Step) error {
		if slices.ContainsFunc(step.People, (*Person).administers) {
			token = ""
			return nil
		}
		now := s.Now().UTC()
		step.Links = append(step.Links, &Link{MAC: mac, Kind: LinkFirst, By: "start", Created: now, Expires: now.Add(LinkLife)})
		step.Entries = append(step.Entries, s.event("clock", "link", map[string]string{"new": LinkFirst}))
		return nil
	})
	if err != nil {
		return "", err
	}
	return token, nil
}

// HostLink makes a link whose person becomes an administrator, for whoever commands the host (by): for when the last administrator is
// lost, or to make the second. The login may be one that exists, a new one, or empty: then it is chosen with the link. Everybody else
// whose mail is known is told by letters in the same step. Errors: *Refused.
func (s *Staff) HostLink(ctx context.Context, by, login string) (token string, err error) {
	if login != "" {
		if login, err = NormalLogin(login); err != nil {
			return "", err
		}
	}
	token, mac := s.secret()
	err = s.Store.StaffUpdate(ctx, func(step *Step) error {
		now := s.Now().UTC()
		l := &Link{MAC: mac, Login: login, Kind: LinkHost, By: by, Created: now, Expires: now.Add(LinkLife)}
		if p, err := one(step.People, login); err == nil {
			if !p.Active() {
				return &Refused{"disabled"}
			}
			l.Person, l.Login = p.ID, ""
		}
		for _, p := range step.People {
			if p.Active() {
				s.tell(step, TellHost, login, p.Mail)
			}
		}
		step.Links = append(step.Links, l)
		step.Entries = append(step.Entries, s.event("host:"+by, "link", map[string]string{"new": LinkHost, "login": login}))
		return nil
	})
	if err != nil {
		return "", err
	}
	return token, nil
}

// Setup is what a setup link will do.
type Setup struct {
	Person *Person // whose passkey it sets up; nil where the link makes the person
	Login  string  // with no Person: the login that is given, empty to choose one
	Admin  bool    // the person becomes an administrator by it
}

// Open looks at a setup link; nothing changes. Error: ErrLink, whatever is wrong with it.
func (s *Staff) Open(ctx context.Context, token string) (*Setup, error) {
	l, err := s.Store.StaffLink(ctx, s.linkMAC(token))
	if err != nil || !l.works(s.Now()) {
		return nil, linkError(err)
	}
	if l.Kind == LinkFirst {
		all, err := s.Store.Staff(ctx)
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(all, (*Person).administers) {
			return nil, ErrLink
		}
	}
	out := &Setup{Login: l.Login, Admin: l.Kind != LinkInvite}
	if l.Person == "" {
		return out, nil
	}
	if out.Person, err = s.Store.StaffPerson(ctx, l.Person); err != nil || !out.Person.Active() {
		return nil, linkError(err)
	}
	return out, nil
}

// works tells whether a link may still be used.
func (l *Link) works(now time.Time) bool { return l.Used.IsZero() && l.Expires.After(now) }

// linkError hides whether a link was ever there.
func linkError(err error) error {
	if err == nil || err == ErrNotFound { //nolint:errorlint // the store returns it as it is
		return ErrLink
	}
	return err
}

// Use uses a link up: it registers the passkey that was made for it, and makes the person (id) where the link makes one. All of it
// happens in the transaction in which the link is used up, so that of many who bring it one wins. Errors: ErrLink, *Refused.
func (s *Staff) Use(ctx context.Context, token, id string, n Newcomer, key Passkey) (p *Person, err error) {
	mac := s.linkMAC(token)
	err = s.Store.StaffUpdate(ctx, func(step *Step) error {
		i := slices.IndexFunc(step.Links, func(l *Link) bool { return string(l.MAC) == string(mac) && l.works(s.Now()) })
		if i < 0 {
			return ErrLink
		}
		l := step.Links[i]
		if l.Kind == LinkFirst && slices.ContainsFunc(step.People, (*Person).administers) {
			return ErrLink
		}
		if p, err = s.owner(step, l, id, n); err != nil {
			return err
		}
		had := !p.Invited() // a way in before
		if err := s.addKey(step, p, key); err != nil {
			return err
		}
		was := said(p)
		if l.Kind != LinkInvite && !p.Is(Admin) {
			p.Roles, p.Offer, p.Since = append(p.Roles, Admin), nil, s.Now().UTC()
		}
		s.end(step, p)
		l.Used = s.Now().UTC()
		step.Entries = append(step.Entries, s.event("staff:"+p.Login, "setup", map[string]string{
			"login": p.Login, "link": l.Kind, "link_by": l.By, "old": was, "new": said(p), "passkeys": count(len(p.Passkeys)),
		}))
		if had {
			s.tell(step, TellKeys, p.Login, p.Mail)
		}
		return nil
	})
	return p, err
}

// owner is the person whom a link is for, made if the link makes one.
func (s *Staff) owner(step *Step, l *Link, id string, n Newcomer) (*Person, error) {
	if l.Person != "" {
		for _, p := range step.People {
			if p.ID == l.Person && p.ID == id && p.Active() {
				return p, nil
			}
		}
		return nil, ErrLink
	}
	if l.Login != "" {
		n.Login = l.Login
	}
	if err := n.Settle(); err != nil {
		return nil, err
	}
	if _, err := one(step.People, n.Login); err == nil {
		return nil, &Refused{"login_taken"}
	}
	p := &Person{ID: id, Login: n.Login, Name: n.Name, Mail: n.Mail, Created: s.Now().UTC()}
	step.People = append(step.People, p)
	return p, nil
}

// event is an audit line of what nobody's administrator did.
func (s *Staff) event(actor, what string, detail map[string]string) audit.Entry {
	detail["what"] = what
	for key, value := range detail {
		if value == "" {
			delete(detail, key)
		}
	}
	return audit.Entry{At: s.Now().UTC(), Door: "staff", Actor: actor, Detail: detail}
}
