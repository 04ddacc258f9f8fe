package staff

import (
	"context"
	"slices"
	"time"
)

// Identity is what an OpenID Connect provider says of somebody, after the adapter has checked that it does say so.
type Identity struct {
	Issuer, Subject   string
	Login, Name, Mail string
	Roles             []string  // from the provider's claim; never the administrator's
	Strong            time.Time // when the provider proved the person in a way that no false page can have taken; zero: it doesn't say so
	Why               string    // signin or confirm
}

// Welcome finds or makes the person of an identity and brings their roles up to what the provider says today. A login that belongs to
// somebody else here is never taken over. Errors: *Refused.
func (s *Staff) Welcome(ctx context.Context, id Identity) (p *Person, err error) {
	roles := id.Roles
	if len(roles) > 0 {
		if roles, err = NormalRoles(without(roles, Admin)); err != nil && len(without(id.Roles, Admin)) > 0 {
			return nil, err
		}
	}
	n := Newcomer{Login: id.Login, Name: id.Name, Mail: id.Mail}
	if n.Name == "" {
		n.Name = n.Login
	}
	if err := n.Settle(); err != nil {
		return nil, err
	}
	err = s.Store.StaffUpdate(ctx, func(step *Step) error {
		p, err = s.known(step, id, n, roles)
		if err != nil {
			return err
		}
		was := said(p)
		if want := s.claimed(p, roles); !slices.Equal(want, p.Roles) {
			p.Roles = want
			s.end(step, p)
			step.Entries = append(step.Entries, s.event("provider", "roles", map[string]string{"login": p.Login, "old": was, "new": said(p)}))
		}
		switch {
		case !p.Active():
			return &Refused{"disabled"}
		case len(p.Roles) == 0 && p.Version == 0:
			return &Refused{"no_role"} // a stranger of the same organisation leaves no trace here
		}
		if len(p.Roles) == 0 {
			return nil // the loss of the roles is saved; nobody comes in
		}
		strong := "no"
		if !id.Strong.IsZero() {
			strong = "yes"
		}
		step.Entries = append(step.Entries, s.event("staff:"+p.Login, id.Why, map[string]string{"login": p.Login, "way": "oidc", "strong": strong}))
		return nil
	})
	if err == nil && len(p.Roles) == 0 {
		return nil, &Refused{"no_role"}
	}
	return p, err
}

// known is the person of an identity, a new one where it comes for the first time.
func (s *Staff) known(step *Step, id Identity, n Newcomer, roles []string) (*Person, error) {
	for _, p := range step.People {
		if p.Issuer == id.Issuer && p.Subject == id.Subject {
			return p, nil
		}
	}
	if _, err := one(step.People, n.Login); err == nil {
		return nil, &Refused{"login_taken"}
	}
	p := &Person{
		ID: NewID(), Login: n.Login, Name: n.Name, Mail: n.Mail, Roles: roles, Created: s.Now().UTC(),
		Issuer: id.Issuer, Subject: id.Subject,
	}
	step.People = append(step.People, p)
	step.Entries = append(step.Entries, s.event("provider", "welcome", map[string]string{"login": p.Login, "new": said(p)}))
	return p, nil
}

// claimed is what the provider's roles come to: the administrator's role is given and taken here, by people.
func (s *Staff) claimed(p *Person, roles []string) []string {
	out := slices.Clone(roles)
	if p.Is(Admin) {
		out = append(out, Admin)
	}
	return out
}
