package apply

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"slices"
	"time"

	"okaeri/internal/intake"
	"okaeri/internal/recovery"
	"okaeri/internal/web"
)

// What a session may hold. None of it is an answer.
const (
	keyCase   = "case"   // the case its visitor began or came back to
	keyLane   = "lane"   // which robot check was passed
	keyAgain  = "again"  // what needs another look on which page
	keyBack   = "back"   // reference number that a code was asked for
	keyLetter = "letter" // the last letter look-up and its answer
	keyAsked  = "asked"  // the case that a code for a new password was asked for
	keyFinish = "finish" // the case that may be given a new password
)

// sharedLife is how long a session lives after the last page was sent on a device that others use too.
const sharedLife = time.Hour

// turn is one request of an applicant and what answering it needs.
type turn struct {
	a     *Apply
	w     http.ResponseWriter
	r     *http.Request
	visit *web.Visit
	kase  *recovery.Case // once draft or sentCase has found it
	form  web.Form       // on a post
	area  string         // the address that pages of the form stand under: the form's own when empty
	page  plainView
}

// plainView is a page without anything of its own.
type plainView struct{ web.Page }

// with runs a handler behind the session.
func (a *Apply) with(h func(*turn)) http.HandlerFunc {
	loaded := a.sessions.LoadAndSave(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		t := &turn{a: a, w: w, r: r, visit: web.VisitOf(r)}
		if r.Method == http.MethodPost {
			form, err := web.ReadForm(r)
			if err != nil {
				t.fail(err)
				return
			}
			t.form = form
		}
		h(t)
	}))
	return loaded.ServeHTTP
}

func (t *turn) ctx() context.Context { return t.r.Context() }

func (t *turn) lang() string { return t.visit.Lang }

// say is a sentence in the reader's language.
func (t *turn) say(key string, pairs ...string) string { return t.a.shell.T(t.lang(), key, pairs...) }

func (t *turn) moment(at time.Time) string { return t.a.shell.Moment(t.lang(), at) }

func (t *turn) now() time.Time { return t.a.shell.Now() }

// session reads a word of the session.
func (t *turn) session(key string) string { return t.a.sessions.GetString(t.ctx(), key) }

func (t *turn) keep(key, value string) { t.a.sessions.Put(t.ctx(), key, value) }

func (t *turn) drop(key string) {
	if t.a.sessions.Exists(t.ctx(), key) {
		t.a.sessions.Remove(t.ctx(), key)
	}
}

// enter puts a case into the session under a new token, so that a token known from before opens nothing.
func (t *turn) enter(key, caseID string) error {
	if err := t.a.sessions.RenewToken(t.ctx()); err != nil {
		return err
	}
	t.keep(key, caseID)
	return nil
}

// visitor tells the story who asks.
func (t *turn) visitor() recovery.Visitor {
	lane := t.session(keyLane)
	switch {
	case t.a.robot.Policy == RobotOff:
		lane = laneOff
	case lane == "":
		lane = laneNone
	}
	return recovery.Visitor{IP: t.visit.IP, UserAgent: short(t.r.UserAgent(), 512), Device: t.visit.Device, Language: t.lang(), Lane: lane}
}

// short cuts what a client says of itself to a size worth keeping.
func short(s string, n int) string {
	if len(s) > n {
		s = s[:n]
	}
	return s
}

// show renders a page under a title of the catalogue.
func (t *turn) show(page string, v web.View, title string, pairs ...string) {
	p := v.Base()
	p.Title = t.say(title, pairs...)
	if t.kase != nil && p.Ref == "" && slices.Contains(t.kase.Private.Done, string(intake.PageCode)) {
		p.Ref = t.kase.Ref
	}
	if p.Close == "" && t.kase != nil {
		p.Close = t.path("/clear")
	}
	t.a.pages.Render(t.w, t.r, http.StatusOK, page, v)
}

// path puts the public URL's own path before an address of ours.
func (t *turn) path(p string) string { return t.a.shell.Path(p) }

// goTo sends the browser on after a post, or away from a page that is not open yet.
func (t *turn) goTo(path string) { t.a.shell.Go(t.w, t.r, path) }

// fail answers an error with the page that it means.
func (t *turn) fail(err error) {
	shell := t.a.shell
	var soon *recovery.TooSoon
	switch {
	case errors.As(err, &soon):
		shell.Wait(t.w, t.r, soon.Until)
	case errors.Is(err, web.ErrForm):
		shell.Fail(t.w, t.r, http.StatusBadRequest, "form")
	case errors.Is(err, recovery.ErrNotFound), errors.Is(err, recovery.ErrExpired):
		shell.Fail(t.w, t.r, http.StatusGone, "link")
	case errors.Is(err, recovery.ErrClosed):
		shell.Fail(t.w, t.r, http.StatusConflict, "closed")
	case errors.Is(err, recovery.ErrConflict):
		shell.Fail(t.w, t.r, http.StatusConflict, "conflict")
	case errors.Is(err, context.Canceled):
		// the reader has gone away
	default:
		shell.Logger.LogAttrs(t.ctx(), slog.LevelError, "fault", slog.String("id", t.visit.ID), slog.String("error", err.Error()))
		shell.Fail(t.w, t.r, http.StatusInternalServerError, "fault")
	}
}

// draft finds the visitor's open draft. If there is none it sends the browser where it can go on, and returns false.
func (t *turn) draft() bool {
	id := t.session(keyCase)
	if id == "" {
		t.lost("/recover/lost")
		return false
	}
	c, err := t.a.story.Draft(t.ctx(), id)
	switch {
	case errors.Is(err, recovery.ErrNotFound):
		t.lost("/recover/lost")
		return false
	case err != nil:
		t.fail(err)
		return false
	case c.State == recovery.Expired && c.Submitted.IsZero():
		t.lost("/recover/lost")
		return false
	case c.State != recovery.Draft:
		t.goTo("/status")
		return false
	}
	t.kase = c
	return true
}

// answers are those of the draft so far.
func (t *turn) answers() intake.Answers {
	if t.kase == nil {
		return nil
	}
	return t.kase.Private.Answers
}

// shared tells whether others use this device too.
func (t *turn) shared() bool {
	return t.kase != nil && (t.kase.Private.Device == "borrowed" || t.kase.Private.Device == "shop")
}

// touch keeps a session on a shared device going, but not for long.
func (t *turn) touch() {
	if t.shared() {
		t.endSoon()
	}
}

// endSoon ends the session an hour from now. The session library goes by the machine's own clock, so this does too.
func (t *turn) endSoon() { t.a.sessions.SetDeadline(t.ctx(), time.Now().Add(sharedLife)) }

// again is what needs another look, kept from a post to the page that shows itself again. What was typed is among it where no draft holds
// it; sessions are sealed as drafts are.
type again struct {
	Page  string            `json:"p"`
	Found []hurdle          `json:"f,omitempty"`
	Typed map[string]string `json:"t,omitempty"`
}

// hurdle is a problem without anything that was typed.
type hurdle struct {
	Field string `json:"f"`
	Code  string `json:"c"`
	N     string `json:"n,omitempty"`
}

// place is where a page of the form stands, as hurdles are kept by.
func (t *turn) place(page intake.Page) string { return t.area + string(page) }

// lookAgain notes the hurdles of a page and sends the browser back to it, to the list of them.
func (t *turn) lookAgain(page, path string, found ...hurdle) {
	t.lookAgainAt(page, path, nil, found...)
}

// mostTyped is how much of what was typed comes back to be shortened, in characters.
const mostTyped = 10 * mostAppeal

// lookAgainAt does so for a page outside the draft, with what was typed there but for full card numbers. Codes and passwords are never given.
func (t *turn) lookAgainAt(page, path string, typed map[string]string, found ...hurdle) {
	for name, value := range typed {
		value, _ = intake.DropFullCards(value)
		if runes := []rune(value); len(runes) > mostTyped {
			value = string(runes[:mostTyped])
		}
		typed[name] = value
	}
	b, err := json.Marshal(again{Page: page, Found: found, Typed: typed})
	if err != nil {
		t.fail(err)
		return
	}
	t.keep(keyAgain, string(b))
	t.goTo(path + "#faults")
}

// hurdles returns what a page was sent back for, and whether it was.
func (t *turn) hurdles(page string) ([]hurdle, bool) {
	a := t.again(page)
	return a.Found, a.Page != ""
}

// again is what is kept for a page; nothing when it was not sent back.
func (t *turn) again(page string) (a again) {
	if kept := t.session(keyAgain); kept == "" || json.Unmarshal([]byte(kept), &a) != nil || a.Page != page {
		return again{}
	}
	return a
}

// sentBack fills a page outside the draft with what was typed there, marks the fields that need another look, and lists them.
func (t *turn) sentBack(page string, fields map[string]*field) []web.Fault {
	a := t.again(page)
	for name, value := range a.Typed {
		if f := fields[name]; f != nil {
			f.Value = value
		}
	}
	said := t.faults(a.Found)
	mark(fields, a.Found, said)
	return said
}

// faults words hurdles for a page whose fields have their names as ids.
func (t *turn) faults(found []hurdle) []web.Fault {
	var out []web.Fault
	for _, h := range found {
		out = append(out, web.Fault{Field: htmlID(h.Field), Words: t.say("error."+h.Code, "N", h.N)})
	}
	return out
}
