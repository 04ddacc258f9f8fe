package web

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"
)

// maxBody is how much a form may send: twenty times the longest page of ours.
const maxBody = 256 << 10

// Guard stands before the pages of a site. It gives every answer its safety headers and every request its number, language, address
// and device; it refuses posts that come from other sites; it turns a panic into a calm page; and it writes one log line a request,
// without address, browser or anything that was typed. The route is logged and not the path, which may hold the secret of a link.
func (s *Shell) Guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := s.Now()
		s.headers(w.Header())
		visit := &Visit{ID: newID(), IP: ClientAddress(r, s.TrustedProxies), Device: s.readDevice(r)}
		visit.Lang = s.language(w, r)
		w.Header().Set("X-Request-Id", visit.ID)
		r = withVisit(r, visit)
		if r.Body != nil {
			r.Body = http.MaxBytesReader(w, r.Body, maxBody)
		}
		seen := &watched{ResponseWriter: w, status: http.StatusOK}
		defer func() {
			if fault := recover(); fault != nil {
				s.caught(seen, r, visit, fault)
			}
			took := s.Now().Sub(start)
			s.Logger.LogAttrs(r.Context(), slog.LevelInfo, "request",
				slog.String("id", visit.ID), slog.String("method", method(r)), slog.String("route", visit.Route),
				slog.Int("status", seen.status), slog.Duration("took", took), slog.String("lang", visit.Lang))
			if s.Observe != nil {
				s.Observe(method(r), visit.Route, seen.status, took)
			}
		}()
		if err := s.cross.Check(r); err != nil {
			s.Fail(seen, r, http.StatusForbidden, "elsewhere")
			return
		}
		if s.Maintenance != nil {
			if until, resting := s.Maintenance(); resting {
				s.rest(seen, r, until)
				return
			}
		}
		next.ServeHTTP(seen, r)
	})
}

// caught writes what a panic was into the log and a calm page to the reader, if nothing was written yet. A client that went away
// (http.ErrAbortHandler) is let go.
func (s *Shell) caught(w *watched, r *http.Request, v *Visit, fault any) {
	if err, ok := fault.(error); ok && errors.Is(err, http.ErrAbortHandler) {
		panic(fault)
	}
	if r.Context().Err() != nil {
		return // the reader has gone away, and the store said so
	}
	s.Logger.LogAttrs(context.WithoutCancel(r.Context()), slog.LevelError, "panic",
		slog.String("id", v.ID), slog.String("route", v.Route), slog.Any("fault", fault), slog.String("stack", string(debug.Stack())))
	if !w.wrote {
		s.Fail(w, r, http.StatusInternalServerError, "fault")
	}
}

// headers are on every answer, whatever it is.
func (s *Shell) headers(h http.Header) {
	h.Set("Content-Security-Policy", "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'")
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "same-origin") // with no-referrer our own forms come from "Origin: null", which older browsers cannot tell from others'
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()")
	if s.secure() {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
}

// watched remembers what was answered.
type watched struct {
	http.ResponseWriter
	status int
	wrote  bool
}

func (w *watched) WriteHeader(status int) {
	if !w.wrote {
		w.status, w.wrote = status, true
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *watched) Write(b []byte) (int, error) {
	w.wrote = true
	return w.ResponseWriter.Write(b)
}

func (w *watched) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// method keeps the log's words few, whatever a client calls its own.
func method(r *http.Request) string {
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodPost:
		return r.Method
	}
	return "other"
}

func newID() string {
	var b [8]byte
	rand.Read(b[:]) //nolint:errcheck // crypto/rand never returns an error
	return hex.EncodeToString(b[:])
}

// seconds rounds a wait up, for Retry-After.
func seconds(d time.Duration) int {
	return max(1, int((d+time.Second-1)/time.Second))
}
