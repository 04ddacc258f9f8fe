package store

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// Sessions keeps browser sessions for package scs. A token is kept as a keyed hash and the data sealed to it: who reads the
// database can neither use nor read a session.
type Sessions struct{ s *Store }

// Sessions is the store of browser sessions.
func (s *Store) Sessions() *Sessions { return &Sessions{s} }

func (x *Sessions) key(token string) []byte { return x.s.vault.Index("session", token) }

// FindCtx returns the data of a session that lives.
func (x *Sessions) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	var sealed []byte
	key := x.key(token)
	err := x.s.row(ctx, x.s.db.Reader(), `SELECT sealed FROM sessions WHERE token = ? AND expires > ?`, key, stamp(x.s.now())).Scan(&sealed)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, wrap("session", err)
	}
	data, err := x.s.vault.Open(nil, "session", string(key), sealed)
	return data, err == nil, err
}

// CommitCtx saves a session.
func (x *Sessions) CommitCtx(ctx context.Context, token string, data []byte, expires time.Time) error {
	key := x.key(token)
	sealed, err := x.s.vault.Seal(nil, "session", string(key), data)
	if err != nil {
		return err
	}
	_, err = x.s.exec(ctx, x.s.db.Writer(), `INSERT INTO sessions (token, sealed, expires) VALUES (?, ?, ?)
		ON CONFLICT (token) DO UPDATE SET sealed = excluded.sealed, expires = excluded.expires`, key, sealed, stamp(expires))
	return wrap("session", err)
}

// DeleteCtx ends a session.
func (x *Sessions) DeleteCtx(ctx context.Context, token string) error {
	_, err := x.s.exec(ctx, x.s.db.Writer(), `DELETE FROM sessions WHERE token = ?`, x.key(token))
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
