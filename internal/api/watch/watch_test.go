package watch_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"okaeri/internal/api/watch"
	"okaeri/internal/audit"
	"okaeri/internal/recovery"
)

var start = time.Date(2026, 11, 2, 1, 0, 0, 0, time.UTC)

// house is a server whose parts go away when a test says so.
type house struct {
	db, mail error
	now      time.Time
	dialled  int
}

func (h *house) watch() *watch.Watch {
	return watch.New(watch.Config{
		Tally: func(context.Context) (recovery.Tally, error) {
			return recovery.Tally{Cases: map[recovery.State]int64{recovery.Reviewing: 3}, Jobs: map[string]int64{"available": 2}, Overdue: 1}, h.db
		},
		Pools: func() []watch.Pool { return []watch.Pool{{Name: "writer", Open: 2, InUse: 1}} },
		Ping:  func(context.Context) error { return h.db },
		Mail:  func(context.Context) error { h.dialled++; return h.mail },
		Now:   func() time.Time { return h.now },
	})
}

func TestReadyMeansThatTheDatabaseAnswersAndTheWorkerComesRound(t *testing.T) {
	away := errors.New("away, and this must not be told")
	for name, x := range map[string]struct {
		db, mail error
		beat     time.Duration // since the worker came round; negative: never
		want     watch.Readiness
	}{
		"all is well":            {nil, nil, time.Second, watch.Readiness{Ready: true, Database: "up", Worker: "up", Mail: "up"}},
		"no mail server":         {nil, away, time.Second, watch.Readiness{Ready: true, Database: "up", Worker: "up", Mail: "down"}},
		"no database":            {away, nil, time.Second, watch.Readiness{Database: "down", Worker: "up", Mail: "up"}},
		"a worker that hangs":    {nil, nil, 31 * time.Second, watch.Readiness{Database: "up", Worker: "down", Mail: "up"}},
		"a worker not there yet": {nil, nil, -1, watch.Readiness{Database: "up", Worker: "down", Mail: "up"}},
	} {
		h := &house{db: x.db, mail: x.mail, now: start}
		w := h.watch()
		if x.beat >= 0 {
			w.Beat()
			h.now = start.Add(x.beat)
		}
		answer := httptest.NewRecorder()
		w.Ready(answer, httptest.NewRequest(http.MethodGet, "/readyz", nil))
		var got watch.Readiness
		if err := json.Unmarshal(answer.Body.Bytes(), &got); err != nil || got != x.want {
			t.Errorf("%s: %s %v", name, answer.Body, err)
		}
		if want := map[bool]int{true: 200, false: 503}[x.want.Ready]; answer.Code != want {
			t.Errorf("%s: %d, want %d", name, answer.Code, want)
		}
		alive := httptest.NewRecorder()
		watch.Live(alive, httptest.NewRequest(http.MethodGet, "/livez", nil))
		if alive.Code != http.StatusOK || strings.Contains(answer.Body.String(), "told") {
			t.Errorf("%s: alive %d, said %s", name, alive.Code, answer.Body)
		}
	}
	h := &house{now: start}
	w := h.watch()
	for range 50 {
		w.Look(t.Context())
	}
	if h.dialled != 1 {
		t.Errorf("the mail server was called %d times in a moment", h.dialled)
	}
}

func TestTheNumbersAreTrueOfWhatHappened(t *testing.T) {
	h := &house{now: start}
	w := h.watch()
	scrape := func() string {
		t.Helper()
		answer := httptest.NewRecorder()
		w.Metrics().ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/metrics", nil))
		if answer.Code != http.StatusOK {
			t.Fatalf("%d %s", answer.Code, answer.Body)
		}
		return answer.Body.String()
	}
	c := &recovery.Case{Submitted: start.Add(-2 * time.Hour)}
	w.Step(&recovery.Step{Case: c, Entries: []audit.Entry{{Door: "decline", At: start}, {Door: "view", At: start}}, Letters: []recovery.Letter{{Kind: "declined"}, {Kind: "notice_declined"}}})
	w.Request("api", "GET", "GET /api/v1/cases", 200, time.Millisecond)
	w.Letter(recovery.Letter{Kind: "declined"}, errors.New("no such person"), true)
	w.Letter(recovery.Letter{Kind: "declined"}, errors.New("busy"), false)
	w.Job(recovery.JobLetter, false, time.Millisecond)
	w.Job(recovery.JobAssess, false, time.Millisecond)
	w.Robot("anything that somebody sent")
	said := scrape()
	for _, line := range []string{
		`okaeri_case_events_total{type="case.declined"} 1`, `okaeri_time_to_verdict_seconds_sum 7200`, `okaeri_letters_queued_total{kind="declined"} 1`,
		`okaeri_letters_total{outcome="refused"} 1`, `okaeri_letters_total{outcome="deferred"} 1`, `okaeri_jobs_total{kind="assess",outcome="done"} 1`, `okaeri_robot_checks_total{lane="other"} 1`,
		`okaeri_http_requests_total{method="GET",route="GET /api/v1/cases",status="200",surface="api"} 1`, `okaeri_cases{state="reviewing"} 3`,
		`okaeri_queue_jobs{state="available"} 2`, `okaeri_cases_overdue 1`, `okaeri_db_connections{pool="writer",state="in_use"} 1`, `okaeri_db_up 1`,
	} {
		if !strings.Contains(said, line+"\n") {
			t.Errorf("not told: %s", line)
		}
	}
	if strings.Contains(said, "somebody sent") || strings.Contains(said, `"view"`) || strings.Contains(said, "notice_") || strings.Contains(said, `kind="letter"`) {
		t.Error("a label is somebody's own word, or a door that is nobody's business")
	}
	owners := func() float64 {
		m := regexp.MustCompile(`okaeri_letters_to_owners_total\{outcome="sent"\} (\d+)`).FindStringSubmatch(scrape())
		if m == nil {
			return -1
		}
		n, err := strconv.ParseFloat(m[1], 64)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	for n := range 500 {
		w.Letter(recovery.Letter{Kind: "notice_submitted"}, nil, false)
		if n != 0 && n != 499 {
			continue
		}
		if got := owners(); got != 0 && got != 50 && n == 0 || n == 499 && got != 500 {
			t.Errorf("after %d letters to owners the counter is at %v: one letter can be seen", n+1, got)
		}
	}
	h.db = errors.New("away")
	if said := scrape(); !strings.Contains(said, "okaeri_db_up 0\n") || strings.Contains(said, "okaeri_cases{") {
		t.Error("numbers of a database that does not answer")
	}
}
