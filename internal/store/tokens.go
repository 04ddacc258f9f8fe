package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"okaeri/internal/audit"
	"okaeri/internal/token"
)

// tokenColumns is what scanToken reads.
const tokenColumns = `id, sealed, created, expires, revoked, used`

func tokenOwner(id string) string { return "token/" + id }

// CreateToken saves a token under the MAC of its secret, with an audit entry.
func (s *Store) CreateToken(ctx context.Context, t token.Token, mac []byte, e audit.Entry) error {
	plain, err := json.Marshal(t)
	if err != nil {
		return err
	}
	sealed, err := s.vault.Seal(nil, tokenOwner(t.ID), "token", plain)
	if err != nil {
		return err
	}
	return wrap("token", s.within(ctx, func(tx *txn) error {
		_, err := s.exec(ctx, tx, `INSERT INTO api_tokens (id, mac, sealed, created, expires, revoked, used) VALUES (?, ?, ?, ?, ?, 0, 0)`,
			t.ID, mac, sealed, stamp(t.Created), stamp(t.Expires))
		if err != nil {
			return err
		}
		return s.recordIn(ctx, tx, e)
	}))
}

// TokenByMAC reads the token of a secret. Error: token.ErrNotFound.
func (s *Store) TokenByMAC(ctx context.Context, mac []byte) (*token.Token, error) {
	t, err := s.scanToken(s.row(ctx, s.db.Reader(), `SELECT `+tokenColumns+` FROM api_tokens WHERE mac = ?`, mac).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, token.ErrNotFound
	}
	return t, wrap("token", err)
}

// Tokens lists all tokens, the newest first.
func (s *Store) Tokens(ctx context.Context) ([]token.Token, error) {
	var out []token.Token
	err := s.each(ctx, s.db.Reader(), func(scan func(...any) error) error {
		t, err := s.scanToken(scan)
		if err == nil {
			out = append(out, *t)
		}
		return err
	}, `SELECT `+tokenColumns+` FROM api_tokens ORDER BY created DESC, id`)
	return out, wrap("tokens", err)
}

// scanToken reads a token. When it ends is told by what is sealed, whatever the columns say, and by the earlier of the two: who can
// write the database can end a token and never lengthen one.
func (s *Store) scanToken(scan func(...any) error) (*token.Token, error) {
	var id string
	var sealed []byte
	var created, expires, revoked, used int64
	if err := scan(&id, &sealed, &created, &expires, &revoked, &used); err != nil {
		return nil, err
	}
	plain, err := s.vault.Open(nil, tokenOwner(id), "token", sealed)
	if err != nil {
		return nil, err
	}
	t := &token.Token{}
	if err := json.Unmarshal(plain, t); err != nil {
		return nil, fmt.Errorf("store: token: %w", err)
	}
	if until := moment(expires); until.Before(t.Expires) {
		t.Expires = until
	}
	t.Revoked, t.Used = moment(revoked), moment(used)
	return t, nil
}

// RevokeToken ends a token, with an audit entry. Error: token.ErrNotFound.
func (s *Store) RevokeToken(ctx context.Context, id string, at time.Time, e audit.Entry) error {
	err := s.within(ctx, func(tx *txn) error {
		n, err := s.exec(ctx, tx, `UPDATE api_tokens SET revoked = ? WHERE id = ? AND revoked = 0`, stamp(at), id)
		if err != nil {
			return err
		}
		if n > 0 {
			return s.recordIn(ctx, tx, e)
		}
		var held int
		if err := s.row(ctx, tx, `SELECT count(*) FROM api_tokens WHERE id = ?`, id).Scan(&held); err != nil || held > 0 {
			return err
		}
		return token.ErrNotFound
	})
	if errors.Is(err, token.ErrNotFound) {
		return err
	}
	return wrap("token", err)
}

// TokenUsed notes when a token was last used.
func (s *Store) TokenUsed(ctx context.Context, id string, at time.Time) error {
	_, err := s.exec(ctx, s.db.Writer(), `UPDATE api_tokens SET used = ? WHERE id = ? AND used < ?`, stamp(at), id, stamp(at))
	return wrap("token", err)
}

func answerLabel(key []byte) string { return fmt.Sprintf("answer %x", key) }

// BeginOnce takes an idempotency key; see token.Answers.
func (s *Store) BeginOnce(ctx context.Context, key, body []byte, now, stale, until time.Time) (*token.Answer, bool, error) {
	n, err := s.exec(ctx, s.db.Writer(), `INSERT INTO api_answers (key, body, begun, expires) VALUES (?, ?, ?, ?)
		ON CONFLICT (key) DO UPDATE SET body = excluded.body, begun = excluded.begun, sealed = NULL, expires = excluded.expires
		WHERE api_answers.expires <= ? OR api_answers.sealed IS NULL AND api_answers.begun <= ? AND api_answers.body = excluded.body`,
		key, body, stamp(now), stamp(until), stamp(now), stamp(stale))
	if err != nil || n == 1 {
		return nil, n == 1, wrap("answer", err)
	}
	var held, sealed []byte
	err = s.row(ctx, s.db.Writer(), `SELECT body, sealed FROM api_answers WHERE key = ?`, key).Scan(&held, &sealed)
	switch {
	case errors.Is(err, sql.ErrNoRows): // given back a moment ago
		return nil, false, token.ErrRunning
	case err != nil:
		return nil, false, wrap("answer", err)
	case string(held) != string(body):
		return nil, false, token.ErrOtherBody
	case sealed == nil:
		return nil, false, token.ErrRunning
	}
	plain, err := s.vault.Open(nil, "api-answers", answerLabel(key), sealed)
	if err != nil {
		return nil, false, err
	}
	a := &token.Answer{}
	return a, false, json.Unmarshal(plain, a)
}

// EndOnce keeps the answer of a key, or gives the key back; see token.Answers.
func (s *Store) EndOnce(ctx context.Context, key []byte, began time.Time, a *token.Answer) error {
	if a == nil {
		_, err := s.exec(ctx, s.db.Writer(), `DELETE FROM api_answers WHERE key = ? AND begun = ? AND sealed IS NULL`, key, stamp(began))
		return wrap("answer", err)
	}
	plain, err := json.Marshal(a)
	if err != nil {
		return err
	}
	sealed, err := s.vault.Seal(nil, "api-answers", answerLabel(key), plain)
	if err != nil {
		return err
	}
	_, err = s.exec(ctx, s.db.Writer(), `UPDATE api_answers SET sealed = ? WHERE key = ? AND begun = ? AND sealed IS NULL`, sealed, key, stamp(began))
	return wrap("answer", err)
}
