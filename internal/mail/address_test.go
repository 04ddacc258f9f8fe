package mail_test

import (
	"strings"
	"testing"

	"okaeri/internal/mail"
	"okaeri/internal/notice"
)

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
