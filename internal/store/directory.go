package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"okaeri/internal/recovery"
)

// DirectoryAccount is what the built-in directory holds of an account. It lies sealed, the hash too: a hash can be guessed at.
type DirectoryAccount struct {
	Hash     string    `json:"hash"`               // PHC string of the password
	Locked   string    `json:"locked,omitempty"`   // why sign-in is refused; empty when it is not
	LockedAt time.Time `json:"locked_at,omitzero"` // since when
	Epoch    int64     `json:"epoch"`              // sessions begun in an earlier epoch have ended
}

func (s *Store) directoryRef(id string) []byte { return s.vault.Index("directory", id) }

// DirectoryAccount reads an account of the built-in directory. Error: recovery.ErrNotFound.
func (s *Store) DirectoryAccount(ctx context.Context, id string) (DirectoryAccount, error) {
	return s.directoryAccount(ctx, s.db.Reader(), s.directoryRef(id))
}

func (s *Store) directoryAccount(ctx context.Context, q querier, ref []byte) (DirectoryAccount, error) {
	var a DirectoryAccount
	var sealed []byte
	err := s.row(ctx, q, `SELECT sealed FROM directory_accounts WHERE ref = ?`, ref).Scan(&sealed)
	if err != nil {
		return a, found("directory", err)
	}
	plain, err := s.vault.Open(nil, "directory", string(ref), sealed)
	if err != nil {
		return a, err
	}
	return a, json.Unmarshal(plain, &a)
}

// ChangeDirectoryAccount lets f change an account (an empty one if it is new) and saves it, once for each key: done again with
// the same key it changes nothing and returns what stood there before the first time. An empty key is done each time.
func (s *Store) ChangeDirectoryAccount(ctx context.Context, key, id string, f func(*DirectoryAccount) error) (previous DirectoryAccount, err error) {
	ref := s.directoryRef(id)
	release, err := s.cases.take(ctx, "directory "+string(ref))
	if err != nil {
		return previous, err
	}
	defer release()
	for range patience {
		previous, err = s.changeDirectory(ctx, key, ref, f)
		if !s.db.Duplicate(err) && !s.db.Busy(err) { // another server did the same in this moment
			return previous, err
		}
	}
	return previous, wrap("directory", err)
}

func (s *Store) changeDirectory(ctx context.Context, key string, ref []byte, f func(*DirectoryAccount) error) (previous DirectoryAccount, err error) {
	err = s.within(ctx, func(tx *txn) error {
		if key != "" {
			done, err := s.directoryChange(ctx, tx, key, ref, &previous)
			if err != nil || done {
				return err
			}
		}
		// On PostgreSQL another server may be changing the same account: this waits for it and keeps others out until the end.
		if _, err := s.exec(ctx, tx, `UPDATE directory_accounts SET ref = ref WHERE ref = ?`, ref); err != nil {
			return err
		}
		previous, err = s.directoryAccount(ctx, tx, ref)
		if err != nil && !errors.Is(err, recovery.ErrNotFound) {
			return err
		}
		account := previous
		if err := f(&account); err != nil {
			return err
		}
		return s.saveDirectoryAccount(ctx, tx, key, ref, previous, account)
	})
	return previous, err
}

// directoryChange tells whether a key was done, and what stood there before.
func (s *Store) directoryChange(ctx context.Context, tx *txn, key string, ref []byte, previous *DirectoryAccount) (bool, error) {
	index := s.vault.Index("directory-change", key)
	var sealed []byte
	err := s.row(ctx, tx, `SELECT sealed FROM directory_changes WHERE key = ? AND ref = ?`, index, ref).Scan(&sealed)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	plain, err := s.vault.Open(nil, "directory-change", string(index), sealed)
	if err != nil {
		return false, err
	}
	return true, json.Unmarshal(plain, previous)
}

func (s *Store) saveDirectoryAccount(ctx context.Context, tx *txn, key string, ref []byte, before, after DirectoryAccount) error {
	seal := func(owner, label string, a DirectoryAccount) ([]byte, error) {
		plain, err := json.Marshal(a)
		if err != nil {
			return nil, err
		}
		return s.vault.Seal(nil, owner, label, plain)
	}
	sealed, err := seal("directory", string(ref), after)
	if err != nil {
		return err
	}
	_, err = s.exec(ctx, tx, `INSERT INTO directory_accounts (ref, sealed) VALUES (?, ?) ON CONFLICT (ref) DO UPDATE SET sealed = excluded.sealed`, ref, sealed)
	if err != nil || key == "" {
		return err
	}
	index := s.vault.Index("directory-change", key)
	if sealed, err = seal("directory-change", string(index), before); err != nil {
		return err
	}
	_, err = s.exec(ctx, tx, `INSERT INTO directory_changes (key, ref, at, sealed) VALUES (?, ?, ?, ?)`, index, ref, stamp(s.now()), sealed)
	return err
}

// DirectoryHash reads the password hash of an account. Error: recovery.ErrNotFound.
func (s *Store) DirectoryHash(ctx context.Context, id string) (string, error) {
	a, err := s.DirectoryAccount(ctx, id)
	return a.Hash, err
}

// SetDirectoryHash sets the password hash of an account, once for each key, and returns the one that stood there before.
func (s *Store) SetDirectoryHash(ctx context.Context, key, id, hash string) (previous string, err error) {
	a, err := s.ChangeDirectoryAccount(ctx, key, id, func(a *DirectoryAccount) error { a.Hash = hash; return nil })
	return a.Hash, err
}
