package mail_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"fmt"
	"io"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	gomessage "github.com/emersion/go-message/mail"
	"github.com/emersion/go-smtp"

	"okaeri/internal/mail"
	"okaeri/internal/notice"
	"okaeri/internal/testenv"
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

// English travels quoted, with a word of another script or without; Japanese in base64. Each arrives as it was written.
func TestALetterTravelsAsPlainlyAsItCan(t *testing.T) {
	english := notice.Message{Subject: "Momiji: your code is 482913", Text: "Type these 6 numbers.\n\n    482913\n.\n--\n" + strings.Repeat("a = b, ", 40) + "\n", HTML: "<p>482913</p>\n"}
	mixed, long := english, english
	mixed.Text = strings.Repeat("Type these 6 numbers on the screen = now. ", 30) + "もみじ\n"
	long.Text = strings.Repeat("0123456789", 120) + "\n"
	for _, c := range []struct {
		want string
		m    notice.Message
	}{{"quoted-printable", english}, {"quoted-printable", mixed}, {"quoted-printable", long}, {"base64", letter}} {
		want, m := c.want, c.m
		s := serve(t, mail.NoTLS)
		if err := s.sender(t, mail.NoTLS).Send(t.Context(), "one", "hanako@example.jp", m); err != nil {
			t.Fatal(err)
		}
		r, err := gomessage.CreateReader(bytes.NewReader(s.letters()[0].data))
		if err != nil {
			t.Fatal(err)
		}
		part, err := r.NextPart()
		if err != nil {
			t.Fatal(err)
		}
		got := part.Header.(*gomessage.InlineHeader).Get("Content-Transfer-Encoding")
		if got != want {
			t.Errorf("%q travels as %s, not %s", m.Subject, got, want)
		}
		body, err := io.ReadAll(part.Body)
		if text := strings.ReplaceAll(string(body), "\r\n", "\n"); err != nil || text != m.Text {
			t.Errorf("%s: %q, want %q (%v)", got, text, m.Text, err)
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
	testenv.Eventually(t, "the connections are closed", func() bool { return s.open() == 0 })
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
