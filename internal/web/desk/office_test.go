package desk

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"okaeri/internal/decision"
	"okaeri/internal/dossier"
	"okaeri/internal/intake"
	"okaeri/internal/keyring"
	"okaeri/internal/notice"
	"okaeri/internal/recovery"
	"okaeri/internal/score"
	"okaeri/internal/signin"
	"okaeri/internal/staff"
	"okaeri/internal/store"
	"okaeri/internal/store/storetest"
	"okaeri/internal/token"
)

// office is a desk with the real story on a real database behind it, and people who are signed in by their names.
type office struct {
	Staff
	t      testing.TB
	d      *Desk
	h      http.Handler
	r      *recovery.Recovery
	db     *store.Store
	facts  *dossier.Dossiers
	keys   *keyring.Ring
	public *url.URL
	dir    string

	database string
	real     bool // people come in by sessions of the real story, and not by their names
	story    *staff.Staff
	tokens   map[string]string

	mu     sync.Mutex
	at     time.Time
	people map[string]*staff.Presence
	seats  []string
	queue  []recovery.Job
	post   []letter
}

// letter is one that left.
type letter struct {
	to string
	m  notice.Message
}

// Send is the postman.
func (o *office) Send(_ context.Context, _, to string, m notice.Message) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.post = append(o.post, letter{to, m})
	return nil
}

// enqueue hears of every job that is saved.
func (o *office) enqueue(jobs []recovery.Job) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.queue = append(o.queue, jobs...)
}

// work does the jobs that are due.
func (o *office) work() {
	o.t.Helper()
	for {
		o.mu.Lock()
		i := slices.IndexFunc(o.queue, func(j recovery.Job) bool { return !j.At.After(o.at) })
		if i < 0 {
			o.mu.Unlock()
			return
		}
		j := o.queue[i]
		o.queue = slices.Delete(o.queue, i, i+1)
		o.mu.Unlock()
		check(o.t, o.r.Handle(o.t.Context(), j))
	}
}

// noDirectory restores nothing: no case gets so far here.
type noDirectory struct{ recovery.Directory }

func newOffice(t testing.TB, public string, change ...func(*office)) *office {
	t.Helper()
	o := &office{t: t, at: now, people: map[string]*staff.Presence{}, tokens: map[string]string{}, dir: t.TempDir()}
	o.database = "sqlite:" + filepath.Join(o.dir, "o.db")
	for _, f := range change {
		f(o)
	}
	o.keys = must(keyring.New())(t)
	o.db = must(store.Open(t.Context(), o.database, store.Options{Vault: o.keys, Now: o.now}))(t)
	t.Cleanup(func() { check(t, o.db.Close()) })
	o.facts = dossier.New(o.db, o.keys, o.now)
	s := site(t, public)
	s.Now, s.Location = o.now, time.FixedZone("JST", 9*3600)
	o.public = s.PublicURL
	o.r = must(recovery.New(recovery.Parts{
		Store: storetest.Telling{Store: o.db, Told: o.enqueue}, Limiter: o.db, Dossiers: o.facts, Keys: o.keys, Directory: noDirectory{}, Mailer: o,
		Writer: notice.Writer{Catalogue: s.Catalogue, Letterhead: notice.Letterhead{
			Product: intake.Words(s.Product), Operator: intake.Words(s.Operator),
		}},
		Questionnaire: intake.DefaultQuestionnaire(), Parameters: score.Default(), Policy: decision.DefaultPolicy(),
		Timing: recovery.DefaultTiming(), Limits: recovery.DefaultLimits(), PublicURL: s.PublicURL, Now: o.now,
		Region: func(netip.Addr) string { return "JP-27" }, PermanentMail: func(error) bool { return false },
	}))(t)
	o.story = must(staff.New(staff.Parts{Store: o.db, Keys: o.keys, Limiter: o.db, Now: o.now}))(t)
	c := Config{
		Site: s, Staff: o, Key: []byte("0123456789abcdef"), Used: o.db, Cases: o.r,
		Record: recovery.Archive{Recovery: o.r, Log: o.db, Public: o.keys.Public()},
		Tokens: &token.Tokens{Store: o.db, People: atDesk{o}, Keys: o.keys, Now: o.now},
		Seat: func(_ context.Context, _ http.ResponseWriter, _ *http.Request, id string) error {
			o.seats = append(o.seats, id)
			return nil
		},
	}
	if o.real {
		c.Staff = o.story
		c.Passkeys, _ = signin.NewPasskeys(s.PublicURL, "Momiji Mail") // none where browsers give none to the address
	}
	o.d = must(New(c))(t)
	o.h = o.d.Handler()
	return o
}

func must[T any](v T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		check(t, err)
		return v
	}
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (o *office) now() time.Time {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.at
}

// pass lets time go by, with people proving themselves again as they would.
func (o *office) pass(d time.Duration) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.at = o.at.Add(d)
	for _, p := range o.people {
		p.Session.Strong = o.at
	}
}

// hire gives a person roles and lets them sign in with a passkey.
func (o *office) hire(login string, roles ...string) {
	o.people[login] = &staff.Presence{
		Person:  &staff.Person{ID: login, Login: login, Name: strings.ToUpper(login[:1]) + login[1:], Roles: roles, Subject: login},
		Session: staff.Session{Person: login, Strong: o.at},
	}
}

// atDesk are the people as tokens ask for them.
type atDesk struct{ o *office }

func (d atDesk) Person(_ context.Context, login string) (token.Person, error) {
	p, ok := d.o.people[login]
	if !ok {
		return token.Person{}, token.ErrNotFound
	}
	return token.Person{Login: login, Name: p.Person.Name, Roles: p.Person.Roles}, nil
}

// Visit and Leave are the part of the staff's story that pages of cases need.
func (o *office) Visit(_ context.Context, token, _ string) (*staff.Presence, error) {
	if p, ok := o.people[token]; ok {
		return p, nil
	}
	return nil, staff.ErrSignedOut
}

// List are the people as the pages of cases call them.
func (o *office) List(context.Context) ([]*staff.Person, error) {
	people := make([]*staff.Person, 0, len(o.people))
	for _, p := range o.people {
		people = append(people, p.Person)
	}
	return people, nil
}

// ask is one request of a person; a form makes it a post.
func (o *office) ask(login, path string, form url.Values) *httptest.ResponseRecorder {
	o.t.Helper()
	r := httptest.NewRequest(http.MethodGet, o.public.String()+path, nil)
	if form != nil {
		r = httptest.NewRequest(http.MethodPost, o.public.String()+path, strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	r.AddCookie(&http.Cookie{Name: sessionCookie, Value: login})
	w := httptest.NewRecorder()
	o.h.ServeHTTP(w, r)
	return w
}
