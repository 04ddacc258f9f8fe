package web

import (
	"net/http"
	"net/netip"
	"strings"
)

// ClientAddress tells where a request comes from, for pages and for whatever else answers beside them. X-Forwarded-For is read from its end, as far as every hop is one of the operator's
// own proxies; what stands before the first other address is the client's own claim and is not looked at. A header from anybody
// else is ignored, and a hop that is no address at all ends in no address (V17: fail closed), which every limit counts as one
// network: a client that hides gains nothing.
func ClientAddress(r *http.Request, trusted []netip.Prefix) netip.Addr {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	addr := plainAddress(peer.Addr())
	if !isTrusted(addr, trusted) {
		return addr
	}
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0; i-- {
		hop, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			if len(hops) == 1 && strings.TrimSpace(hops[0]) == "" {
				return addr // the proxy speaks for itself: a health check
			}
			return netip.Addr{}
		}
		addr = plainAddress(hop)
		if !isTrusted(addr, trusted) {
			return addr
		}
	}
	return addr
}

// plainAddress takes the zone and the IPv4-in-IPv6 clothing off an address, so that one place has one name.
func plainAddress(a netip.Addr) netip.Addr { return a.Unmap().WithZone("") }

func isTrusted(a netip.Addr, trusted []netip.Prefix) bool {
	for _, p := range trusted {
		if p.Contains(a) {
			return true
		}
	}
	return false
}
