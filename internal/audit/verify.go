package audit

import (
	"iter"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// FaultKind names what is wrong with a log.
type FaultKind string

// The kinds of fault.
const (
	Edited            FaultKind = "edited"             // the entry at Seq is not what was written
	Moved             FaultKind = "moved"              // a true entry, but another one stood at Seq
	Removed           FaultKind = "removed"            // the entries Seq to To are gone
	Repeated          FaultKind = "repeated"           // the entry at Seq is there more than once
	Broken            FaultKind = "broken"             // entry N of Case does not follow the one before it
	Shortened         FaultKind = "shortened"          // the last entries of Case, from N on, are gone
	BadCheckpoint     FaultKind = "bad_checkpoint"     // the checkpoint of size To was not signed by this server, or not for that size
	MissingCheckpoint FaultKind = "missing_checkpoint" // the checkpoint that covers Seq to To is gone
	WrongTree         FaultKind = "wrong_tree"         // Seq to To do not add up to what the checkpoint signed
	RolledBack        FaultKind = "rolled_back"        // a checkpoint kept outside vouches for more, or for other, entries up to To
)

// Fault is one thing that is wrong, and where.
type Fault struct {
	Kind FaultKind `json:"kind"`
	Seq  int64     `json:"seq,omitempty"` // 0 where the entry was never placed
	To   int64     `json:"to,omitempty"`
	Case string    `json:"case,omitempty"`
	N    int64     `json:"n,omitempty"` // place in the case's chain
}

// Log is everything to be verified. The sequences end at their first error, which Verify returns.
type Log struct {
	Batches iter.Seq2[Batch, error]  // by size
	Records iter.Seq2[Record, error] // placed ones by Seq, then the pending ones in the order they were written
	Heads   iter.Seq2[CaseHead, error]
	Trusted [][]byte // signed checkpoints that were kept outside
}

// CaseHead is the head that a case remembers.
type CaseHead struct {
	Case string
	Head Head
}

// Report is what Verify found.
type Report struct {
	Size    int64 // entries under a signature
	Pending int64 // entries that wait for the next one
	Root    tlog.Hash
	Faults  []Fault
}

// Verify reads a whole log and names every fault. Its error is a failure to read, never a fault.
func Verify(l Log, mac MAC, verifier note.Verifier) (Report, error) {
	next, stop := iter.Pull2(l.Records)
	defer stop()
	w := &walk{mac: mac, verifier: verifier, next: next, heads: map[string]Head{}, tree: tree{known: map[int64]tlog.Hash{}}}
	w.trust(l.Trusted)
	for b, err := range l.Batches {
		if err != nil {
			return w.report, err
		}
		if err := w.batch(b); err != nil {
			return w.report, err
		}
	}
	if err := w.rest(); err != nil {
		return w.report, err
	}
	for h, err := range l.Heads {
		if err != nil {
			return w.report, err
		}
		w.head(h)
	}
	return w.finish()
}
