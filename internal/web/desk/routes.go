package desk

import (
	"net/http"
	"slices"
	"strings"

	"okaeri/internal/staff"
	"okaeri/internal/web"
)

// sections register the desk's pages. Their order is that of the navigation.
var sections = []func(*Desk){(*Desk).entrance, (*Desk).cases, (*Desk).record, (*Desk).figures, (*Desk).people, (*Desk).settings, (*Desk).setup, (*Desk).minting, (*Desk).me}

func (d *Desk) register() {
	for _, section := range sections {
		section(d)
	}
	d.page("GET /desk", everybody, d.home)
	d.routes.Handle("GET /desk/{rest...}", func(w http.ResponseWriter, r *http.Request) {
		d.turn(w, r).fail(staff.ErrNotFound)
	})
}

// entry is one place of the navigation.
type entry struct {
	key  string // desk.nav.KEY names it
	path string
	who  allow
}

// nav adds a section's first page to the navigation of those who may open it.
func (d *Desk) nav(key, path string, who allow) { d.menu = append(d.menu, entry{key, path, who}) }

// page registers a page: pattern begins with GET.
func (d *Desk) page(pattern string, who allow, show func(*turn)) {
	d.gets.HandleFunc(pattern, func(http.ResponseWriter, *http.Request) {})
	d.routes.Handle(pattern, func(w http.ResponseWriter, r *http.Request) {
		if t := d.turn(w, r); t.admit(who) {
			show(t)
		}
	})
}

// act registers what a form does: pattern begins with POST. The handler takes its fields out of t.form.
func (d *Desk) act(pattern string, who allow, do func(*turn)) {
	d.routes.Handle(pattern, func(w http.ResponseWriter, r *http.Request) {
		t := d.turn(w, r)
		if !t.admit(who) {
			return
		}
		form, err := web.ReadForm(r)
		if err != nil {
			t.fail(err)
			return
		}
		t.form = form
		do(t)
	})
}

// home sends people to the first page that is theirs.
func (d *Desk) home(t *turn) {
	for _, e := range d.menu {
		if e.who.role(t.who) {
			t.goTo(e.path)
			return
		}
	}
	t.refuse("role", "Roles", "")
}

// back is an address to bring somebody back to: a page of the desk, and nothing else.
func (d *Desk) back(path string) string {
	if !strings.HasPrefix(path, "/desk") || strings.ContainsAny(path, "\\\r\n") {
		return "/desk"
	}
	probe, err := http.NewRequest(http.MethodGet, path, nil) //nolint:noctx // it is never sent
	if err != nil {
		return "/desk"
	}
	if _, pattern := d.gets.Handler(probe); pattern == "" || slices.Contains([]string{"GET /desk/signin", "GET /desk/confirm"}, pattern) {
		return "/desk"
	}
	return probe.URL.RequestURI()
}
