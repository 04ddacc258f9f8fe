package web

import (
	"context"
	"net/http"
	"net/netip"

	"okaeri/internal/recovery"
)

// Visit is what is known about a request before any page looks at it.
type Visit struct {
	ID     string     // of the request, for the log and for a person who calls the desk
	IP     netip.Addr // invalid when it can't be told: all of those are one network to every limit (V17)
	Device string     // value of the signed device cookie, empty when there is none of ours
	Lang   string     // "ja" or "en"
	Route  string     // pattern that answered, for the log
}

type visitKey struct{}

// VisitOf returns the visit that Guard made. It is never nil behind Guard.
func VisitOf(r *http.Request) *Visit {
	v, _ := r.Context().Value(visitKey{}).(*Visit)
	return v
}

func withVisit(r *http.Request, v *Visit) *http.Request {
	ctx := recovery.OneReading(r.Context())
	if r.Method == http.MethodGet {
		ctx = recovery.OneReadingAt(r.Context(), r.URL.Path)
	}
	return r.WithContext(context.WithValue(ctx, visitKey{}, v))
}
