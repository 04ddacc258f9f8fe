package signin

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"okaeri/internal/staff"
)

// claims are what a provider says of a person.
type claims map[string]any

// at is the value of a claim; a name with dots may also be a path (realm_access.roles).
func (c claims) at(name string) (any, bool) {
	if v, there := c[name]; there {
		return v, true
	}
	first, rest, deeper := strings.Cut(name, ".")
	if !deeper {
		return nil, false
	}
	inner, ok := c[first].(map[string]any)
	if !ok {
		return nil, false
	}
	return claims(inner).at(rest)
}

// text is a claim that is a text.
func (c claims) text(name string) string {
	v, _ := c.at(name)
	s, _ := v.(string)
	return s
}

// list is a claim that is a list of texts, or one text with spaces or commas between.
func (c claims) list(name string) []string {
	switch v, _ := c.at(name); v := v.(type) {
	case string:
		return strings.FieldsFunc(v, func(r rune) bool { return r == ' ' || r == ',' })
	case []any:
		var out []string
		for _, one := range v {
			if s, ok := one.(string); ok {
				out = append(out, s)
			}
		}
		return out
	}
	return nil
}

// skew is how far two clocks may be apart.
const skew = time.Minute

// identity is what the claims come to.
func (p *Provider) identity(c claims, f flow) (staff.Identity, error) {
	id := staff.Identity{Issuer: p.Issuer, Subject: c.text("sub"), Login: c.text(p.LoginClaim), Name: c.text("name"), Roles: p.roles(c)}
	if id.Subject == "" || id.Login == "" {
		return id, fmt.Errorf("%w: no login", staff.ErrProof)
	}
	if verified, _ := c.at("email_verified"); verified == true {
		id.Mail = c.text("email")
	}
	var proven time.Time
	if v, ok := c["auth_time"].(float64); ok && v > 0 {
		proven = time.Unix(int64(v), 0).UTC()
	}
	if proven.After(p.Now().Add(skew)) {
		return id, fmt.Errorf("%w: auth_time", staff.ErrProof)
	}
	if f.Fresh && proven.Before(f.Begun.Add(-skew)) {
		return id, &staff.Refused{Code: "provider_not_fresh"}
	}
	if p.strong(c) {
		id.Strong = earlier(proven, p.Now().UTC())
	}
	return id, nil
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// strong tells whether the provider says, in one of the values that the operator has named, that no false page can have taken this sign-in.
func (p *Provider) strong(c claims) bool {
	if slices.Contains(p.StrongACR, c.text("acr")) {
		return true
	}
	return slices.ContainsFunc(c.list("amr"), func(way string) bool { return slices.Contains(p.StrongAMR, way) })
}

// roles are those of the desk that the claim's values give.
func (p *Provider) roles(c claims) []string {
	held := c.list(p.RolesClaim)
	var out []string
	for _, role := range staff.Roles() {
		if role != staff.Admin && slices.ContainsFunc(p.Roles[role], func(v string) bool { return slices.Contains(held, v) }) {
			out = append(out, role)
		}
	}
	return out
}
