// Package apiserver is the real API for tests: the real story, rooms, tokens and letters on a real database, behind a real
// listener. Only the postman and the clock are the test's own, and jobs are done when the test says so, so that a test is as fast as the
// machine and says the same each time.
package apiserver

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"okaeri/internal/api"
	"okaeri/internal/decision"
	"okaeri/internal/dossier"
	"okaeri/internal/intake"
	"okaeri/internal/keyring"
	"okaeri/internal/notice"
	"okaeri/internal/recovery"
	"okaeri/internal/score"
	"okaeri/internal/store"
	"okaeri/internal/store/storetest"
	"okaeri/internal/text"
	"okaeri/internal/token"
)

// Server is one server and everything that a test may look at.
type Server struct {
	URL      string
	Store    *store.Store
	Dossiers *dossier.Dossiers
	Story    *recovery.Recovery
	Tokens   *token.Tokens
	API      *api.API
	t        testing.TB
	public   string
	File     string // the database, if it is one of SQLite

	mu     sync.Mutex
	at     time.Time
	queue  []recovery.Job
	Post   []Letter // letters that left, the oldest first
	People map[string]token.Person
	log    bytes.Buffer
}

// Letter is one letter that left.
type Letter struct {
	To      string
	Message notice.Message
}

// Start is when every test begins.
var Start = time.Date(2026, 11, 2, 1, 7, 0, 0, time.UTC)

// words is the catalogue, read once: nobody changes it, and reading it takes longer than many a test.
var words = sync.OnceValues(text.Load)

// New starts a server on SQLite with two reviewers (mori, ito), a senior (abe), an auditor (kudo) and an operator (ota).
func New(t testing.TB) *Server {
	t.Helper()
	file := filepath.Join(t.TempDir(), "o.db")
	s := On(t, "sqlite://"+file)
	s.File = file
	return s
}

// On is New on another database, by its URL.
func On(t testing.TB, database string) *Server {
	t.Helper()
	s := &Server{t: t, at: Start, People: map[string]token.Person{}}
	for login, role := range map[string]string{
		"mori": recovery.RoleReviewer, "ito": recovery.RoleReviewer, "abe": recovery.RoleSenior, "kudo": recovery.RoleAuditor, "ota": recovery.RoleOperator,
	} {
		s.People[login] = token.Person{Login: login, Name: strings.ToUpper(login[:1]) + login[1:], Mail: login + "@momiji.example", Roles: []string{role}}
	}
	keys := must(keyring.New())(t)
	db := must(store.Open(t.Context(), database, store.Options{Vault: keys, Now: s.Now}))(t)
	t.Cleanup(func() { _ = db.Close() })
	s.public = keys.Public()
	s.Store, s.Dossiers = db, dossier.New(db, keys, s.Now)
	catalogue := must(words())(t)
	public := must(url.Parse("https://recover.example"))(t)
	policy := decision.DefaultPolicy()
	s.Story = must(recovery.New(recovery.Parts{
		Store: storetest.Telling{Store: db, Told: s.enqueue}, Limiter: db, Dossiers: s.Dossiers, Keys: keys, Directory: nowhere{}, Mailer: s,
		Writer: notice.Writer{Catalogue: catalogue, Letterhead: notice.Letterhead{
			Product: intake.Words{"ja": "Momiji Mail", "en": "Momiji Mail"}, Operator: intake.Words{"ja": "Momiji", "en": "Momiji"}, Zone: time.UTC,
		}},
		Questionnaire: intake.DefaultQuestionnaire(), Parameters: score.Default(), Policy: policy, Timing: recovery.DefaultTiming(), Limits: recovery.DefaultLimits(),
		PublicURL: public, Region: func(netip.Addr) string { return "" }, Now: s.Now, PermanentMail: func(error) bool { return false },
	}))(t)
	s.Tokens = &token.Tokens{Store: db, People: s, Keys: keys, Now: s.Now}
	s.API = must(api.New(api.Config{
		Story: s.Story, Desk: s.Story, Tokens: s.Tokens, Accounts: accounts{s}, Record: recovery.Archive{Recovery: s.Story, Log: db, Public: s.public}, Ledger: db, Limiter: db, Questionnaire: s.Story.Questionnaire,
		Catalogue: catalogue, PublicURL: public, Now: s.Now, Logger: slog.New(slog.NewJSONHandler(logged{s}, nil)), Version: "test",
		Address: func(r *http.Request) netip.Addr { a, _ := netip.ParseAddrPort(r.RemoteAddr); return a.Addr() },
	}))(t)
	server := httptest.NewServer(s.API)
	t.Cleanup(server.Close)
	s.URL = server.URL
	return s
}

func must[T any](v T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// Now is the server's time.
func (s *Server) Now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.at
}

// Wait lets time pass.
func (s *Server) Wait(d time.Duration) {
	s.mu.Lock()
	s.at = s.at.Add(d)
	s.mu.Unlock()
	s.Work()
}

// Work does every job that is due, in the order of their time, and gives the audit entries their places.
func (s *Server) Work() {
	s.t.Helper()
	for {
		s.mu.Lock()
		slices.SortStableFunc(s.queue, func(a, b recovery.Job) int { return a.At.Compare(b.At) })
		if len(s.queue) == 0 || s.queue[0].At.After(s.at) {
			s.mu.Unlock()
			break
		}
		j := s.queue[0]
		s.queue = s.queue[1:]
		s.mu.Unlock()
		if err := s.Story.Handle(s.t.Context(), j); err != nil {
			s.t.Fatalf("job %s: %v", j.Kind, err)
		}
	}
	for {
		n, err := s.Store.Sequence(s.t.Context())
		if err != nil {
			s.t.Fatal(err)
		}
		if n == 0 {
			return
		}
	}
}

func (s *Server) enqueue(jobs []recovery.Job) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.queue = append(s.queue, jobs...)
}

// Send is the postman.
func (s *Server) Send(_ context.Context, _, to string, m notice.Message) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.Post = append(s.Post, Letter{to, m})
	return nil
}

// Person is who works at the desk. Error: token.ErrNotFound.
func (s *Server) Person(_ context.Context, login string) (token.Person, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, ok := s.People[login]
	if !ok {
		return p, token.ErrNotFound
	}
	return p, nil
}

var sixDigits = regexp.MustCompile(`\b\d{6}\b`)

// Code is the last code that was sent to an address.
func (s *Server) Code(to string) string {
	s.t.Helper()
	s.Work()
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, l := range slices.Backward(s.Post) {
		if code := sixDigits.FindString(l.Message.Subject); l.To == to && code != "" {
			return code
		}
	}
	s.t.Fatalf("no code was sent to %s", to)
	return ""
}

// Token makes a standing token; login may be empty.
func (s *Server) Token(login string, scopes ...token.Scope) string {
	s.t.Helper()
	_, secret, err := s.Tokens.Create(s.t.Context(), token.Order{Name: "test", Scopes: scopes, Login: login, By: "operator:test"})
	if err != nil {
		s.t.Fatal(err)
	}
	return secret
}

// Deciding makes a decision token of somebody who has just confirmed with a passkey.
func (s *Server) Deciding(login string) string {
	s.t.Helper()
	p := s.People[login]
	_, secret, err := s.Tokens.CreateForDecisions(s.t.Context(), recovery.Actor{
		Login: login, Name: p.Name, Mail: p.Mail, Roles: p.Roles, Strong: s.Now(), Via: "desk",
	}, "test")
	if err != nil {
		s.t.Fatal(err)
	}
	return secret
}

// Log is everything that was logged.
func (s *Server) Log() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.log.String()
}

type logged struct{ s *Server }

// Write keeps a line of log.
func (l logged) Write(b []byte) (int, error) {
	l.s.mu.Lock()
	defer l.s.mu.Unlock()
	return l.s.log.Write(b)
}

// Public is the key that checks the record.
func (s *Server) Public() string { return s.public }
