package desk

import (
	"errors"
	"net/http"

	"okaeri/internal/staff"
	"okaeri/internal/web"
)

// setup registers the pages behind a one-time setup link.
func (d *Desk) setup() {
	d.public("GET /desk/setup/{token}", d.showSetup)
	d.public("POST /desk/setup/{token}/ask", d.askSetup)
	d.public("POST /desk/setup/{token}", d.finishSetup)
}

// setupView is the page of a setup link.
type setupView struct {
	Page
	Boxes    boxes // who somebody is; nil where that is known
	Name     string
	KeyName  *input
	Admin    bool
	Passkeys bool
	Action   string
}

// setupPage is what a link leads to, with what was typed.
func (t *turn) setupPage(s *staff.Setup, n staff.Newcomer, keyName string) *setupView {
	v := &setupView{
		Admin: s.Admin, Passkeys: t.d.Passkeys != nil, Action: t.path("/desk/setup/" + t.r.PathValue("token")), KeyName: t.keyBox(keyName),
	}
	if s.Person != nil {
		v.Name = s.Person.Name
		return v
	}
	if s.Login != "" {
		n.Login = s.Login
	}
	v.Boxes = t.newcomerBoxes(n)
	if s.Login != "" {
		v.Boxes["login"].Hint = t.say("desk.setup.login_given")
	}
	return v
}

// keyBox asks for a passkey's name.
func (t *turn) keyBox(value string) *input {
	return &input{ID: "key_name", Label: t.say("desk.keys.name"), Hint: t.say("desk.keys.name.hint"), Value: value, Type: "text", Auto: "off", Optional: true}
}

// showSetup shows the link's page. Looking at it, by a person or by a program that previews links, leaves the link alive (V24).
func (d *Desk) showSetup(t *turn) {
	s, err := d.Staff.Open(t.ctx(), t.r.PathValue("token"))
	if err != nil {
		t.fail(err)
		return
	}
	t.show("setup", t.setupPage(s, staff.Newcomer{}, ""), "desk.setup.title")
}

// setupForm takes what was posted with a link; the form's answer is empty when only a challenge is asked for.
func (t *turn) setupForm() (s *staff.Setup, n staff.Newcomer, key, answer string, ok bool) {
	if answer, ok = t.one("credential"); !ok {
		return nil, n, "", "", false
	}
	if key, ok = t.one("key_name"); !ok {
		return nil, n, "", "", false
	}
	s, err := t.d.Staff.Open(t.ctx(), t.r.PathValue("token"))
	if err != nil {
		t.fail(err)
		return nil, n, "", "", false
	}
	if s.Person == nil {
		if n, ok = t.newcomer(); !ok {
			return nil, n, "", "", false
		}
		if s.Login != "" {
			n.Login = s.Login
		}
	}
	return s, n, key, answer, t.whole()
}

// askSetup begins the registration of the passkey. Values that can't be taken are told by finishSetup, to which the page goes on.
func (d *Desk) askSetup(t *turn) {
	if d.Passkeys == nil {
		t.refuse("no_passkeys")
		return
	}
	if err := d.Staff.Attempt(t.ctx(), network(t.visit.IP)); err != nil {
		t.fail(err)
		return
	}
	s, n, _, _, ok := t.setupForm()
	if !ok {
		return
	}
	p := s.Person
	if p == nil {
		if err := n.Settle(); err != nil {
			t.stop(http.StatusUnprocessableEntity, "form")
			return
		}
		p = &staff.Person{ID: staff.NewID(), Login: n.Login, Name: n.Name}
	}
	options, kept, err := d.Passkeys.AskNew(p)
	if err == nil {
		err = t.remember(passkeyCookie, http.SameSiteStrictMode, ceremony{For: forSetup, Kept: kept, Whose: p.ID})
	}
	if err != nil {
		t.fail(err)
		return
	}
	t.options(options)
}

// finishSetup registers the passkey, uses the link up and signs its person in.
func (d *Desk) finishSetup(t *turn) {
	s, n, keyName, answer, ok := t.setupForm()
	if !ok {
		return
	}
	page := t.setupPage(s, n, keyName)
	if s.Person == nil {
		if err := n.Settle(); err != nil {
			t.setupAgain(page, err)
			return
		}
	}
	p, err := t.registered(s, n, keyName, answer)
	if err == nil {
		err = t.comeIn(p, "passkey", t.now())
	}
	if err != nil {
		t.setupAgain(page, err)
		return
	}
	t.goTo("/desk")
}

// registered checks the authenticator's answer and uses the link up.
func (t *turn) registered(s *staff.Setup, n staff.Newcomer, keyName, answer string) (*staff.Person, error) {
	if t.d.Passkeys == nil {
		return nil, &staff.Refused{Code: "no_passkeys"}
	}
	c, err := t.recall(passkeyCookie, forSetup)
	if err != nil {
		return nil, err
	}
	p := s.Person
	if p == nil {
		p = &staff.Person{ID: c.Whose, Login: n.Login, Name: n.Name}
	}
	if p.ID != c.Whose {
		return nil, staff.ErrProof
	}
	key, err := t.d.Passkeys.New(p, c.Kept, []byte(answer))
	if err != nil {
		return nil, err
	}
	key.Name = keyName
	return t.d.Staff.Use(t.ctx(), t.r.PathValue("token"), p.ID, n, key)
}

// setupAgain shows the page of a link once more with what needs another look.
func (t *turn) setupAgain(v *setupView, err error) {
	if errors.Is(err, staff.ErrProof) {
		t.again("setup", v, []web.Fault{{Field: "go", Words: t.say("desk.setup.unproven")}}, "desk.setup.title")
		return
	}
	all := boxes{"key_name": v.KeyName}
	for name, box := range v.Boxes {
		all[name] = box
	}
	if faults, ok := all.mark(t, err); ok {
		t.again("setup", v, faults, "desk.setup.title")
		return
	}
	t.fail(err)
}
