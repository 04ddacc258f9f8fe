package api

import (
	"net/http"

	"okaeri/internal/token"
)

// Guarded lets a handler that is none of the API's answer whoever brings a token with a scope: /metrics on the pages' own listener.
func (a *API) Guarded(scope token.Scope, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v := &visit{ID: newID(), IP: a.Address(r), Lang: spoken(r), Route: r.Pattern}
		a.headers(w.Header(), v)
		bearer, err := a.bearer(r, v)
		switch {
		case err != nil:
			a.write(w, a.problem(v, err))
		case !bearer.Token.Has(scope):
			a.write(w, a.simple(v, "scope", "Scope", string(scope)))
		default:
			next.ServeHTTP(w, r)
		}
	})
}
