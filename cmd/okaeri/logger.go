package main

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"os"
	"sync"
	"time"
)

// newLogger writes one JSON object a line, without personal data: what is logged are ids of requests, kinds and classes. The second
// value writes out what waits; call it at the end.
func newLogger(with changes) (*slog.Logger, func() error) {
	options := &slog.HandlerOptions{}
	if with.quiet {
		options.Level = slog.LevelWarn
	}
	if with.logTo != nil {
		return slog.New(slog.NewJSONHandler(with.logTo, options)), func() error { return nil }
	}
	late := &lateWriter{to: os.Stderr}
	return slog.New(lateHandler{slog.NewJSONHandler(late, options), late}), late.flush
}

// The bounds of what a lateWriter keeps back.
const (
	lateFor  = 100 * time.Millisecond
	lateSize = 32 << 10
)

// lateWriter gathers what is written for a moment: one line for each request is one write for each request otherwise, three
// hundredths of its time. A process that is killed loses the lines of its last tenth of a second.
type lateWriter struct {
	to io.Writer

	mu      sync.Mutex
	waiting bytes.Buffer
}

// Write keeps a line, and lets it out within a moment.
func (l *lateWriter) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.waiting.Len() == 0 {
		time.AfterFunc(lateFor, func() { _ = l.flush() }) // there is nowhere to complain to
	}
	l.waiting.Write(b)
	if l.waiting.Len() >= lateSize {
		return len(b), l.out()
	}
	return len(b), nil
}

func (l *lateWriter) flush() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.out()
}

func (l *lateWriter) out() error {
	_, err := l.waiting.WriteTo(l.to)
	return err
}

// lateHandler lets warnings and errors out at once, with everything before them.
type lateHandler struct {
	slog.Handler
	late *lateWriter
}

// Handle writes a line.
func (h lateHandler) Handle(ctx context.Context, r slog.Record) error {
	if err := h.Handler.Handle(ctx, r); err != nil || r.Level < slog.LevelWarn {
		return err
	}
	return h.late.flush()
}

// WithAttrs keeps the handler's way of writing for loggers derived from it.
func (h lateHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return lateHandler{h.Handler.WithAttrs(attrs), h.late}
}

// WithGroup is like WithAttrs.
func (h lateHandler) WithGroup(name string) slog.Handler {
	return lateHandler{h.Handler.WithGroup(name), h.late}
}
