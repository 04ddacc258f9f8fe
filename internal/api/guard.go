package api

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/netip"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/language"

	"okaeri/internal/text"
	"okaeri/internal/token"
)

// visit is what is known of a request before any operation looks at it.
type visit struct {
	ID     string // of the request: in the answer, in problems and in the log
	IP     netip.Addr
	Agent  string
	Lang   string
	Route  string
	Bearer *token.Bearer
	Body   []byte
}

type visitKey struct{}

func visitOf(ctx context.Context) *visit {
	v, _ := ctx.Value(visitKey{}).(*visit)
	return v
}

// ServeHTTP gives every request its number and its safety headers, finds who asks, and writes one line of log, without address,
// program or anything that was sent. The route is logged and not the path.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	start := a.Now()
	v := &visit{ID: newID(), IP: a.Address(r), Agent: r.UserAgent(), Lang: spoken(r), Route: "unknown"}
	a.headers(w.Header(), v)
	seen := &watched{ResponseWriter: w, status: http.StatusOK}
	defer func() {
		if fault := recover(); fault != nil {
			a.caught(seen, r, v, fault)
		}
		took := a.Now().Sub(start)
		a.Logger.LogAttrs(r.Context(), slog.LevelInfo, "api request", slog.String("id", v.ID), slog.String("method", known(r.Method)),
			slog.String("route", v.Route), slog.Int("status", seen.status), slog.Duration("took", took), slog.String("token", v.token()))
		if a.Observe != nil {
			a.Observe(known(r.Method), v.Route, seen.status, took)
		}
	}()
	if r = a.strip(r); r == nil {
		a.write(seen, a.simple(v, "not_found"))
		return
	}
	a.answer(seen, r.WithContext(context.WithValue(r.Context(), visitKey{}, v)), v)
}

// strip takes the public URL's own path off.
func (a *API) strip(r *http.Request) *http.Request {
	if a.base == "" {
		return r
	}
	rest, ok := strings.CutPrefix(r.URL.Path, a.base)
	if !ok {
		return nil
	}
	r = r.Clone(r.Context())
	r.URL.Path, r.URL.RawPath = rest, strings.TrimPrefix(r.URL.RawPath, a.base)
	return r
}

// answer finds the operation and whether this bearer may ask for it.
func (a *API) answer(w *watched, r *http.Request, v *visit) {
	_, pattern := a.mux.Handler(r)
	rt, operation := a.routes[pattern]
	switch {
	case pattern == "" && a.allowed(r) != "":
		w.Header().Set("Allow", a.allowed(r))
		a.write(w, a.simple(v, "method"))
		return
	case pattern == "":
		a.write(w, a.simple(v, "not_found"))
		return
	case !operation: // the document and its page: no secret of anybody's
		v.Route = pattern
		a.mux.ServeHTTP(w, r)
		return
	}
	v.Route = pattern
	bearer, err := a.bearer(r, v)
	if err != nil {
		a.write(w, a.problem(v, err))
		return
	}
	v.Bearer = bearer
	if !bearer.Token.Has(rt.scope) {
		a.write(w, a.simple(v, "scope", "Scope", string(rt.scope)))
		return
	}
	if p := a.body(w, r, v, rt); p != nil {
		a.write(w, p)
		return
	}
	a.once(w, r, v)
}

// tokenTries is how many wrong tokens one network may bring in an hour. A secret of 130 bits is not guessed; this keeps the database
// free of whoever tries.
const tokenTries = 120

// bearer finds who asks.
func (a *API) bearer(r *http.Request, v *visit) (*token.Bearer, error) {
	scheme, secret, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") || len(r.Header.Values("Authorization")) > 1 || len(secret) > 256 {
		secret = ""
	}
	bearer, err := a.Tokens.Check(r.Context(), strings.TrimSpace(secret))
	if !errors.Is(err, token.ErrToken) {
		return bearer, err
	}
	ok, retry, limitErr := a.Limiter.Allow(r.Context(), "api-token:"+place(v.IP), tokenTries, time.Hour)
	switch {
	case limitErr != nil:
		return nil, limitErr
	case !ok:
		return nil, &tooSoon{retry}
	}
	return nil, token.ErrToken
}

// place is an address as limits know it: an IPv6 household is one place.
func place(ip netip.Addr) string {
	if ip.Is6() && !ip.Is4In6() {
		if p, err := ip.WithZone("").Prefix(64); err == nil {
			return p.String()
		}
	}
	return ip.Unmap().String()
}

// body reads the request's body whole, since a request that is done once has to be compared whole.
func (a *API) body(w http.ResponseWriter, r *http.Request, v *visit, rt *route) *Problem {
	most := rt.bodyMost()
	if rt.body == nil {
		most = 0
	}
	data, err := io.ReadAll(http.MaxBytesReader(w, r.Body, most))
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large) && rt.body == nil:
		return a.simple(v, "body_unwanted")
	case errors.As(err, &large):
		return a.simple(v, "body_large", "Most", strconv.FormatInt(most, 10))
	case err != nil:
		return a.simple(v, "body")
	}
	if kind, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";"); rt.body != nil && !strings.EqualFold(strings.TrimSpace(kind), "application/json") {
		return a.simple(v, "content_type")
	}
	v.Body = data
	r.Body = io.NopCloser(bytes.NewReader(data))
	return nil
}

// headers are on every answer.
func (a *API) headers(h http.Header, v *visit) {
	h.Set("X-Request-Id", v.ID)
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; base-uri 'none'")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	if a.PublicURL.Scheme == "https" {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
}

// caught writes what a panic was into the log, and a problem to the reader if nothing was written yet.
func (a *API) caught(w *watched, r *http.Request, v *visit, fault any) {
	if err, ok := fault.(error); ok && errors.Is(err, http.ErrAbortHandler) {
		panic(fault)
	}
	a.Logger.LogAttrs(context.WithoutCancel(r.Context()), slog.LevelError, "panic",
		slog.String("id", v.ID), slog.String("route", v.Route), slog.Any("fault", fault), slog.String("stack", string(debug.Stack())))
	if !w.wrote {
		a.write(w, a.simple(v, "fault"))
	}
}

func (v *visit) token() string {
	if v.Bearer == nil {
		return ""
	}
	return v.Bearer.Token.ID
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

var languages = language.NewMatcher([]language.Tag{language.English, language.Japanese})

// spoken is the language of a request: Japanese where Accept-Language asks for it.
func spoken(r *http.Request) string {
	wish := r.Header.Get("Accept-Language")
	if wish == "" || len(wish) > 200 {
		return text.English
	}
	tags, _, err := language.ParseAcceptLanguage(wish)
	if err != nil || len(tags) == 0 {
		return text.English
	}
	if _, i, _ := languages.Match(tags...); i == 1 {
		return text.Japanese
	}
	return text.English
}

// known keeps the log's words few, whatever a client calls its own.
func known(method string) string {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodDelete:
		return method
	}
	return "other"
}

func newID() string {
	var b [8]byte
	rand.Read(b[:]) //nolint:errcheck // crypto/rand never returns an error
	return hex.EncodeToString(b[:])
}

func itoa(n int) string { return strconv.Itoa(n) }
