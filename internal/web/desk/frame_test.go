package desk

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"okaeri/internal/staff"
	"okaeri/internal/text"
	"okaeri/internal/web"
)

var now = time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)

// oneVisitor is a story in which a given person is signed in by the token "in".
type oneVisitor struct {
	Staff
	here staff.Presence
	left bool
}

func (o *oneVisitor) Visit(_ context.Context, token, _ string) (*staff.Presence, error) {
	if token != "in" || o.left {
		return nil, staff.ErrSignedOut
	}
	return &o.here, nil
}

func (o *oneVisitor) Leave(context.Context, string) error { o.left = true; return nil }

// loaded is the catalogue, read once: nobody changes it, and reading it takes longer than many a test.
var loaded = sync.OnceValues(text.Load)

func site(t testing.TB, public string) web.Site {
	t.Helper()
	catalogue, err := loaded()
	if err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(public)
	if err != nil {
		t.Fatal(err)
	}
	return web.Site{
		Catalogue: catalogue, PublicURL: u, Product: web.Words{"ja": "もみじメール", "en": "Momiji Mail"},
		Operator: web.Words{"ja": "もみじ通信", "en": "Momiji Net"}, DeviceKey: []byte("0123456789abcdef"), Language: "en",
		Now: func() time.Time { return now }, Location: time.UTC, Logger: slog.New(slog.NewTextHandler(io.Discard, nil)),
	}
}

// TestTheGuardAsksForRoleAndFreshness: every allow against people with and without the role, proven never, long ago and just now.
func TestTheGuardAsksForRoleAndFreshness(t *testing.T) {
	allows := map[string]allow{
		"everybody": everybody, "reads": reads, "works": works, "decides": decides, "grants": grants, "settles": settles,
		"audits": audits, "operates": operates, "manages": manages,
	}
	story := &oneVisitor{}
	d := bare(t, story)
	for name, who := range allows {
		d.page("GET /desk/try/"+name, who, func(t *turn) { t.show("fail", &failView{}, "desk.home") })
		for _, role := range staff.Roles() {
			for _, ago := range []time.Duration{-1, time.Minute, time.Hour, 13 * time.Hour} {
				story.here = staff.Presence{Person: &staff.Person{Login: "sato", Name: "Sato", Roles: []string{role}}}
				if ago >= 0 {
					story.here.Session.Strong = now.Add(-ago)
				}
				res := ask(d, "GET", "/desk/try/"+name, "in")
				want := http.StatusOK
				switch {
				case len(who.roles) > 0 && !story.here.Person.Is(who.roles...):
					want = http.StatusForbidden
				case who.strong > 0 && (ago < 0 || ago >= who.strong):
					want = http.StatusSeeOther
				}
				if res.Code != want {
					t.Errorf("%s as %s, proven %v ago: %d, want %d", name, role, ago, res.Code, want)
				}
				if to := res.Header().Get("Location"); want == http.StatusSeeOther && to != "/base/desk/confirm?next=%2Fdesk%2Ftry%2F"+name {
					t.Errorf("sent to %q", to)
				}
			}
		}
		if res := ask(d, "GET", "/desk/try/"+name+"?x=1", "out"); res.Header().Get("Location") != "/base/desk/signin?next=%2Fdesk%2Ftry%2F"+name+"%3Fx%3D1" {
			t.Errorf("%s, signed out: %d %q", name, res.Code, res.Header().Get("Location"))
		}
	}
}

// noLedger is for desks at which nobody signs in.
type noLedger struct{}

func (noLedger) Spent(context.Context, string, time.Time) (bool, error) { return false, nil }

// bare is a desk whose story is given.
func bare(t testing.TB, s Staff) *Desk {
	t.Helper()
	d, err := New(Config{Site: site(t, "https://recover.momiji.example/base"), Staff: s, Key: []byte("0123456789abcdef"), Used: noLedger{}})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func ask(d *Desk, method, path, token string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, "https://recover.momiji.example/base"+path, nil)
	r.AddCookie(&http.Cookie{Name: sessionCookie, Value: token})
	w := httptest.NewRecorder()
	d.Handler().ServeHTTP(w, r)
	return w
}

// Nobody is brought to a place that is not a page of the desk.
func TestPeopleAreBroughtBackToPagesOfTheDeskOnly(t *testing.T) {
	d := bare(t, &oneVisitor{})
	d.page("GET /desk/try/{id}", everybody, func(*turn) {})
	for next, want := range map[string]string{
		"/desk/try/1": "/desk/try/1", "/desk/try/1?a=b": "/desk/try/1?a=b", "": "/desk", "/desk/nothing": "/desk", "https://evil.example/desk": "/desk",
		"//evil.example/desk": "/desk", "/desk/../recover": "/desk", "/desk/try/1\r\nX: y": "/desk", `/desk\evil`: "/desk", "/desk/signin": "/desk",
		"/desk@evil.example": "/desk", "/recover": "/desk",
	} {
		if got := d.back(next); got != want {
			t.Errorf("%q: brought to %q, want %q", next, got, want)
		}
	}
}

func TestSigningOutEndsTheSession(t *testing.T) {
	story := &oneVisitor{here: staff.Presence{Person: &staff.Person{Login: "sato", Roles: []string{staff.Reviewer}}}}
	d := bare(t, story)
	r := httptest.NewRequest("POST", "https://recover.momiji.example/base/desk/signout", strings.NewReader(""))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.AddCookie(&http.Cookie{Name: sessionCookie, Value: "in"})
	w := httptest.NewRecorder()
	d.Handler().ServeHTTP(w, r)
	if c := w.Result().Cookies(); !story.left || len(c) != 1 || c[0].MaxAge >= 0 || w.Header().Get("Location") != "/base/desk/signin?out=1" {
		t.Errorf("%d, left %v, cookies %v", w.Code, story.left, c)
	}
}
