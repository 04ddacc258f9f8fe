package audit

import (
	"bytes"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// walk is one reading of a log from its first entry to its last.
type walk struct {
	mac      MAC
	verifier note.Verifier
	next     func() (Record, error, bool)
	ahead    *Record // read but not used yet
	last     int64   // Seq of the record read last
	heads    map[string]Head
	tree     tree
	trusted  map[int64]tlog.Hash
	holes    bool // some entry is named as gone or moved: a gap in a chain is then its shadow
	report   Report
}

func (w *walk) fault(f Fault) { w.report.Faults = append(w.report.Faults, f) }

// trust remembers which tree each outside checkpoint vouches for.
func (w *walk) trust(signed [][]byte) {
	w.trusted = map[int64]tlog.Hash{}
	for _, s := range signed {
		size, root, err := ReadCheckpoint(s, w.verifier)
		if err != nil {
			w.fault(Fault{Kind: BadCheckpoint})
			continue
		}
		w.trusted[size] = root
	}
}

// batch checks the entries under one checkpoint, the hashes kept for them, and the signature.
func (w *walk) batch(b Batch) error {
	from := w.tree.n
	leaves, ok := leavesOf(b, from)
	if !ok {
		// Without the hashes the places cannot be told apart; the entries' own MACs and chains still speak.
		w.fault(Fault{Kind: MissingCheckpoint, Seq: from + 1, To: b.Size})
	}
	for seq := from + 1; seq <= b.Size; seq++ {
		var stored *tlog.Hash
		if ok {
			stored = &leaves[seq-from-1]
		}
		if err := w.place(seq, stored); err != nil {
			return err
		}
	}
	return w.signature(b, from)
}

// signature compares what was read with what was signed.
func (w *walk) signature(b Batch, from int64) error {
	root, err := w.tree.root()
	if err != nil {
		return err
	}
	w.report.Size, w.report.Root = b.Size, root
	size, signed, err := ReadCheckpoint(b.Note, w.verifier)
	switch {
	case err != nil || size != b.Size:
		w.fault(Fault{Kind: BadCheckpoint, Seq: from + 1, To: b.Size})
	case signed != root:
		w.fault(Fault{Kind: WrongTree, Seq: from + 1, To: b.Size})
	}
	return nil
}

// place checks the record that stands at seq against the leaf that was stored for it (nil where that is lost).
func (w *walk) place(seq int64, stored *tlog.Hash) error {
	r, err := w.at(seq)
	if err != nil {
		return err
	}
	var leaf tlog.Hash
	switch {
	case r == nil:
		w.gone(seq)
	case stored == nil || r.leaf() == *stored:
		leaf = r.leaf()
		w.follow(*r)
	case r.authentic(w.mac):
		w.holes = true
		w.fault(Fault{Kind: Moved, Seq: seq, Case: r.Case, N: r.N})
	default:
		w.fault(Fault{Kind: Edited, Seq: seq, Case: r.Case, N: r.N})
		w.heads[r.Case] = Head{N: r.N, Hash: r.Chain}
	}
	if stored != nil {
		leaf = *stored // so that one wrong entry is one fault, and the root says whether the stored hashes are true
	}
	if _, err := w.tree.add(leaf); err != nil {
		return err
	}
	return w.compare()
}

// compare holds the tree, where an outside checkpoint was taken, against that checkpoint.
func (w *walk) compare() error {
	want, ok := w.trusted[w.tree.n]
	if !ok {
		return nil
	}
	root, err := w.tree.root()
	if err != nil {
		return err
	}
	if root == want {
		delete(w.trusted, w.tree.n)
	}
	return nil
}

// gone notes a missing entry; neighbours become one fault.
func (w *walk) gone(seq int64) {
	w.holes = true
	if n := len(w.report.Faults); n > 0 {
		if f := &w.report.Faults[n-1]; f.Kind == Removed && f.To == seq-1 {
			f.To = seq
			return
		}
	}
	w.fault(Fault{Kind: Removed, Seq: seq, To: seq})
}

// at returns the record placed at seq, or nil if there is none.
func (w *walk) at(seq int64) (*Record, error) {
	for {
		r, err := w.read()
		if err != nil || r == nil {
			return nil, err
		}
		switch {
		case r.Seq == seq:
			w.last = seq
			return r, nil
		case r.Seq == 0 || r.Seq > seq:
			w.ahead = r
			return nil, nil
		}
		w.fault(Fault{Kind: Repeated, Seq: r.Seq, Case: r.Case, N: r.N})
	}
}

func (w *walk) read() (*Record, error) {
	if r := w.ahead; r != nil {
		w.ahead = nil
		return r, nil
	}
	r, err, ok := w.next()
	if !ok || err != nil {
		return nil, err
	}
	return &r, nil
}

// follow checks that a record follows the last one of its case. Where an entry before it is already known to be gone, edited or
// moved the chain is taken up again at this record, so that one change is not blamed on every entry after it.
func (w *walk) follow(r Record) {
	if !r.authentic(w.mac) {
		w.fault(Fault{Kind: Edited, Seq: r.Seq, Case: r.Case, N: r.N})
	} else if head := w.heads[r.Case]; head.next(r.Entry) != (Head{N: r.N, Hash: r.Chain}) && !w.holes {
		w.fault(Fault{Kind: Broken, Seq: r.Seq, Case: r.Case, N: r.N})
	}
	w.heads[r.Case] = Head{N: r.N, Hash: r.Chain}
}

// rest reads what stands behind the last checkpoint: pending entries, and placed ones whose checkpoint is gone.
func (w *walk) rest() error {
	var lost Fault
	for {
		r, err := w.read()
		if err != nil {
			return err
		}
		if r == nil {
			break
		}
		switch {
		case r.Seq == 0:
			w.report.Pending++
		case r.Seq <= w.tree.n:
			w.fault(Fault{Kind: Repeated, Seq: r.Seq, Case: r.Case, N: r.N})
			continue
		case lost.Seq == 0:
			lost = Fault{Kind: MissingCheckpoint, Seq: r.Seq, To: r.Seq}
		default:
			lost.To = r.Seq
		}
		w.follow(*r)
	}
	if lost.Seq != 0 {
		w.fault(lost)
	}
	return nil
}

// head compares what a case remembers of its chain with what was read.
func (w *walk) head(h CaseHead) {
	read := w.heads[h.Case]
	switch {
	case h.Head.N > read.N:
		w.fault(Fault{Kind: Shortened, Case: h.Case, N: read.N + 1})
	case h.Head.N < read.N || !bytes.Equal(h.Head.Hash[:], read.Hash[:]):
		w.fault(Fault{Kind: Broken, Case: h.Case, N: h.Head.N})
	}
}

// finish names the outside checkpoints that the log did not reach or did not match.
func (w *walk) finish() (Report, error) {
	for size := range w.trusted {
		w.fault(Fault{Kind: RolledBack, Seq: 1, To: size})
	}
	return w.report, nil
}

// leavesOf takes the leaf hashes of a batch out of its stored hashes; false if it does not follow the tree of size from.
func leavesOf(b Batch, from int64) ([]tlog.Hash, bool) {
	if b.Size <= from || b.First != tlog.StoredHashCount(from) {
		return nil, false
	}
	if int64(len(b.Hashes)) != (tlog.StoredHashCount(b.Size)-b.First)*tlog.HashSize {
		return nil, false
	}
	leaves := make([]tlog.Hash, 0, b.Size-from)
	for seq := from; seq < b.Size; seq++ {
		at := (tlog.StoredHashIndex(0, seq) - b.First) * tlog.HashSize
		leaves = append(leaves, tlog.Hash(b.Hashes[at:at+tlog.HashSize]))
	}
	return leaves, true
}
