package main

import (
	"context"
	"net"
	"net/http"
	"strings"
	"time"

	"okaeri/internal/api/watch"
	"okaeri/internal/recovery"
	"okaeri/internal/store"
	"okaeri/internal/work"
)

// meteredStore is the store of cases, telling the watch of every saved step.
type meteredStore struct {
	*store.Store
	w *watch.Watch
}

// Create saves a new case.
func (m meteredStore) Create(ctx context.Context, step *recovery.Step) error {
	err := m.Store.Create(ctx, step)
	if err == nil {
		m.w.Step(step)
	}
	return err
}

// Update tells a step; only the try that is saved counts.
func (m meteredStore) Update(ctx context.Context, id string, f func(*recovery.Step) error) error {
	var last *recovery.Step
	err := m.Store.Update(ctx, id, func(s *recovery.Step) error {
		last = s
		return f(s)
	})
	if err == nil && last != nil {
		m.w.Step(last)
	}
	return err
}

// meteredStory counts the lanes of the robot check.
type meteredStory struct {
	*recovery.Recovery
	w *watch.Watch
}

// SendCode sends a code.
func (m meteredStory) SendCode(ctx context.Context, caseID, contact, once string, v recovery.Visitor) error {
	err := m.Recovery.SendCode(ctx, caseID, contact, once, v)
	if err == nil {
		m.w.Robot(v.Lane)
	}
	return err
}

// meteredWork counts jobs.
type meteredWork struct {
	work.Handler
	w *watch.Watch
}

// Handle does a job.
func (m meteredWork) Handle(ctx context.Context, j recovery.Job) error {
	began := time.Now()
	err := m.Handler.Handle(ctx, j)
	m.w.Job(j.Kind, err != nil, time.Since(began))
	return err
}

// beatTask tells the watch that the worker comes round.
func (h *house) beatTask() work.Task {
	return work.Task{Name: "beat", Every: 5 * time.Second, Run: func(context.Context) error {
		h.watch.Beat()
		return nil
	}}
}

// observed counts the pages' answers: those of the desk apart.
func (h *house) observed(method, route string, status int, took time.Duration) {
	surface := "pages"
	if strings.Contains(route, " /desk") {
		surface = "desk"
	}
	h.watch.Request(surface, method, route, status, took)
}

// standing is what a scrape asks the database.
func (h *house) standing(ctx context.Context) (recovery.Tally, error) {
	return h.store.Tally(ctx, h.now(), time.Time{})
}

func (h *house) ping(ctx context.Context) error { return h.store.Ping(ctx) }

func (h *house) pools() []watch.Pool {
	var out []watch.Pool
	for _, p := range h.store.Pools() {
		out = append(out, watch.Pool(p))
	}
	return out
}

// mailReachable tells whether the mail server takes a connection. Nothing is said to it.
func (h *house) mailReachable(ctx context.Context) error {
	var d net.Dialer
	conn, err := d.DialContext(ctx, "tcp", h.config.Mail.Server)
	if err != nil {
		return err
	}
	return conn.Close()
}

// watchOn serves /metrics, /livez and /readyz on a listener of their own, where one is configured. The caller closes it.
func (h *house) watchOn() (stop func() error, err error) {
	if h.config.MetricsAddr == "" {
		return func() error { return nil }, nil
	}
	l, err := net.Listen("tcp", h.config.MetricsAddr)
	if err != nil {
		return nil, &BadConfig{"metrics_addr", h.config.MetricsAddr, err.Error()}
	}
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", h.watch.Metrics())
	mux.HandleFunc("GET /livez", watch.Live)
	mux.HandleFunc("GET /readyz", h.watch.Ready)
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second, WriteTimeout: 30 * time.Second, MaxHeaderBytes: 16 << 10}
	go func() {
		if err := server.Serve(l); err != nil && err != http.ErrServerClosed { //nolint:errorlint // net/http returns it as it is
			h.log.Error("the listener of metrics ended", "error", err.Error())
		}
	}()
	h.log.Info("open", "metrics", l.Addr().String())
	return server.Close, nil
}
