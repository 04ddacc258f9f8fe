package evidence

import (
	"math"
	"time"
)

// Times inside a dossier are seconds since 1970.
const forever = math.MaxInt64

// held is a value with the time in which it was true.
type held[T any] struct {
	value       T
	from, until int64
	imported    int64 // 0: unknown
	event       bool
}

// at says whether the value was true at the cutoff.
func (h *held[T]) at(c cutoff) bool { return h.counts(c) && h.until > c.time }

// past says whether the value had been replaced by the cutoff.
func (h *held[T]) past(c cutoff) bool { return h.counts(c) && h.until <= c.time }

// counts says whether the value was there before the cutoff and was not brought in after an incident to look so.
func (h *held[T]) counts(c cutoff) bool {
	return h.from < c.time && (c.importedBefore == 0 || h.imported == 0 || h.imported < c.importedBefore)
}

// cutoff is the moment before which evidence counts.
type cutoff struct {
	time           int64
	importedBefore int64 // 0: any import counts
}

// heldOf makes a held value of a fact. A fact without a time has been true as long as the account is there.
func heldOf[T any](f *Fact, value T, created int64) held[T] {
	h := held[T]{value: value, from: created, until: forever, imported: unix(f.Imported)}
	switch {
	case f.At != nil:
		h.from, h.event = f.At.Unix(), true
	case f.From != nil:
		h.from = f.From.Unix()
	}
	if f.Until != nil {
		h.until = f.Until.Unix()
	}
	return h
}

func unix(t *time.Time) int64 {
	if t == nil || t.IsZero() {
		return 0
	}
	return t.Unix()
}
