package web

import (
	"net/http"
	"strings"

	"okaeri/internal/recovery"
)

// Routes is a ServeMux that knows its route's name for the log and answers what it doesn't know with pages of our own.
type Routes struct {
	shell *Shell
	mux   *http.ServeMux
}

// Routes returns an empty set of routes. It serves the files of static/ besides.
func (s *Shell) Routes() *Routes {
	rt := &Routes{shell: s, mux: http.NewServeMux()}
	rt.mux.HandleFunc("/", rt.unknown)
	rt.Handle("GET /static/{file}", s.static)
	return rt
}

// Handle adds a route: a method and a path pattern, as for http.ServeMux, without the public URL's own path.
func (rt *Routes) Handle(pattern string, h http.HandlerFunc) {
	rt.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		VisitOf(r).Route = pattern
		h(w, r)
	})
}

// ServeHTTP takes the public URL's path off and finds the route.
func (rt *Routes) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if base := rt.shell.base(); base != "" {
		http.StripPrefix(base, rt.mux).ServeHTTP(w, r)
		return
	}
	rt.mux.ServeHTTP(w, r)
}

// unknown answers 405 where another method is known, else 404.
func (rt *Routes) unknown(w http.ResponseWriter, r *http.Request) {
	var allowed []string
	for _, m := range []string{http.MethodGet, http.MethodPost} {
		probe := r.Clone(r.Context())
		probe.Method = m
		if _, pattern := rt.mux.Handler(probe); pattern != "/" {
			allowed = append(allowed, m)
		}
	}
	if len(allowed) == 0 || r.Method == allowed[0] {
		rt.shell.Fail(w, r, http.StatusNotFound, "missing")
		return
	}
	w.Header().Set("Allow", strings.Join(allowed, ", "))
	rt.shell.Fail(w, r, http.StatusMethodNotAllowed, "method")
}

// Go sends the reader on to a page of ours after a post (303), so that neither refreshing nor going back posts again.
func (s *Shell) Go(w http.ResponseWriter, r *http.Request, path string) {
	to := s.Path(path)
	if reading := recovery.ReadingOf(r.Context()); reading != nil && r.Method == http.MethodPost {
		alone, _, _ := strings.Cut(to, "#")
		alone, _, _ = strings.Cut(alone, "?")
		reading.Leads(alone)
	}
	w.Header().Set("Location", to)
	w.WriteHeader(http.StatusSeeOther)
}

// Path puts the public URL's own path before an address of ours.
func (s *Shell) Path(path string) string { return s.base() + path }
