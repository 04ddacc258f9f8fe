package desk

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"okaeri/internal/staff"
)

// allow says who may open a page.
type allow struct {
	roles  []string      // one of these; none: everybody who is signed in
	strong time.Duration // how long ago the person was last proven so that no false page can have helped; 0: does not matter
}

// Who may open what. A page takes the narrowest that is true.
var (
	everybody = allow{}
	reads     = allow{roles: []string{staff.Reviewer, staff.Senior, staff.Auditor}}
	works     = allow{roles: []string{staff.Reviewer, staff.Senior}}
	decides   = allow{roles: []string{staff.Reviewer, staff.Senior}, strong: 12 * time.Hour}
	grants    = allow{roles: []string{staff.Reviewer, staff.Senior}, strong: 10 * time.Minute}
	settles   = allow{roles: []string{staff.Senior}, strong: 12 * time.Hour}
	audits    = allow{roles: []string{staff.Auditor, staff.Admin}}
	operates  = allow{roles: []string{staff.Operator, staff.Admin}}
	manages   = allow{roles: []string{staff.Admin}, strong: 10 * time.Minute}
)

// role tells whether the person's roles are enough.
func (a allow) role(p *staff.Person) bool {
	return p != nil && (len(a.roles) == 0 || p.Is(a.roles...))
}

// fresh tells whether the person was proven lately enough.
func (a allow) fresh(s staff.Session, now time.Time) bool {
	return a.strong == 0 || !s.Strong.IsZero() && now.Sub(s.Strong) < a.strong
}

// admit finds out who is there and lets them pass, or answers why not.
func (t *turn) admit(who allow) bool {
	err := t.recognise()
	switch {
	case errors.Is(err, staff.ErrSignedOut):
		t.leave() // a cookie that opens nothing any more
		t.toSignIn()
		return false
	case err != nil:
		t.fail(err)
		return false
	case !who.role(t.who):
		t.refuse("role", "Roles", t.roles(who.roles, "or"))
		return false
	case !who.fresh(t.session, t.now()):
		t.goTo("/desk/confirm?" + t.next())
		return false
	}
	return true
}

// toSignIn sends a page's reader to the sign-in page and back; a form that came too late is not kept.
func (t *turn) toSignIn() { t.goTo("/desk/signin?" + t.next()) }

// next remembers the page that is asked for, as a query. The page of a form has the form's own address, or the one above it.
func (t *turn) next() string {
	path := t.r.URL.Path
	if t.r.Method == http.MethodGet && t.r.URL.RawQuery != "" {
		path += "?" + t.r.URL.RawQuery
	}
	if t.r.Method != http.MethodGet && t.d.back(path) == "/desk" {
		path = path[:strings.LastIndexByte(path, '/')]
	}
	return url.Values{"next": {t.d.back(path)}}.Encode()
}

// roles names roles in the reader's language, joined as the sentence desk.role.HOW joins two.
func (t *turn) roles(roles []string, how string) string {
	said := ""
	for i, role := range roles {
		name := t.say("desk.role." + role)
		if i > 0 {
			name = t.say("desk.role."+how, "A", said, "B", name)
		}
		said = name
	}
	return said
}
