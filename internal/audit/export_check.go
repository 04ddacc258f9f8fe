package audit

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// The faults that only an export can have.
const (
	CutOff     FaultKind = "cut_off"     // it does not end where it ended when it was written
	HeadEdited FaultKind = "head_edited" // its first line is not what was written: who asked for what, and when
	BadSeal    FaultKind = "bad_seal"    // its last line was not signed by this server, or not for these lines
)

// ErrOldExport says that an export has no seal, as those of the first format.
var ErrOldExport = errors.New("audit: this export is of format 1, whose first line nobody signed, so it is not checked any more; export the record again")

// ExportReport is what CheckExport found.
type ExportReport struct {
	Export
	Root     tlog.Hash
	Entries  int64 // lines that say something
	Withheld int64 // lines that stand for an entry without saying it
	Faults   []Fault
}

// lineMost bounds one line of an export; entries are far smaller.
const lineMost = 4 << 20

// CheckExport reads an export and holds it against the public key alone: the signature of its checkpoint, the place of every entry
// in the signed tree, the chain of every case that it tells whole, that nothing is cut off, and the seal over all of its bytes. Trusted are checkpoints that were kept
// elsewhere; an export of everything has to contain what they signed. Its error says that this is no export; whatever is wrong
// inside of one is a fault.
func CheckExport(r io.Reader, verifier note.Verifier, trusted ...[]byte) (ExportReport, error) {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, lineMost)
	lines.Split(withEnds)
	c := &exportCheck{walk: walk{verifier: verifier, heads: map[string]Head{}, tree: tree{known: map[int64]tlog.Hash{}}}, sums: newSums()}
	if err := c.first(lines); err != nil {
		return c.out, err
	}
	c.trust(trusted)
	c.checkpoint()
	for lines.Scan() {
		var l exportLine
		if err := strict(lines.Bytes(), &l); err != nil {
			return c.out, fmt.Errorf("audit: line %d of the export is none: %w", c.out.Entries+c.out.Withheld+2, err)
		}
		if c.ended {
			return c.out, errors.New("audit: there are lines behind the end of the export")
		}
		if err := c.line(l, lines.Bytes()); err != nil {
			return c.out, err
		}
	}
	return c.finish(lines.Err())
}

// first reads the first line.
func (c *exportCheck) first(lines *bufio.Scanner) error {
	var any struct {
		Format int `json:"okaeri_audit"`
	}
	if lines.Scan() && json.Unmarshal(lines.Bytes(), &any) == nil && any.Format == 1 {
		return ErrOldExport
	}
	if strict(lines.Bytes(), &c.out.Export) != nil || c.out.Format != exportFormat {
		return errors.Join(errors.New("audit: this is no export of the record"), lines.Err())
	}
	_, err := c.sums.Write(lines.Bytes())
	c.sums.headEnds()
	return err
}

// withEnds splits into lines with what ends them, since the seal covers every byte.
func withEnds(data []byte, last bool) (int, []byte, error) {
	if i := bytes.IndexByte(data, '\n'); i >= 0 {
		return i + 1, data[:i+1], nil
	}
	if last && len(data) > 0 {
		return len(data), data, nil
	}
	return 0, nil, nil
}

// strict reads one JSON value, and refuses fields that are not known.
func strict(data []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return err
	}
	if d.More() {
		return errors.New("two values in one line")
	}
	return nil
}

// exportCheck is one reading of an export.
type exportCheck struct {
	walk
	sums  sums
	out   ExportReport
	prev  int64 // the place of the line before
	gap   bool
	ended bool
}

// checkpoint opens the signature.
func (c *exportCheck) checkpoint() {
	size, root, err := ReadCheckpoint([]byte(c.out.Checkpoint), c.verifier)
	if err != nil || size != c.out.Size {
		c.fault(Fault{Kind: BadCheckpoint, Seq: 1, To: c.out.Size})
		return
	}
	c.out.Root = root
	if want, ok := c.trusted[size]; ok && want == root {
		delete(c.trusted, size)
	}
}

func (c *exportCheck) line(l exportLine, data []byte) error {
	c.follows(l)
	if l.End {
		return c.end(l, data)
	}
	if _, err := c.sums.Write(data); err != nil {
		return err
	}
	var leaf tlog.Hash
	r, says := l.record()
	switch {
	case says:
		c.out.Entries++
		leaf = r.leaf()
		c.chained(r)
	case len(l.Leaf) == tlog.HashSize && l.Entry == nil:
		c.out.Withheld++
		leaf = tlog.Hash(l.Leaf)
	default:
		return fmt.Errorf("audit: the line of place %d is none", l.Seq)
	}
	if l.Seq <= c.prev {
		c.gap = true
		c.report.Faults = slices.DeleteFunc(c.report.Faults, func(f Fault) bool { return f.Kind == Removed && f.To == l.Seq })
		c.fault(Fault{Kind: Moved, Seq: l.Seq, Case: r.Case, N: r.N})
		return nil
	}
	before := c.prev
	c.prev = l.Seq
	if c.out.Whole() {
		return c.grow(l.Seq, before, leaf)
	}
	if tlog.CheckRecord(l.Proof, c.out.Size, c.out.Root, l.Seq-1, leaf) != nil {
		c.fault(Fault{Kind: Edited, Seq: l.Seq, Case: r.Case, N: r.N})
	}
	return nil
}

// follows sees in an export of a part whether the line before is still there.
func (c *exportCheck) follows(l exportLine) {
	if !c.out.Whole() && l.After > c.prev {
		c.fault(Fault{Kind: Removed, Seq: c.prev + 1, To: l.After})
	}
}

// end reads the last line.
func (c *exportCheck) end(l exportLine, data []byte) error {
	c.ended = true
	if l.Lines != c.out.Entries+c.out.Withheld && len(c.report.Faults) == 0 {
		c.fault(Fault{Kind: CutOff, Seq: c.prev + 1})
	}
	c.sealed(l.Seal)
	written, err := json.Marshal(l)
	if err == nil && !bytes.Equal(append(written, '\n'), data) {
		c.fault(Fault{Kind: BadSeal})
	}
	return err
}

// grow adds a leaf to the tree of an export of everything, in which no place is left out.
func (c *exportCheck) grow(seq, before int64, leaf tlog.Hash) error {
	if seq != before+1 {
		c.gap = true
		c.fault(Fault{Kind: Removed, Seq: before + 1, To: seq - 1})
	}
	if c.gap {
		return nil // the root is lost with the first gap, and named already
	}
	if _, err := c.tree.add(leaf); err != nil {
		return err
	}
	return c.compare()
}

// chained holds an entry against the one before it in its case, where the export tells of that one.
func (c *exportCheck) chained(r Record) {
	head, known := c.heads[r.Case]
	after := head.next(r.Entry)
	switch tells := c.out.Whole() || c.out.Filter["case"] != ""; {
	case r.N == head.N+1 && (known || r.N == 1):
		if after.Hash != r.Chain {
			c.fault(Fault{Kind: Edited, Seq: r.Seq, Case: r.Case, N: r.N})
		}
	case tells && c.out.Withheld == 0 && !c.gap && !c.bounded():
		c.fault(Fault{Kind: Broken, Seq: r.Seq, Case: r.Case, N: r.N})
	}
	c.heads[r.Case] = Head{N: r.N, Hash: r.Chain}
}

// bounded tells whether the part was asked for by more than its case, so that gaps in the chain are as they should be.
func (c *exportCheck) bounded() bool {
	for name := range c.out.Filter {
		if name != "case" {
			return true
		}
	}
	return false
}

func (c *exportCheck) finish(err error) (ExportReport, error) {
	if errors.Is(err, bufio.ErrTooLong) {
		return c.out, errors.New("audit: a line of the export is too long to be one")
	}
	if err != nil {
		return c.out, err
	}
	if !c.ended {
		c.fault(Fault{Kind: CutOff, Seq: c.prev + 1})
	}
	if c.out.Whole() && !c.gap {
		if c.prev < c.out.Size {
			c.fault(Fault{Kind: Removed, Seq: c.prev + 1, To: c.out.Size})
		} else if err := c.rooted(); err != nil {
			return c.out, err
		}
	}
	if c.out.Whole() {
		if _, err := c.walk.finish(); err != nil {
			return c.out, err
		}
	}
	c.out.Faults = c.report.Faults
	return c.out, nil
}

// rooted compares what was read with what was signed.
func (c *exportCheck) rooted() error {
	if c.out.Size == 0 {
		return nil
	}
	root, err := c.tree.root()
	if err != nil {
		return err
	}
	if root != c.out.Root && len(c.report.Faults) == 0 {
		c.fault(Fault{Kind: WrongTree, Seq: 1, To: c.out.Size})
	}
	return nil
}
