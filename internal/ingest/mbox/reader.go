package mbox

import (
	"errors"
	"io"

	"okaeri/internal/evidence"
	"okaeri/internal/intake"
)

// ErrNotMbox is the error of a file that does not begin as a mailbox file does.
var ErrNotMbox = errors.New("mbox: the file does not begin with a line \"From sender date\"")

// Reader gives the facts of one mailbox file, one after the other.
type Reader struct {
	split *splitter
	owner map[string]bool
}

// NewReader reads from r, which stands at the beginning of a file. The owner's addresses are compared as identifiers are.
func NewReader(r io.Reader, owner []string) *Reader {
	names := map[string]bool{}
	for _, address := range owner {
		if name := intake.Identifier(address); name != "" {
			names[name] = true
		}
	}
	return &Reader{split: newSplitter(r), owner: names}
}

// Next returns the next sent mail as a fact of kind sent_mail. It returns io.EOF at the end, ErrNotMbox, or what reading failed with.
func (r *Reader) Next() (evidence.Fact, error) {
	for {
		m, err := r.split.next()
		if err != nil {
			return evidence.Fact{}, err
		}
		if fact, ok := r.fact(m); ok {
			return fact, nil
		}
	}
}

// Read calls each for every mail that the owner sent, in the order of the file, and stops at its first error.
func Read(r io.Reader, owner []string, each func(evidence.Fact) error) error {
	reader := NewReader(r, owner)
	for {
		fact, err := reader.Next()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
		if err := each(fact); err != nil {
			return err
		}
	}
}
