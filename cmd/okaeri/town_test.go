package main

import (
	"bytes"
	"cmp"
	"context"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"okaeri/internal/demo"
	"okaeri/internal/evidence"
	"okaeri/internal/store/storetest"
	"okaeri/internal/testenv"
)

// town is a running Okaeri as an operator has it: real pages, story, store, queue and directory, letters by SMTP into a real post
// office. Only the clock can be moved.
type town struct {
	*house
	t      testing.TB
	base   string
	sink   *demo.Sink
	clock  *movable
	logs   *lockedBuffer
	file   string       // the SQLite file, empty on PostgreSQL
	direct http.Handler // the pages without a network before them
	ends   context.CancelFunc
	ended  chan error
}

// plan is what a test wants otherwise than most.
type plan struct {
	engine string // sqlite unless set
	config func(*Config)
	with   func(*changes)
	people []evidence.Account
	still  bool // no queue runs and nobody listens: the test does each job when it wants it done
}

// movable is the world's clock, moved ahead.
type movable struct {
	mu    sync.Mutex
	ahead time.Duration
}

func (c *movable) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().Add(c.ahead)
}

func (c *movable) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ahead += d
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// newTown opens a town that closes with the test.
func newTown(t testing.TB, p plan) *town {
	t.Helper()
	l := must(net.Listen("tcp", "127.0.0.1:0"))(t)
	w := &town{t: t, base: "http://" + l.Addr().String(), clock: &movable{}, logs: &lockedBuffer{}, ended: make(chan error, 1)}
	w.sink = must(demo.NewSink())(t)
	t.Cleanup(func() { check(t, w.sink.Close()) })
	config := w.configuration(cmp.Or(p.engine, "sqlite"))
	if p.config != nil {
		p.config(&config)
	}
	check(t, config.check())
	with := changes{now: w.clock.now, sweep: 20 * time.Millisecond, logTo: w.logs}
	if p.with != nil {
		p.with(&with)
	}
	people := p.people
	if w.file != "" && crowded(people) {
		moveIn(t, config.DataDir)
		people = people[:len(people)-len(crowd())]
	}
	w.house = must(newHouse(t.Context(), config, with))(t)
	if people != nil {
		w.settleIn(people)
	}
	if p.still {
		check(t, l.Close())
		t.Cleanup(func() { check(t, w.close()) })
		return w
	}
	w.open(l)
	return w
}

// configuration is what an operator would write, with everything on this machine.
func (w *town) configuration(engine string) Config {
	c := defaultConfig()
	c.PublicURL, c.DataDir, c.Listen = w.base, memory(w.t), strings.TrimPrefix(w.base, "http://")
	c.Mail = MailConf{Server: w.sink.Addr(), TLS: "none", From: "okaeri@momiji.example"}
	c.Product, c.Operator = Bilingual{"もみじメール", "Momiji Mail"}, Bilingual{"もみじ通信", "Momiji"}
	c.Help = Help{Phone: "0120-000-000", Hours: Bilingual{"9時から18時", "9:00 to 18:00"}, Mail: "desk@momiji.example"}
	c.RobotCheck, c.Quantum, c.TrustedProxies = "off", "0s", []string{"127.0.0.1"}
	w.file = filepath.Join(c.DataDir, "okaeri.db")
	c.Database = "sqlite://" + w.file
	if engine == "postgres" {
		c.Database, w.file = testenv.PostgresAs(w.t, storetest.SetUp), ""
	}
	return c
}

// memory is a folder of the test's own, in the machine's memory where it has such a place: what a power cut leaves behind is not asked here.
func memory(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "okaeri-test-")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { check(t, os.RemoveAll(dir)) })
	return dir
}

// open serves the pages until the test ends, and sees that the server stops without a fault.
func (w *town) open(l net.Listener) {
	w.t.Helper()
	pages := must(w.pages(nil))(w.t)
	ctx, cancel := context.WithCancel(context.Background())
	w.ends = cancel
	go func() { w.ended <- w.serve(ctx, l, pages) }()
	w.t.Cleanup(func() {
		cancel()
		check(w.t, <-w.ended)
		check(w.t, w.close())
		if w.t.Failed() {
			w.t.Logf("the server's log without what went well:\n%.4000s\nletters:\n%s", faults(w.logs.String()), w.subjects(""))
		}
	})
}

// faults are the lines of a log that tell of no good answer.
func faults(log string) string {
	var b strings.Builder
	for line := range strings.Lines(log) {
		if !regexp.MustCompile(`"status":[23]`).MatchString(line) {
			b.WriteString(line)
		}
	}
	return b.String()
}

// settleIn makes accounts known, as an import does.
func (w *town) settleIn(people []evidence.Account) {
	w.t.Helper()
	taking := &taking{h: w.house, ctx: w.t.Context(), say: w.logs}
	for _, a := range people {
		check(w.t, taking.add(a))
	}
	check(w.t, taking.flush())
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
