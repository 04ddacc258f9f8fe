package apply

import (
	"crypto/rand"
	"errors"
	"strings"

	"okaeri/internal/recovery"
	"okaeri/internal/web"
)

// askBackView asks for the reference number and the contact address.
type askBackView struct {
	web.Page
	Once string
	Why  string // why the address has to be proven once more
	F    map[string]*field
}

// askBack shows the form that brings an applicant back.
func (t *turn) askBack() {
	v := &askBackView{Once: rand.Text(), F: map[string]*field{
		"ref":     t.plainField("ref", "ref", "text", "off", ""),
		"contact": t.plainField("contact", "back_contact", "email", "email", "email"),
	}}
	if t.r.URL.Query().Get("why") == "move" {
		v.Why = t.say("apply.move.prove")
	}
	v.Faults = t.sentBack("status", v.F)
	t.show("back", v, "apply.back.title")
}

// plainField is a box that no questionnaire knows of; said is the end of its sentences' keys.
func (t *turn) plainField(name, said, kind, token, mode string) *field {
	f := &field{Name: name, ID: name, Control: "text", Label: t.say("apply.field." + said)}
	if key := "apply.hint." + said; t.a.shell.Catalogue.Has(t.lang(), key) {
		f.Hint = t.say(key)
	}
	f.Attrs = attrs("id", name, "name", name, "type", kind, "autocomplete", token, "inputmode", mode,
		"spellcheck", "false", "autocapitalize", "off", "aria-describedby", describedBy(f))
	return f
}

// mark puts the words of hurdles beside their fields.
func mark(fields map[string]*field, found []hurdle, said []web.Fault) {
	for i, h := range found {
		if f := fields[h.Field]; f != nil {
			f.mark(said[i].Words)
		}
	}
}

// comeBack takes the reference number and the contact address. The answer is the same whether they belong together or not.
func (t *turn) comeBack() {
	ref, err1 := t.form.One("ref")
	contact, err2 := t.form.One("contact")
	once, err3 := t.form.One("once")
	if err := errors.Join(err1, err2, err3, t.form.Empty()); err != nil {
		t.fail(web.ErrForm)
		return
	}
	var found []hurdle
	number := recovery.NormalRef(ref)
	if number == "" {
		found = append(found, hurdle{Field: "ref", Code: "ref.form"})
	}
	if contact = strings.TrimSpace(contact); contact == "" || len(contact) > 1000 {
		found = append(found, hurdle{Field: "contact", Code: "contact.missing"})
	}
	if len(found) > 0 {
		t.lookAgainAt("status", "/status?other=1", map[string]string{"ref": ref, "contact": contact}, found...)
		return
	}
	if err := t.a.story.Return(t.ctx(), number, contact, once, t.visitor()); err != nil {
		t.fail(err)
		return
	}
	t.drop(keyAgain)
	t.keep(keyBack, number)
	t.goTo("/status/code")
}

// codeView asks for six digits that were sent somewhere.
type codeView struct {
	web.Page
	Lead   string
	Action string
	F      map[string]*field
	Over   string // where to ask for another code
}

// backCode asks for the code.
func (t *turn) backCode() {
	if t.session(keyBack) == "" {
		t.goTo("/status")
		return
	}
	t.showCode("status/code", "/status/code", "apply.back.code.lead", "/status?other=1")
}

// showCode shows the page that asks for a code.
func (t *turn) showCode(page, action, lead, over string) {
	v := &codeView{Lead: t.say(lead, "Life", t.a.length(t.lang(), "code")), Action: t.path(action), Over: t.path(over)}
	f := t.plainField("code", "code", "text", "one-time-code", "numeric")
	f.Class = "input-code"
	v.F = map[string]*field{"code": f}
	v.Faults = t.sentBack(page, v.F)
	t.show("askcode", v, "apply.back.code.title")
}

// readCode takes a typed code out of a form that has nothing else.
func (t *turn) readCode() (code string, found []hurdle, err error) {
	code, err = t.form.One("code")
	if err != nil || t.form.Empty() != nil || len(code) > 200 {
		return "", nil, web.ErrForm
	}
	switch n := len(onlyDigits(code)); {
	case strings.TrimSpace(code) == "":
		found = append(found, hurdle{Field: "code", Code: "code.missing"})
	case n != captchaDigits:
		found = append(found, hurdle{Field: "code", Code: "code.form"})
	}
	return code, found, nil
}

// proveBack takes the code and opens the case.
func (t *turn) proveBack() {
	code, found, err := t.readCode()
	if err != nil {
		t.fail(err)
		return
	}
	ref := t.session(keyBack)
	if ref == "" {
		t.goTo("/status")
		return
	}
	id := ""
	if len(found) == 0 {
		id, err = t.a.story.ProveReturn(t.ctx(), ref, code, t.visitor())
		if h, wrong := codeHurdle(err); wrong {
			found = append(found, h)
		} else if err != nil {
			t.fail(err)
			return
		}
	}
	if len(found) > 0 {
		t.lookAgain("status/code", "/status/code", found...)
		return
	}
	t.drop(keyAgain)
	t.drop(keyBack)
	c, err := t.a.story.Status(t.ctx(), id)
	if err == nil {
		err = t.enter(keyCase, id)
	}
	if err != nil {
		t.fail(err)
		return
	}
	t.prove(c)
	t.goTo("/status")
}
