package demo

import (
	"bytes"
	"io"
	"strings"
	"time"

	_ "github.com/emersion/go-message/charset" // letters may come in any charset
	"github.com/emersion/go-message/mail"
)

// Letter is one letter as a reader sees it.
type Letter struct {
	N       int       // 1 for the first that arrived
	To      string    // where it was delivered
	At      time.Time // when it arrived
	From    string
	Subject string
	ID      string // Message-ID without brackets
	Text    string
	HTML    string
	Raw     []byte
}

// open reads a parcel as far as it can be read.
func (p parcel) open() Letter {
	l := Letter{N: p.n, To: p.to, At: p.at, Raw: p.data}
	r, err := mail.CreateReader(bytes.NewReader(p.data))
	if err != nil {
		l.Text = string(p.data)
		return l
	}
	l.Subject, _ = r.Header.Subject()       //nolint:errcheck // what can't be decoded is shown as it is
	l.ID, _ = r.Header.MessageID()          //nolint:errcheck // likewise
	from, _ := r.Header.AddressList("From") //nolint:errcheck // likewise
	for _, a := range from {
		l.From = strings.TrimSpace(a.Name + " <" + a.Address + ">")
	}
	for {
		part, err := r.NextPart()
		if err != nil {
			return l
		}
		header, inline := part.Header.(*mail.InlineHeader)
		if !inline {
			continue
		}
		body, err := io.ReadAll(part.Body)
		if err != nil {
			return l
		}
		text := strings.ReplaceAll(string(body), "\r\n", "\n")
		switch kind, _, _ := header.ContentType(); kind { //nolint:errcheck // an unknown kind is skipped
		case "text/plain":
			l.Text += text
		case "text/html":
			l.HTML += text
		}
	}
}
