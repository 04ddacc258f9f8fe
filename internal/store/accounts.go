package store

import (
	"context"
	"database/sql"
	"errors"
	"maps"
	"slices"

	"okaeri/internal/dossier"
)

// chunk is how many rows one statement writes or asks for at most.
const chunk = 500

const rowColumns = `a.ref, a.version, a.sealed_id, k.wrapped, a.head, a.counted FROM accounts a JOIN account_keys k ON k.ref = a.ref`

func scanRow(scan func(...any) error) (r dossier.Row, err error) {
	err = scan(&r.Ref, &r.Version, &r.ID, &r.Wrapped, &r.Head, &r.Counted)
	return r, err
}

// Rows reads accounts; see dossier.Storage.
func (s *Store) Rows(ctx context.Context, refs [][]byte) ([]dossier.Row, error) {
	var out []dossier.Row
	for part := range slices.Chunk(refs, chunk) {
		err := s.each(ctx, s.db.Reader(), func(scan func(...any) error) error {
			r, err := scanRow(scan)
			out = append(out, r)
			return err
		}, `SELECT `+rowColumns+` WHERE a.ref IN `+values(1, len(part)), anys(part)...)
		if err != nil {
			return nil, wrap("accounts", err)
		}
	}
	return out, nil
}

// Blocks reads an account's blocks in order.
func (s *Store) Blocks(ctx context.Context, ref []byte) ([]dossier.Block, error) {
	var out []dossier.Block
	err := s.each(ctx, s.db.Reader(), func(scan func(...any) error) error {
		var b dossier.Block
		err := scan(&b.N, &b.Sealed)
		out = append(out, b)
		return err
	}, `SELECT n, sealed FROM fact_blocks WHERE ref = ? ORDER BY n`, ref)
	return out, wrap("facts", err)
}

// Save writes changed accounts and the counts that follow, together or not at all. Error: dossier.ErrConflict.
func (s *Store) Save(ctx context.Context, changes []dossier.Change, counts map[string]int64) error {
	return s.conflict(s.within(ctx, func(tx *txn) error {
		for _, c := range changes {
			if err := s.saveAccount(ctx, tx, c); err != nil {
				return err
			}
		}
		return s.count(ctx, tx, counts)
	}))
}

// conflict reads the ways in which an engine says "somebody else was first" as dossier.ErrConflict.
func (s *Store) conflict(err error) error {
	if err != nil && (s.db.Busy(err) || s.db.Duplicate(err) || errors.Is(err, dossier.ErrConflict)) {
		return dossier.ErrConflict
	}
	return wrap("accounts", err)
}

func (s *Store) saveAccount(ctx context.Context, tx *txn, c dossier.Change) error {
	now := stamp(s.now())
	if c.Version == 0 {
		_, err := s.exec(ctx, tx, `INSERT INTO accounts (ref, version, added, sealed_id, head, counted) VALUES (?, 1, ?, ?, ?, ?)`,
			c.Ref, now, c.ID, c.Head, c.Counted)
		if err != nil {
			return err
		}
		if _, err = s.exec(ctx, tx, `INSERT INTO account_keys (ref, wrapped) VALUES (?, ?)`, c.Ref, c.Wrapped); err != nil {
			return err
		}
	} else {
		n, err := s.exec(ctx, tx, `UPDATE accounts SET version = version + 1, head = ?, counted = ? WHERE ref = ? AND version = ?`,
			c.Head, c.Counted, c.Ref, c.Version)
		if err != nil {
			return err
		}
		if n != 1 {
			return dossier.ErrConflict
		}
	}
	if err := s.saveNames(ctx, tx, c, now); err != nil {
		return err
	}
	return s.saveBlocks(ctx, tx, c)
}

// saveNames makes exactly the given names lead to the account; those that already do keep the time since when.
func (s *Store) saveNames(ctx context.Context, tx *txn, c dossier.Change, now int64) error {
	if c.Version > 0 {
		query, args := `DELETE FROM identifiers WHERE ref = ?`, []any{c.Ref}
		if len(c.Names) > 0 {
			query, args = query+` AND name NOT IN `+values(1, len(c.Names)), append(args, anys(c.Names)...)
		}
		if _, err := s.exec(ctx, tx, query, args...); err != nil {
			return err
		}
	}
	if len(c.Names) == 0 {
		return nil
	}
	var args []any
	for _, name := range c.Names {
		args = append(args, name, c.Ref, now)
	}
	_, err := s.exec(ctx, tx, `INSERT INTO identifiers (name, ref, added) VALUES `+values(len(c.Names), 3)+` ON CONFLICT (name, ref) DO NOTHING`, args...)
	return err
}

func (s *Store) saveBlocks(ctx context.Context, tx *txn, c dossier.Change) error {
	for part := range slices.Chunk(c.Blocks, 50) {
		var args []any
		for _, b := range part {
			args = append(args, c.Ref, b.N, b.Sealed)
		}
		_, err := s.exec(ctx, tx, `INSERT INTO fact_blocks (ref, n, sealed) VALUES `+values(len(part), 3)+
			` ON CONFLICT (ref, n) DO UPDATE SET sealed = excluded.sealed`, args...)
		if err != nil {
			return err
		}
	}
	return nil
}

// count adds to the frequencies, always in the same order of keys so that two imports at once do not wait for each other in a
// circle, and drops the values that nobody holds any more.
func (s *Store) count(ctx context.Context, tx *txn, counts map[string]int64) error {
	fell := false
	for part := range slices.Chunk(slices.Sorted(maps.Keys(counts)), chunk) {
		var args []any
		for _, key := range part {
			if counts[key] != 0 {
				args = append(args, []byte(key), counts[key])
				fell = fell || counts[key] < 0
			}
		}
		if len(args) == 0 {
			continue
		}
		_, err := s.exec(ctx, tx, `INSERT INTO frequencies (key, n) VALUES `+values(len(args)/2, 2)+
			` ON CONFLICT (key) DO UPDATE SET n = frequencies.n + excluded.n`, args...)
		if err != nil {
			return err
		}
	}
	if !fell {
		return nil
	}
	for part := range slices.Chunk(slices.Sorted(maps.Keys(counts)), chunk) {
		var keys []any
		for _, key := range part {
			keys = append(keys, []byte(key))
		}
		if _, err := s.exec(ctx, tx, `DELETE FROM frequencies WHERE n <= 0 AND key IN `+values(1, len(keys)), keys...); err != nil {
			return err
		}
	}
	return nil
}

// Remove removes an account and adds to the counts; then the key's old place on the disk is made unreadable.
// Error: dossier.ErrConflict.
func (s *Store) Remove(ctx context.Context, row dossier.Row, counts map[string]int64) error {
	err := s.conflict(s.within(ctx, func(tx *txn) error {
		n, err := s.exec(ctx, tx, `DELETE FROM accounts WHERE ref = ? AND version = ?`, row.Ref, row.Version)
		if err != nil {
			return err
		}
		if n != 1 {
			return dossier.ErrConflict
		}
		for _, table := range []string{"account_keys", "identifiers", "fact_blocks"} {
			if _, err := s.exec(ctx, tx, `DELETE FROM `+table+` WHERE ref = ?`, row.Ref); err != nil {
				return err
			}
		}
		return s.count(ctx, tx, counts)
	}))
	if err != nil {
		return err
	}
	return wrap("forget", s.db.Scrub(ctx, "account_keys"))
}

// Named reads the account of an identifier, of several the one that had it first. Error: dossier.ErrNotFound.
func (s *Store) Named(ctx context.Context, name []byte) (ref, id []byte, err error) {
	return s.account(ctx, `SELECT a.ref, a.sealed_id FROM identifiers i JOIN accounts a ON a.ref = i.ref
		WHERE i.name = ? ORDER BY i.added, i.ref LIMIT 1`, name)
}

// From reads the account whose ref is the next at or after a value, going round at the end. Error: dossier.ErrNotFound.
func (s *Store) From(ctx context.Context, ref []byte) (found, id []byte, err error) {
	found, id, err = s.account(ctx, `SELECT a.ref, a.sealed_id FROM accounts a WHERE a.ref >= ? ORDER BY a.ref LIMIT 1`, ref)
	if errors.Is(err, dossier.ErrNotFound) {
		return s.account(ctx, `SELECT a.ref, a.sealed_id FROM accounts a WHERE a.ref < ? ORDER BY a.ref LIMIT 1`, ref)
	}
	return found, id, err
}

func (s *Store) account(ctx context.Context, query string, arg []byte) (ref, id []byte, err error) {
	_, err = s.together(ctx, query, []any{arg}, &ref, &id)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil, dossier.ErrNotFound
	}
	return ref, id, wrap("accounts", err)
}

// After lists at most n accounts behind ref, by ref.
func (s *Store) After(ctx context.Context, ref []byte, n int) ([]dossier.Row, error) {
	var out []dossier.Row
	err := s.each(ctx, s.db.Reader(), func(scan func(...any) error) error {
		r, err := scanRow(scan)
		out = append(out, r)
		return err
	}, `SELECT `+rowColumns+` WHERE a.ref > ? ORDER BY a.ref LIMIT ?`, bytesOf(ref), n)
	return out, wrap("accounts", err)
}

// Counts reads counts; a key that is not there is left out.
func (s *Store) Counts(ctx context.Context, keys [][]byte) (map[string]int64, error) {
	out := make(map[string]int64, len(keys))
	for part := range slices.Chunk(keys, chunk) {
		args := anys(part)
		for len(args)%16 != 0 { // few lengths of statement, so that they stay prepared
			args = append(args, args[0])
		}
		err := s.each(ctx, s.db.Reader(), func(scan func(...any) error) error {
			var key []byte
			var n int64
			err := scan(&key, &n)
			out[string(key)] = n
			return err
		}, `SELECT key, n FROM frequencies WHERE key IN `+values(1, len(args)), args...)
		if err != nil {
			return nil, wrap("counts", err)
		}
	}
	return out, nil
}

func anys(list [][]byte) []any {
	out := make([]any, len(list))
	for i, b := range list {
		out[i] = b
	}
	return out
}
