package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"time"

	"okaeri/internal/recovery"
)

// Sessions keeps browser sessions for package scs. A token is kept as a keyed hash and the data sealed to it: who reads the
// database can neither use nor read a session.
type Sessions struct{ s *Store }

// Sessions is the store of browser sessions.
func (s *Store) Sessions() *Sessions { return &Sessions{s} }

func (x *Sessions) key(token string) []byte { return x.s.vault.Index("session", token) }

// seat is what is remembered of a session: its bytes, sealed and opened, and the case that it led to when it was last used.
// A request that sent its reader on leaves where to, and until when its answer to that is good enough.
type seat struct {
	sealed, plain []byte
	caseID        string
	next          string
	until         time.Time
}

// moments is how long a browser takes at most to go where it was sent. Whoever comes later is looked up.
const moments = 2 * time.Second

// FindCtx returns the data of a session that lives. Where the context is one of a request that reads a case once, the case that the
// session led to before is read by the same statement.
func (x *Sessions) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	key := x.key(token)
	held, _ := x.s.seats.get(string(key))
	if held.next != "" && x.follows(ctx, key) {
		return held.plain, true, nil
	}
	var sealed []byte
	var err error
	if recovery.ReadingOf(ctx) == nil || held.caseID == "" {
		_, err = x.s.together(ctx, `SELECT sealed FROM sessions WHERE token = ? AND expires > ?`, []any{key, stamp(x.s.now())}, &sealed)
	} else {
		sealed, err = x.withCase(ctx, key, held.caseID)
	}
	if errors.Is(err, sql.ErrNoRows) {
		x.s.seats.drop(string(key))
		return nil, false, nil
	}
	if err != nil {
		return nil, false, wrap("session", err)
	}
	hold(ctx, func(r *reading) { r.session, r.s = string(key), x.s })
	if held.sealed != nil && bytes.Equal(held.sealed, sealed) {
		return held.plain, true, nil
	}
	data, err := x.s.vault.Open(nil, "session", string(key), sealed)
	if err == nil {
		x.remember(key, sealed, data)
	}
	return data, err == nil, err
}

// follows tells whether a request goes where the session's last one sent it a moment ago, from this very server. Then it may begin with
// what that one ended with, the session as it was found then and the case as it was written: to the reader the two are one. It is so once,
// and only at that address, so that whoever was at another server meanwhile, and was sent elsewhere by it, sees what was written there.
func (x *Sessions) follows(ctx context.Context, key []byte) bool {
	var left seat
	x.s.seats.put(string(key), func(held seat) seat {
		left, held.next = held, ""
		return held
	})
	r := recovery.ReadingOf(ctx)
	ended := left.sealed == nil // by that very request
	if r == nil || ended || left.next == "" || left.next != r.At() || x.s.now().After(left.until) {
		return false
	}
	l, ok := x.s.copies.get(left.caseID)
	if ok {
		hold(ctx, func(r *reading) { r.session, r.s, r.c = string(key), x.s, l.c })
	}
	return ok
}

// withCase reads a session and a case together.
func (x *Sessions) withCase(ctx context.Context, key []byte, caseID string) (sealed []byte, err error) {
	var id sql.NullString
	var version sql.NullInt64
	k := caseCells{id: caseID}
	_, err = x.s.together(ctx, `SELECT s.sealed, c.id, c.version, c.wrapped, `+unlessKept+` FROM sessions s
		LEFT JOIN cases c ON c.id = ? WHERE s.token = ? AND s.expires > ?`,
		append(x.s.copies.marks(caseID), caseID, key, stamp(x.s.now())), &sealed, &id, &version, &k.wrapped, &k.sealed)
	if err != nil || !id.Valid { // the case has reached its end of keeping
		return sealed, err
	}
	k.version = version.Int64
	if c, err := x.s.cells(ctx, k); err == nil { // whoever asks for a case that cannot be opened will be told so
		hold(ctx, func(r *reading) { r.c = c })
	}
	return sealed, nil
}

func (x *Sessions) remember(key, sealed, plain []byte) {
	x.s.seats.put(string(key), func(held seat) seat {
		held.sealed, held.plain = sealed, plain
		return held
	})
}

// CommitCtx saves a session.
func (x *Sessions) CommitCtx(ctx context.Context, token string, data []byte, expires time.Time) error {
	key := x.key(token)
	sealed, err := x.s.vault.Seal(nil, "session", string(key), data)
	if err != nil {
		return err
	}
	_, err = x.s.together(ctx, `INSERT INTO sessions (token, sealed, expires) VALUES (?, ?, ?)
		ON CONFLICT (token) DO UPDATE SET sealed = excluded.sealed, expires = excluded.expires`, []any{key, sealed, stamp(expires)})
	if err != nil {
		return wrap("session", err)
	}
	x.remember(key, sealed, data)
	if c := readingOf(ctx).c; c != nil {
		hold(ctx, func(r *reading) { r.session, r.s = string(key), x.s })
		x.s.saw(ctx, c)
	}
	if r := recovery.ReadingOf(ctx); r != nil && r.Next() != "" {
		r.Leads(r.Next()) // the session may have another token now
	}
	return nil
}

// DeleteCtx ends a session.
func (x *Sessions) DeleteCtx(ctx context.Context, token string) error {
	key := x.key(token)
	x.s.seats.drop(string(key))
	_, err := x.s.exec(ctx, x.s.db.Writer(), `DELETE FROM sessions WHERE token = ?`, key)
	return wrap("session", err)
}

// Find is FindCtx without a context.
func (x *Sessions) Find(token string) ([]byte, bool, error) {
	return x.FindCtx(context.Background(), token)
}

// Commit is CommitCtx without a context.
func (x *Sessions) Commit(token string, data []byte, expires time.Time) error {
	return x.CommitCtx(context.Background(), token, data, expires)
}

// Delete is DeleteCtx without a context.
func (x *Sessions) Delete(token string) error { return x.DeleteCtx(context.Background(), token) }
