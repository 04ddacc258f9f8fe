package apply

import (
	"errors"
	"net/http"
	"strings"

	"okaeri/internal/recovery"
	"okaeri/internal/web"
)

// letterView checks a letter by its reference number (S17).
type letterView struct {
	web.Page
	F     map[string]*field
	Site  string
	Asked string
	Ours  bool
	Said  bool
}

// letter asks for the number, and shows what the last look-up said.
func (t *turn) letter() {
	v := &letterView{Site: t.a.shell.PublicURL.Host, F: map[string]*field{"ref": t.plainField("ref", "ref", "text", "off", "")}}
	v.Faults = t.sentBack("check", v.F)
	if said := t.session(keyLetter); len(v.Faults) == 0 && said != "" {
		answer, number, _ := strings.Cut(said, " ")
		v.Said, v.Ours, v.Asked = true, answer == "yes", number
	}
	t.show("letter", v, "apply.letter.title")
}

// checkLetter looks a number up. It tells whether it is one of ours and nothing else.
func (t *turn) checkLetter() {
	ref, err := t.form.One("ref")
	if err != nil || t.form.Empty() != nil {
		t.fail(web.ErrForm)
		return
	}
	number := recovery.NormalRef(ref)
	if number == "" {
		t.drop(keyLetter)
		t.lookAgainAt("check", "/check", map[string]string{"ref": ref}, hurdle{Field: "ref", Code: "ref.form"})
		return
	}
	ours, err := t.a.story.Check(t.ctx(), number, t.visitor())
	if err != nil {
		t.fail(err)
		return
	}
	answer := "no"
	if ours {
		answer = "yes"
	}
	t.drop(keyAgain)
	t.keep(keyLetter, answer+" "+number)
	t.goTo("/check#answer")
}

// linkView is a page behind the link of a letter to the owner.
type linkView struct {
	web.Page
	When   string
	State  string // open, restored, done (what the link is for has happened), staff (people look at it first) or over
	Until  string // when undoing was over
	Ended  bool   // the application has ended since
	Action string
	SignIn string
}

func (t *turn) linkView(c recovery.ContestView, action string) *linkView {
	v := &linkView{Page: web.Page{Ref: c.Ref}, State: "over", Action: t.path(action)}
	if !c.Filed.IsZero() {
		v.When = t.moment(c.Filed)
	}
	switch {
	case c.Open:
		v.State = "open"
	case c.Restored:
		v.State = "restored"
	}
	return v
}

// linkToken is the secret of a letter's link, or the page that says that the link leads nowhere. A token has a form, so that nothing else
// ever comes near an address or a session.
func (t *turn) linkToken() (string, bool) {
	token := t.r.PathValue("token")
	other := func(r rune) bool {
		return (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') && r != '-' && r != '_'
	}
	if len(token) < 16 || len(token) > 64 || strings.ContainsFunc(token, other) {
		t.a.shell.Fail(t.w, t.r, http.StatusGone, "link")
		return "", false
	}
	return token, true
}

// notMe shows what a "this was not me" link would stop. A letter's link may be opened by a mail scanner or a preview: it changes
// nothing (V24).
func (t *turn) notMe() {
	token, ok := t.linkToken()
	if !ok {
		return
	}
	c, err := t.a.story.ContestView(t.ctx(), token)
	if err != nil {
		t.fail(err)
		return
	}
	t.show("notme", t.linkView(c, "/not-me/"+token), "apply.notme.title")
}

// contest stops the application, on the owner's word.
func (t *turn) contest() {
	token, ok := t.linkToken()
	if !ok {
		return
	}
	err := t.form.Empty()
	if err == nil {
		err = t.a.story.Contest(t.ctx(), token, t.visitor())
	}
	if err != nil && !errors.Is(err, recovery.ErrClosed) {
		t.fail(err)
		return
	}
	t.goTo("/not-me/" + token)
}

// undoView shows what an undo link would take back.
func (t *turn) undoView() {
	token, ok := t.linkToken()
	if !ok {
		return
	}
	c, err := t.a.story.UndoView(t.ctx(), token)
	if err != nil {
		t.fail(err)
		return
	}
	v, title := t.linkView(c, "/undo/"+token), "apply.undo.title"
	switch {
	case c.Shown == string(recovery.Undone): // whoever opens the link again, and from wherever, learns that it was not in vain
		v.State, v.SignIn, title = "done", t.a.shell.SignIn, "apply.undo.done"
	case c.Used: // an address that was added lately undoes nothing by itself (C13)
		v.State = "staff"
	case v.State == "restored":
		v.Until, title = t.moment(c.Until), "apply.undo.late"
	}
	t.show("undo", v, title)
}

// undo takes a restoration back, on the owner's word.
func (t *turn) undo() {
	token, ok := t.linkToken()
	if !ok {
		return
	}
	err := t.form.Empty()
	if err == nil {
		err = t.a.story.Undo(t.ctx(), token)
	}
	if err != nil && !errors.Is(err, recovery.ErrClosed) {
		t.fail(err)
		return
	}
	t.goTo("/undo/" + token)
}
