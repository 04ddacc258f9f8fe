package bench_test

import (
	"context"
	"fmt"
	"io"
	"mime"
	"net"
	"net/mail"
	"regexp"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
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
	server := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &session{sink: s}, nil }))
	server.Domain, server.EnableSMTPUTF8 = "localhost", true
	go func() { _ = server.Serve(l) }() // it ends with Close
	b.Cleanup(func() { _ = server.Close() })
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

// session is one connection.
type session struct {
	sink *sink
	to   string
}

func (s *session) Mail(string, *smtp.MailOptions) error { return nil }

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.to = to
	return nil
}

func (s *session) Data(r io.Reader) error {
	m, err := mail.ReadMessage(r)
	if err != nil {
		return err
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	if err != nil {
		return err
	}
	s.sink.take(s.to, subject)
	return nil
}

func (*session) Reset() {}

func (*session) Logout() error { return nil }
