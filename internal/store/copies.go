package store

import (
	"bytes"

	"okaeri/internal/recovery"
)

// The bounds of what is remembered: as many open cases as people fill in forms at once, some 20 kB each at most, the sessions that lead
// to them, and the letters that leave within a moment.
const (
	keptCopies  = 512
	keptSeats   = 2048
	keptLetters = 512
)

// copies keeps the cases that were used last as they were read, so that the pages of one form do not unseal and decode the same
// case again and again. A copy counts only while the database holds the very same sealed bytes, or while a step that began from it
// moves the case from the same version; so it can be old without harm, and several servers need not know of each other.
type copies struct{ recent[*loaded] }

// get is the copy of a case. It is shared: whoever hands the case out clones it.
func (k *copies) get(id string) (*loaded, bool) { return k.recent.get(id) }

// put keeps a copy that nobody will change any more, unless a newer one is held.
func (k *copies) put(l *loaded) {
	k.recent.put(l.c.ID, func(held *loaded) *loaded {
		if held != nil && held.version > l.version {
			return held
		}
		return l
	})
}

// opened is the shared case of these cells out of its copy, or nil. A copy that the database has left behind is dropped.
func (k *copies) opened(c caseCells) *recovery.Case {
	l, ok := k.get(c.id)
	if !ok {
		return nil
	}
	if l.version > c.version && c.sealed == nil {
		return nil // a later step has left a newer one
	}
	if l.version != c.version || c.sealed != nil && !bytes.Equal(l.sealed, c.sealed) || !bytes.Equal(l.wrapped, c.wrapped) {
		k.drop(c.id)
		return nil
	}
	return l.c
}

// marks are what a statement compares with a row, to leave out bytes that the copy has: its version, and the beginning of its sealed
// value, which is random and drawn anew at each sealing. Nothing is like the marks of no copy.
func (k *copies) marks(id string) []any {
	if l, ok := k.get(id); ok && id != "" {
		return []any{l.version, l.sealed[:min(len(l.sealed), printed)]}
	}
	return []any{int64(0), []byte{}}
}

// printed is how many bytes are compared.
const printed = 32
