package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"net/mail"
	"sync"
	"time"

	gomail "github.com/wneessen/go-mail"
	"github.com/wneessen/go-mail/smtp"

	"okaeri/internal/notice"
)

// Sender sends letters to one server. It is safe for concurrent use.
type Sender struct {
	settled
	client *gomail.Client
	slots  chan struct{} // one for each connection that may be open

	mu     sync.Mutex
	kept   []kept // the most recently used last
	closed bool
}

// kept is an open connection that waits for its next letter.
type kept struct {
	conn  *smtp.Client
	since time.Time
}

// New checks the configuration. It talks to nobody: a server that is down now may be up when the first letter leaves.
func New(c Config) (*Sender, error) {
	s, err := c.settle()
	if err != nil {
		return nil, err
	}
	options := []gomail.Option{
		gomail.WithPort(s.port), gomail.WithHELO(s.Hello), gomail.WithTimeout(s.Timeout),
		gomail.WithTLSConfig(&tls.Config{ServerName: s.host, RootCAs: s.Roots, MinVersion: tls.VersionTLS12}),
	}
	switch s.TLS {
	case NoTLS:
		options = append(options, gomail.WithTLSPolicy(gomail.NoTLS))
	case StartTLS:
		options = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory))
	case FullTLS:
		options = append(options, gomail.WithSSL())
	}
	if s.User != "" {
		options = append(options, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover), gomail.WithUsername(s.User), gomail.WithPassword(s.Password))
	}
	client, err := gomail.NewClient(s.host, options...)
	if err != nil {
		return nil, errors.New("mail: the settings don't fit together")
	}
	return &Sender{settled: s, client: client, slots: make(chan struct{}, s.Connections)}, nil
}

// Send hands one letter to the server. The id names the letter: the same id gives the same Message-ID. The error is an *Error;
// Permanent tells whether to give up. A letter that is already on its way is not broken off when ctx ends, since nobody would know
// then whether it arrived; the configured timeout bounds it.
func (s *Sender) Send(ctx context.Context, id, to string, m notice.Message) error {
	rcpt, err := parseAddress(to)
	if err != nil {
		return err
	}
	body, err := s.compose(id, rcpt, m, s.Now())
	if err != nil {
		return err
	}
	select {
	case s.slots <- struct{}{}:
		defer func() { <-s.slots }()
	case <-ctx.Done():
		return failed(Unreachable, ctx.Err())
	}
	conn, err := s.ready(ctx, rcpt)
	if err != nil {
		return err
	}
	if err := s.hand(conn, body); err != nil {
		s.drop(conn)
		return err
	}
	s.keep(conn)
	return nil
}

// ready returns a connection on which the letter is waited for. A kept one may have been closed by the server: any trouble on it before
// that is tried again on a fresh one.
func (s *Sender) ready(ctx context.Context, rcpt *mail.Address) (*smtp.Client, error) {
	for {
		conn := s.take()
		fresh := conn == nil
		if fresh {
			var err error
			if conn, err = s.client.DialToSMTPClientWithContext(ctx); err != nil {
				return nil, refusal(connecting, err)
			}
		}
		at, err := s.introduce(conn, rcpt)
		if err == nil {
			return conn, nil
		}
		if at == asRecipient && isReply(err) && conn.Reset() == nil {
			s.keep(conn) // the server is well, it only doesn't want this recipient
			return nil, refusal(at, err)
		}
		s.drop(conn)
		if fresh || at == asContent && isReply(err) {
			return nil, refusal(at, err)
		}
	}
}

// take returns the kept connection that was used last, or nil. Those that waited too long are closed on the way.
func (s *Sender) take() *smtp.Client {
	s.mu.Lock()
	var old []kept
	for len(s.kept) > 0 && s.Now().Sub(s.kept[0].since) > s.Idle {
		old = append(old, s.kept[0])
		s.kept = s.kept[1:]
	}
	var conn *smtp.Client
	if n := len(s.kept); n > 0 {
		conn, s.kept = s.kept[n-1].conn, s.kept[:n-1]
	}
	s.mu.Unlock()
	for _, k := range old {
		s.drop(k.conn)
	}
	return conn
}

func (s *Sender) keep(conn *smtp.Client) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		s.drop(conn)
		return
	}
	s.kept = append(s.kept, kept{conn, s.Now()})
}

// drop closes a connection without a word; whoever is at the other end has stopped listening or isn't worth waiting for.
func (s *Sender) drop(conn *smtp.Client) { _ = conn.Close() }

// Close says goodbye on every kept connection. Letters on their way finish first if they can.
func (s *Sender) Close() error {
	s.mu.Lock()
	open := s.kept
	s.kept, s.closed = nil, true
	s.mu.Unlock()
	for _, k := range open {
		_ = k.conn.UpdateDeadline(time.Second)
		if k.conn.Quit() != nil {
			s.drop(k.conn)
		}
	}
	return nil
}
