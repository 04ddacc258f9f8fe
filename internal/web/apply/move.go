package apply

import (
	"crypto/rand"
	"errors"
	"slices"
	"strings"

	"okaeri/internal/recovery"
	"okaeri/internal/web"
)

// moveView asks for another contact address.
type moveView struct {
	web.Page
	Now  string // where letters go now, shortened: whoever looks over a shoulder learns nothing
	Once string
	F    map[string]*field
}

// movable finds the visitor's case if its letters may still move, and if the visitor has proven the present address a short while ago.
func (t *turn) movable() bool {
	if !t.takeOwned() {
		return false
	}
	switch {
	case !t.kase.Movable():
		t.goTo("/status")
	case !t.fresh():
		t.goTo("/status?other=1&why=move")
	default:
		return true
	}
	return false
}

// askMove asks for the new address.
func (t *turn) askMove() {
	if !t.movable() {
		return
	}
	v := &moveView{Now: shortened(t.kase.Private.Contact), Once: rand.Text(), F: map[string]*field{
		"contact": t.plainField("contact", "move_contact", "email", "email", "email"),
	}}
	v.Faults = t.sentBack("status/contact", v.F)
	t.show("move", v, "apply.move.title")
}

// shortened is an address that only those who know it recognise.
func shortened(address string) string {
	local, domain, _ := strings.Cut(address, "@")
	if local == "" {
		return ""
	}
	return string([]rune(local)[:1]) + "…@" + domain
}

// takeMove has a code sent to the new address.
func (t *turn) takeMove() {
	contact, err1 := t.form.One("contact")
	once, err2 := t.form.One("once")
	if err := errors.Join(err1, err2, t.form.Empty()); err != nil || len(contact) > 1000 {
		t.fail(web.ErrForm)
		return
	}
	if !t.movable() {
		return
	}
	err := t.a.story.AskMove(t.ctx(), t.kase.ID, contact, once, t.visitor())
	var refused *recovery.Refused
	switch {
	case errors.As(err, &refused):
		t.lookAgainAt("status/contact", "/status/contact", map[string]string{"contact": contact},
			hurdle{Field: "contact", Code: moveCode(refused.Code)})
	case errors.Is(err, recovery.ErrClosed):
		t.goTo("/status")
	case err != nil:
		t.fail(err)
	default:
		t.drop(keyAgain)
		t.goTo("/status/contact/code")
	}
}

// moveCode is a code whose sentence needs nothing that was typed: the page does not keep it.
func moveCode(code string) string {
	switch code {
	case "contact.refused", "contact.disposable", "contact.carrier":
		return "contact.elsewhere"
	}
	return code
}

// moveAsk asks for the code.
func (t *turn) moveAsk() {
	if !t.movable() {
		return
	}
	if t.kase.MovingTo() == "" {
		t.goTo("/status/contact")
		return
	}
	t.showCode("status/contact/code", "/status/contact/code", "apply.move.code.lead", "/status/contact")
}

// proveMove takes it, and from now on letters go to the new address.
func (t *turn) proveMove() {
	code, found, err := t.readCode()
	if err != nil {
		t.fail(err)
		return
	}
	if !t.movable() {
		return
	}
	if len(found) == 0 {
		err = t.a.story.ProveMove(t.ctx(), t.kase.ID, code, t.visitor())
		if h, wrong := codeHurdle(err); wrong {
			found = append(found, h)
		} else if err != nil {
			t.fail(err)
			return
		}
	}
	if len(found) > 0 {
		t.lookAgain("status/contact/code", "/status/contact/code", found...)
		return
	}
	t.drop(keyAgain)
	c, err := t.a.story.Status(t.ctx(), t.kase.ID)
	if err == nil {
		err = t.enter(keyCase, c.ID)
	}
	if err != nil {
		t.fail(err)
		return
	}
	t.prove(c)
	t.goTo("/status?moved=1")
}

// keepView shows what the link in the letter to the old address would take back. It changes nothing (V24).
func (t *turn) keepView() {
	token, ok := t.linkToken()
	if !ok {
		return
	}
	c, err := t.a.story.KeepView(t.ctx(), token)
	if err != nil {
		t.fail(err)
		return
	}
	v, title := t.linkView(c, "/keep/"+token), "apply.keep.title"
	if v.State == "over" && c.Used { // nobody moves the letters again after this, so they do come to this address
		v.State, title = "done", "apply.keep.done"
		v.Ended = !slices.Contains(underWay, c.Shown)
	}
	t.show("keep", v, title)
}

// underWay are the words for an application that is still on its way.
var underWay = []string{"received", "reviewing", "need_more", "waiting", "approved"}

// keepContact takes the letters back to the old address.
func (t *turn) keepContact() {
	token, ok := t.linkToken()
	if !ok {
		return
	}
	err := t.form.Empty()
	if err == nil {
		err = t.a.story.Keep(t.ctx(), token)
	}
	if err != nil && !errors.Is(err, recovery.ErrClosed) {
		t.fail(err)
		return
	}
	t.goTo("/keep/" + token)
}
