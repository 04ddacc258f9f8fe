package audit

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"hash"

	"golang.org/x/mod/sumdb/note"
)

// sums hash the bytes of an export as they are written or read.
type sums struct {
	head []byte // of the first line, once that has ended
	all  hash.Hash
}

func newSums() sums { return sums{all: sha256.New()} }

// Write adds bytes.
func (s *sums) Write(p []byte) (int, error) { return s.all.Write(p) }

func (s *sums) headEnds() { s.head = s.all.Sum(nil) }

// text is what the seal signs. Its first line keeps it apart from checkpoints, which the same key signs.
func (s *sums) text() string {
	word := base64.StdEncoding.EncodeToString
	return fmt.Sprintf("okaeri audit export %d\nhead %s\nlines %s\n", exportFormat, word(s.head), word(s.all.Sum(nil)))
}

// seal signs what was written.
func (s *sums) seal(signer note.Signer) (string, error) {
	signed, err := note.Sign(&note.Note{Text: s.text()}, signer)
	return string(signed), err
}

// unseal opens a seal. There is one way only to write it down, so that no byte of an export may be another.
func unseal(signed string, verifier note.Verifier) (text string, err error) {
	n, err := note.Open([]byte(signed), note.VerifierList(verifier))
	if err != nil {
		return "", err
	}
	if len(n.Sigs) != 1 || len(n.UnverifiedSigs) > 0 {
		return "", errors.New("audit: more than one signature")
	}
	_, err = base64.StdEncoding.Strict().DecodeString(n.Sigs[0].Base64)
	return n.Text, err
}

// sealed holds what was read against the seal. What the first line says is told apart, since no entry speaks of it.
func (c *exportCheck) sealed(signed string) {
	text, err := unseal(signed, c.verifier)
	if err != nil {
		c.fault(Fault{Kind: BadSeal})
		return
	}
	if text == c.sums.text() {
		return
	}
	var format int
	var head, lines string
	_, err = fmt.Sscanf(text, "okaeri audit export %d\nhead %s\nlines %s\n", &format, &head, &lines)
	switch {
	case err != nil || format != exportFormat:
		c.fault(Fault{Kind: BadSeal})
	case head != base64.StdEncoding.EncodeToString(c.sums.head):
		c.fault(Fault{Kind: HeadEdited})
	case len(c.report.Faults) == 0:
		c.fault(Fault{Kind: BadSeal}) // the lines are true, but not those that were written
	}
}
