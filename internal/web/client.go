package web

import (
	"net/http"
	"net/netip"
)

// ClientAddress tells where a request comes from, for whatever else answers beside the pages: one rule for all of them (V17).
func ClientAddress(r *http.Request, trusted []netip.Prefix) netip.Addr {
	return clientAddress(r, trusted)
}
