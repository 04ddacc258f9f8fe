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
