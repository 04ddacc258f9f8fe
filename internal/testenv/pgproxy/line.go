package pgproxy

import (
	"bytes"
	"encoding/binary"
	"io"
	"regexp"
	"strings"
	"sync"
)

// line is what is known of one connection: which prepared statement says what, and what was done since the last commit.
type line struct {
	proxy *Proxy

	mu     sync.Mutex
	names  map[string]string // prepared statement → its text
	inside bool              // a transaction is open
	since  []string          // statements that change something, since the last commit
	ends   bool              // COMMIT was asked for in this batch
	awaits *Commit
}

// changing recognises statements that change something; begin and commit are told apart by their first word.
var changing = regexp.MustCompile(`(?is)^\s*(insert|update|delete|copy|with\b.*\b(insert|update|delete)\b)`)

// heard takes note of a message to the database. It returns the statements that this very message commits, if it does.
func (l *line) heard(m []byte) []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch m[0] {
	case 'P': // prepare: name, text
		name, rest := word(m[5:])
		l.names[name], _ = word(rest)
		return nil
	case 'B': // bind: portal, name
		_, rest := word(m[5:])
		name, _ := word(rest)
		l.does(l.names[name])
		return nil
	case 'Q':
		text, _ := word(m[5:])
		l.does(text)
	case 'S':
	default:
		return nil
	}
	if l.inside && !l.ends || len(l.since) == 0 {
		return nil
	}
	done := l.since
	l.since, l.ends = nil, false
	return done
}

func (l *line) does(text string) {
	text = strings.TrimSpace(text)
	switch first, _, _ := strings.Cut(strings.ToLower(text), " "); strings.TrimRight(first, ";") {
	case "begin", "start":
		l.inside, l.since = true, nil
	case "commit", "end":
		l.ends = true
	case "rollback":
		l.since = nil
	default:
		if changing.MatchString(text) {
			l.since = append(l.since, text)
		}
	}
}

func (l *line) expect(c Commit) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.awaits = &c
}

// ready takes note of "ready for the next" with the state of the transaction, and returns the commit that it answers.
func (l *line) ready(state byte) *Commit {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.inside = state != 'I'
	if !l.inside {
		l.ends = false
	}
	c := l.awaits
	l.awaits = nil
	return c
}

// word reads a string that ends in a zero byte.
func word(b []byte) (string, []byte) {
	text, rest, _ := bytes.Cut(b, []byte{0})
	return string(text), rest
}

// copyStartup passes the start-up message on, which has a length and no type.
func copyStartup(r io.Reader, w io.Writer) error {
	var head [4]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return err
	}
	body := make([]byte, binary.BigEndian.Uint32(head[:]))
	copy(body, head[:])
	if _, err := io.ReadFull(r, body[4:]); err != nil {
		return err
	}
	_, err := w.Write(body)
	return err
}

func readMessage(r io.Reader) ([]byte, error) {
	head := make([]byte, 5)
	if _, err := io.ReadFull(r, head); err != nil {
		return nil, err
	}
	body := make([]byte, 1+binary.BigEndian.Uint32(head[1:]))
	copy(body, head)
	_, err := io.ReadFull(r, body[5:])
	return body, err
}
