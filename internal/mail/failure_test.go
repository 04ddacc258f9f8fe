package mail_test

import (
	"crypto/rand"
	"crypto/rsa"
	"errors"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"okaeri/internal/mail"
)

func TestFailuresTellWhetherTryingAgainHelps(t *testing.T) {
	reply := func(code int, enhanced ...int) error {
		e := &smtp.SMTPError{Code: code, EnhancedCode: smtp.NoEnhancedCode, Message: "no such user hanako@example.jp here"}
		if len(enhanced) == 3 {
			e.EnhancedCode = smtp.EnhancedCode{enhanced[0], enhanced[1], enhanced[2]}
		}
		return e
	}
	for _, c := range []struct {
		at   string
		err  error
		want mail.Class
	}{
		{"rcpt", reply(550, 5, 1, 1), mail.Refused},
		{"rcpt", reply(551), mail.Refused},
		{"rcpt", reply(450, 4, 2, 1), mail.Busy},
		{"rcpt", reply(452), mail.Busy},
		{"rcpt", reply(554, 5, 7, 1), mail.Misfit},
		{"mail", reply(550, 5, 1, 8), mail.Misfit},
		{"mail", reply(421), mail.Busy},
		{"data", reply(554, 5, 6, 0), mail.Refused},
		{"data", reply(550, 5, 7, 26), mail.Misfit},
		{"data", reply(451), mail.Busy},
	} {
		s := serve(t, mail.NoTLS, func(s *server) {
			switch c.at {
			case "mail":
				s.onMail = func(string) error { return c.err }
			case "rcpt":
				s.onRcpt = func(string) error { return c.err }
			case "data":
				s.onData = func() error { return c.err }
			}
		})
		err := s.sender(t, mail.NoTLS).Send(t.Context(), "a", "hanako@example.jp", letter)
		if mail.ClassOf(err) != c.want || mail.Permanent(err) != (c.want == mail.Refused) {
			t.Errorf("%s %v: got %v", c.at, c.err, err)
		}
		// V16: the server's answer, which repeats the address, stays out.
		if err == nil || strings.Contains(fmt.Sprintf("%+v", err), "hanako") || errors.Unwrap(err) != nil {
			t.Errorf("%s: the error says too much: %v", c.at, err)
		}
	}
}

func TestAServerThatIsDownIsTriedAgainLater(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &server{addr: l.Addr().String()}
	l.Close()
	if err := s.sender(t, mail.NoTLS).Send(t.Context(), "a", "hanako@example.jp", letter); mail.ClassOf(err) != mail.Unreachable || mail.Permanent(err) {
		t.Errorf("got %v", err)
	}
}

func TestASilentServerIsGivenUpInTime(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	s := &server{addr: l.Addr().String()}
	sender := s.sender(t, mail.NoTLS, func(c *mail.Config) { c.Timeout = 50 * time.Millisecond })
	start := time.Now()
	if err := sender.Send(t.Context(), "a", "hanako@example.jp", letter); mail.ClassOf(err) != mail.Unreachable {
		t.Errorf("got %v", err)
	}
	if d := time.Since(start); d > 5*time.Second {
		t.Errorf("took %v", d)
	}
}

func TestAConfigurationThatCannotBeRightIsRefusedByName(t *testing.T) {
	ok := mail.Config{Addr: "127.0.0.1:25", From: "a@example.org", TLS: mail.NoTLS}
	if _, err := mail.New(ok); err != nil {
		t.Fatal(err)
	}
	weak, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*mail.Config){
		"address":   func(c *mail.Config) { c.Addr = "mail.example.org" },
		"sender":    func(c *mail.Config) { c.From = "not an address" },
		"one line":  func(c *mail.Config) { c.From = "a@example.org\r\nBcc: b@example.org" },
		"mode":      func(c *mail.Config) { c.TLS = "maybe" },
		"in clear":  func(c *mail.Config) { c.Addr = "192.0.2.1:25" },
		"user":      func(c *mail.Config) { c.User, c.Password = "x", "secret-marker" },
		"dkim":      func(c *mail.Config) { c.DKIM = &mail.DKIM{Domain: "example.org"} },
		"weak dkim": func(c *mail.Config) { c.DKIM = &mail.DKIM{Domain: "example.org", Selector: "s", Key: weak} },
	} {
		c := ok
		change(&c)
		if _, err := mail.New(c); err == nil {
			t.Errorf("%s: accepted", name)
		} else if strings.Contains(err.Error(), "secret-marker") {
			t.Errorf("%s: the password is in the error", name)
		}
		if said := fmt.Sprintf("%v %+v %#v %s", c, c, c, c); strings.Contains(said, "secret-marker") {
			t.Errorf("%s: the password is printed: %s", name, said)
		}
	}
}

func TestNothingLeavesInClearOrToAStranger(t *testing.T) {
	s := serve(t, mail.NoTLS) // offers no TLS
	if err := s.sender(t, mail.StartTLS).Send(t.Context(), "a", "hanako@example.jp", letter); mail.ClassOf(err) != mail.Unreachable {
		t.Errorf("STARTTLS stripped: %v", err)
	}
	tlsServer := serve(t, mail.StartTLS)
	tlsServer.roots = nil // a certificate that nobody vouches for
	if err := tlsServer.sender(t, mail.StartTLS).Send(t.Context(), "a", "hanako@example.jp", letter); mail.ClassOf(err) != mail.Unreachable {
		t.Errorf("unknown certificate: %v", err)
	}
	if len(s.letters())+len(tlsServer.letters()) != 0 {
		t.Error("a letter left")
	}
}
