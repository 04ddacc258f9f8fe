package dossier

import (
	"context"
	"encoding/hex"
	"errors"
	"iter"
	"strconv"
	"sync"
	"time"

	"okaeri/internal/evidence"
	"okaeri/internal/intake"
	"okaeri/internal/recovery"
)

// Dossiers keeps the dossiers of all accounts. It is safe for use by many goroutines.
type Dossiers struct {
	storage Storage
	vault   Vault
	now     func() time.Time
}

// New returns the dossiers in a storage.
func New(storage Storage, vault Vault, now func() time.Time) *Dossiers {
	return &Dossiers{storage: storage, vault: vault, now: now}
}

// ref is the keyed hash under which an account lies, owner the name that its data key is bound to.
func (d *Dossiers) ref(id string) []byte { return d.vault.Index("account-ref", id) }

func owner(ref []byte) string { return "account/" + hex.EncodeToString(ref) }

func (d *Dossiers) name(identifier string) []byte {
	return d.vault.Index("identifier", intake.Identifier(identifier))
}

// The labels that sealed values are bound to.
const (
	labelID      = "id"
	labelHead    = "head"
	labelCounted = "counted"
)

func labelBlock(n int64) string { return "facts " + strconv.FormatInt(n, 10) }

// Find returns the account that an identifier names: address, alias, phone or user name, as typed or normalised.
// Error: recovery.ErrNotFound.
func (d *Dossiers) Find(ctx context.Context, identifier string) (string, error) {
	return d.openID(d.storage.Named(ctx, d.name(identifier)))
}

// Decoy returns an account that does the same work for an identifier that names nobody: the one whose hash comes next after
// that of the identifier, so always the same for the same identifier, and any account equally often.
// Error: recovery.ErrNotFound when no account is held at all.
func (d *Dossiers) Decoy(ctx context.Context, identifier string) (string, error) {
	return d.openID(d.storage.From(ctx, d.vault.Index("decoy", intake.Identifier(identifier))))
}

func (d *Dossiers) openID(ref, sealed []byte, err error) (string, error) {
	if err != nil {
		return "", notFound(err)
	}
	id, err := d.vault.Open(nil, owner(ref), labelID, sealed)
	return string(id), err
}

// notFound is the story's word for what the storage says.
func notFound(err error) error {
	if errors.Is(err, ErrNotFound) {
		return recovery.ErrNotFound
	}
	return err
}

// Account returns an account with the facts that are not events: contacts, worth, what was registered, passwords.
// Error: recovery.ErrNotFound.
func (d *Dossiers) Account(ctx context.Context, id string) (*evidence.Account, error) {
	row, err := d.storage.Head(ctx, d.ref(id))
	if err != nil {
		return nil, notFound(err)
	}
	a, err := d.openHead(nil, row)
	return &a, err
}

// Load returns everything that is held of an account, ready to compare. Error: recovery.ErrNotFound.
func (d *Dossiers) Load(ctx context.Context, id string) (*evidence.Dossier, error) {
	row, blocks, err := d.storage.Whole(ctx, d.ref(id))
	if err != nil {
		return nil, notFound(err)
	}
	room := rooms.Get().(*[]evidence.Fact)
	a, err := d.openHead((*room)[:0], row)
	if err != nil {
		return nil, err
	}
	for _, b := range blocks {
		if a.Facts, err = d.openBlock(a.Facts, row, b); err != nil {
			return nil, err
		}
	}
	dossier := evidence.NewDossier(a)
	clear(a.Facts) // nothing that was typed waits here for the next one
	*room = a.Facts
	rooms.Put(room)
	return dossier, nil
}

// rooms are for the facts of accounts that are made ready to compare; a dossier keeps none of them as they are.
var rooms = sync.Pool{New: func() any { return new([]evidence.Fact) }}

func (d *Dossiers) read(ctx context.Context, ref []byte) (Row, error) {
	rows, err := d.storage.Rows(ctx, [][]byte{ref})
	if err != nil {
		return Row{}, err
	}
	if len(rows) == 0 {
		return Row{}, recovery.ErrNotFound
	}
	return rows[0], nil
}

// openHead reads the account and the facts that are no events, which it adds to facts.
func (d *Dossiers) openHead(facts []evidence.Fact, row Row) (evidence.Account, error) {
	plain, err := d.vault.Open(row.Wrapped, owner(row.Ref), labelHead, row.Head)
	if err != nil {
		return evidence.Account{}, err
	}
	return decodeHead(facts, plain)
}

// openBlock reads a block of events and adds them to facts.
func (d *Dossiers) openBlock(facts []evidence.Fact, row Row, b Block) ([]evidence.Fact, error) {
	plain, err := d.vault.Open(row.Wrapped, owner(row.Ref), labelBlock(b.N), b.Sealed)
	if err != nil {
		return nil, err
	}
	return decode(facts, plain)
}

// open reads everything of an account.
func (d *Dossiers) open(ctx context.Context, row Row) (*held, error) {
	a, err := d.openHead(nil, row)
	if err != nil {
		return nil, err
	}
	h := &held{account: a, states: a.Facts}
	h.account.Facts = nil
	blocks, err := d.storage.Blocks(ctx, row.Ref)
	if err != nil {
		return nil, err
	}
	for _, b := range blocks {
		if h.events, err = d.openBlock(h.events, row, b); err != nil {
			return nil, err
		}
	}
	return h, nil
}

// Each goes through all accounts with all their facts, a page at a time; accounts that come or go meanwhile may be seen or not.
func (d *Dossiers) Each(ctx context.Context) iter.Seq2[evidence.Account, error] {
	return func(yield func(evidence.Account, error) bool) {
		var last []byte
		for {
			rows, err := d.storage.After(ctx, last, 100)
			if err != nil {
				yield(evidence.Account{}, err)
				return
			}
			if len(rows) == 0 {
				return
			}
			for _, row := range rows {
				h, err := d.open(ctx, row)
				if err != nil {
					yield(evidence.Account{}, err)
					return
				}
				if !yield(h.all(), nil) {
					return
				}
			}
			last = rows[len(rows)-1].Ref
		}
	}
}

// Size is the number of accounts.
func (d *Dossiers) Size(ctx context.Context) (int64, error) {
	counts, err := d.storage.Counts(ctx, [][]byte{d.sizeKey()})
	return counts[string(d.sizeKey())], err
}

// Forget destroys an account's key and removes what lay under it. Forgetting again changes nothing.
func (d *Dossiers) Forget(ctx context.Context, id string) error {
	for range retries {
		row, err := d.read(ctx, d.ref(id))
		if errors.Is(err, recovery.ErrNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		counted, err := d.openCounted(row)
		if err != nil {
			return err
		}
		counts := map[string]int64{string(d.sizeKey()): -1}
		for key := range counted {
			counts[key]--
		}
		err = d.storage.Remove(ctx, row, counts)
		if !errors.Is(err, ErrConflict) {
			d.vault.Drop(row.Wrapped, owner(row.Ref))
			return err
		}
	}
	return ErrConflict
}
