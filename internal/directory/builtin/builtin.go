// Package builtin is Okaeri's own directory: accounts whose only home is Okaeri's database. The demo and small services use it, and
// the tests of everything above.
//
// It keeps a hash of the password (argon2id), a lock, and an epoch: every session remembers the epoch in which it began, and restoring
// begins a new one, so that sessions of before have ended (threats.md V13). All of it is changed in one step that the storage does
// once for each key and remembers what stood there before; no ledger of its own is needed.
package builtin

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"okaeri/internal/directory"
	"okaeri/internal/evidence"
	"okaeri/internal/recovery"
)

// ByAdministrator is the reason of a lock that a person put on. Having proven who one is does not lift it.
const ByAdministrator = "administrator"

// Account is what is kept of an account.
type Account struct {
	Hash     string    // of the password; a PHC, crypt(3) or LDAP string
	Locked   string    // why sign-in is refused; empty when it is not
	LockedAt time.Time // since when
	Epoch    int64     // sessions of earlier epochs have ended
}

// Accounts is the storage.
type Accounts interface {
	// Account returns an account or recovery.ErrNotFound.
	Account(ctx context.Context, id string) (Account, error)
	// Change lets f change an account, an empty one if there is none yet, and saves it; f's error saves nothing. Done again with a
	// key it changes nothing and returns what stood there before the first time. An empty key is done each time.
	Change(ctx context.Context, key, id string, f func(*Account) error) (before Account, err error)
}

// Directory is accounts in Okaeri's own database.
type Directory struct{ accounts Accounts }

// New returns the directory over its storage.
func New(accounts Accounts) *Directory { return &Directory{accounts: accounts} }

// Put creates an account or replaces what is held of it; the demo and imports fill the directory with it.
func (d *Directory) Put(ctx context.Context, id, hash string, lock *evidence.Lock) error {
	if id == "" || !evidence.IsHash(hash) {
		return evidence.ErrHash
	}
	_, err := d.accounts.Change(ctx, "", id, func(a *Account) error {
		*a = Account{Hash: hash, Epoch: a.Epoch + 1}
		if lock != nil {
			a.Locked, a.LockedAt = lock.Reason, lock.At
		}
		return nil
	})
	return err
}

// Restore sets the password, takes off a lock unless an administrator put it on, and ends every session; once for each key. It returns
// recovery.ErrNotFound for an account that is not there.
func (d *Directory) Restore(ctx context.Context, key, accountID, newPassword string) (recovery.Done, error) {
	hash, err := directory.Hash(newPassword)
	if err != nil {
		return recovery.Done{}, err
	}
	before, err := d.accounts.Change(ctx, "restore "+key, accountID, func(a *Account) error {
		if a.Hash == "" {
			return recovery.ErrNotFound
		}
		a.Hash = hash
		a.Epoch++
		if a.Locked != ByAdministrator {
			a.Locked, a.LockedAt = "", time.Time{}
		}
		return nil
	})
	if err != nil {
		return recovery.Done{}, err
	}
	receipt, err := json.Marshal(before)
	return recovery.Done{Receipt: receipt, Unlocked: before.Locked != "" && before.Locked != ByAdministrator, SessionsEnded: true}, err
}

// Undo gives an account the password and the lock of a receipt again and ends every session, once for each key.
func (d *Directory) Undo(ctx context.Context, key, accountID string, receipt []byte) error {
	var before Account
	if err := json.Unmarshal(receipt, &before); err != nil || before.Hash == "" {
		return errors.New("builtin: undo: the receipt can't be read")
	}
	_, err := d.accounts.Change(ctx, "undo "+key, accountID, func(a *Account) error {
		if a.Hash == "" {
			return recovery.ErrNotFound
		}
		*a = Account{Hash: before.Hash, Locked: before.Locked, LockedAt: before.LockedAt, Epoch: a.Epoch + 1}
		return nil
	})
	return err
}

// SignIn tells whether a password opens an account, and in which epoch the session begins. An account that is locked, or that nobody
// has, is not opened, in the same time.
func (d *Directory) SignIn(ctx context.Context, id, password string) (epoch int64, ok bool, err error) {
	a, err := d.accounts.Account(ctx, id)
	if errors.Is(err, recovery.ErrNotFound) {
		a, err = Account{Hash: nobody, Locked: ByAdministrator}, nil
	}
	if err != nil {
		return 0, false, err
	}
	matches, err := evidence.VerifyHash(a.Hash, password)
	if err != nil || !matches || a.Locked != "" {
		return 0, false, nil //nolint:nilerr // a hash that can't be read opens nothing
	}
	return a.Epoch, true, nil
}

// nobody is a hash with our own cost of a password that nobody knows, compared with when there is no account.
const nobody = "$argon2id$v=19$m=19456,t=2,p=1$b2thZXJpLW5vYm9keS0wMQ$b2thZXJpLW5vYm9keS1rbm93cy10aGlzLXBhc3N3b3I"

// Alive tells whether a session that began in an epoch still lives.
func (d *Directory) Alive(ctx context.Context, id string, epoch int64) (bool, error) {
	a, err := d.accounts.Account(ctx, id)
	if errors.Is(err, recovery.ErrNotFound) {
		return false, nil
	}
	return err == nil && a.Locked == "" && a.Epoch == epoch, err
}
