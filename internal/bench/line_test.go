package bench_test

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// line is a connection of HTTP/1.1 that stays open. It reads what the server's answers consist of and nothing else: net/http's own
// client costs as much processor time for a page as the server does.
type line struct {
	conn net.Conn
	r    *bufio.Reader
	body []byte // room for answers
}

// answer is what matters of what came back.
type answer struct {
	status   int
	location string
	token    string // of a page's form, where it has one
	fault    string // the page, where it says that something went wrong
}

// lines are the connections that nobody uses now.
type lines struct {
	mu   sync.Mutex
	free []*line
}

func (p *lines) take(address string) (*line, error) {
	p.mu.Lock()
	if n := len(p.free); n > 0 {
		l := p.free[n-1]
		p.free = p.free[:n-1]
		p.mu.Unlock()
		return l, nil
	}
	p.mu.Unlock()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return nil, err
	}
	return &line{conn: conn, r: bufio.NewReaderSize(conn, 64<<10)}, nil
}

func (p *lines) put(l *line) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.free = append(p.free, l)
}

// ask sends a request and reads its answer; cookies that are set are kept.
func (l *line) ask(request string, cookies map[string]string) (a answer, err error) {
	if err = l.conn.SetDeadline(time.Now().Add(time.Minute)); err != nil {
		return a, err
	}
	if _, err = io.WriteString(l.conn, request); err != nil {
		return a, err
	}
	first, err := l.r.ReadString('\n')
	if err != nil {
		return a, err
	}
	words := strings.SplitN(first, " ", 3)
	if len(words) < 2 {
		return a, fmt.Errorf("no answer of HTTP: %q", first)
	}
	if a.status, err = strconv.Atoi(words[1]); err != nil {
		return a, err
	}
	length, err := l.header(&a, cookies)
	if err != nil {
		return a, err
	}
	l.body = slices.Grow(l.body[:0], length)[:length]
	if _, err = io.ReadFull(l.r, l.body); err != nil {
		return a, err
	}
	if a.token = onceIn(l.body); a.status >= 400 {
		a.fault = string(l.body)
	}
	return a, nil
}

// onceIn is the token of a page's form.
func onceIn(page []byte) string {
	_, rest, _ := bytes.Cut(page, []byte(`name="once" value="`))
	token, _, _ := bytes.Cut(rest, []byte(`"`))
	return string(token)
}

// heard tells which fields those are.
func heard(name []byte) bool {
	switch string(name) {
	case "Content-Length", "Location", "Set-Cookie", "Transfer-Encoding":
		return true
	}
	return false
}

// header reads the fields that matter here.
func (l *line) header(a *answer, cookies map[string]string) (length int, err error) {
	for {
		field, err := l.r.ReadSlice('\n')
		if err != nil {
			return 0, err
		}
		if field = bytes.TrimRight(field, "\r\n"); len(field) == 0 {
			return length, nil
		}
		name, text, _ := bytes.Cut(field, []byte(": "))
		if !heard(name) {
			continue
		}
		value := string(text)
		switch string(name) {
		case "Content-Length":
			if length, err = strconv.Atoi(value); err != nil {
				return 0, err
			}
		case "Location":
			a.location = value
		case "Set-Cookie":
			pair, _, _ := strings.Cut(value, ";")
			key, word, _ := strings.Cut(pair, "=")
			cookies[key] = word
		case "Transfer-Encoding":
			return 0, fmt.Errorf("an answer of unknown length")
		}
	}
}
