package apply

import (
	"crypto/rand"
	"errors"
	"net/http"

	"okaeri/internal/recovery"
	"okaeri/internal/web"
)

// finishView is the page behind the restoration link: it tells nothing but that a code is needed (C14).
type finishView struct {
	web.Page
	Action string
	Once   string
}

// finishLink reads the link.
func (t *turn) finishLink() {
	token, ok := t.linkToken()
	if !ok {
		return
	}
	if _, err := t.a.story.OpenLink(t.ctx(), token); err != nil {
		t.fail(err)
		return
	}
	t.show("finish", &finishView{Action: t.path("/finish/" + token), Once: rand.Text()}, "apply.finish.title")
}

// finishCode sends a code to the contact address.
func (t *turn) finishCode() {
	token, ok := t.linkToken()
	if !ok {
		return
	}
	once, err := t.form.One("once")
	if err != nil || t.form.Empty() != nil {
		t.fail(web.ErrForm)
		return
	}
	id, err := t.a.story.OpenLink(t.ctx(), token)
	if err == nil {
		err = t.a.story.SendRestoreCode(t.ctx(), token, once, t.visitor())
	}
	if err != nil {
		t.fail(err)
		return
	}
	t.keep(keyAsked, id)
	t.drop(keyAgain) // what was wrong with the code before says nothing of the new one
	t.goTo("/finish/" + token + "/code")
}

// finishAsk asks for the code, if one was asked for here: the page says that a letter was sent.
func (t *turn) finishAsk() {
	token, ok := t.linkToken()
	if !ok {
		return
	}
	id, err := t.a.story.OpenLink(t.ctx(), token)
	switch {
	case err != nil:
		t.fail(err)
		return
	case t.session(keyAsked) != id:
		t.goTo("/finish/" + token)
		return
	}
	t.showCode("finish/code", "/finish/"+token+"/code", "apply.finish.code.lead", "/finish/"+token)
}

// finishProve takes the code; the case may then be given a new password.
func (t *turn) finishProve() {
	token, ok := t.linkToken()
	if !ok {
		return
	}
	code, found, err := t.readCode()
	if err != nil {
		t.fail(err)
		return
	}
	id := ""
	if len(found) == 0 {
		id, err = t.a.story.ProveRestore(t.ctx(), token, code, t.visitor())
		if h, wrong := codeHurdle(err); wrong {
			found = append(found, h)
		} else if err != nil {
			t.fail(err)
			return
		}
	}
	if len(found) > 0 {
		t.lookAgain("finish/code", "/finish/"+token+"/code", found...)
		return
	}
	t.drop(keyAgain)
	t.drop(keyAsked)
	if err := t.enter(keyFinish, id); err != nil {
		t.fail(err)
		return
	}
	t.goTo("/finish/new")
}

// passwordPage asks for a new password.
type passwordPage struct {
	web.Page
	Action string
	F      map[string]*field
}

// newPassword asks for it, twice.
func (t *turn) newPassword() {
	if t.session(keyFinish) == "" {
		t.a.shell.Fail(t.w, t.r, http.StatusGone, "link")
		return
	}
	v := &passwordPage{Action: t.path("/finish/new"), F: map[string]*field{}}
	for _, name := range []string{"new_password", "new_password_again"} {
		f := t.plainField(name, name, "password", "new-password", "")
		f.Control = "password"
		f.Attrs += attrs("data-show", t.say("apply.show"), "data-hide", t.say("apply.hide"))
		v.F[name] = f
	}
	v.Faults = t.sentBack("finish/new", v.F)
	t.show("newpassword", v, "apply.new.title")
}

// setPassword sets it. What was typed is never shown again.
func (t *turn) setPassword() {
	id := t.session(keyFinish)
	if id == "" {
		t.a.shell.Fail(t.w, t.r, http.StatusGone, "link")
		return
	}
	first, second := t.form.All("new_password"), t.form.All("new_password_again")
	if len(first) != 1 || len(second) != 1 || t.form.Empty() != nil {
		t.fail(web.ErrForm)
		return
	}
	var bad *recovery.BadPassword
	switch err := t.finish(id, first[0], second[0]); {
	case errors.As(err, &bad):
		var found []hurdle
		for _, code := range bad.Codes {
			field := "new_password"
			if code == "differs" {
				field = "new_password_again"
			}
			found = append(found, hurdle{Field: field, Code: "password." + code})
		}
		t.lookAgain("finish/new", "/finish/new", found...)
	case errors.Is(err, recovery.ErrMissingProof):
		t.drop(keyFinish)
		t.a.shell.Fail(t.w, t.r, http.StatusGone, "proof_old")
	case errors.Is(err, recovery.ErrClosed):
		t.goTo("/finish/done")
	case err != nil:
		t.fail(err)
	default:
		t.drop(keyAgain)
		t.goTo("/finish/done")
	}
}

func (t *turn) finish(id, first, second string) error {
	switch {
	case first == "":
		return &recovery.BadPassword{Codes: []string{"empty"}}
	case first != second:
		return &recovery.BadPassword{Codes: []string{"differs"}}
	}
	return t.a.story.Finish(t.ctx(), id, first, t.visitor())
}

// doneView tells what was changed and what to do now.
type doneView struct {
	web.Page
	Done   bool // the directory has the new password already
	Undo   string
	SignIn string
}

// done says welcome back.
func (t *turn) done() {
	id := t.session(keyFinish)
	if id == "" {
		t.goTo("/status")
		return
	}
	c, err := t.a.story.Status(t.ctx(), id)
	if err != nil {
		t.fail(err)
		return
	}
	switch c.State {
	case recovery.Restored, recovery.Restoring:
	case recovery.Ready:
		t.goTo("/finish/new")
		return
	default:
		t.a.shell.Fail(t.w, t.r, http.StatusConflict, "closed")
		return
	}
	t.kase = c
	v := &doneView{Page: web.Page{Ref: c.Ref}, Done: c.State == recovery.Restored, SignIn: t.a.shell.SignIn}
	if v.Done {
		v.Undo = t.moment(c.UndoUntil)
	}
	title := "apply.done.title"
	if !v.Done {
		title = "apply.done.soon.title"
	}
	t.show("done", v, title)
}
