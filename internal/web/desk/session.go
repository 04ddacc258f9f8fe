package desk

import (
	"context"
	"net/http"
	"time"

	"okaeri/internal/staff"
)

// Staff is what the pages ask of the story of the staff.
type Staff interface {
	// Visit finds who is signed in. Error: staff.ErrSignedOut.
	Visit(ctx context.Context, token, agent string) (*staff.Presence, error)
	// Leave ends a session.
	Leave(ctx context.Context, token string) error
	// Enter begins one, Confirm notes in one that its person was proven again; both return its new secret.
	Enter(ctx context.Context, personID, way string, strong time.Time, agent string) (token string, err error)
	Confirm(ctx context.Context, token, agent, personID string, strong time.Time) (fresh string, err error)

	// Attempt counts a try to come in. Error: *staff.TooSoon.
	Attempt(ctx context.Context, network string) error
	// Proven notes that a passkey was used, Welcome that the organisation's sign-in brought somebody. Error: *staff.Refused.
	Proven(ctx context.Context, u staff.KeyUse) (*staff.Person, error)
	Welcome(ctx context.Context, id staff.Identity) (*staff.Person, error)

	// Open looks at a setup link, Use uses it up. Error: staff.ErrLink.
	Open(ctx context.Context, token string) (*staff.Setup, error)
	Use(ctx context.Context, token, id string, n staff.Newcomer, key staff.Passkey) (*staff.Person, error)

	Person(ctx context.Context, id string) (*staff.Person, error)
	People
	Keys
}

// People is what administrators ask of the story. Errors: *staff.Refused, staff.ErrNotFound.
type People interface {
	List(ctx context.Context) ([]*staff.Person, error)
	Find(ctx context.Context, login string) (*staff.Person, error)
	Invite(ctx context.Context, by staff.Actor, n staff.Newcomer) (p *staff.Person, token string, err error)
	Relink(ctx context.Context, by staff.Actor, login string) (token string, err error)
	SetRoles(ctx context.Context, by staff.Actor, login string, roles []string) (*staff.Person, error)
	ConfirmAdmin(ctx context.Context, by staff.Actor, login string) error
	SetActive(ctx context.Context, by staff.Actor, login string, active bool) error
}

// Keys is what people may change of their own. Errors: *staff.Refused, staff.ErrNotFound.
type Keys interface {
	AddKey(ctx context.Context, by staff.Actor, key staff.Passkey) error
	NameKey(ctx context.Context, by staff.Actor, id, name string) error
	RemoveKey(ctx context.Context, by staff.Actor, id string) error
}

// sessionCookie holds the secret of a session: for pages of the desk only, out of reach for scripts and for pages of other sites.
const sessionCookie = "okaeri-desk"

// agentMost is how much of a browser's name binds a session.
const agentMost = 512

func (t *turn) token() string {
	c, err := t.r.Cookie(sessionCookie)
	if err != nil || len(c.Value) > 64 {
		return ""
	}
	return c.Value
}

// agent is the browser's name for itself.
func (t *turn) agent() string {
	name := t.r.UserAgent()
	return name[:min(len(name), agentMost)]
}

// recognise finds who is signed in.
func (t *turn) recognise() error {
	here, err := t.d.Staff.Visit(t.ctx(), t.token(), t.agent())
	if err != nil {
		return err
	}
	t.who, t.session = here.Person, here.Session
	return nil
}

// enter hands the browser a session's secret. It lives as long as the browser does, and never longer than the session.
func (t *turn) enter(token string) {
	t.cookie(sessionCookie, token, "/desk", http.SameSiteLaxMode, 0)
}

// leave takes the cookie away.
func (t *turn) leave() {
	if t.token() != "" {
		t.cookie(sessionCookie, "", "/desk", http.SameSiteLaxMode, -1)
	}
}

// signOut ends the session.
func (d *Desk) signOut(t *turn) {
	if !t.whole() {
		return
	}
	if err := d.Staff.Leave(t.ctx(), t.token()); err != nil {
		t.fail(err)
		return
	}
	t.leave()
	t.goTo("/desk/signin?out=1")
}

// cookie sets one of the desk's cookies; a negative life takes it away, none keeps it as long as the browser is open.
func (t *turn) cookie(name, value, path string, site http.SameSite, life time.Duration) {
	age := int(life / time.Second)
	if life < 0 {
		age = -1
	}
	http.SetCookie(t.w, &http.Cookie{
		Name: name, Value: value, Path: t.path(path), MaxAge: age, HttpOnly: true,
		Secure: t.d.shell.PublicURL.Scheme == "https", SameSite: site,
	})
}
