package dossier

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"okaeri/internal/evidence"
	"okaeri/internal/recovery"
)

// Description is what may be told of a dossier to whoever fills it: which kinds of things are held and since when, never what they are.
type Description struct {
	ID          string
	Version     int64 // grows with every change
	Created     time.Time
	MFA         bool
	Proofed     bool
	Staff       bool
	Worth       evidence.Worth
	Locked      *evidence.Lock
	Language    string
	Identifiers int
	Contacts    []Channel
	Facts       []Kind
}

// Channel is a way to the owner, without its address.
type Channel struct {
	Kind     string
	Verified bool
	From     time.Time
	Until    *time.Time
}

// Kind is how much is held of one kind, and from when to when it happened or began.
type Kind struct {
	Kind        string
	Count       int
	First, Last time.Time
}

// ErrChanged says that an account does not stand at the version that was asked for.
var ErrChanged = errors.New("dossier: the account is not as it was")

// Describe tells what is held of an account. Error: recovery.ErrNotFound.
func (d *Dossiers) Describe(ctx context.Context, id string) (Description, error) {
	row, err := d.read(ctx, d.ref(id))
	if err != nil {
		return Description{}, err
	}
	h, err := d.open(ctx, row)
	if err != nil {
		return Description{}, err
	}
	return describe(h.all(), row.Version), nil
}

func describe(a evidence.Account, version int64) Description {
	out := Description{
		ID: a.ID, Version: version, Created: a.Created, MFA: a.MFA, Proofed: a.Proofed, Staff: a.Staff, Worth: a.Worth, Locked: a.Locked,
		Language: a.Language, Identifiers: len(a.Identifiers),
	}
	for _, c := range a.Contacts {
		out.Contacts = append(out.Contacts, Channel{c.Kind, c.Verified, c.From, c.Until})
	}
	kinds := map[string]*Kind{}
	for _, f := range a.Facts {
		k := kinds[f.Kind]
		if k == nil {
			k = &Kind{Kind: f.Kind}
			kinds[f.Kind] = k
		}
		k.add(f)
	}
	for _, k := range kinds {
		out.Facts = append(out.Facts, *k)
	}
	slices.SortFunc(out.Facts, func(x, y Kind) int { return cmp.Compare(x.Kind, y.Kind) })
	return out
}

func (k *Kind) add(f evidence.Fact) {
	k.Count++
	at := f.At
	if at == nil {
		at = f.From
	}
	if at == nil {
		return
	}
	if k.First.IsZero() || at.Before(k.First) {
		k.First = at.UTC()
	}
	if at.After(k.Last) {
		k.Last = at.UTC()
	}
}

// PutIf takes one record in as Put does, if the account stands at a version; 0 is an account that is not there. Error: ErrChanged.
func (d *Dossiers) PutIf(ctx context.Context, a evidence.Account, version int64) error {
	row, err := d.at(ctx, a.ID, version)
	if err != nil {
		return err
	}
	draft, err := d.draft(ctx, row, func(h *held) error {
		learned := d.now().UTC()
		h.describe(a, learned)
		h.learn(a.Facts, learned)
		return nil
	})
	if err != nil || draft == nil {
		return err
	}
	return changed(d.storage.Save(ctx, []Change{draft.change}, draft.counts))
}

// ForgetIf forgets an account as Forget does, if it stands at a version. Errors: ErrChanged, recovery.ErrNotFound.
func (d *Dossiers) ForgetIf(ctx context.Context, id string, version int64) error {
	row, err := d.at(ctx, id, version)
	if err != nil {
		return err
	}
	if row.Version == 0 {
		return recovery.ErrNotFound
	}
	counted, err := d.openCounted(row)
	if err != nil {
		return err
	}
	counts := map[string]int64{string(d.sizeKey()): -1}
	for key := range counted {
		counts[key]--
	}
	if err := d.storage.Remove(ctx, row, counts); err != nil {
		return changed(err)
	}
	d.vault.Drop(row.Wrapped, owner(row.Ref))
	return nil
}

// at reads the row of an account that stands at a version.
func (d *Dossiers) at(ctx context.Context, id string, version int64) (Row, error) {
	row, err := d.read(ctx, d.ref(id))
	if errors.Is(err, recovery.ErrNotFound) {
		row, err = Row{Ref: d.ref(id)}, nil
	}
	if err == nil && row.Version != version {
		err = ErrChanged
	}
	return row, err
}

// changed words a lost race as what it is to somebody who named a version.
func changed(err error) error {
	if errors.Is(err, ErrConflict) {
		return ErrChanged
	}
	return err
}
