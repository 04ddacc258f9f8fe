package dossier

import (
	"context"
	"errors"
)

// ErrConflict is what Storage.Save returns when somebody else changed one of the accounts first.
var ErrConflict = errors.New("dossier: the account changed meanwhile")

// ErrNotFound is what Storage's look-ups return for what is not there.
var ErrNotFound = errors.New("dossier: no such account")

// Row is an account as it lies in the database: keyed hashes and ciphertext.
type Row struct {
	Ref     []byte // keyed hash of the account's ID
	Version int64
	ID      []byte // sealed
	Wrapped []byte // its data key
	Head    []byte // sealed: the account and the facts that are not events
	Counted []byte // sealed: what it counts for
}

// Block is a sealed block of facts.
type Block struct {
	N      int64
	Sealed []byte
}

// Change is what Save writes of one account. Row.Version is the version that was read; 0 makes a new account.
type Change struct {
	Row
	Names  [][]byte // keyed hashes of all its identifiers
	Blocks []Block  // the ones that changed
}

// Storage keeps rows. Package store has it on both engines.
type Storage interface {
	// Rows reads accounts, leaving out those that are not there.
	Rows(ctx context.Context, refs [][]byte) ([]Row, error)
	// Head reads an account without what it counts for. Error: ErrNotFound.
	Head(ctx context.Context, ref []byte) (Row, error)
	// Whole reads an account without what it counts for, and its blocks in order, as both stood at one moment. Error: ErrNotFound.
	Whole(ctx context.Context, ref []byte) (Row, []Block, error)
	// Blocks reads an account's blocks in order.
	Blocks(ctx context.Context, ref []byte) ([]Block, error)
	// Save writes all changes and adds to the counts, together or not at all. Error: ErrConflict.
	Save(ctx context.Context, changes []Change, counts map[string]int64) error
	// Remove removes an account, its key first of all, and adds to the counts. Error: ErrConflict.
	Remove(ctx context.Context, row Row, counts map[string]int64) error
	// Named reads the account of an identifier, of several the one that had it first. Error: ErrNotFound.
	Named(ctx context.Context, name []byte) (ref, id []byte, err error)
	// From reads the account whose ref is the next at or after a value, going round at the end. Error: ErrNotFound.
	From(ctx context.Context, ref []byte) (found, id []byte, err error)
	// After lists at most n accounts behind ref (nil: from the first), by ref.
	After(ctx context.Context, ref []byte, n int) ([]Row, error)
	// Counts reads counts; a key that is not there counts 0.
	Counts(ctx context.Context, keys [][]byte) (map[string]int64, error)
}

// Vault is what the dossier asks of the keys. Package keyring has it.
type Vault interface {
	NewKey(owner string) (wrapped []byte, err error)
	Seal(wrapped []byte, owner, label string, plain []byte) ([]byte, error)
	Open(wrapped []byte, owner, label string, sealed []byte) ([]byte, error)
	Drop(wrapped []byte, owner string)
	Index(kind, value string) []byte
}
