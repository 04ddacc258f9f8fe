package demo

import (
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"sync"
	"time"

	"github.com/emersion/go-smtp"
)

// What a sink holds at most; the oldest letters go first.
const (
	maxLetters = 5000
	maxBytes   = 32 << 20
	maxLetter  = 1 << 20
)

// Sink is an SMTP server that keeps what it is given. It is safe for concurrent use.
type Sink struct {
	server *smtp.Server
	addr   string
	ended  chan struct{}

	mu      sync.Mutex
	letters []parcel // the oldest first, numbered without a gap
	bytes   int
	next    int           // number of the next letter
	arrived chan struct{} // closed and replaced at each letter
}

// parcel is a letter as it arrived; it is opened when somebody reads it.
type parcel struct {
	n    int
	to   string
	at   time.Time
	data []byte
}

// NewSink starts a server on a free port of 127.0.0.1.
func NewSink() (*Sink, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &Sink{addr: l.Addr().String(), ended: make(chan struct{}), next: 1, arrived: make(chan struct{})}
	s.server = smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &session{sink: s}, nil }))
	s.server.Domain, s.server.MaxMessageBytes, s.server.MaxRecipients = "localhost", maxLetter, 10
	s.server.ReadTimeout, s.server.WriteTimeout = 5*time.Minute, time.Minute
	s.server.EnableSMTPUTF8, s.server.ErrorLog = true, silent{}
	go func() {
		defer close(s.ended)
		_ = s.server.Serve(l) // it ends when Close closes the listener
	}()
	return s, nil
}

// Addr is the host:port to which letters are sent.
func (s *Sink) Addr() string { return s.addr }

// Close stops the server; the letters stay readable.
func (s *Sink) Close() error {
	err := s.server.Close()
	<-s.ended
	if errors.Is(err, smtp.ErrServerClosed) {
		return nil
	}
	return err
}

// Letters lists the letters to an address, or all of them for "", the newest first, at most n.
func (s *Sink) Letters(to string, n int) []Letter {
	var out []Letter
	for _, p := range s.parcels(to, 0, n) {
		out = append(out, p.open())
	}
	return out
}

// Letter returns one letter by its number.
func (s *Sink) Letter(n int) (Letter, bool) {
	s.mu.Lock()
	if len(s.letters) == 0 || n < s.letters[0].n || n >= s.next {
		s.mu.Unlock()
		return Letter{}, false
	}
	p := s.letters[n-s.letters[0].n]
	s.mu.Unlock()
	return p.open(), true
}

// Wait returns the first letter to an address whose number is above after, once it is there. It returns ctx's error when that comes first.
func (s *Sink) Wait(ctx context.Context, to string, after int) (Letter, error) {
	for {
		s.mu.Lock()
		arrived := s.arrived
		s.mu.Unlock()
		if found := s.parcels(to, after, maxLetters); len(found) > 0 {
			return found[len(found)-1].open(), nil
		}
		select {
		case <-arrived:
		case <-ctx.Done():
			return Letter{}, ctx.Err()
		}
	}
}

// Count is how many letters have arrived, those forgotten included.
func (s *Sink) Count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.next - 1
}

// parcels lists what arrived for an address after a number, the newest first.
func (s *Sink) parcels(to string, after, n int) []parcel {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []parcel
	for i := len(s.letters) - 1; i >= 0 && len(out) < n && s.letters[i].n > after; i-- {
		if to == "" || strings.EqualFold(s.letters[i].to, to) {
			out = append(out, s.letters[i])
		}
	}
	return out
}

func (s *Sink) add(to string, data []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.letters = append(s.letters, parcel{n: s.next, to: to, at: time.Now(), data: data})
	s.next++
	s.bytes += len(data)
	for len(s.letters) > maxLetters || s.bytes > maxBytes {
		s.bytes -= len(s.letters[0].data)
		s.letters[0] = parcel{}
		s.letters = s.letters[1:]
	}
	close(s.arrived)
	s.arrived = make(chan struct{})
}

// session is one connection.
type session struct {
	sink *Sink
	to   []string
}

func (s *session) Reset()                               { s.to = nil }
func (s *session) Logout() error                        { return nil }
func (s *session) Mail(string, *smtp.MailOptions) error { return nil }
func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.to = append(s.to, to)
	return nil
}

func (s *session) Data(r io.Reader) error {
	data, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	for _, to := range s.to {
		s.sink.add(to, data)
	}
	return nil
}

// silent keeps the chatter of broken connections out of the demo's terminal.
type silent struct{}

func (silent) Printf(string, ...any) {}
func (silent) Println(...any)        {}
