package audit

import (
	"errors"
	"fmt"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// Batch is what one signing adds to the tree: the hashes from stored index First on, and the signed checkpoint of Size entries.
// Batches follow each other without a gap, so that a missing one shows.
type Batch struct {
	Size   int64 // entries in the tree after this batch
	At     time.Time
	First  int64  // stored hash index (tlog's order) of the first of Hashes
	Hashes []byte // 32 bytes each
	Note   []byte // signed checkpoint, a note whose text is tlog.FormatTree
}

// Extend places records behind the first size ones (it sets their Seq) and signs the tree that comes out.
// hashes reads what earlier batches stored. The records' order is their order in the tree.
func Extend(size int64, hashes tlog.HashReader, records []Record, at time.Time, signer note.Signer) (Batch, error) {
	if len(records) == 0 {
		return Batch{}, errors.New("audit: nothing to place")
	}
	t := &tree{n: size, known: map[int64]tlog.Hash{}, behind: hashes}
	b := Batch{First: tlog.StoredHashCount(size), At: at}
	for i := range records {
		added, err := t.add(records[i].leaf())
		if err != nil {
			return Batch{}, err
		}
		for _, h := range added {
			b.Hashes = append(b.Hashes, h[:]...)
		}
		records[i].Seq = t.n
	}
	root, err := t.root()
	if err != nil {
		return Batch{}, err
	}
	b.Size = t.n
	text := tlog.FormatTree(tlog.Tree{N: b.Size, Hash: root})
	b.Note, err = note.Sign(&note.Note{Text: string(text)}, signer)
	return b, err
}

// ReadCheckpoint opens a signed checkpoint and returns the size and root it vouches for.
func ReadCheckpoint(signed []byte, verifier note.Verifier) (size int64, root tlog.Hash, err error) {
	n, err := note.Open(signed, note.VerifierList(verifier))
	if err != nil {
		return 0, tlog.Hash{}, fmt.Errorf("audit: checkpoint: %w", err)
	}
	t, err := tlog.ParseTree([]byte(n.Text))
	if err != nil {
		return 0, tlog.Hash{}, fmt.Errorf("audit: checkpoint: %w", err)
	}
	return t.N, t.Hash, nil
}

// tree grows a Merkle tree and remembers only what growing on needs: the roots of its full subtrees, one for each bit of n.
type tree struct {
	n      int64
	known  map[int64]tlog.Hash
	behind tlog.HashReader // asked for what is not known; nil for a tree grown from nothing
}

// add appends a leaf and returns the stored hashes that it completes, in tlog's order.
func (t *tree) add(leaf tlog.Hash) ([]tlog.Hash, error) {
	added, err := tlog.StoredHashesForRecordHash(t.n, leaf, tlog.HashReaderFunc(t.read))
	if err != nil {
		return nil, err
	}
	first := tlog.StoredHashIndex(0, t.n)
	for i, h := range added {
		t.known[first+int64(i)] = h
	}
	t.n++
	if len(t.known) > 1024 {
		t.prune()
	}
	return added, nil
}

// root is the tree's hash.
func (t *tree) root() (tlog.Hash, error) {
	return tlog.TreeHash(t.n, tlog.HashReaderFunc(t.read))
}

// prune forgets the hashes that lie inside a full subtree.
func (t *tree) prune() {
	keep := map[int64]tlog.Hash{}
	var done int64
	for level := 62; level >= 0; level-- {
		if t.n&(1<<level) == 0 {
			continue
		}
		i := tlog.StoredHashIndex(level, done>>level)
		if h, ok := t.known[i]; ok {
			keep[i] = h
		}
		done += 1 << level
	}
	t.known = keep
}

func (t *tree) read(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		h, ok := t.known[index]
		if !ok {
			if t.behind == nil {
				return nil, fmt.Errorf("audit: hash %d is not known", index)
			}
			got, err := t.behind.ReadHashes([]int64{index})
			if err != nil {
				return nil, err
			}
			h = got[0]
			t.known[index] = h
		}
		out[i] = h
	}
	return out, nil
}
