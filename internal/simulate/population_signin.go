package simulate

import (
	"slices"
	"strconv"
	"time"

	"okaeri/internal/intake"
)

// deviceKind is how a device names itself, by the time: browsers count their versions up.
type deviceKind struct {
	system string // the part in parentheses
	chrome bool   // otherwise Safari
	phone  bool
}

// kinds of devices by how common they are (assumed), the most common first.
var kinds = []deviceKind{
	{system: "iPhone; CPU iPhone OS 18_7 like Mac OS X", phone: true},
	{system: "Windows NT 10.0; Win64; x64", chrome: true},
	{system: "Linux; Android 10; K", chrome: true, phone: true},
	{system: "Macintosh; Intel Mac OS X 10_15_7"},
	{system: "Macintosh; Intel Mac OS X 10_15_7", chrome: true},
	{system: "X11; Linux x86_64", chrome: true},
}

// agent is the user agent at a time. Chrome had version 90 in April 2021 and counts twelve a year; Safari counts one.
func (k deviceKind) agent(at time.Time) string {
	months := at.Year()*12 + int(at.Month()) - (2021*12 + 4)
	mobile := ""
	if k.phone {
		mobile = " Mobile"
	}
	if k.chrome {
		major := strconv.Itoa(max(30, 90+months))
		return "Mozilla/5.0 (" + k.system + ") AppleWebKit/537.36 (KHTML, like Gecko) Chrome/" + major + ".0.0.0" + mobile + " Safari/537.36"
	}
	major := strconv.Itoa(max(8, 14+months/12))
	if k.phone {
		mobile = " Mobile/15E148"
	}
	return "Mozilla/5.0 (" + k.system + ") AppleWebKit/605.1.15 (KHTML, like Gecko) Version/" + major + ".0" + mobile + " Safari/604.1"
}

// signIn lets the person sign in through the years, and now and then a stranger try to.
func (h *history) signIn() {
	h.Devices = h.ownDevices()
	nets := h.networks()
	h.Network = nets.homes[len(nets.homes)-1].ip
	for range h.events(1 - mailShare) {
		at := h.recent()
		if h.dice.chance(0.02) { // somebody else, without success
			h.attempt("198.51.100."+strconv.Itoa(h.dice.IntN(256)), pick(h.dice, kinds).agent(at), "", false, at)
			continue
		}
		dev := h.deviceAt(at)
		h.attempt(nets.at(h.dice, at, dev.kind.phone), dev.kind.agent(at), dev.ID, !h.dice.chance(0.04), at)
	}
}

func (h *history) attempt(ip, agent, device string, ok bool, at time.Time) {
	h.event("sign_in", intake.Parts("ip", ip, "user_agent", agent, "device", device, "success", strconv.FormatBool(ok)), at)
}

// ownDevices are up to two at a time, each for some four years (assumed).
func (h *history) ownDevices() []Device {
	var all []Device
	ranked := byRank(kinds, 0.7)
	for range 1 + h.dice.IntN(2) {
		for at := h.Account.Created; at.Before(h.o.Now); {
			d := Device{ID: h.dice.hex(16), kind: ranked.draw(h.dice), From: at, Until: at.Add(span(1 + 3*h.dice.ExpFloat64())).Truncate(time.Second)}
			at = d.Until
			if at.After(h.o.Now) {
				d.Until = time.Time{}
			}
			all = append(all, d)
		}
	}
	slices.SortStableFunc(all, func(a, b Device) int { return a.From.Compare(b.From) })
	return all
}

// deviceAt draws one of the devices in use.
func (h *history) deviceAt(at time.Time) Device {
	var use []Device
	for _, d := range h.Devices {
		if !d.From.After(at) && (d.Until.IsZero() || d.Until.After(at)) {
			use = append(use, d)
		}
	}
	if len(use) == 0 {
		return h.Devices[0]
	}
	return pick(h.dice, use)
}

// networks are where somebody signs in from. Providers stand in the 64 blocks of the range for shared use, 100.64.0.0/10,
// one each; work and travel in ranges for documentation.
type networks struct {
	homes  []lease
	mobile string // the provider's block
	work   string // empty: none
}

// lease is an address at home for a time.
type lease struct {
	ip   string
	from time.Time
}

func (h *history) networks() networks {
	n := networks{mobile: "100." + strconv.Itoa(124+h.dice.IntN(4))}
	for i, home := range h.Homes {
		until := h.o.Now
		if i+1 < len(h.Homes) {
			until = h.Homes[i+1].From
		}
		provider := "100." + strconv.Itoa(64+byRank(make([]struct{}, 60), 0.9).rank(h.dice))
		for at := home.From; at.Before(until); at = at.Add(span(0.7 * h.dice.ExpFloat64())) { // a new address every eight months
			n.homes = append(n.homes, lease{provider + "." + strconv.Itoa(h.dice.IntN(256)) + "." + strconv.Itoa(h.dice.IntN(256)), at})
		}
	}
	if h.dice.chance(0.4) {
		n.work = "203.0.113." + strconv.Itoa(h.dice.IntN(256))
	}
	return n
}

// rank draws a place in the table, from 0.
func (t table[T]) rank(d dice) int {
	i, _ := slices.BinarySearch(t.upTo, d.Float64())
	return min(i, len(t.upTo)-1)
}

// at is the address of one sign-in.
func (n networks) at(d dice, at time.Time, phone bool) string {
	switch p := d.Float64(); {
	case p < 0.01: // on a journey
		return "192.0.2." + strconv.Itoa(d.IntN(256))
	case n.work != "" && !phone && p < 0.35:
		return n.work
	case phone && p < 0.5:
		return n.mobile + "." + strconv.Itoa(d.IntN(256)) + "." + strconv.Itoa(d.IntN(256))
	}
	i, found := slices.BinarySearchFunc(n.homes, at, func(l lease, t time.Time) int { return l.from.Compare(t) })
	if !found && i > 0 {
		i--
	}
	return n.homes[min(i, len(n.homes)-1)].ip
}
