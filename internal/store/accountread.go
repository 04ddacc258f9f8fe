package store

import (
	"context"
	"database/sql"
	"errors"

	"okaeri/internal/dossier"
)

// Head reads an account as most questions want it; see dossier.Storage.
func (s *Store) Head(ctx context.Context, ref []byte) (dossier.Row, error) {
	r := dossier.Row{Ref: ref}
	_, err := s.together(ctx, `SELECT a.version, k.wrapped, a.head FROM accounts a JOIN account_keys k ON k.ref = a.ref WHERE a.ref = ?`,
		[]any{ref}, &r.Version, &r.Wrapped, &r.Head)
	return r, missing(err)
}

// missing reads "no rows" as dossier.ErrNotFound.
func missing(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return dossier.ErrNotFound
	}
	return wrap("accounts", err)
}

// Whole reads an account and its blocks by one statement; see dossier.Storage.
func (s *Store) Whole(ctx context.Context, ref []byte) (dossier.Row, []dossier.Block, error) {
	r := dossier.Row{Ref: ref}
	var blocks []dossier.Block
	found := false
	err := s.each(ctx, s.db.Reader(), func(scan func(...any) error) error {
		var n sql.NullInt64
		var wrapped, head, sealed []byte
		if err := scan(&r.Version, &wrapped, &head, &n, &sealed); err != nil {
			return err
		}
		if !found {
			found, r.Wrapped, r.Head = true, wrapped, head
		}
		if n.Valid {
			blocks = append(blocks, dossier.Block{N: n.Int64, Sealed: sealed})
		}
		return nil
	}, `SELECT a.version, k.wrapped, CASE WHEN coalesce(b.n, 0) = 0 THEN a.head END, b.n, b.sealed FROM accounts a
		JOIN account_keys k ON k.ref = a.ref LEFT JOIN fact_blocks b ON b.ref = a.ref WHERE a.ref = ? ORDER BY b.n`, ref)
	if err == nil && !found {
		err = sql.ErrNoRows
	}
	return r, blocks, missing(err)
}
