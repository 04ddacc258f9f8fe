package mail_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	gomessage "github.com/emersion/go-message/mail"
	"github.com/emersion/go-msgauth/dkim"
	"github.com/emersion/go-smtp"

	"okaeri/internal/mail"
	"okaeri/internal/notice"
)

func TestALetterArrivesAsItWasWritten(t *testing.T) {
	s := serve(t, mail.NoTLS)
	if err := s.sender(t, mail.NoTLS).Send(t.Context(), "6f1ed002", "hanako@example.jp", letter); err != nil {
		t.Fatal(err)
	}
	got := s.letters()
	if len(got) != 1 || got[0].from != "recover@momiji.example" || strings.Join(got[0].to, ",") != "hanako@example.jp" {
		t.Fatalf("envelope: %+v", got)
	}
	r, err := gomessage.CreateReader(bytes.NewReader(got[0].data))
	if err != nil {
		t.Fatal(err)
	}
	subject, err := r.Header.Subject()
	if err != nil || subject != letter.Subject {
		t.Errorf("subject %q %v", subject, err)
	}
	if id, err := r.Header.MessageID(); err != nil || id != "6f1ed002@momiji.example" {
		t.Errorf("message id %q %v", id, err)
	}
	for name, want := range map[string]string{"Auto-Submitted": "auto-generated", "User-Agent": "", "X-Mailer": "", "Mime-Version": "1.0"} {
		if v := r.Header.Get(name); v != want {
			t.Errorf("%s: %q", name, v)
		}
	}
	for _, want := range []string{letter.Text, letter.HTML} {
		part, err := r.NextPart()
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(part.Body)
		if text := strings.ReplaceAll(string(body), "\r\n", "\n"); err != nil || text != want {
			t.Errorf("part %q, want %q (%v)", text, want, err)
		}
	}
}

func TestTheSameLetterIsTheSameMessage(t *testing.T) {
	s := serve(t, mail.NoTLS)
	sender := s.sender(t, mail.NoTLS)
	for range 2 {
		if err := sender.Send(t.Context(), "6f1ed002", "hanako@example.jp", letter); err != nil {
			t.Fatal(err)
		}
	}
	if got := s.letters(); !bytes.Equal(got[0].data, got[1].data) {
		t.Error("sent twice, it differs")
	}
}

func TestEveryTLSModeDelivers(t *testing.T) {
	for _, mode := range []mail.TLS{mail.NoTLS, mail.StartTLS, mail.FullTLS} {
		s := serve(t, mode)
		sender := s.sender(t, mode, func(c *mail.Config) {
			if mode != mail.NoTLS {
				c.User, c.Password = "okaeri", "secret-marker"
			}
		})
		if err := sender.Send(t.Context(), "a", "hanako@example.jp", letter); err != nil {
			t.Errorf("%s: %v", mode, err)
		}
		if mode != mail.NoTLS && strings.Join(s.auths, ",") != "okaeri" {
			t.Errorf("%s: signed in as %v", mode, s.auths)
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

// V4: one letter goes to one address; nothing in address, id or subject can add another or a header.
func TestV4NoAddressReachesTwoPeopleOrAHeader(t *testing.T) {
	s := serve(t, mail.NoTLS)
	sender := s.sender(t, mail.NoTLS)
	for _, to := range []string{
		"", "a", "@example.org", "a@", "a@example.org,b@example.org", "a@example.org;b@example.org", "a@example.org b@example.org",
		"a@example.org\r\nBcc: b@example.org", "a@example.org\nRCPT TO:<b@example.org>", "a@example.org\r", "a\x00@example.org",
		"<a@example.org>", "A <a@example.org>", "a@example.org> NOTIFY=NEVER", `"a b"@example.org`, `"a\r\nb"@example.org`, "a(b)@example.org",
		"a@[192.0.2.1]", "a@example.org.", "a@.example.org", "a@exa mple.org", "a@example..org", "a%0d%0aBcc:b@example.org@x\n", "ａ@example.org",
		"a@exam\u202eple.org", "あ@example.org", "\u212aelvin@example.org", strings.Repeat("a", 65) + "@example.org",
		"a@" + strings.Repeat("a.", 130) + "org", "undisclosed-recipients:;", "a@example.org@",
	} {
		err := sender.Send(t.Context(), "a", to, letter)
		if mail.ClassOf(err) != mail.BadAddress || !mail.Permanent(err) {
			t.Errorf("%q: %v", to, err)
		}
	}
	for _, subject := range []string{"x\r\nBcc: b@example.org", "x\ny", "x\x00", "x\r", "x\u0085y"} {
		m := letter
		m.Subject = subject
		if err := sender.Send(t.Context(), "a", "a@example.org", m); mail.ClassOf(err) != mail.BadLetter {
			t.Errorf("subject %q: %v", subject, err)
		}
	}
	for _, id := range []string{"", "a b", "a>\r\nBcc: b@example.org", "a@b", strings.Repeat("a", 65), "あ"} {
		if err := sender.Send(t.Context(), id, "a@example.org", letter); mail.ClassOf(err) != mail.BadLetter {
			t.Errorf("id %q: %v", id, err)
		}
	}
	if got := s.letters(); len(got) != 0 {
		t.Errorf("%d letters left", len(got))
	}
}

func TestLivingAddressesOfEveryShapeAreWrittenTo(t *testing.T) {
	s := serve(t, mail.NoTLS)
	sender := s.sender(t, mail.NoTLS)
	for to, rcpt := range map[string]string{
		"hanako@example.jp": "", "o'brien+x@example.org": "", "a..b@docomo.example": "", "a.@docomo.example": "", ".a@docomo.example": "",
		"Hanako@EXAMPLE.jp": "Hanako@example.jp", "a@日本語.example": "a@xn--wgv71a119e.example",
	} {
		if rcpt == "" {
			rcpt = to
		}
		if err := sender.Send(t.Context(), "a", to, letter); err != nil {
			t.Errorf("%s: %v", to, err)
			continue
		}
		got := s.letters()
		if last := got[len(got)-1]; strings.Join(last.to, " ") != rcpt {
			t.Errorf("%s: sent to %q", to, last.to)
		}
	}
}

func TestHeadersOfALetterAreExactlyOurs(t *testing.T) {
	s := serve(t, mail.NoTLS)
	if err := s.sender(t, mail.NoTLS).Send(t.Context(), "a", "hanako@example.jp", letter); err != nil {
		t.Fatal(err)
	}
	want := []string{"Auto-Submitted", "Content-Type", "Date", "From", "MIME-Version", "Message-ID", "Subject", "To", "X-Auto-Response-Suppress"}
	seen := map[string]int{}
	for line := range strings.SplitSeq(header(t, s.letters()[0].data), "\r\n") {
		if name, _, ok := strings.Cut(line, ":"); ok && line[0] != ' ' && line[0] != '\t' {
			seen[name]++
		}
	}
	for _, name := range want {
		if seen[name] != 1 {
			t.Errorf("%s stands %d times", name, seen[name])
		}
		delete(seen, name)
	}
	if len(seen) > 0 {
		t.Errorf("also there: %v", seen)
	}
}

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

func TestConnectionsAreUsedAgainAndBounded(t *testing.T) {
	s := serve(t, mail.NoTLS)
	sender := s.sender(t, mail.NoTLS, func(c *mail.Config) { c.Connections = 3 })
	var wg sync.WaitGroup
	var failures atomic.Int32
	for range 8 {
		wg.Go(func() {
			for range 10 {
				if err := sender.Send(t.Context(), "a", "hanako@example.jp", letter); err != nil {
					failures.Add(1)
				}
			}
		})
	}
	wg.Wait()
	if failures.Load() > 0 || len(s.letters()) != 80 {
		t.Errorf("%d failures, %d letters", failures.Load(), len(s.letters()))
	}
	if n := s.count(); n > 3 {
		t.Errorf("%d connections for 80 letters, 3 allowed", n)
	}
}

func TestARefusedRecipientLeavesTheConnectionInUse(t *testing.T) {
	s := serve(t, mail.NoTLS, func(s *server) {
		s.onRcpt = func(to string) error {
			if strings.HasPrefix(to, "gone") {
				return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "gone"}
			}
			return nil
		}
	})
	sender := s.sender(t, mail.NoTLS, func(c *mail.Config) { c.Connections = 1 })
	for i := range 6 {
		err := sender.Send(t.Context(), "a", []string{"gone@example.jp", "here@example.jp"}[i%2], letter)
		if (err == nil) != (i%2 == 1) {
			t.Errorf("letter %d: %v", i, err)
		}
	}
	if n := s.count(); n != 1 {
		t.Errorf("%d connections", n)
	}
}

func TestAKeptConnectionThatDiedIsReplacedUnnoticed(t *testing.T) {
	s := serve(t, mail.NoTLS, func(s *server) { s.ReadTimeout = 30 * time.Millisecond }) // it hangs up on the idle
	sender := s.sender(t, mail.NoTLS, func(c *mail.Config) { c.Connections = 1 })
	deadline := time.Now().Add(10 * time.Second)
	for s.count() < 3 {
		if err := sender.Send(t.Context(), "a", "hanako@example.jp", letter); err != nil {
			t.Fatal(err)
		}
		if time.Now().After(deadline) {
			t.Fatal("the server never hung up")
		}
		waitClosed(t, s)
	}
}

// waitClosed returns when the server has ended its connections.
func waitClosed(t *testing.T, s *server) {
	t.Helper()
	deadline := time.Now().Add(10 * time.Second)
	for s.open() > 0 {
		if time.Now().After(deadline) {
			t.Fatal("connections stay open")
		}
		time.Sleep(time.Millisecond)
	}
}

func TestDKIMSignaturesVerify(t *testing.T) {
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	rsaPublic, err := x509.MarshalPKIXPublicKey(&rsaKey.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := mail.ParseKey(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
	if err != nil {
		t.Fatal(err)
	}
	for record, key := range map[string]*mail.DKIM{
		"v=DKIM1; k=ed25519; p=" + base64.StdEncoding.EncodeToString(public): {Domain: "momiji.example", Selector: "o1", Key: parsed},
		"v=DKIM1; k=rsa; p=" + base64.StdEncoding.EncodeToString(rsaPublic):  {Domain: "momiji.example", Selector: "o1", Key: rsaKey},
	} {
		s := serve(t, mail.NoTLS)
		sender := s.sender(t, mail.NoTLS, func(c *mail.Config) { c.DKIM = key })
		if err := sender.Send(t.Context(), "a", "hanako@example.jp", letter); err != nil {
			t.Fatal(err)
		}
		data := s.letters()[0].data
		verify := func(data []byte) error {
			v, err := dkim.VerifyWithOptions(bytes.NewReader(data), &dkim.VerifyOptions{LookupTXT: func(name string) ([]string, error) {
				if name != "o1._domainkey.momiji.example" {
					return nil, errors.New("asked for " + name)
				}
				return []string{record}, nil
			}})
			if err != nil || len(v) != 1 {
				return fmt.Errorf("%d signatures: %w", len(v), err)
			}
			return v[0].Err
		}
		if err := verify(data); err != nil {
			t.Errorf("signature: %v", err)
		}
		if err := verify(bytes.Replace(data, []byte("To: <hanako"), []byte("To: <harako"), 1)); err == nil {
			t.Error("a changed recipient still verifies")
		}
	}
	if _, err := mail.ParseKey([]byte("nothing")); err == nil {
		t.Error("a key was read from nothing")
	}
}

func TestAClosedSenderLeavesNothingOpen(t *testing.T) {
	s := serve(t, mail.NoTLS)
	sender := s.sender(t, mail.NoTLS)
	if err := sender.Send(t.Context(), "a", "hanako@example.jp", letter); err != nil {
		t.Fatal(err)
	}
	if err := sender.Close(); err != nil {
		t.Fatal(err)
	}
	waitClosed(t, s)
}

func TestALetterDoesNotWaitForASlotForEver(t *testing.T) {
	hold, held := make(chan struct{}), make(chan struct{})
	s := serve(t, mail.NoTLS, func(s *server) { s.onData = func() error { close(held); <-hold; return nil } })
	sender := s.sender(t, mail.NoTLS, func(c *mail.Config) { c.Connections = 1 })
	done := make(chan error, 1)
	go func() { done <- sender.Send(context.Background(), "a", "hanako@example.jp", letter) }()
	<-held
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := sender.Send(ctx, "b", "hanako@example.jp", letter); mail.ClassOf(err) != mail.Unreachable {
		t.Errorf("got %v", err)
	}
	close(hold)
	if err := <-done; err != nil {
		t.Error(err)
	}
}

func FuzzV4NoHeaderIsAdded(f *testing.F) {
	f.Add("a@example.org\r\nBcc: b@example.org", "x")
	f.Add("a@example.org", "x\r\nBcc: y")
	s := serve(f, mail.NoTLS)
	sender := s.sender(f, mail.NoTLS)
	f.Fuzz(func(t *testing.T, to, subject string) {
		before := len(s.letters())
		if sender.Send(t.Context(), "a", to, notice.Message{Subject: subject, Text: "x"}) != nil {
			return
		}
		got := s.letters()
		if len(got) != before+1 || len(got[before].to) != 1 {
			t.Fatalf("to %q: %d letters to %q", to, len(got)-before, got[before].to)
		}
		if h := header(t, got[before].data); strings.Contains(h, "\nBcc") || strings.Count(h, "\nTo:") != 1 || strings.Count(h, "\nSubject:") > 1 {
			t.Fatalf("headers %s", h)
		}
	})
}

func BenchmarkLettersToALocalServer(b *testing.B) {
	for _, signed := range []bool{false, true} {
		b.Run(fmt.Sprintf("dkim=%t", signed), func(b *testing.B) {
			s := serve(b, mail.NoTLS, func(s *server) { s.keep = false })
				_, key, err := ed25519.GenerateKey(rand.Reader)
			if err != nil {
				b.Fatal(err)
			}
			sender := s.sender(b, mail.NoTLS, func(c *mail.Config) {
				if signed {
					c.DKIM = &mail.DKIM{Domain: "momiji.example", Selector: "o1", Key: key}
				}
			})
			b.SetParallelism(4)
			b.ResetTimer()
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					if err := sender.Send(context.Background(), "a", "hanako@example.jp", letter); err != nil {
						b.Error(err)
						return
					}
				}
			})
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "letters/s")
		})
	}
}
