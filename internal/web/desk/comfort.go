package desk

import (
	"errors"
	"net/http"
	"time"

	"okaeri/internal/recovery"
	"okaeri/internal/web"
)

// What people set for themselves at the desk is in cookies that hold one word each; the server reads it, so that it works without script and
// no page flashes. Nothing of it is in the record.
const (
	densityCookie = "okaeri-density" // close: more rows on one screen
	onwardCookie  = "okaeri-onward"  // on: after a decision the next case is taken
	comfortLife   = 180 * 24 * time.Hour
)

// prefers tells whether a cookie holds a word.
func (t *turn) prefers(cookie, value string) bool {
	c, err := t.r.Cookie(cookie)
	return err == nil && c.Value == value
}

// changeDensity sets the rows of the queue closer together or apart.
func (d *Desk) changeDensity(t *turn) {
	density, ok := t.one("density")
	if !ok {
		return
	}
	next, ok := t.one("next")
	if !ok || !t.whole() {
		return
	}
	if density != "close" && density != "wide" {
		t.fail(web.ErrForm)
		return
	}
	t.cookie(densityCookie, density, "/desk", http.SameSiteLaxMode, comfortLife)
	t.goTo(d.back(next))
}

// onward takes the next case after a decision, for whoever wants that; it is off until somebody turns it on, and each decision can turn it
// off again.
func (d *Desk) onward(t *turn) {
	ref, err := d.Cases.Next(t.ctx(), t.actor())
	switch {
	case errors.Is(err, recovery.ErrNotFound):
		t.goTo("/desk/cases?none=1")
	case err != nil:
		t.fail(err)
	default:
		t.goTo(casePath(ref, "next"))
	}
}

// keepOnward remembers what was chosen with the last decision.
func (t *turn) keepOnward(on bool) {
	if on == t.prefers(onwardCookie, "on") {
		return
	}
	value := "off"
	if on {
		value = "on"
	}
	t.cookie(onwardCookie, value, "/desk", http.SameSiteLaxMode, comfortLife)
}
