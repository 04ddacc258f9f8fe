package desk_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"okaeri/internal/staff"
)

// hire makes somebody who works here, past every rule.
func (w *world) hire(login string, roles ...string) *staff.Person {
	w.t.Helper()
	p := &staff.Person{
		ID: staff.NewID(), Login: login, Name: strings.ToUpper(login), Mail: login + "@momiji.example", Roles: roles, Created: w.now().UTC(),
		Issuer: "https://login.example", Subject: login,
	}
	must(w.t, w.store.StaffUpdate(w.t.Context(), func(step *staff.Step) error {
		step.People = append(step.People, p)
		return nil
	}))
	return p
}

// as is a browser in which a person is signed in who was proven some time ago; never, where that is negative.
func (w *world) as(p *staff.Person, ago time.Duration) *visitor {
	w.t.Helper()
	v := w.visitor()
	strong := time.Time{}
	if ago >= 0 {
		strong = w.now().Add(-ago)
	}
	token, err := w.story.Enter(w.t.Context(), p.ID, "passkey", strong, "Go-http-client/1.1")
	must(w.t, err)
	here, err := url.Parse(w.base)
	must(w.t, err)
	v.c.Jar.SetCookies(here, []*http.Cookie{{Name: "okaeri-desk", Value: token}})
	return v
}

// Every page and form about the staff, for people of each role who were proven just now, and an hour ago: open, refused, or a proof first.
func TestWhoMayOpenWhichPageOfTheStaff(t *testing.T) {
	w := open(t)
	w.hire("target", staff.Reviewer)
	w.hire("boss", staff.Admin)
	pages := []struct {
		method, path string
		roles        []string // who may; nil: everybody who is signed in
		fresh        bool     // and was proven just now
	}{
		{"GET", "/desk/me", nil, false},
		{"GET", "/desk/me/passkeys", nil, true},
		{"POST", "/desk/me/passkeys", nil, true},
		{"POST", "/desk/me/passkeys/ask", nil, true},
		{"POST", "/desk/me/passkeys/x/name", nil, true},
		{"POST", "/desk/me/passkeys/x/remove", nil, true},
		{"GET", "/desk/confirm", nil, false},
		{"POST", "/desk/confirm", nil, false},
		{"GET", "/desk/people", []string{staff.Admin}, false},
		{"GET", "/desk/people/new", []string{staff.Admin}, true},
		{"POST", "/desk/people/new", []string{staff.Admin}, true},
		{"GET", "/desk/people/target", []string{staff.Admin}, true},
		{"POST", "/desk/people/target/roles", []string{staff.Admin}, true},
		{"POST", "/desk/people/target/confirm", []string{staff.Admin}, true},
		{"POST", "/desk/people/target/active", []string{staff.Admin}, true},
		{"POST", "/desk/people/target/link", []string{staff.Admin}, true},
	}
	shut := func(v *visitor, method, path string) (status int, to string) {
		t.Helper()
		v.c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
		r, err := http.NewRequestWithContext(t.Context(), method, w.base+path, strings.NewReader("nothing=of+ours"))
		must(t, err)
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		res, err := v.c.Do(r)
		must(t, err)
		must(t, res.Body.Close())
		return res.StatusCode, res.Header.Get("Location")
	}
	for _, role := range staff.Roles() {
		p := w.hire("a-"+role, role)
		fresh, stale := w.as(p, time.Minute), w.as(p, time.Hour)
		for _, page := range pages {
			may := page.roles == nil || slices.Contains(page.roles, role)
			status, _ := shut(fresh, page.method, page.path)
			if want := opened(page.method); may && status != want || !may && status != http.StatusForbidden {
				t.Errorf("%s, proven just now: %s %s: %d", role, page.method, page.path, status)
			}
			status, to := shut(stale, page.method, page.path)
			switch asked := status == http.StatusSeeOther && strings.HasPrefix(to, "/desk/confirm?"); {
			case may && asked != page.fresh, !may && status != http.StatusForbidden:
				t.Errorf("%s, proven an hour ago: %s %s: %d %s", role, page.method, page.path, status, to)
			}
		}
	}
	for _, page := range pages {
		if status, to := shut(w.visitor(), page.method, page.path); status != http.StatusSeeOther || !strings.HasPrefix(to, "/desk/signin?next=") {
			t.Errorf("nobody: %s %s: %d %s", page.method, page.path, status, to)
		}
	}
	if p, err := w.story.Find(t.Context(), "target"); err != nil || !p.Active() || !slices.Equal(p.Roles, []string{staff.Reviewer}) {
		t.Errorf("the target was changed: %+v, %v", p, err)
	}
}

// opened is what an open page answers: a form that holds nothing of ours is read, and refused as no form.
func opened(method string) int {
	if method == http.MethodPost {
		return http.StatusBadRequest
	}
	return http.StatusOK
}

// A form that another site sends is refused, whoever is signed in; and one without a browser's marks needs the session all the same.
func TestFormsOfOtherSitesAreRefused(t *testing.T) {
	w := open(t)
	admin := w.hire("boss", staff.Admin)
	w.hire("target", staff.Reviewer)
	for _, header := range []http.Header{
		{"Sec-Fetch-Site": {"cross-site"}}, {"Sec-Fetch-Site": {"same-site"}}, {"Origin": {"https://evil.example"}}, {"Origin": {"null"}},
	} {
		for _, path := range []string{"/desk/people/target/active", "/desk/signout", "/desk/signin", "/desk/theme", "/desk/people/new"} {
			r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, w.base+path, strings.NewReader("active=no"))
			must(t, err)
			r.Header = header.Clone()
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			res, err := w.as(admin, 0).c.Do(r)
			must(t, err)
			must(t, res.Body.Close())
			if res.StatusCode != http.StatusForbidden {
				t.Errorf("%v: %s: %d", header, path, res.StatusCode)
			}
		}
	}
	if p, err := w.story.Find(t.Context(), "target"); err != nil || !p.Active() {
		t.Errorf("another site disabled somebody: %v", err)
	}
}
