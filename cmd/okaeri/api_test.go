package main

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"okaeri/internal/evidence"
	"okaeri/internal/testenv"
)

// watched asks an address of a town's whole server, as serve puts it together.
func (w *town) watched(t *testing.T, server *httptest.Server, path, secret string) (int, string) {
	t.Helper()
	r := must(http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+path, nil))(t)
	if secret != "" {
		r.Header.Set("Authorization", "Bearer "+secret)
	}
	res := must(http.DefaultClient.Do(r))(t)
	defer res.Body.Close() //nolint:errcheck // read whole
	return res.StatusCode, string(must(io.ReadAll(res.Body))(t))
}

// After a whole story the numbers tell how the work stands, and nothing that anybody typed or that was held of anybody.
func TestWhatIsScrapedTellsOfTheWorkAndOfNobody(t *testing.T) {
	t.Parallel()
	record := hanakosRecord("account-of-hanako")
	w := newTown(t, plan{people: folk(record), config: func(c *Config) { c.Policy = lenient(t) }, with: unlimited})
	server := httptest.NewServer(must(w.withAPI(must(w.withDesk(w.handler()))(t)))(t))
	defer server.Close()
	memory := hanakosMemory()
	w.wholeStory(memory)

	var made struct{ ID, Secret string }
	check(t, json.Unmarshal([]byte(w.okaeri(t, "token", "create", "--name", "scraper", "--scope", "metrics:read", "--json")), &made))
	if status, _ := w.watched(t, server, "/metrics", ""); status != http.StatusUnauthorized {
		t.Errorf("/metrics without a token: %d", status)
	}
	status, scraped := w.watched(t, server, "/metrics", made.Secret)
	if status != http.StatusOK {
		t.Fatalf("/metrics: %d %s", status, scraped)
	}
	for _, line := range []string{
		`okaeri_http_requests_total{method="POST",route="POST /recover/{page}",status="303",surface="pages"}`, `okaeri_time_to_verdict_seconds_count 1`,
		`okaeri_case_events_total{type="case.granted"} 1`, `okaeri_case_events_total{type="case.restored"} 1`, `okaeri_letters_queued_total{kind="received"} 1`,
		`okaeri_letters_total{outcome="sent"}`, `okaeri_robot_checks_total{lane="off"}`, `okaeri_jobs_total{kind="restore",outcome="done"} 1`,
		`okaeri_cases{state="restored"} 1`, `okaeri_queue_jobs{state="`, `okaeri_db_connections{pool="writer",state="idle"}`, `okaeri_mail_up 1`, `okaeri_db_up 1`,
		`okaeri_cases_overdue 0`, `go_goroutines `,
	} {
		if !strings.Contains(scraped, line) {
			t.Errorf("not told: %s", line)
		}
	}
	scraped += w.sameFigures(t, server, made.Secret)
	var all search
	for _, value := range w.secrets(record, memory) {
		all.add(value, spellings(value)...)
	}
	all.in([]byte(scraped), func(_ int, what sought) { t.Errorf("a number is about %q", what.of) })
	testenv.Eventually(t, "the server is ready", func() bool { s, _ := w.watched(t, server, "/readyz", ""); return s == http.StatusOK })
	if out := w.okaeri(t, "healthcheck", "--wait", "--addr", strings.TrimPrefix(server.URL, "http://")); !strings.Contains(out, "database up, worker up, mail up") {
		t.Errorf("healthcheck: %s", out)
	}
	if status, said := w.watched(t, server, "/livez", ""); status != http.StatusOK || said != "alive\n" {
		t.Errorf("/livez: %d %s", status, said)
	}
	if status, _ := w.watched(t, server, "/api/v1/questionnaire", made.Secret); status != http.StatusForbidden {
		t.Errorf("an operation outside the token's scope: %d", status)
	}
	if list := w.okaeri(t, "token", "list"); !strings.Contains(list, made.ID) || !strings.Contains(list, "metrics:read") || strings.Contains(list, made.Secret) {
		t.Errorf("the list of tokens:\n%s", list)
	}
	w.okaeri(t, "token", "revoke", made.ID)
	if status, _ := w.watched(t, server, "/metrics", made.Secret); status != http.StatusUnauthorized {
		t.Errorf("a revoked token: %d", status)
	}
	if out, err := w.command("token", "create", "--name", "x", "--scope", "cases:decide", "--login", "mori").CombinedOutput(); err == nil || !strings.Contains(string(out), "passkey") {
		t.Errorf("a token that decides, made without a passkey: %v %s", err, out)
	}
	if out, err := w.command("token", "create", "--name", "x", "--scope", "cases:read", "--login", "nobody").CombinedOutput(); err == nil || !strings.Contains(string(out), "nobody of this name") {
		t.Errorf("a token in the name of nobody: %v %s", err, out)
	}
	w.employs("mori", "reviewer")
	reader := strings.TrimSpace(strings.SplitN(w.okaeri(t, "token", "create", "--name", "x", "--scope", "cases:read", "--login", "mori"), "\n", 2)[0])
	if status, said := w.watched(t, server, "/api/v1/cases?state=restored", reader); status != http.StatusOK || !strings.Contains(said, `"state":"restored"`) {
		t.Errorf("cases in mori's name: %d %s", status, said)
	}
	if out, err := w.command("healthcheck", "--addr", "127.0.0.1:1").CombinedOutput(); err == nil || !strings.Contains(string(out), "not ready") {
		t.Errorf("a server that is not there: %v %s", err, out)
	}
	if out := w.okaeri(t, "audit", "verify"); !strings.Contains(out, "Nothing was edited") {
		t.Errorf("the log: %s", out)
	}
	var doors []string
	for _, e := range must(w.store.AuditOf(t.Context(), ""))(t) {
		doors = append(doors, e.Door)
	}
	if said := strings.Join(doors, " "); !strings.Contains(said, "token_create") || !strings.Contains(said, "token_revoke") {
		t.Errorf("the log does not tell of the token: %s", said)
	}
}

// A program that sends an account's record every night does not bring back the password that its owner lost.
func TestARecordSentAgainBringsNoOldPasswordBack(t *testing.T) {
	t.Parallel()
	record := hanakosRecord("account-of-hanako")
	w := newTown(t, plan{still: true})
	keeper := accounts{w.house}
	check(t, keeper.Put(t.Context(), record, nil, "token:test"))
	before := must(w.store.DirectoryHash(t.Context(), record.ID))(t)
	must(w.store.SetDirectoryHash(t.Context(), "", record.ID, ssha(newPassword)))(t)
	check(t, keeper.Put(t.Context(), record, nil, "token:test"))
	w.settleIn([]evidence.Account{record}) // as okaeri import does
	if now := must(w.store.DirectoryHash(t.Context(), record.ID))(t); before == "" || now == before {
		t.Error("the old password opens the account again")
	}
}
