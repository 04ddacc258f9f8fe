package apply

import (
	"net/http"

	"okaeri/internal/text"
	"okaeri/internal/web"
)

// clear ends the visit on a device that others use: the session is destroyed, every cookie of ours is taken away, and the browser is
// asked to forget what it kept of this site. It can't make the browser forget what was typed into forms; the next page says so.
func (t *turn) clear() {
	if err := t.form.Empty(); err != nil {
		t.fail(err)
		return
	}
	if err := t.a.sessions.Destroy(t.ctx()); err != nil {
		t.fail(err)
		return
	}
	t.a.shell.ForgetDevice(t.w)
	t.w.Header().Set("Clear-Site-Data", `"cache", "storage", "cookies"`)
	t.goTo("/cleared/" + t.lang())
}

// cleared says what was cleared and what was not. Its language is in its address, since there is no cookie any more.
func (a *Apply) cleared(w http.ResponseWriter, r *http.Request) {
	t := &turn{a: a, w: w, r: r, visit: web.VisitOf(r)}
	if r.URL.RawQuery == "" {
		t.visit.Lang = text.Spoken(r.PathValue("lang"))
	}
	t.show("cleared", &t.page, "apply.cleared.title")
}
