package dossier

import (
	"bytes"
	"context"
	"errors"
	"runtime"
	"slices"
	"sync"
	"time"

	"okaeri/internal/evidence"
	"okaeri/internal/recovery"
)

// retries is how often an account that somebody else changes at the same moment is tried.
const retries = 20

// Put takes an account record in; see PutMany.
func (d *Dossiers) Put(ctx context.Context, a evidence.Account) error {
	return d.PutMany(ctx, []evidence.Account{a})
}

// PutMany takes account records in, all or none. A record of an account that is held already is merged with it: the same record
// again changes nothing. It is fastest with some hundred records at a time.
func (d *Dossiers) PutMany(ctx context.Context, accounts []evidence.Account) error {
	for len(accounts) > 0 {
		n := distinct(accounts)
		if err := d.put(ctx, accounts[:n]); err != nil {
			return err
		}
		accounts = accounts[n:]
	}
	return nil
}

// distinct is the length of the beginning in which no ID comes twice.
func distinct(accounts []evidence.Account) int {
	seen := map[string]bool{}
	for i, a := range accounts {
		if seen[a.ID] {
			return i
		}
		seen[a.ID] = true
	}
	return len(accounts)
}

func (d *Dossiers) put(ctx context.Context, accounts []evidence.Account) error {
	refs := make([][]byte, len(accounts))
	for i, a := range accounts {
		refs[i] = d.ref(a.ID)
	}
	return d.change(ctx, refs, func(i int, h *held) error {
		learned := d.now().UTC()
		h.describe(accounts[i], learned)
		h.learn(accounts[i].Facts, learned)
		return nil
	})
}

// Append takes more facts of an account in, such as the mail of a mailbox, and tells how many were new.
// Hand all of them in at once: each call reads the account. Error: recovery.ErrNotFound.
func (d *Dossiers) Append(ctx context.Context, id string, facts []evidence.Fact) (added int, err error) {
	err = d.change(ctx, [][]byte{d.ref(id)}, func(_ int, h *held) error {
		if h.account.ID == "" {
			return recovery.ErrNotFound
		}
		learned := d.now().UTC()
		h.learn(facts, learned)
		added = h.added
		return nil
	})
	return added, err
}

// change reads accounts, lets f change each, and saves what changed, again from the start when somebody else was first.
// An account that is not there is handed to f empty.
func (d *Dossiers) change(ctx context.Context, refs [][]byte, f func(i int, h *held) error) error {
	for try := range retries {
		err := d.tryChange(ctx, refs, f)
		if !errors.Is(err, ErrConflict) {
			return err
		}
		select {
		case <-time.After(time.Duration(try) * time.Millisecond):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return ErrConflict
}

func (d *Dossiers) tryChange(ctx context.Context, refs [][]byte, f func(i int, h *held) error) error {
	rows, err := d.storage.Rows(ctx, refs)
	if err != nil {
		return err
	}
	at := map[string]Row{}
	for _, row := range rows {
		at[string(row.Ref)] = row
	}
	drafts := make([]*draft, len(refs))
	err = parallel(len(refs), func(i int) error {
		row, ok := at[string(refs[i])]
		if !ok {
			row = Row{Ref: refs[i]}
		}
		var err error
		drafts[i], err = d.draft(ctx, row, func(h *held) error { return f(i, h) })
		return err
	})
	if err != nil {
		return err
	}
	var changes []Change
	counts := map[string]int64{}
	for _, draft := range drafts {
		if draft == nil {
			continue
		}
		changes = append(changes, draft.change)
		for key, n := range draft.counts {
			counts[key] += n
		}
	}
	if len(changes) == 0 {
		return nil
	}
	return d.storage.Save(ctx, changes, counts)
}

// draft is what will be written of one account.
type draft struct {
	change Change
	counts map[string]int64
}

// draft lets f change one account and seals what is new; nil when nothing is.
func (d *Dossiers) draft(ctx context.Context, row Row, f func(h *held) error) (*draft, error) {
	h := &held{}
	var before []byte
	var err error
	if row.Version > 0 {
		if h, err = d.open(ctx, row); err != nil {
			return nil, err
		}
		if before, err = encodeHead(h.account, h.states); err != nil {
			return nil, err
		}
	}
	if err := f(h); err != nil {
		return nil, err
	}
	after, err := encodeHead(h.account, h.states)
	if err != nil {
		return nil, err
	}
	if !h.changed && bytes.Equal(before, after) {
		return nil, nil
	}
	out := &draft{change: Change{Row: row}}
	if row.Version == 0 {
		if err := d.begin(&out.change, h.account.ID); err != nil {
			return nil, err
		}
	}
	return out, d.fill(out, h, after)
}

// begin gives a new account its key and its sealed ID.
func (d *Dossiers) begin(c *Change, id string) error {
	var err error
	if c.Wrapped, err = d.vault.NewKey(owner(c.Ref)); err != nil {
		return err
	}
	c.ID, err = d.vault.Seal(nil, owner(c.Ref), labelID, []byte(id))
	return err
}

// fill seals the head, the changed blocks and the counts.
func (d *Dossiers) fill(out *draft, h *held, head []byte) error {
	c := &out.change
	seal := func(label string, plain []byte) ([]byte, error) {
		return d.vault.Seal(c.Wrapped, owner(c.Ref), label, plain)
	}
	var err error
	if err = d.recount(out, h); err != nil {
		return err
	}
	if c.Head, err = seal(labelHead, head); err != nil {
		return err
	}
	for block := range h.dirty {
		facts := h.events[block*blockSize : min((block+1)*blockSize, len(h.events))]
		sealed, err := seal(labelBlock(int64(block)), encode(facts))
		if err != nil {
			return err
		}
		c.Blocks = append(c.Blocks, Block{N: int64(block), Sealed: sealed})
	}
	slices.SortFunc(c.Blocks, func(a, b Block) int { return int(a.N - b.N) })
	for _, identifier := range h.account.Identifiers {
		c.Names = append(c.Names, d.name(identifier))
	}
	slices.SortFunc(c.Names, bytes.Compare)
	c.Names = slices.CompactFunc(c.Names, bytes.Equal)
	return nil
}

// parallel runs f for each i below n on all processors, and returns one of its errors.
func parallel(n int, f func(i int) error) error {
	if n == 1 {
		return f(0)
	}
	var wg sync.WaitGroup
	workers := min(n, runtime.GOMAXPROCS(0))
	errs := make([]error, workers)
	for w := range workers {
		wg.Go(func() {
			for i := w; i < n && errs[w] == nil; i += workers {
				errs[w] = f(i)
			}
		})
	}
	wg.Wait()
	return errors.Join(errs...)
}
