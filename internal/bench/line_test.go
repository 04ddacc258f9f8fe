package bench_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
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
}

// answer is what came back.
type answer struct {
	status         int
	location, body string
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
	body := make([]byte, length)
	_, err = io.ReadFull(l.r, body)
	a.body = string(body)
	return a, err
}

// header reads the fields that matter here.
func (l *line) header(a *answer, cookies map[string]string) (length int, err error) {
	for {
		field, err := l.r.ReadString('\n')
		if err != nil {
			return 0, err
		}
		if field = strings.TrimRight(field, "\r\n"); field == "" {
			return length, nil
		}
		name, value, _ := strings.Cut(field, ": ")
		switch name {
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
