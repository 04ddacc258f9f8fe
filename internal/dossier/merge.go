package dossier

import (
	"slices"
	"strings"
	"time"

	"okaeri/internal/evidence"
)

// blockSize is how many facts are sealed together: one more fact rewrites at most so many.
const blockSize = 256

// isEvent tells which facts lie in blocks: what happened at one moment, and the long lists of a mailbox. The others are few and
// are read with the account itself.
func isEvent(f evidence.Fact) bool {
	return f.At != nil || strings.HasPrefix(f.Kind, "mail_")
}

// identity is what makes two facts the same one: kind, value and beginning. Its end may change, and who told does not matter.
func identity(f evidence.Fact) string {
	f.Until, f.Imported, f.Source = nil, nil, ""
	for _, t := range []**time.Time{&f.From, &f.At} {
		if *t != nil {
			utc := (*t).UTC()
			*t = &utc
		}
	}
	return string(appendFact(nil, &f))
}

// held is what is held of an account: its head, its facts in the order in which they lie, and which blocks have changed.
type held struct {
	account evidence.Account // without facts
	states  []evidence.Fact
	events  []evidence.Fact
	dirty   map[int]bool // blocks of events to write
	changed bool         // any fact
	added   int

	newStates, newEvents []evidence.Fact // while learning
}

// learn takes facts in: new ones are added with the time at which Okaeri heard of them, known ones get their end.
func (h *held) learn(facts []evidence.Fact, now time.Time) {
	known := map[string]place{}
	for i := range h.states {
		known[identity(h.states[i])] = place{h.states, i, -1}
	}
	for i := range h.events {
		known[identity(h.events[i])] = place{h.events, i, i / blockSize}
	}
	for _, f := range facts {
		key := identity(f)
		p, ok := known[key]
		switch {
		case !ok:
			h.add(f, now)
			known[key] = place{} // a record that says something twice says it once
		case p.list != nil && !sameTime(p.list[p.i].Until, f.Until):
			p.list[p.i].Until, h.changed = f.Until, true
			h.touch(p.block)
		}
	}
	h.states, h.events = append(h.states, h.newStates...), append(h.events, h.newEvents...)
	h.newStates, h.newEvents = nil, nil
}

// place is where a held fact lies; its block is -1 for one that lies in the head.
type place struct {
	list  []evidence.Fact
	i     int
	block int
}

func (h *held) add(f evidence.Fact, now time.Time) {
	if f.Imported == nil {
		f.Imported = &now
	}
	h.added++
	h.changed = true
	if !isEvent(f) {
		h.newStates = append(h.newStates, f)
		return
	}
	h.touch((len(h.events) + len(h.newEvents)) / blockSize)
	h.newEvents = append(h.newEvents, f)
}

func (h *held) touch(block int) {
	if block < 0 {
		return
	}
	if h.dirty == nil {
		h.dirty = map[int]bool{}
	}
	h.dirty[block] = true
}

func sameTime(a, b *time.Time) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Equal(*b)
}

// describe takes a record's account in: what is said of it now counts, but channels to the owner are only ever ended.
func (h *held) describe(a evidence.Account, now time.Time) {
	if h.account.ID != "" {
		a.Contacts = mergeContacts(h.account.Contacts, a.Contacts, now)
	}
	a.Facts = nil
	h.account = a
}

// mergeContacts keeps every channel that was ever held: one that the record still names keeps its earliest beginning, one that it
// no longer names ends now.
func mergeContacts(old, current []evidence.Contact, now time.Time) []evidence.Contact {
	out := slices.Clone(current)
	for i := range out {
		if out[i].From.IsZero() {
			out[i].From = now
		}
	}
	for _, c := range old {
		i := slices.IndexFunc(out, func(n evidence.Contact) bool { return n.Kind == c.Kind && n.Value == c.Value })
		if i < 0 {
			if c.Until == nil {
				c.Until = &now
			}
			out = append(out, c)
			continue
		}
		if c.From.Before(out[i].From) {
			out[i].From = c.From
		}
	}
	return out
}

// all is the account with all its facts.
func (h *held) all() evidence.Account {
	a := h.account
	a.Facts = slices.Concat(h.states, h.events)
	return a
}
