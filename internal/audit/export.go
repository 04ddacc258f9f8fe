package audit

import (
	"encoding/json"
	"errors"
	"io"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// Export is the first line of an exported record. The lines behind it are entries, in the order of their places, and the last one says
// that nothing was cut off. Whoever has the server's public key can check all of it with CheckExport, without the server.
//
// The last line is a seal: the server's signature over the bytes of the first line and of all that stand before the end. So nobody writes
// another name, another time or another question into the first line, or makes of everything a part; see seal.go.
//
// An export of everything carries every leaf of the tree, so the signed root itself holds it: nothing can be left out. An export of a
// part carries a proof for each entry that it stands in the signed tree at its place. That shows that each line is true, and the seal that
// none was taken out since; that the server wrote every line that belongs to the part, it can't show, except within one case, whose
// entries hang together in a chain.
type Export struct {
	Format     int               `json:"okaeri_audit"` // 2
	At         time.Time         `json:"at"`
	By         string            `json:"by"`               // who asked for it
	Filter     map[string]string `json:"filter,omitempty"` // what was asked for: case, actor, door, from, to; empty: everything
	Size       int64             `json:"size"`             // entries under the signature
	Checkpoint string            `json:"checkpoint"`       // the signed note
}

// exportFormat is the version of the shape. The first had no seal.
const exportFormat = 2

// Whole tells whether the export is of everything.
func (e Export) Whole() bool { return len(e.Filter) == 0 }

// exportLine is every later line: an entry; the leaf of one that is withheld; or the end.
type exportLine struct {
	Seq int64 `json:"seq,omitempty"`
	*Entry
	N     int64       `json:"n,omitempty"` // place in its case's chain
	Chain []byte      `json:"chain,omitempty"`
	MAC   []byte      `json:"mac,omitempty"`
	Leaf  []byte      `json:"leaf,omitempty"`  // of a withheld entry: it counts for the tree and says nothing
	Proof []tlog.Hash `json:"proof,omitempty"` // RFC 6962 inclusion proof, in exports of a part
	After int64       `json:"after,omitempty"` // place of the line before, in exports of a part
	End   bool        `json:"end,omitempty"`
	Lines int64       `json:"lines,omitempty"` // with End: how many stand between the first line and this one
	Seal  string      `json:"seal,omitempty"`  // with End: the signed note of seal.go
}

// Exporter writes an export line by line.
type Exporter struct {
	out    *json.Encoder
	head   Export
	hashes tlog.HashReader
	signer note.Signer
	sums   sums
	lines  int64
	last   int64 // the place of the line before
}

// NewExporter writes the first line. Hashes reads the tree's stored hashes, for the proofs in an export of a part; the signer is the one
// that signs checkpoints.
func NewExporter(w io.Writer, head Export, hashes tlog.HashReader, signer note.Signer) (*Exporter, error) {
	head.Format = exportFormat
	e := &Exporter{head: head, hashes: hashes, signer: signer, sums: newSums()}
	e.out = json.NewEncoder(io.MultiWriter(w, &e.sums))
	err := e.out.Encode(head)
	e.sums.headEnds()
	return e, err
}

// Add writes a record that has its place; of a withheld one the leaf alone.
func (e *Exporter) Add(r Record, withheld bool) error {
	if r.Seq < 1 || r.Seq > e.head.Size {
		return errors.New("audit: the record is not under the checkpoint")
	}
	l := exportLine{Seq: r.Seq}
	if withheld {
		leaf := r.leaf()
		l.Leaf = leaf[:]
	} else {
		l.Entry, l.N, l.Chain, l.MAC = &r.Entry, r.N, r.Chain[:], r.MAC
	}
	if !e.head.Whole() {
		proof, err := tlog.ProveRecord(e.head.Size, r.Seq-1, e.hashes)
		if err != nil {
			return err
		}
		l.Proof, l.After = proof, e.last
	}
	e.lines++
	e.last = r.Seq
	return e.out.Encode(l)
}

// Close writes the last line.
func (e *Exporter) Close() error {
	l := exportLine{End: true, Lines: e.lines}
	if !e.head.Whole() {
		l.After = e.last
	}
	var err error
	if l.Seal, err = e.sums.seal(e.signer); err != nil {
		return err
	}
	return e.out.Encode(l)
}

// Lines is how many were written so far.
func (e *Exporter) Lines() int64 { return e.lines }

// record is the record of a line that is not withheld.
func (l exportLine) record() (Record, bool) {
	if l.Entry == nil || len(l.Chain) != tlog.HashSize {
		return Record{}, false
	}
	r := Record{Entry: *l.Entry, N: l.N, MAC: l.MAC}
	r.Seq = l.Seq
	copy(r.Chain[:], l.Chain)
	return r, true
}
