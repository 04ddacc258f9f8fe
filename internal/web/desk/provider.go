package desk

import (
	"net/http"
	"time"

	"okaeri/internal/staff"
)

// toProvider sends somebody to their organisation's sign-in.
func (d *Desk) toProvider(t *turn) { t.sendAway(forSignIn, false) }

// confirmAtProvider asks the organisation to prove the person again.
func (d *Desk) confirmAtProvider(t *turn) { t.sendAway(forConfirm, true) }

// sendAway begins a sign-in at the provider. What it changes is in the browser alone, so a link may do it.
func (t *turn) sendAway(purpose string, fresh bool) {
	if t.d.Provider == nil {
		t.fail(staff.ErrNotFound)
		return
	}
	if err := t.d.Staff.Attempt(t.ctx(), network(t.visit.IP)); err != nil {
		t.fail(err)
		return
	}
	address, kept, err := t.d.Provider.Ask(t.ctx(), fresh)
	if err == nil {
		next := t.d.back(t.r.URL.Query().Get("next"))
		err = t.remember(providerCookie, http.SameSiteLaxMode, ceremony{For: purpose, Kept: kept, Next: next})
	}
	if err != nil {
		t.fail(err)
		return
	}
	t.w.Header().Set("Location", address)
	t.w.WriteHeader(http.StatusSeeOther)
}

// fromProvider takes somebody back. It is the one address where a GET signs in, as OpenID Connect has it: only a browser that we sent
// away holds what belongs to the answer, and once.
func (d *Desk) fromProvider(t *turn) {
	if d.Provider == nil {
		t.fail(staff.ErrNotFound)
		return
	}
	c, err := t.recall(providerCookie, forSignIn, forConfirm)
	if err != nil {
		t.fail(err)
		return
	}
	id, err := d.Provider.Finish(t.ctx(), c.Kept, t.r.URL.Query())
	if err != nil {
		t.fail(err)
		return
	}
	id.Why = c.For
	p, err := d.Staff.Welcome(t.ctx(), id)
	if err != nil {
		t.fail(err)
		return
	}
	if c.For == forConfirm {
		err = t.confirmed(p, id.Strong)
	} else {
		err = t.comeIn(p, "oidc", id.Strong)
	}
	if err != nil {
		t.fail(err)
		return
	}
	t.goTo(d.back(c.Next))
}

// confirmed notes what the provider has proven again. A provider that doesn't say how proves nothing.
func (t *turn) confirmed(p *staff.Person, strong time.Time) error {
	if strong.IsZero() {
		return &staff.Refused{Code: "provider_weak"}
	}
	token, err := t.d.Staff.Confirm(t.ctx(), t.token(), t.agent(), p.ID, strong)
	if err != nil {
		return err
	}
	t.enter(token)
	return nil
}
