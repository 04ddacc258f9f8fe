package recovery

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"net/netip"
	"slices"
	"time"

	"okaeri/internal/evidence"
)

// Rate is a limit: Burst events at once, and one more each Period/Burst.
type Rate struct {
	Burst  int
	Period time.Duration
}

// Limits are the shared limits of S12. Every key is normalised before it is counted (V11), every limit is taken before anything is
// looked up (V10), and an applicant's limits are keyed by what the applicant brings along (contact, network, device) together with
// the account, so that a stranger's attempts never use up the owner's (V25).
type Limits struct {
	BeginNetwork Rate   // drafts begun from one network
	CodeContact  Rate   // codes sent to one address
	CodeNetwork  Rate   // codes asked for from one network
	CodeUnproven Rate   // the same without a robot check
	TryContact   Rate   // codes typed for one address
	TryNetwork   Rate   // codes typed from one network
	TryAccount   Rate   // restoration codes typed for one account
	Apply        []Rate // of one account from one place: each holds for any of its periods, wherever that begins
	ApplyContact Rate   // applications of one contact, over all accounts
	ApplyDevice  Rate
	ApplyNetwork Rate
	Look         Rate // reference numbers and links looked up from one network
	Notice       Rate // notices of new applications to one owner's channel
}

const day = 24 * time.Hour

// DefaultLimits is two applications a day for one account from one place, as people know it from the big providers, five in a month and
// ten in a year: no 24 hours, no 30 days and no 365 days have more (S12). The rest is assumed from what a shop's counter needs in a day.
func DefaultLimits() Limits {
	return Limits{
		BeginNetwork: Rate{60, time.Hour},
		CodeContact:  Rate{10, time.Hour}, CodeNetwork: Rate{60, time.Hour}, CodeUnproven: Rate{12, time.Hour},
		TryContact: Rate{30, time.Hour}, TryNetwork: Rate{120, time.Hour}, TryAccount: Rate{20, day},
		Apply:        []Rate{{2, day}, {5, 30 * day}, {10, 365 * day}},
		ApplyContact: Rate{4, day}, ApplyDevice: Rate{6, day}, ApplyNetwork: Rate{40, day},
		Look:   Rate{60, time.Hour},
		Notice: Rate{3, day},
	}
}

// allow takes one event from a limit, or returns *TooSoon.
func (r *Recovery) allow(ctx context.Context, rate Rate, name string, key []byte) error {
	return r.allowAll(ctx, limits{}.with(rate, name, key))
}

// allowAll takes one event from each limit, or returns *TooSoon and takes from none.
func (r *Recovery) allowAll(ctx context.Context, list limits) error {
	if len(list) == 0 {
		return nil
	}
	ok, retry, err := r.Limiter.AllowAll(ctx, list...)
	if err != nil {
		return err
	}
	if !ok {
		return &TooSoon{Until: retry}
	}
	return nil
}

// allowEach takes one event of a rate for each key that can bear it. Of each it tells when the next one may come; zero where this one may.
// A key that comes again takes another event.
func (r *Recovery) allowEach(ctx context.Context, rate Rate, name string, keys [][]byte) ([]time.Time, error) {
	later := make([]time.Time, len(keys))
	var list limits
	var first, again []int
	for i, key := range keys {
		with := list.with(rate, name, key)
		switch {
		case len(with) == len(list): // it counts nothing
		case slices.ContainsFunc(keys[:i], func(k []byte) bool { return bytes.Equal(k, key) }):
			again = append(again, i)
		default:
			list, first = with, append(first, i)
		}
	}
	if len(list) == 0 {
		return later, nil
	}
	retry, err := r.Limiter.AllowEach(ctx, list...)
	if err != nil {
		return nil, err
	}
	for n, i := range first {
		later[i] = retry[n]
	}
	for _, i := range again {
		err := r.allow(ctx, rate, name, keys[i])
		var soon *TooSoon
		if errors.As(err, &soon) {
			later[i], err = soon.Until, nil
		}
		if err != nil {
			return nil, err
		}
	}
	return later, nil
}

// channelKeys are the keys by which the limits of an owner's channels go.
func (r *Recovery) channelKeys(list []evidence.Contact) [][]byte {
	keys := make([][]byte, len(list))
	for i, contact := range list {
		keys[i] = r.contactKey(contact.Value)
	}
	return keys
}

// limits are several that one act counts against.
type limits []Limit

// with adds a limit; one without a key, or that is switched off, counts nothing.
func (l limits) with(rate Rate, name string, key []byte) limits {
	if len(key) == 0 || rate.Burst == 0 {
		return l
	}
	return append(l, Limit{Key: name + ":" + hex.EncodeToString(key), Burst: rate.Burst, Period: rate.Period})
}

// withExactly adds a limit that holds for every period, wherever it begins.
func (l limits) withExactly(rate Rate, name string, key []byte) limits {
	longer := l.with(rate, name, key)
	if len(longer) > len(l) {
		longer[len(l)].Exact = true
	}
	return longer
}

// networkKey is the blind index of the visitor's network: an IPv4 address, or the /64 of an IPv6 one, since one household holds
// a whole /64. No address at all is one network of its own, so that hiding it gains nothing (V17).
func (r *Recovery) networkKey(v Visitor) []byte {
	return r.Keys.Index("network", network(v.IP))
}

func network(ip netip.Addr) string {
	ip = ip.Unmap()
	if !ip.IsValid() {
		return "unknown"
	}
	if ip.Is4() {
		return ip.String()
	}
	p, err := ip.WithZone("").Prefix(64)
	if err != nil {
		return "unknown"
	}
	return p.String()
}

// applyLimits takes one application from every limit that it counts against.
func (r *Recovery) applyLimits(ctx context.Context, c *Case) error {
	return r.allowAll(ctx, r.countedBy(c))
}

// countedBy are the limits that an application counts against.
func (r *Recovery) countedBy(c *Case) limits {
	var list limits
	for _, place := range [][]byte{c.ContactKey, c.NetworkKey, c.DeviceKey} {
		if len(place) == 0 {
			continue
		}
		pair := r.Keys.MAC("apply", string(c.AccountKey), string(place))[:16]
		for i, rate := range r.Limits.Apply {
			list = list.withExactly(rate, "apply-"+string(rune('a'+i)), pair)
		}
	}
	return list.with(r.Limits.ApplyContact, "apply-contact", c.ContactKey).
		with(r.Limits.ApplyDevice, "apply-device", c.DeviceKey).with(r.Limits.ApplyNetwork, "apply-network", c.NetworkKey)
}

// Again is when somebody who was refused may apply again from the same place: another day (S12), or later where the limits say so. It is
// a whole minute, as letters and pages give it, and never one too early.
func (r *Recovery) Again(ctx context.Context, c *Case) (time.Time, error) {
	next, err := r.Limiter.Free(ctx, r.countedBy(c)...)
	if tomorrow := c.Submitted.Add(day); tomorrow.After(next) {
		next = tomorrow
	}
	return next.Add(time.Minute - 1).Truncate(time.Minute), err
}
