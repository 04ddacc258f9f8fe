package evidence

import (
	"net/netip"
	"strings"

	"github.com/mileusna/useragent"

	"okaeri/internal/intake"
)

// mostSignIns bounds how many sign-ins before the cutoff are looked at, the latest: habits change.
const mostSignIns = 400

// signIn is a successful sign-in, in hashes.
type signIn struct {
	at       int64
	imported int64
	machined int64 // when its device was first seen
	since    int64 // when the first of its device and its network was
	foreign  bool  // nothing ever tied it to the owner; see foreign
	place
}

// place is where somebody came from: device, browser, network. A part that is not known is 0.
type place struct {
	device        uint64
	browser       uint64 // with the system that it runs on
	ip, net, area uint64
}

// signInOf reads a fact; failed sign-ins are nobody's habit.
func signInOf(f *Fact, created int64, places placeReader) (signIn, bool) {
	if failed(f) {
		return signIn{}, false
	}
	h := heldOf(f, struct{}{}, created)
	return signIn{at: h.from, imported: h.imported, place: places.place(contextOf(f))}, true
}

func failed(f *Fact) bool {
	success := f.Value.Part("success")
	return success == "false" || success == "0"
}

func contextOf(f *Fact) intake.Context {
	return intake.Context{IP: f.Value.Part("ip"), UserAgent: f.Value.Part("user_agent"), Device: intake.DeviceID(f.Value.Part("device"))}
}

// counts says whether the sign-in may speak for the owner.
func (s *signIn) counts(c cutoff) bool {
	return s.at < c.time && (c.importedBefore == 0 || s.imported == 0 || s.imported < c.importedBefore)
}

// settled says whether the sign-in makes its device and network known. Somebody who was inside once, quietly, three weeks ago must not have
// made a device of theirs the owner's: one that stayed foreign never counts, and where device and network both appeared in
// the last month neither does, unless the account began with them.
func (s *signIn) settled(c cutoff, began int64) bool {
	return !s.foreign && (s.since < c.time-plantingDelay || s.since < began+day)
}

// began is when the account began to be used: its first day, or that of a log which tells of habits and was only kept for a while.
func (d *Dossier) began() int64 {
	if n := len(d.signIns); n >= habit && d.signIns[n-1].at-d.signIns[0].at >= defaultDelay {
		return d.signIns[0].at
	}
	return d.created
}

// habit is how many sign-ins tell of one.
const habit = 5

// words of a place, of which the population counts the network.
type words struct{ browser, ip, net, area string }

// placeReader reads places, each of them and each user agent once: people come from a few hundreds of times.
type placeReader struct {
	agents map[string]words
	read   map[intake.Context]words
	places map[intake.Context]place
}

func newPlaceReader() placeReader {
	return placeReader{map[string]words{}, map[intake.Context]words{}, map[intake.Context]place{}}
}

func (r placeReader) words(c intake.Context) words {
	w, known := r.read[c]
	if known {
		return w
	}
	w = r.agent(c.UserAgent)
	if ip, ok := parseIP(c.IP); ok {
		net, area := 24, 16
		if ip.Is6() {
			net, area = 48, 32
		}
		w.ip, w.net, w.area = ip.String(), prefixText(ip, net), prefixText(ip, area)
	}
	r.read[c] = w
	return w
}

// parseIP reads an address however it is written: IPv6 long or short, IPv4 mapped into it, with a zone, or with a port as proxies pass it on.
func parseIP(s string) (netip.Addr, bool) {
	s = strings.TrimSpace(s)
	ip, err := netip.ParseAddr(s)
	if err != nil {
		port, err := netip.ParseAddrPort(s)
		if err != nil {
			return netip.Addr{}, false
		}
		ip = port.Addr()
	}
	return ip.Unmap().WithZone(""), true
}

// agent is what a user agent says: browser and system in any version, which change by the month, or the whole text where it names none.
func (r placeReader) agent(s string) words {
	w, known := r.agents[s]
	if !known {
		w.browser = s
		if ua := useragent.Parse(s); ua.Name != "" {
			w.browser = ua.Name + "|" + ua.Device + "|" + ua.OS
		}
		r.agents[s] = w
	}
	return w
}

func prefixText(ip netip.Addr, bits int) string {
	prefix, err := ip.Prefix(bits)
	if err != nil {
		return ""
	}
	return prefix.String()
}

func (r placeReader) place(c intake.Context) place {
	p, known := r.places[c]
	if known {
		return p
	}
	w := r.words(c)
	p = place{
		device: textHash(c.Device), browser: textHash(w.browser),
		ip: textHash(w.ip), net: textHash(w.net), area: textHash(w.area),
	}
	r.places[c] = p
	return p
}

// textHash is a text's hash, 0 for none.
func textHash(s string) uint64 {
	if s == "" {
		return 0
	}
	return hashText(hashSeed, s)
}

// machine is what tells one device from another: its id, or else its browser and system.
func (p *place) machine() uint64 {
	if p.device != 0 {
		return p.device
	}
	return p.browser
}

// seenPlace counts in how many of the sign-ins before the cutoff each part of a place was seen.
type seenPlace struct {
	all, device, browser, ip, net, area int
	identified                          int // with any device's id
	// recent: the device came into use so late that a stranger inside may have brought it.
	recent bool
}

// seen looks at the latest sign-ins before the cutoff.
func (d *Dossier) seen(p place, c cutoff) seenPlace {
	s := seenPlace{recent: true}
	same := func(count *int, a, b uint64) {
		if a != 0 && a == b {
			*count++
		}
	}
	began := d.began()
	for i := len(d.signIns) - 1; i >= 0 && s.all < mostSignIns; i-- {
		in := &d.signIns[i]
		if !in.counts(c) || !in.settled(c, began) {
			continue
		}
		s.all++
		if in.device != 0 {
			s.identified++
		}
		same(&s.device, p.device, in.device)
		if p.device != 0 && p.device == in.device && (in.machined < c.time-lurking || in.machined < began+day) {
			s.recent = false
		}
		same(&s.browser, p.browser, in.browser)
		same(&s.ip, p.ip, in.ip)
		same(&s.net, p.net, in.net)
		same(&s.area, p.area, in.area)
	}
	return s
}

// date tells of every sign-in since when its device is known, and the first of its device and network. Sign-ins are in the order of time.
func (d *Dossier) date() {
	machines, nets := make(map[uint64]int64, 8), make(map[uint64]int64, 8)
	for i := range d.signIns {
		s := &d.signIns[i]
		s.machined = firstOf(machines, s.machine(), s.at)
		s.since = min(s.machined, firstOf(nets, s.net, s.at))
	}
}

// firstOf is when a key was first seen, which is now if it never was; 0 is no key.
func firstOf(seen map[uint64]int64, key uint64, at int64) int64 {
	if key == 0 {
		return at
	}
	first, again := seen[key]
	if !again {
		seen[key], first = at, at
	}
	return first
}

// foreign marks and lists sign-ins from a device and a network that were both new then and that nothing ever tied to the owner's: no
// sign-in, earlier or later, joins that device or that network to one of the owner's. A new telephone becomes the owner's
// on the first evening at home; a hijacker's never does. beside tells those after which the owner's own places were used again:
// where they never were, the owner may have moved and bought anew at once, and only a change of security data tells.
func (d *Dossier) foreign() (foreign []signIn, beside []bool) {
	if len(d.signIns) <= settledAfter {
		return nil, nil
	}
	own := map[uint64]bool{}
	for i := range d.signIns[:settledAfter] {
		own[d.signIns[i].machine()], own[d.signIns[i].net] = true, true
	}
	for grown := true; grown; {
		grown = false
		for i := range d.signIns {
			machine, net := d.signIns[i].machine(), d.signIns[i].net
			if own[machine] != own[net] && machine != 0 && net != 0 {
				own[machine], own[net], grown = true, true, true
			}
		}
	}
	again := false // the owner's own places are used later on
	for i := len(d.signIns) - 1; i >= 0; i-- {
		s := &d.signIns[i]
		switch machine := s.machine(); {
		case own[machine] || own[s.net]:
			again = true
		case machine != 0 && s.net != 0:
			s.foreign = true
			foreign, beside = append(foreign, *s), append(beside, again)
		}
	}
	return foreign, beside
}
