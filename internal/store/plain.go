package store

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"okaeri/internal/intake"
	"okaeri/internal/recovery"
)

// A case is kept as JSON, but for the answers: they are the most of it and are written anew with each page, and JSON takes ten times as
// long for them. They stand in front, behind a byte that JSON cannot begin with. Cases of earlier versions are JSON alone.
const answersFirst = 1

// errDamaged says that a case is not what was written. It cannot happen without the key, so it is a fault of ours.
var errDamaged = errors.New("store: a case is damaged")

// plainCase is a case as bytes. The version is left out, since it is what the bytes are sealed to.
func plainCase(c *recovery.Case) ([]byte, error) {
	copied := *c
	copied.Version, copied.Private.Answers = 0, nil
	rest, err := json.Marshal(&copied)
	if err != nil {
		return nil, err
	}
	b := make([]byte, 0, len(rest)+40*len(c.Private.Answers)+16)
	return append(appendAnswers(append(b, answersFirst), c.Private.Answers), rest...), nil
}

// readCase is the other way.
func readCase(plain []byte) (*recovery.Case, error) {
	var answers intake.Answers
	rest := plain
	if len(plain) > 0 && plain[0] == answersFirst {
		r := answerReader{rest: plain[1:]}
		if answers = r.answers(); r.bad {
			return nil, errDamaged
		}
		rest = r.rest
	}
	c := &recovery.Case{}
	if err := json.Unmarshal(rest, c); err != nil {
		return nil, fmt.Errorf("store: case: %w", err)
	}
	if answers != nil {
		c.Private.Answers = answers
	}
	return c, nil
}

// appendAnswers writes how many fields there are, and each one's name and values behind how many those are and one; strings stand behind
// their lengths. Broken letters are replaced, as in JSON.
func appendAnswers(b []byte, a intake.Answers) []byte {
	b = binary.AppendUvarint(b, uint64(len(a)))
	for _, field := range slices.Sorted(maps.Keys(a)) {
		b = appendString(b, field)
		values := a[field]
		if values == nil {
			b = append(b, 0)
			continue
		}
		b = binary.AppendUvarint(b, uint64(len(values))+1)
		for _, v := range values {
			b = appendString(b, v)
		}
	}
	return b
}

func appendString(b []byte, s string) []byte {
	s = strings.ToValidUTF8(s, "\ufffd")
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// answerReader reads from the front of rest; after the first mistake it is bad.
type answerReader struct {
	rest []byte
	bad  bool
}

// count is a number of things that each take a byte at least, and more.
func (r *answerReader) count(more uint64) uint64 {
	n, size := binary.Uvarint(r.rest)
	if size <= 0 || n > uint64(len(r.rest)-size)+more {
		r.bad, r.rest = true, nil
		return 0
	}
	r.rest = r.rest[size:]
	return n
}

func (r *answerReader) string() string {
	n := r.count(0)
	s := string(r.rest[:n])
	r.rest = r.rest[n:]
	return s
}

// answers reads what appendAnswers wrote; none are nil.
func (r *answerReader) answers() intake.Answers {
	n := r.count(0)
	if n == 0 {
		return nil
	}
	a := make(intake.Answers, n)
	for range n {
		field := r.string()
		values := r.count(1)
		if r.bad {
			return nil
		}
		if values == 0 {
			a[field] = nil
			continue
		}
		list := make([]string, values-1)
		for i := range list {
			list[i] = r.string()
		}
		a[field] = list
	}
	return a
}
