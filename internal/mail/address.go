package mail

import (
	"net/mail"
	"strings"

	"golang.org/x/net/idna"
)

// maxAddress is the longest address that SMTP can carry (RFC 5321 §4.5.3.1.3, without the brackets).
const maxAddress = 254

// parseAddress reads one plain address. It refuses everything that could be more than one or reach into a header: lists, names,
// quotes, comments, white space, control characters. The local part is ASCII: no case mapping or look-alike can redirect a
// letter (V5). Dots may stand anywhere in it, as they do in living addresses of Japanese carriers; SMTP then quotes it. The domain
// becomes an A-label.
func parseAddress(s string) (*mail.Address, error) {
	at := strings.LastIndexByte(s, '@')
	if at < 1 || len(s) > maxAddress {
		return nil, failed(BadAddress, nil)
	}
	local, domain := s[:at], s[at+1:]
	for _, r := range local {
		if !isAtext(r) && r != '.' {
			return nil, failed(BadAddress, nil)
		}
	}
	ascii, err := idna.Lookup.ToASCII(domain)
	if err != nil || len(local) > 64 || len(ascii) > 253 || !isHost(ascii) {
		return nil, failed(BadAddress, nil)
	}
	return &mail.Address{Address: local + "@" + ascii}, nil
}

// isAtext is RFC 5322's atext.
func isAtext(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("!#$%&'*+-/=?^_`{|}~", r)
}

// isHost accepts dot-separated labels of letters, digits and hyphens.
func isHost(s string) bool {
	for label := range strings.SplitSeq(s, ".") {
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
		for _, r := range label {
			if (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '-' {
				return false
			}
		}
	}
	return true
}

// path is the address as MAIL and RCPT take it; mail.Address quotes a local part that needs it.
func path(a *mail.Address) string { return (&mail.Address{Address: a.Address}).String() }
