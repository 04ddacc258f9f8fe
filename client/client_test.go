package client_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"sync"
	"testing"
	"time"

	"okaeri/client"
	"okaeri/internal/testenv/apiserver"
	"okaeri/internal/token"
)

// stage lets an example, which is no test, start the server of tests.
type stage struct {
	testing.TB
	dir  string
	ends []func()
}

func (s *stage) Helper()                         {}
func (s *stage) Context() context.Context        { return context.Background() }
func (s *stage) Cleanup(f func())                { s.ends = append(s.ends, f) }
func (s *stage) TempDir() string                 { return s.dir }
func (s *stage) Fatal(args ...any)               { panic(args) }
func (s *stage) Fatalf(said string, args ...any) { panic([]any{said, args}) }

type running struct {
	*apiserver.Server
	stage *stage
	token string
}

func start() *running {
	dir, err := os.MkdirTemp("", "okaeri-client-")
	if err != nil {
		panic(err)
	}
	s := &stage{dir: dir}
	server := apiserver.New(s)
	return &running{server, s, server.Token("", token.AccountsWrite, token.FactsWrite, token.ApplicationsWrite, token.EventsRead, token.MetricsRead)}
}

func (r *running) end() {
	for _, f := range slices.Backward(r.stage.ends) {
		f()
	}
	if err := os.RemoveAll(r.stage.dir); err != nil {
		panic(err)
	}
}

func (r *running) code(to string) string { return r.Code(to) }

func talk(t *testing.T, s *apiserver.Server, secret string) *client.Client {
	t.Helper()
	c, err := client.New(s.URL, secret)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestAPersonWorksOnACaseThroughTheClient(t *testing.T) {
	s := apiserver.New(t)
	ctx := t.Context()
	program := talk(t, s, s.Token("", token.AccountsWrite, token.ApplicationsWrite, token.MetricsRead, token.FactsWrite))
	since := time.Date(2014, 5, 3, 0, 0, 0, 0, time.UTC)
	at := time.Date(2026, 10, 1, 9, 12, 0, 0, time.UTC)
	for _, id := range []string{"a-1", "a-2", "a-3", "a-4", "a-5", "a-6"} {
		account, err := program.PutAccount(ctx, client.AccountRecord{
			ID: id, Identifiers: []string{id + "@momiji.example"}, Created: since, MFA: true, Facts: []client.Fact{
				{Kind: "name", Value: map[string]string{"family": "Sato" + id, "given": "Hanako"}, From: &since},
				{Kind: "birth_date", Value: "1960-04-0" + id[2:], From: &since},
				{Kind: "product", Value: "mail", From: &since},
				{Kind: "sent_mail", Value: map[string]any{"to": []string{id + "@example.jp"}, "subject": "Photos of the trip to " + id}, At: &at},
			},
		}, "")
		if err != nil || account.ETag == "" {
			t.Fatalf("%+v, %v", account, err)
		}
	}
	if n, err := program.AddFacts(ctx, "a-1", []client.Fact{{Kind: "postal_code", Value: "5300001", From: &since}}); n != 1 || err != nil {
		t.Fatalf("facts: %d, %v", n, err)
	}
	q, err := program.Questionnaire(ctx)
	if err != nil || len(q.Products) == 0 || q.Questions[0].Label["ja"] == "" {
		t.Fatalf("questionnaire: %+v, %v", q, err)
	}
	app, err := program.File(ctx, client.Application{
		Account: "a-1@momiji.example", Contact: "sister@example.jp", Claims: []client.Claim{
			{Kind: "name", Value: map[string]string{"family": "Satoa-1", "given": "Hanako"}},
			{Kind: "birth_date", Value: "1960-04-01"},
			{Kind: "postal_code", Value: "530-0001"},
			{Kind: "product", Value: "mail"},
			{Kind: "mail_recipient", Value: "a-1@example.jp"},
			{Kind: "mail_subject", Value: "Photos of the trip to a-1"},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	if app, err = program.Prove(ctx, app.ID, s.Code("sister@example.jp")); err != nil {
		t.Fatal(err)
	}
	s.Work()
	if _, err := program.Case(ctx, app.Ref); client.Code(err) != "scope" {
		t.Errorf("a program without the scope: %v", err)
	}
	mori := talk(t, s, s.Deciding("mori"))
	var refs []string
	for line, err := range mori.Cases(ctx, "reviewing") {
		if err != nil {
			t.Fatal(err)
		}
		refs = append(refs, line.Ref)
	}
	if !slices.Equal(refs, []string{app.Ref}) {
		t.Fatalf("cases: %q, want %q", refs, app.Ref)
	}
	if ref, err := mori.Next(ctx); ref != app.Ref || err != nil {
		t.Fatalf("next: %q, %v", ref, err)
	}
	shown, err := mori.Case(ctx, app.Ref)
	if err != nil || shown.Claim == nil || shown.Claim.By != "mori" || len(shown.Evidence) == 0 {
		t.Fatalf("case: %+v, %v", shown, err)
	}
	if _, err := mori.AddNote(ctx, app.Ref, "Called back."); err != nil {
		t.Error(err)
	}
	done, err := mori.Decide(ctx, app.Ref, client.Decision{Verdict: "decline", Reason: "evidence_insufficient", Words: "Too little."})
	if err != nil {
		t.Fatalf("decide: %v", err)
	}
	if _, err := mori.Decide(ctx, app.Ref, client.Decision{Verdict: "decline", Reason: "evidence_insufficient", Words: "Too little."}); err == nil {
		t.Errorf("decided twice: %+v", done)
	}
	if m, err := program.Metrics(ctx, 24); err != nil || m.Events["application.submitted"] != 1 {
		t.Errorf("metrics: %+v, %v", m, err)
	}
	if _, err := program.Forget(ctx, "a-2", `"99"`); client.Code(err) != "changed" {
		t.Errorf("forgotten in spite of a change: %v", err)
	}
}

// flaky answers what it was told to, and remembers what it was asked.
type flaky struct {
	mu      sync.Mutex
	answers []func(http.ResponseWriter)
	keys    []string
}

func (f *flaky) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.keys = append(f.keys, r.Header.Get("Idempotency-Key"))
	next := f.answers[0]
	if len(f.answers) > 1 {
		f.answers = f.answers[1:]
	}
	next(w)
}

func says(status int, body string, headers ...string) func(http.ResponseWriter) {
	return func(w http.ResponseWriter) {
		for i := 0; i+1 < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body)) // the client reads it or not
	}
}

func hangsUp(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err == nil {
		_ = conn.Close() // as a broken network would
	}
}

func TestOnlyWhatIsSafeIsAskedAgain(t *testing.T) {
	ok := says(200, `{"id": "x", "state": "draft"}`)
	busy := says(503, `{"status": 503, "code": "fault", "title": "busy"}`)
	for name, x := range map[string]struct {
		answers []func(http.ResponseWriter)
		ask     func(*client.Client) error
		asked   int
		fails   bool
	}{
		"a read that broke off": {[]func(http.ResponseWriter){hangsUp, ok}, func(c *client.Client) error { _, err := c.Application(t.Context(), "x"); return err }, 2, false},
		"a post that broke off": {[]func(http.ResponseWriter){hangsUp, busy, ok}, func(c *client.Client) error { _, err := c.File(t.Context(), client.Application{}); return err }, 3, false},
		"a change with a condition": {[]func(http.ResponseWriter){hangsUp, ok}, func(c *client.Client) error {
			_, err := c.PutAccount(t.Context(), client.AccountRecord{ID: "x"}, `"1"`)
			return err
		}, 1, true},
		"a refusal": {[]func(http.ResponseWriter){says(422, `{"code": "fields", "title": "no"}`), ok}, func(c *client.Client) error { _, err := c.Resend(t.Context(), "x"); return err }, 1, true},
		"a limit of hours": {[]func(http.ResponseWriter){says(429, `{"code": "too_soon", "title": "wait", "retry_at": "2100-01-01T00:00:00Z"}`), ok}, func(c *client.Client) error {
			_, err := c.Resend(t.Context(), "x")
			return err
		}, 1, true},
		"a limit of a moment": {[]func(http.ResponseWriter){says(429, `{"code": "too_soon", "title": "wait"}`, "Retry-After", "1"), ok}, func(c *client.Client) error {
			_, err := c.Resend(t.Context(), "x")
			return err
		}, 2, false},
		"a server that stays away": {[]func(http.ResponseWriter){busy}, func(c *client.Client) error { _, err := c.Resend(t.Context(), "x"); return err }, 4, true},
		"no JSON":                  {[]func(http.ResponseWriter){says(502, `<html>`)}, func(c *client.Client) error { _, err := c.Withdraw(t.Context(), "x"); return err }, 4, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := &flaky{answers: x.answers}
			server := httptest.NewServer(f)
			defer server.Close()
			c, err := client.New(server.URL, "okaeri_x")
			if err != nil {
				t.Fatal(err)
			}
			c.HTTP = &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
			if err := x.ask(c); (err != nil) != x.fails {
				t.Errorf("ended with %v", err)
			}
			f.mu.Lock()
			defer f.mu.Unlock()
			if len(f.keys) != x.asked {
				t.Errorf("asked %d times, want %d", len(f.keys), x.asked)
			}
			if slices.ContainsFunc(f.keys, func(k string) bool { return k != f.keys[0] }) {
				t.Errorf("one request came under several keys: %q", f.keys)
			}
		})
	}
	stopped, cancel := context.WithCancel(t.Context())
	cancel()
	c, err := client.New("https://recover.example", "okaeri_x")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Application(stopped, "x"); !errors.Is(err, context.Canceled) {
		t.Errorf("a context that has ended: %v", err)
	}
	for _, address := range []string{"", "recover.example", "ftp://recover.example"} {
		if _, err := client.New(address, "x"); err == nil {
			t.Errorf("%q was taken for an address", address)
		}
	}
}
