package mail_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"io"
	"math/big"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"okaeri/internal/mail"
	"okaeri/internal/notice"
)

// server is a real SMTP server that keeps what it is given and can be told to refuse.
type server struct {
	*smtp.Server
	addr  string
	roots *x509.CertPool

	mu       sync.Mutex
	got      []received
	sessions int
	ended    int
	auths    []string
	onMail   func(from string) error
	onRcpt   func(to string) error
	onData   func() error
	keep     bool
}

type received struct {
	from string
	to   []string
	data []byte
}

// serve starts a server, set up by each f; mode is how it speaks TLS.
func serve(t testing.TB, mode mail.TLS, f ...func(*server)) *server {
	t.Helper()
	s := &server{keep: true}
	s.Server = smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.sessions++
		return &session{server: s}, nil
	}))
	s.Domain, s.EnableSMTPUTF8, s.ErrorLog = "localhost", true, quiet{}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.addr = l.Addr().String()
	if mode != mail.NoTLS {
		s.TLSConfig, s.roots = certificate(t)
	}
	if mode == mail.FullTLS {
		l = tls.NewListener(l, s.TLSConfig)
	}
	for _, setUp := range f {
		setUp(s)
	}
	go s.Serve(l) //nolint:errcheck // ends with the listener
	t.Cleanup(func() { _ = s.Close() })
	return s
}

type quiet struct{}

func (quiet) Printf(string, ...any) {}
func (quiet) Println(...any)        {}

type session struct {
	server *server
	now    received
}

func (s *session) Reset() { s.now = received{} }

func (s *session) Logout() error {
	s.server.mu.Lock()
	defer s.server.mu.Unlock()
	s.server.ended++
	return nil
}

func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	s.now.from = from
	if s.server.onMail != nil {
		return s.server.onMail(from)
	}
	return nil
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.now.to = append(s.now.to, to)
	if s.server.onRcpt != nil {
		return s.server.onRcpt(to)
	}
	return nil
}

func (s *session) Data(r io.Reader) error {
	data, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	if s.server.onData != nil {
		if err := s.server.onData(); err != nil {
			return err
		}
	}
	s.now.data = data
	s.server.mu.Lock()
	defer s.server.mu.Unlock()
	if s.server.keep {
		s.server.got = append(s.server.got, s.now)
	}
	return nil
}

func (s *session) AuthMechanisms() []string { return []string{sasl.Plain} }

func (s *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		s.server.mu.Lock()
		defer s.server.mu.Unlock()
		s.server.auths = append(s.server.auths, user)
		if user != "okaeri" || password != "secret-marker" {
			return errors.New("no")
		}
		return nil
	}), nil
}

func (s *server) letters() []received {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]received(nil), s.got...)
}

func (s *server) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.sessions
}

func (s *server) open() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.sessions - s.ended
}

// certificate makes a certificate for 127.0.0.1 and the pool that trusts it.
func certificate(t testing.TB) (*tls.Config, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "localhost"}, NotBefore: time.Now().Add(-time.Hour),
		NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(cert)
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}, pool
}

// to makes a sender for the server, changed by each f.
func (s *server) sender(t testing.TB, mode mail.TLS, f ...func(*mail.Config)) *mail.Sender {
	t.Helper()
	c := mail.Config{
		Addr: s.addr, From: "もみじメール <recover@momiji.example>", TLS: mode, Roots: s.roots, Hello: "okaeri.test", Timeout: 10 * time.Second,
		Now: func() time.Time { return time.Date(2026, 11, 1, 1, 0, 0, 0, time.UTC) },
	}
	for _, change := range f {
		change(&c)
	}
	sender, err := mail.New(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = sender.Close() })
	return sender
}

var letter = notice.Message{
	Subject: "【もみじメール】確認コード 482913",
	Text:    "画面にこの6けたの数字を入力してください。\n\n    482913\n\n.\nfrom the dot on\n",
	HTML:    "<!doctype html>\n<p>画面にこの6けたの数字を入力してください。</p>\n",
}

func header(t testing.TB, data []byte) string {
	t.Helper()
	h, _, ok := bytes.Cut(data, []byte("\r\n\r\n"))
	if !ok {
		t.Fatal("no end of the header")
	}
	return string(h)
}
