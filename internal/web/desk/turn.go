package desk

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"okaeri/internal/recovery"
	"okaeri/internal/staff"
	"okaeri/internal/web"
)

// turn is one request at the desk and what answering it needs.
type turn struct {
	d       *Desk
	w       http.ResponseWriter
	r       *http.Request
	visit   *web.Visit
	who     *staff.Person // who is signed in; nil on the sign-in pages
	session staff.Session
	form    web.Form    // on a post
	staff   *colleagues // see colleagues
}

func (d *Desk) turn(w http.ResponseWriter, r *http.Request) *turn {
	return &turn{d: d, w: w, r: r, visit: web.VisitOf(r)}
}

func (t *turn) ctx() context.Context { return t.r.Context() }

func (t *turn) lang() string { return t.visit.Lang }

func (t *turn) now() time.Time { return t.d.shell.Now() }

// say is a sentence in the reader's language.
func (t *turn) say(key string, pairs ...string) string { return t.d.shell.T(t.lang(), key, pairs...) }

// moment says a time in the site's zone.
func (t *turn) moment(at time.Time) string { return t.d.shell.Moment(t.lang(), at) }

// path puts the public URL's own path before an address of ours.
func (t *turn) path(p string) string { return t.d.shell.Path(p) }

// goTo sends the browser on after a post.
func (t *turn) goTo(path string) { t.d.shell.Go(t.w, t.r, path) }

// actor is the person as the story of recovery knows people who act.
func (t *turn) actor() recovery.Actor {
	return recovery.Actor{
		Login: t.who.Login, Name: t.who.Name, Mail: t.who.Mail, Roles: t.who.Roles, Strong: t.session.Strong, Via: "desk",
	}
}

// by is the person as the story of the staff knows people who change something.
func (t *turn) by() staff.Actor {
	return staff.Actor{Login: t.who.Login, Via: "desk", Strong: t.session.Strong}
}

// one takes a field of one line out of the form. It answers and returns false for what no form of ours sends.
func (t *turn) one(name string) (string, bool) {
	value, err := t.form.One(name)
	if err != nil {
		t.fail(err)
		return "", false
	}
	return value, true
}

// whole answers a form that has fields which nobody took, and returns false.
func (t *turn) whole() bool {
	if err := t.form.Empty(); err != nil {
		t.fail(err)
		return false
	}
	return true
}

// show renders a page under a title of the catalogue.
func (t *turn) show(page string, v view, title string, pairs ...string) {
	v.Base().Title = t.say(title, pairs...)
	t.render(http.StatusOK, page, v)
}

// again renders a page once more, with what needs another look; nothing was changed.
func (t *turn) again(page string, v view, faults []web.Fault, title string, pairs ...string) {
	v.Base().Title, v.Base().Faults = t.say(title, pairs...), faults
	t.render(http.StatusUnprocessableEntity, page, v)
}

func (t *turn) render(status int, page string, v view) {
	t.frame(v.desk())
	t.d.pages.Render(t.w, t.r, status, page, v)
}

// failView is a page that says why there is nothing else to see, and what to do.
type failView struct {
	Page
	Lead, Then string
	Visit      string // number to tell the operator
}

// stop answers with a page of the catalogue: desk.KIND.title, .lead and .then.
func (t *turn) stop(status int, kind string, pairs ...string) {
	kind = "desk." + kind
	v := &failView{Lead: t.say(kind+".lead", pairs...), Then: t.say(kind+".then", pairs...)}
	v.Title = t.say(kind+".title", pairs...)
	if status >= http.StatusInternalServerError {
		v.Visit = t.visit.ID
	}
	t.render(status, "fail", v)
}

// refuse answers that a rule forbids this: desk.refused.CODE says which, and what to do.
func (t *turn) refuse(code string, pairs ...string) {
	v := &failView{Lead: t.say("desk.refused."+code, pairs...), Then: t.say("desk.refused.then")}
	v.Title = t.say("desk.refused.title")
	t.render(http.StatusForbidden, "fail", v)
}

// fail answers an error with the page that it means.
func (t *turn) fail(err error) {
	var soon *recovery.TooSoon
	var waits *staff.TooSoon
	var refused *staff.Refused
	var rule *recovery.Refused
	switch {
	case errors.As(err, &soon):
		t.wait(soon.Until)
	case errors.As(err, &waits):
		t.wait(waits.Until)
	case errors.As(err, &refused):
		t.refuse(refused.Code)
	case errors.As(err, &rule):
		t.refuse(rule.Code)
	case errors.Is(err, web.ErrForm):
		t.stop(http.StatusBadRequest, "form")
	case errors.Is(err, staff.ErrNotFound), errors.Is(err, recovery.ErrNotFound):
		t.stop(http.StatusNotFound, "missing")
	case errors.Is(err, staff.ErrLink):
		t.stop(http.StatusGone, "link")
	case errors.Is(err, staff.ErrProof):
		t.stop(http.StatusForbidden, "unproven")
	case errors.Is(err, staff.ErrAway):
		t.stop(http.StatusBadGateway, "away")
	case errors.Is(err, staff.ErrSignedOut):
		t.leave()
		t.toSignIn()
	case errors.Is(err, staff.ErrConflict), errors.Is(err, recovery.ErrConflict), errors.Is(err, recovery.ErrClosed):
		t.stop(http.StatusConflict, "conflict")
	case errors.Is(err, context.Canceled):
		// the reader has gone away
	default:
		t.d.shell.Logger.LogAttrs(t.ctx(), slog.LevelError, "fault", slog.String("id", t.visit.ID), slog.String("error", err.Error()))
		t.stop(http.StatusInternalServerError, "fault")
	}
}

// wait answers that a limit is reached, and until when.
func (t *turn) wait(until time.Time) {
	t.w.Header().Set("Retry-After", seconds(until.Sub(t.now())))
	t.stop(http.StatusTooManyRequests, "wait", "Time", t.moment(until))
}
