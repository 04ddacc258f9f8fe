package web

import (
	"net/http"
	"strconv"
	"time"

	"okaeri/internal/text"
)

// failView is a page that says why there is nothing else to see, and what to do.
type failView struct {
	Page
	Lead  string
	Then  string
	Visit string // number to tell the desk, where looking it up could help
}

// Fail answers with a calm page: what happened, in words that blame nobody, and where to go on. The kind names its sentences
// (page.KIND.title, .lead and .then).
func (s *Shell) Fail(w http.ResponseWriter, r *http.Request, status int, kind string, pairs ...string) {
	lang := VisitOf(r).Lang
	v := &failView{
		Page: Page{Title: s.T(lang, "page."+kind+".title", pairs...)},
		Lead: s.T(lang, "page."+kind+".lead", pairs...),
		Then: s.T(lang, "page."+kind+".then", pairs...),
	}
	if status >= http.StatusInternalServerError {
		v.Visit = VisitOf(r).ID
	}
	s.errors.Render(w, r, status, "fail", v)
}

// Wait answers that a limit is reached and when to try again.
func (s *Shell) Wait(w http.ResponseWriter, r *http.Request, until time.Time) {
	w.Header().Set("Retry-After", strconv.Itoa(seconds(until.Sub(s.Now()))))
	s.Fail(w, r, http.StatusTooManyRequests, "wait", "Time", s.Moment(VisitOf(r).Lang, until))
}

// rest answers while the site is maintained.
func (s *Shell) rest(w http.ResponseWriter, r *http.Request, until time.Time) {
	if until.IsZero() {
		s.Fail(w, r, http.StatusServiceUnavailable, "rest")
		return
	}
	w.Header().Set("Retry-After", strconv.Itoa(seconds(until.Sub(s.Now()))))
	s.Fail(w, r, http.StatusServiceUnavailable, "rest_until", "Time", s.Moment(VisitOf(r).Lang, until))
}

// Moment says a time in the site's zone. A minute that has begun is rounded up, so that a promise "from then on" is true.
func (s *Shell) Moment(lang string, t time.Time) string {
	if rounded := t.Truncate(time.Minute); rounded.Before(t) {
		t = rounded.Add(time.Minute)
	}
	return text.Moment(lang, t, s.Location)
}
