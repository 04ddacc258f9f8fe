package mail

import (
	"bytes"
	"net/mail"
	"regexp"
	"strings"
	"time"
	"unicode"

	gomail "github.com/wneessen/go-mail"

	"okaeri/internal/notice"
)

// letterID is what an id must look like to stand in a Message-ID and a boundary.
var letterID = regexp.MustCompile(`^[0-9A-Za-z._-]{1,64}$`)

// encoding is how a body travels: mostly ASCII quoted, since plain English in base64 is what filters know from people who hide something;
// the rest in base64, since a Japanese letter is three times as long quoted. (The library quotes the body of a part that says 7bit, too.)
func encoding(body string) gomail.Encoding {
	beyond := 0
	for i := range len(body) {
		if body[i] >= 0x80 {
			beyond++
		}
	}
	if beyond*8 < len(body) {
		return gomail.EncodingQP
	}
	return gomail.EncodingB64
}

// compose writes the message as it goes over the wire: headers, text and HTML as alternatives. The same letter at the same second is the
// same bytes.
func (s settled) compose(id string, to *mail.Address, m notice.Message, at time.Time) ([]byte, error) {
	if !letterID.MatchString(id) || strings.ContainsFunc(m.Subject, unicode.IsControl) {
		return nil, failed(BadLetter, nil)
	}
	msg := gomail.NewMsg(gomail.WithNoDefaultUserAgent(), gomail.WithEncoding(gomail.EncodingB64), gomail.WithBoundary("okaeri-"+id))
	msg.FromMailAddress(s.from)
	msg.ToMailAddress(to)
	msg.Subject(m.Subject)
	msg.SetDateWithValue(at)
	_, domain, _ := strings.Cut(s.from.Address, "@")
	msg.SetMessageIDWithValue(id + "@" + domain)
	// Programs must not answer a letter (RFC 3834), or two machines may write to each other for ever.
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	msg.SetGenHeader("X-Auto-Response-Suppress", "All")
	msg.SetBodyString(gomail.TypeTextPlain, m.Text, gomail.WithPartEncoding(encoding(m.Text)))
	if m.HTML != "" {
		msg.AddAlternativeString(gomail.TypeTextHTML, m.HTML, gomail.WithPartEncoding(encoding(m.HTML)))
	}
	var b bytes.Buffer
	if _, err := msg.WriteTo(&b); err != nil {
		return nil, failed(BadLetter, nil)
	}
	return s.DKIM.sign(b.Bytes())
}
