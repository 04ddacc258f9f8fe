package recovery_test

import (
	"context" //nolint:gosec // what directories hold
	"net/netip"
	"net/url"
	"path/filepath"
	"regexp"
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
	"okaeri/internal/store"
	"okaeri/internal/store/storetest"
	"okaeri/internal/text"
)

// stage is the real story on a real SQLite store with real rooms and letters; only the postman, the directory and the clock are the
// test's own. Jobs are done when the test says so, in the order of their time.
type stage struct {
	t         testing.TB
	r         *recovery.Recovery
	store     *store.Store
	dossiers  *dossier.Dossiers
	directory *memoryDirectory

	mu    sync.Mutex
	at    time.Time
	queue []recovery.Job
	post  []posted
}

// posted is one letter that left.
type posted struct {
	id, to string
	m      notice.Message
}

// memoryDirectory keeps passwords in memory and counts what was done, by key.
type memoryDirectory struct {
	mu        sync.Mutex
	passwords map[string]string
	done      map[string]recovery.Done
	restored  int
	fail      error
}

func (d *memoryDirectory) Restore(_ context.Context, key, id, password string) (recovery.Done, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.fail != nil {
		return recovery.Done{}, d.fail
	}
	if done, ok := d.done[key]; ok {
		return done, nil
	}
	d.restored++
	done := recovery.Done{Receipt: []byte(d.passwords[id]), Unlocked: true, SessionsEnded: true}
	d.done[key], d.passwords[id] = done, password
	return done, nil
}

func (d *memoryDirectory) Undo(_ context.Context, key, id string, receipt []byte) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if _, ok := d.done["undo "+key]; !ok {
		d.done["undo "+key], d.passwords[id] = recovery.Done{}, string(receipt)
	}
	return nil
}

// Send is the postman.
func (s *stage) Send(_ context.Context, id, to string, m notice.Message) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.post = append(s.post, posted{id, to, m})
	return nil
}

func (s *stage) now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.at
}

func (s *stage) enqueue(jobs []recovery.Job) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.queue = append(s.queue, jobs...)
}

// today is when every test begins.
var today = time.Date(2026, 11, 2, 1, 7, 0, 0, time.UTC)

// catalogue is read once: nobody changes it, and reading it takes longer than many a test.
var catalogue = sync.OnceValues(text.Load)

func newStage(t testing.TB, change ...func(*recovery.Parts)) *stage {
	t.Helper()
	keys := must(keyring.New())(t)
	s := &stage{t: t, at: today, directory: &memoryDirectory{passwords: map[string]string{}, done: map[string]recovery.Done{}}}
	db := must(store.Open(t.Context(), "sqlite://"+filepath.Join(t.TempDir(), "o.db"), store.Options{Vault: keys, Now: s.now}))(t)
	t.Cleanup(func() { check(t, db.Close()) })
	s.store, s.dossiers = db, dossier.New(db, keys, s.now)
	public := must(url.Parse("https://recover.example"))(t)
	parts := recovery.Parts{
		Store: storetest.Telling{Store: db, Told: s.enqueue}, Limiter: db, Dossiers: s.dossiers, Keys: keys, Directory: s.directory,
		Writer: notice.Writer{Catalogue: must(catalogue())(t), Letterhead: notice.Letterhead{
			Product: intake.Words{"ja": "もみじメール", "en": "Momiji Mail"}, Operator: intake.Words{"ja": "もみじ", "en": "Momiji"},
		}},
		Mailer: s, Questionnaire: intake.DefaultQuestionnaire(), Parameters: score.Default(), Policy: decision.DefaultPolicy(),
		Timing: recovery.DefaultTiming(), Limits: recovery.DefaultLimits(), PublicURL: public, Now: s.now,
		Region:        func(netip.Addr) string { return "JP-27" },
		PermanentMail: func(error) bool { return false },
	}
	parts.Policy.Ghosts = 0   // which of them go to people depends on the key
	parts.Policy.Alpha = 0.02 // the story is tried here, not the judgement: a good application passes
	for _, f := range change {
		f(&parts)
	}
	s.r = must(recovery.New(parts))(t)
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

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// work does every job whose time has come, each twice, since a job may come twice.
func (s *stage) work() {
	s.t.Helper()
	for {
		j, ok := s.next()
		if !ok {
			return
		}
		check(s.t, s.r.Handle(s.t.Context(), j))
		check(s.t, s.r.Handle(s.t.Context(), j))
	}
}

func (s *stage) next() (recovery.Job, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, j := range s.queue {
		if !j.At.After(s.at) {
			s.queue = append(s.queue[:i:i], s.queue[i+1:]...)
			return j, true
		}
	}
	return recovery.Job{}, false
}

// pass lets time go by and the work that falls due in it be done, minute by minute where something waits.
func (s *stage) pass(d time.Duration) {
	s.t.Helper()
	end := s.now().Add(d)
	for {
		s.work()
		next := end
		s.mu.Lock()
		for _, j := range s.queue {
			if j.At.After(s.at) && j.At.Before(next) {
				next = j.At
			}
		}
		s.at = next
		s.mu.Unlock()
		if !next.Before(end) {
			s.work()
			return
		}
	}
}

var (
	sixDigits = regexp.MustCompile(`\b(\d{6})\b`)
	links     = regexp.MustCompile(`https://recover\.example/(not-me|finish|undo)/([A-Z2-7]+)`)
)

// mailTo is every letter to an address, oldest first.
func (s *stage) mailTo(to string) []notice.Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []notice.Message
	for _, p := range s.post {
		if p.to == to {
			out = append(out, p.m)
		}
	}
	return out
}

// code is the newest code that was sent to an address.
func (s *stage) code(to string) string {
	s.t.Helper()
	s.work()
	mails := s.mailTo(to)
	for i := len(mails) - 1; i >= 0; i-- {
		if m := sixDigits.FindString(mails[i].Text); m != "" {
			return m
		}
	}
	s.t.Fatalf("no code was sent to %s", to)
	return ""
}

// token is the newest link of a kind (not-me, finish, undo) that was sent to an address; "" when there is none.
func (s *stage) token(kind, to string) string {
	s.work()
	mails := s.mailTo(to)
	for i := len(mails) - 1; i >= 0; i-- {
		for _, m := range links.FindAllStringSubmatch(mails[i].Text, -1) {
			if m[1] == kind {
				return m[2]
			}
		}
	}
	return ""
}
