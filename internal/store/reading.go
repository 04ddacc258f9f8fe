package store

import (
	"context"

	"okaeri/internal/recovery"
)

// reading is what one request has seen and written of a case so far, and the session that it came with; see recovery.Reading.
type reading struct {
	c       *recovery.Case // shared: whoever hands it out clones it
	session string         // by its key
	s       *Store
}

// Leads lets the session's next request begin where this one ended, if it comes to a path.
func (r reading) Leads(path string) {
	if r.session == "" {
		return
	}
	r.s.seats.put(r.session, func(held seat) seat {
		held.next, held.until = path, r.s.now().Add(moments)
		return held
	})
}

// seen is what the request saw of a case, or nil.
func seen(ctx context.Context, id string) *recovery.Case {
	if c := readingOf(ctx).c; c != nil && c.ID == id {
		return c
	}
	return nil
}

func readingOf(ctx context.Context) (held reading) {
	if r := recovery.ReadingOf(ctx); r != nil {
		r.Hold(func(v any) any {
			held, _ = v.(reading)
			return v
		})
	}
	return held
}

// hold changes what the request has seen.
func hold(ctx context.Context, f func(*reading)) {
	if r := recovery.ReadingOf(ctx); r != nil {
		r.Hold(func(v any) any {
			held, _ := v.(reading)
			f(&held)
			return held
		})
	}
}

// saw notes the case, and that the session leads to it: its next request gets both at once.
func (s *Store) saw(ctx context.Context, c *recovery.Case) {
	hold(ctx, func(r *reading) {
		r.c = c
		if r.session != "" {
			s.seats.put(r.session, func(held seat) seat {
				held.caseID = c.ID
				return held
			})
		}
	})
}

// forget lets the request read anew.
func forget(ctx context.Context) { hold(ctx, func(r *reading) { r.c = nil }) }

// Case reads a case. Error: recovery.ErrNotFound.
func (s *Store) Case(ctx context.Context, id string) (*recovery.Case, error) {
	if c := seen(ctx, id); c != nil {
		return clone(c), nil
	}
	c, err := s.one(ctx, id, `c.id = ?`, id)
	if err != nil {
		return nil, err
	}
	s.saw(ctx, c)
	return clone(c), nil
}

// ByRef reads the case of a reference number. Error: recovery.ErrNotFound.
func (s *Store) ByRef(ctx context.Context, ref string) (*recovery.Case, error) {
	c, err := s.one(ctx, "", `c.ref = ?`, ref)
	if err != nil {
		return nil, err
	}
	return clone(c), nil
}

// selectCase reads what caseCells takes. unlessKept leaves the bytes out that a copy has; its values are those of copies.marks.
const (
	selectCase = `SELECT c.id, c.version, c.wrapped, c.sealed FROM cases c WHERE `
	unlessKept = `CASE WHEN c.version = ? AND substr(c.sealed, 1, 32) = ? THEN NULL ELSE c.sealed END`
)

type caseCells struct {
	id              string
	version         int64
	wrapped, sealed []byte // sealed is nil where the row has the bytes of the copy
}

func (k *caseCells) into() []any { return []any{&k.id, &k.version, &k.wrapped, &k.sealed} }

// one reads a case, which may be shared with its copy. Its bytes come along unless there is a copy of this ID that has the same.
func (s *Store) one(ctx context.Context, id, where string, arg any) (*recovery.Case, error) {
	var k caseCells
	_, err := s.together(ctx, `SELECT c.id, c.version, c.wrapped, `+unlessKept+` FROM cases c WHERE `+where, append(s.copies.marks(id), arg), k.into()...)
	if err != nil {
		return nil, found("case", err)
	}
	return s.cells(ctx, k)
}

// cells is the case of these cells, which may be shared with its copy.
func (s *Store) cells(ctx context.Context, k caseCells) (*recovery.Case, error) {
	if c := s.copies.opened(k); c != nil {
		return c, nil
	}
	if k.sealed == nil { // another step has replaced the copy meanwhile
		return s.one(ctx, "", `c.id = ?`, k.id)
	}
	c, _, err := s.open(k.id, k.version, k.wrapped, k.sealed)
	return c, err
}
