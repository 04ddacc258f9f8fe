package bench_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"mime"
	"net"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

// sink takes letters by SMTP, counts them, and hands the code of each to whoever waits for it.
type sink struct {
	addr string

	mu      sync.Mutex
	codes   map[string]chan string // by address
	letters map[string]int         // by address
	all     int
	third   int // third letters of a visitor: after code and receipt, the verdict
	last    time.Time
}

func newSink(b *testing.B) *sink {
	b.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	s := &sink{addr: l.Addr().String(), codes: map[string]chan string{}, letters: map[string]int{}}
	go s.serve(l)
	b.Cleanup(func() { _ = l.Close() })
	return s
}

// expect opens a place for the code to an address; code waits for it.
func (s *sink) expect(to string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.codes[to] = make(chan string, 4)
}

func (s *sink) code(ctx context.Context, to string) (string, error) {
	s.mu.Lock()
	ch := s.codes[to]
	s.mu.Unlock()
	select {
	case code := <-ch:
		return code, nil
	case <-ctx.Done():
		return "", fmt.Errorf("no code arrived at %s", to)
	}
}

// count is how many letters have come, how many of them say a verdict, and when the last one came.
func (s *sink) count() (all, verdicts int, last time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.all, s.third, s.last
}

var sixDigits = regexp.MustCompile(`\b\d{6}\b`)

// take keeps one letter. Only visitors' addresses have a place in codes: letters to owners are counted alone.
func (s *sink) take(to, subject string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.all++
	s.last = time.Now()
	ch, visitor := s.codes[to]
	if !visitor {
		return
	}
	s.letters[to]++
	if s.letters[to] == 3 {
		s.third++
	}
	if code := sixDigits.FindString(subject); code != "" {
		ch <- code
	}
}

// serve takes connections until the listener is closed.
func (s *sink) serve(l net.Listener) {
	for {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		go s.talk(conn)
	}
}

// talk is one connection of SMTP, with one letter after the other. It knows what Okaeri says and looks at nothing of a letter but its
// subject: it takes its time from the same processors that the server has. It answers when it has read all that came.
func (s *sink) talk(conn net.Conn) {
	defer conn.Close()
	r, w := bufio.NewReaderSize(conn, 32<<10), bufio.NewWriter(conn)
	_, _ = w.WriteString("220 sink\r\n")
	to := ""
	for {
		if r.Buffered() == 0 && w.Flush() != nil {
			return
		}
		line, err := r.ReadSlice('\n')
		if err != nil {
			return
		}
		answer := "250 fine\r\n"
		switch {
		case bytes.HasPrefix(line, []byte("EHLO")):
			answer = "250-sink\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 PIPELINING\r\n"
		case bytes.HasPrefix(line, []byte("RCPT")):
			to = string(line[bytes.IndexByte(line, '<')+1 : bytes.IndexByte(line, '>')])
		case bytes.HasPrefix(line, []byte("DATA")):
			if _, _ = w.WriteString("354 go on\r\n"); w.Flush() != nil {
				return
			}
			subject, err := letter(r)
			if err != nil {
				return
			}
			s.take(to, subject)
		case bytes.HasPrefix(line, []byte("QUIT")):
			answer = "221 bye\r\n"
		}
		_, _ = w.WriteString(answer)
	}
}

// letter reads a letter to its end and returns its subject.
func letter(r *bufio.Reader) (subject string, err error) {
	folded, header := false, true
	for {
		line, err := r.ReadSlice('\n')
		if err != nil {
			return "", err
		}
		if string(line) == ".\r\n" {
			return new(mime.WordDecoder).DecodeHeader(subject)
		}
		header = header && len(line) > len("\r\n")
		text, begins := bytes.CutPrefix(line, []byte("Subject: "))
		if folded = header && (begins || folded && line[0] == ' '); folded {
			subject += strings.TrimSuffix(string(text), "\r\n")
		}
	}
}
