package bench_test

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"okaeri/internal/audit"
	"okaeri/internal/intake"
	"okaeri/internal/keyring"
	"okaeri/internal/recovery"
	"okaeri/internal/staff"
	"okaeri/internal/store"
	"okaeri/internal/testenv"
)

// open is how many cases wait for people, and decided how many ended in the weeks before.
const (
	open    = 10_000
	decided = 5_000
)

// BenchmarkDesk opens each page of the desk as one person does who works there while 10,000 cases are open: p50 and p95 of the answer, and
// processor time for each. `go test -run '^$' -bench Desk -benchtime 200x -v ./internal/bench` runs it alone.
func BenchmarkDesk(b *testing.B) {
	for name, database := range map[string]func() string{"SQLite": func() string { return "" }, "PostgreSQL": func() string { return testenv.Postgres(b) }} {
		b.Run(name, func(b *testing.B) {
			d := furnish(b, database())
			for _, page := range []struct{ name, path string }{
				{"queue", "/desk/cases"},
				{"queue-filtered", "/desk/cases?view=" + string(recovery.ViewSoon) + "&kind=" + string(recovery.KindOrdinary) + "&sort=submitted"},
				{"queue-page-150", "/desk/cases?page=150"},
				{"case", "/desk/cases/" + d.ref},
				{"decide", "/desk/cases/" + d.mine + "/decide"},
				{"figures", "/desk/figures"},
				{"record", "/desk/audit"},
			} {
				b.Run(page.name, func(b *testing.B) { d.measure(b, false, func() { d.look(b, page.path) }) })
			}
			b.Run("figures-anew", func(b *testing.B) { d.measure(b, true, func() { d.countAnew(b) }) })
		})
	}
}

// desk is a server whose queue is long, and somebody who is signed in.
type desk struct {
	*server
	store     *store.Store
	keys      *keyring.Ring
	session   string
	ref, mine string // a case, and one that they hold
}

const clerkLogin, clerkAgent = "clerk", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"

// furnish files one application as a visitor does, and lays down as many like it as there are to be.
func furnish(b *testing.B, database string) *desk {
	b.Helper()
	d := &desk{server: serve(b, database)}
	if database == "" {
		database = "sqlite://" + filepath.Join(d.dir, "okaeri.db")
	}
	var err error
	d.keys, _, err = keyring.Open(filepath.Join(d.dir, "okaeri.key"))
	fatal(b, err)
	d.store, err = store.Open(b.Context(), database, store.Options{Vault: d.keys, Now: time.Now})
	fatal(b, err)
	b.Cleanup(func() { _ = d.store.Close() })
	fatal(b, d.come(true))
	var like *recovery.Case
	testenv.Eventually(b, "the application is judged", func() bool {
		past, err := d.store.PastCases(b.Context(), 1)
		fatal(b, err)
		if len(past) == 0 {
			return false
		}
		like, err = d.store.Case(b.Context(), past[0].ID)
		fatal(b, err)
		return true
	})
	d.employ(b)
	began := time.Now()
	d.lay(b, like)
	b.Logf("%d cases laid down in %v", open+decided, time.Since(began).Round(time.Second))
	testenv.Eventually(b, "the record is signed", func() bool {
		_, err := d.store.Sequence(b.Context())
		fatal(b, err)
		st, err := d.store.AuditState(b.Context())
		fatal(b, err)
		return st.Pending == 0
	})
	if d.postgres { // as its own housekeeping does within a minute of so many rows
		conn, err := pgx.Connect(b.Context(), database)
		fatal(b, err)
		_, err = conn.Exec(b.Context(), "ANALYZE")
		fatal(b, errors.Join(err, conn.Close(b.Context())))
	}
	return d
}

func fatal(b *testing.B, err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

// employ signs somebody in who may see every page.
func (d *desk) employ(b *testing.B) {
	b.Helper()
	story, err := staff.New(staff.Parts{Store: d.store, Keys: d.keys, Limiter: d.store, Now: time.Now})
	fatal(b, err)
	p := &staff.Person{
		ID: staff.NewID(), Login: clerkLogin, Name: "Clerk", Roles: []string{staff.Senior, staff.Auditor}, Issuer: "https://login.example", Subject: clerkLogin, Created: time.Now().UTC(),
	}
	fatal(b, d.store.StaffUpdate(b.Context(), func(s *staff.Step) error {
		s.People = append(s.People, p)
		return nil
	}))
	d.session, err = story.Enter(b.Context(), p.ID, "oidc", time.Now(), clerkAgent)
	fatal(b, err)
}

// lay lays cases down: open ones that came in the last day, and decided ones of the weeks before.
func (d *desk) lay(b *testing.B, like *recovery.Case) {
	b.Helper()
	now := time.Now().UTC()
	var next atomic.Int64
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for i := int(next.Add(1)) - 1; i < open+decided && !b.Failed(); i = int(next.Add(1)) - 1 {
				if err := d.store.Create(b.Context(), d.step(like, i, now)); err != nil {
					b.Error(err)
				}
			}
		})
	}
	all.Wait()
	if b.Failed() {
		b.FailNow()
	}
}

// step is the n-th case.
func (d *desk) step(like *recovery.Case, n int, now time.Time) *recovery.Step {
	dice := rand.New(rand.NewPCG(uint64(n), 1))
	id := make([]byte, 16)
	for i := range id {
		id[i] = byte(dice.Uint32())
	}
	c := *like
	c.ID, c.Ref, c.Version = hex.EncodeToString(id), fmt.Sprintf("%03d-%03d-00", n/1000, n%1000), 0
	c.AccountID = fmt.Sprint("bench-", n)
	c.AccountKey, c.ContactKey = d.keys.Index("account", fmt.Sprint(n)), d.keys.Index("contact", fmt.Sprint(n))
	c.AnswersKey, c.NetworkKey, c.DeviceKey = d.keys.Index("answers", fmt.Sprint(n)), d.keys.Index("network", fmt.Sprint(n%500)), nil
	c.Private.Once, c.Private.Plan, c.Desk = nil, nil, recovery.Desk{}
	c.State, c.HighBar = recovery.Reviewing, n%5 == 0
	c.Submitted = now.Add(-time.Duration(dice.Int64N(int64(24 * time.Hour))))
	entry := func(door, actor string, at time.Time) audit.Entry {
		return audit.Entry{At: at, Case: c.ID, Door: door, Actor: actor}
	}
	entries := []audit.Entry{entry("submit", "applicant", c.Submitted), entry("judge", "system", c.Submitted.Add(time.Minute))}
	switch {
	case n >= open:
		c.Submitted = now.Add(-time.Duration(dice.Int64N(int64(25 * 24 * time.Hour))))
		c.Closed = c.Submitted.Add(time.Duration(1+n%20) * time.Hour)
		c.State = recovery.Declined
		entries = append(entries, entry([]string{"decline", "hold"}[n%2], "system", c.Closed))
	case n%50 == 0:
		c.Desk.Claim = recovery.Claim{By: clerkLogin, At: now, Until: now.Add(6 * time.Hour)}
		d.mine = c.Ref
	case n == 1:
		d.ref = c.Ref
	}
	c.Created, c.Due = c.Submitted.Add(-10*time.Minute), c.Submitted.Add(24*time.Hour)
	c.Private.Answers = intake.Answers{}
	for field, values := range like.Private.Answers {
		c.Private.Answers[field] = values
	}
	return &recovery.Step{Case: &c, Entries: entries}
}

// measure reports how long something takes, and the processor time of the server and of PostgreSQL; of this process where the work is here.
func (d *desk) measure(b *testing.B, here bool, do func()) {
	do() // whatever is read for the first time
	before := d.spent(b)
	var took []time.Duration
	b.ResetTimer()
	for range b.N {
		began := time.Now()
		do()
		took = append(took, time.Since(began))
	}
	b.StopTimer()
	after := d.spent(b)
	slices.Sort(took)
	for name, share := range map[string]float64{"p50-ms": .5, "p95-ms": .95} {
		b.ReportMetric(recovery.Quantile(took, share).Seconds()*1000, name)
	}
	all := after.server - before.server + after.database - before.database
	if here {
		all += after.visitors - before.visitors
	}
	b.ReportMetric(all.Seconds()*1000/float64(b.N), "cpu-ms")
	b.ReportMetric(0, "ns/op")
}

// look opens a page and reads it to its end.
func (d *desk) look(b *testing.B, path string) {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.Context(), time.Minute)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, d.base+path, nil)
	fatal(b, err)
	r.Header.Set("User-Agent", clerkAgent)
	r.AddCookie(&http.Cookie{Name: "okaeri-desk", Value: d.session})
	res, err := http.DefaultTransport.RoundTrip(r)
	fatal(b, err)
	_, err = io.Copy(io.Discard, res.Body)
	_ = res.Body.Close()
	fatal(b, err)
	if res.StatusCode != http.StatusOK {
		b.Fatalf("%s answers %s %s", path, res.Status, res.Header.Get("Location"))
	}
}

// countAnew counts everything that the page of figures shows, which the server does at most every fifteen seconds. It happens in this
// process, on the same database: its processor time is among the visitors'.
func (d *desk) countAnew(b *testing.B) {
	b.Helper()
	m := &recovery.Meter{Store: d.store, Keys: d.keys, Questionnaire: intake.DefaultQuestionnaire(), Zone: time.UTC, Now: time.Now}
	_, err := m.Totals(b.Context())
	fatal(b, err)
}
