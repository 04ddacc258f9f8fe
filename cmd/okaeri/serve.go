package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"runtime/debug"
	"time"

	"okaeri/internal/directory/ldap"
)

// ServeCmd runs the server: pages, workers and periodic work in one process. Several may share one PostgreSQL database.
type ServeCmd struct {
	Database string `help:"sqlite:PATH or postgres://…; the same as --set database=URL. Example: okaeri serve --config okaeri.yaml --database postgres://okaeri@db/okaeri" placeholder:"URL"`
	Listen   string `help:"host:port of the pages; the same as --set listen=…" placeholder:"ADDR"`
}

// garbage is how much of it, in per cent of what is in use, is let lie before it is collected: under load some 140 MB more than Go's own
// 100, for a tenth of the server's time (docs/measured/bench.md). An operator who has less memory sets GOGC.
const garbage = 400

// Run serves until it is told to stop.
func (s *ServeCmd) Run(ctx context.Context, c *cli) error {
	var set []string
	for key, value := range map[string]string{"database": s.Database, "listen": s.Listen} {
		if value != "" {
			set = append(set, key+"="+value)
		}
	}
	config, err := c.load(set...)
	if err != nil {
		return err
	}
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(garbage)
	}
	h, err := begin(ctx, config)
	if err != nil {
		return err
	}
	defer h.close()
	pages, err := h.pages(nil)
	if err != nil {
		return err
	}
	if pages, err = h.withDesk(pages); err != nil {
		return err
	}
	if pages, err = h.withAPI(pages); err != nil {
		return err
	}
	stop, err := h.watchOn()
	if err != nil {
		return err
	}
	defer stop() //nolint:errcheck // the process ends
	l, err := net.Listen("tcp", config.Listen)
	if err != nil {
		return &BadConfig{"listen", config.Listen, err.Error()}
	}
	h.checkDirectory(ctx)
	h.log.Info("open", "address", l.Addr().String(), "database", h.store.Engine())
	if err := h.sayRules(ctx); err != nil {
		return err
	}
	if err := h.firstLink(ctx); err != nil {
		return err
	}
	return h.serve(ctx, l, pages)
}

// checkDirectory says at once, and not at the first restoration, that the directory can't be reached. It's no reason not to start: plans
// wait for it.
func (h *house) checkDirectory(ctx context.Context) {
	d, ok := h.directory.(*ldap.Directory)
	if !ok {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	if err := d.Check(ctx); err != nil {
		h.log.Warn("the directory can't be used now; restorations will wait", "error", err.Error())
	}
}

// stopWithin is how long running requests may take when the server is told to stop; what is saved is saved, drafts survive.
const stopWithin = 20 * time.Second

// serve answers requests and does the queue's work until the context ends, then stops both gracefully.
func (h *house) serve(ctx context.Context, l net.Listener, pages http.Handler) error {
	runner, err := h.runner()
	if err != nil {
		return err
	}
	if err := runner.Start(ctx); err != nil {
		return err
	}
	server := &http.Server{
		Handler: pages, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 30 * time.Second, WriteTimeout: 60 * time.Second,
		IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 32 << 10,
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(l) }()
	select {
	case err = <-failed:
	case <-ctx.Done():
	}
	//nolint:contextcheck // the request's context is over, stopping needs one of its own
	stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopWithin)
	defer cancel()
	err = errors.Join(err, server.Shutdown(stopping), runner.Stop(stopping))
	if errors.Is(err, http.ErrServerClosed) {
		err = nil
	}
	if err != nil {
		return fmt.Errorf("serve: %w", err)
	}
	return nil
}
