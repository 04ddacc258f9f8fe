package dossier

import (
	"bytes"
	"context"
	"slices"

	"okaeri/internal/evidence"
)

// countKey is the keyed hash under which a value is counted.
func (d *Dossiers) countKey(k evidence.Key) []byte { return d.vault.Index("count "+k.Kind, k.Value) }

// sizeKey is the key under which accounts themselves are counted.
func (d *Dossiers) sizeKey() []byte { return d.vault.Index("count", "accounts") }

// Population reads how common some values are, and how many accounts there are, in one look at the database.
func (d *Dossiers) Population(ctx context.Context, keys []evidence.Key) (evidence.Population, error) {
	hashes := make([][]byte, len(keys)+1)
	for i, k := range keys {
		hashes[i] = d.countKey(k)
	}
	hashes[len(keys)] = d.sizeKey()
	counts, err := d.storage.Counts(ctx, hashes)
	if err != nil {
		return nil, err
	}
	p := &population{size: counts[string(d.sizeKey())], holders: make(map[evidence.Key]int64, len(keys))}
	for i, k := range keys {
		p.holders[k] = counts[string(hashes[i])]
	}
	return p, nil
}

// population is what was read.
type population struct {
	size    int64
	holders map[evidence.Key]int64
}

func (p *population) Size() int64                  { return p.size }
func (p *population) Holders(k evidence.Key) int64 { return p.holders[k] }

// openCounted reads the values that an account is counted for.
func (d *Dossiers) openCounted(row Row) (map[string]bool, error) {
	out := map[string]bool{}
	if row.Version == 0 {
		return out, nil
	}
	plain, err := d.vault.Open(row.Wrapped, owner(row.Ref), labelCounted, row.Counted)
	if err != nil {
		return nil, err
	}
	for h := range slices.Chunk(plain, hashSize) {
		out[string(h)] = true
	}
	return out, nil
}

// hashSize is the length of an index.
const hashSize = 16

// recount finds what an account counts for now, and what must be added to and taken from the counts.
func (d *Dossiers) recount(out *draft, h *held) error {
	before, err := d.openCounted(out.change.Row)
	if err != nil {
		return err
	}
	out.counts = map[string]int64{}
	if out.change.Version == 0 {
		out.counts[string(d.sizeKey())] = 1
	}
	var now [][]byte
	for _, k := range evidence.FactKeys(h.all()) {
		now = append(now, d.countKey(k))
	}
	slices.SortFunc(now, bytes.Compare)
	now = slices.CompactFunc(now, bytes.Equal)
	for _, key := range now {
		if !before[string(key)] {
			out.counts[string(key)]++
		}
		delete(before, string(key))
	}
	for key := range before {
		out.counts[key]--
	}
	out.change.Counted, err = d.vault.Seal(out.change.Wrapped, owner(out.change.Ref), labelCounted, bytes.Join(now, nil))
	return err
}
