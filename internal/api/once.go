package api

import (
	"bytes"
	"errors"
	"net/http"

	"okaeri/internal/token"
)

// The header of a key that makes twice once, and the one that tells an answer said again.
const (
	onceHeader   = "Idempotency-Key"
	onceReplayed = "Idempotency-Replayed"
	onceMost     = 200
)

// once answers a request; a POST with a key only once, whoever asks again is told the same.
func (a *API) once(w http.ResponseWriter, r *http.Request, v *visit) {
	keys := r.Header.Values(onceHeader)
	if r.Method != http.MethodPost || len(keys) == 0 {
		a.mux.ServeHTTP(w, r)
		return
	}
	key := keys[0]
	if len(keys) > 1 || key == "" || len(key) > onceMost {
		a.write(w, a.simple(v, "idempotency_key"))
		return
	}
	request := []byte(r.URL.Path + "\x00" + r.URL.RawQuery + "\x00")
	answer, again, err := a.Tokens.Once(r.Context(), v.Bearer, key, append(request, v.Body...), func() *token.Answer { return a.record(r) }, keep)
	switch {
	case errors.Is(err, token.ErrOtherBody):
		a.write(w, a.simple(v, "idempotency_body"))
		return
	case errors.Is(err, token.ErrRunning):
		w.Header().Set("Retry-After", "1")
		a.write(w, a.simple(v, "idempotency_running"))
		return
	case err != nil:
		a.write(w, a.problem(v, err))
		return
	}
	for name, value := range answer.Header {
		w.Header().Set(name, value)
	}
	if again {
		w.Header().Set(onceReplayed, "true")
	}
	w.WriteHeader(answer.Status)
	_, _ = w.Write(answer.Body) // a client that went away asks again
}

// keep tells which answers hold for a second asking: not those that trying again may change.
func keep(a *token.Answer) bool {
	switch a.Status {
	case http.StatusConflict, http.StatusPreconditionFailed, http.StatusTooManyRequests, http.StatusForbidden, http.StatusNotFound:
		return false
	}
	return a.Status < http.StatusInternalServerError
}

// record answers a request into memory.
func (a *API) record(r *http.Request) *token.Answer {
	rec := &recorder{header: http.Header{}, status: http.StatusOK}
	a.mux.ServeHTTP(rec, r)
	out := &token.Answer{Status: rec.status, Header: map[string]string{}, Body: rec.body.Bytes()}
	for name := range rec.header {
		out.Header[name] = rec.header.Get(name)
	}
	return out
}

type recorder struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (r *recorder) Header() http.Header         { return r.header }
func (r *recorder) WriteHeader(status int)      { r.status = status }
func (r *recorder) Write(b []byte) (int, error) { return r.body.Write(b) }
