package settings

import (
	"context"
	"errors"
	"net"
	"net/mail"
	"strings"
	"time"

	"okaeri/internal/recovery"
)

// Resolver looks names up; *net.Resolver does.
type Resolver interface {
	LookupTXT(ctx context.Context, name string) ([]string, error)
}

// lookWithin is how long a page waits for names to be looked up.
const lookWithin = 5 * time.Second

// Sign is what the name system says of one way by which others see that letters are really ours.
type Sign struct {
	What  string // spf, dkim or dmarc
	Name  string // where it was looked for
	Found string // the record; empty where there is none
	State Mark
	Hint  string // a word of the catalogue: what it means or what to do
}

// Signs looks up what the name system says of the domain that letters come from. Nothing is asked anywhere else. Errors:
// *recovery.Refused, *recovery.TooSoon.
func (s *Settings) Signs(ctx context.Context, a recovery.Actor) (domain string, signs []Sign, err error) {
	if err := runs(a); err != nil {
		return "", nil, err
	}
	if err := s.pace(ctx, "letter-signs", a); err != nil {
		return "", nil, err
	}
	domain = fromDomain(s.House.MailFrom)
	ctx, cancel := context.WithTimeout(ctx, lookWithin)
	defer cancel()
	signs = []Sign{
		s.sign(ctx, "spf", domain, "v=spf1", spfHint),
		s.sign(ctx, "dmarc", "_dmarc."+domain, "v=DMARC1", dmarcHint),
	}
	if s.House.DKIMSelector == "" {
		return domain, append(signs, Sign{What: "dkim", State: Attend, Hint: "dkim_unsigned"}), nil
	}
	dkim := s.sign(ctx, "dkim", s.House.DKIMSelector+"._domainkey."+domain, "", func(record string) (Mark, string) {
		if strings.Contains(record, "p=") {
			return Fine, "dkim_fine"
		}
		return Missing, "dkim_missing"
	})
	return domain, append(signs, dkim), nil
}

// sign looks one record up by how it begins.
func (s *Settings) sign(ctx context.Context, what, name, begins string, judge func(string) (Mark, string)) Sign {
	out := Sign{What: what, Name: name}
	records, err := s.House.Resolver.LookupTXT(ctx, name)
	var none *net.DNSError
	if err != nil && !(errors.As(err, &none) && none.IsNotFound) {
		out.State, out.Hint = Unknown, "no_answer"
		return out
	}
	for _, r := range records {
		if strings.HasPrefix(strings.ToLower(r), strings.ToLower(begins)) {
			out.Found = r
			break
		}
	}
	if out.Found == "" {
		out.State, out.Hint = Missing, what+"_missing"
		return out
	}
	out.State, out.Hint = judge(out.Found)
	return out
}

// spfHint reads the end of an SPF record: whoever else sends under the domain has to be refused, or at least marked (RFC 7208).
func spfHint(record string) (Mark, string) {
	fields := strings.Fields(strings.ToLower(record))
	switch last := fields[len(fields)-1]; {
	case last == "-all", last == "~all", strings.HasPrefix(last, "redirect="):
		return Fine, "spf_fine"
	}
	return Attend, "spf_open"
}

// dmarcHint reads the policy of a DMARC record (RFC 7489).
func dmarcHint(record string) (Mark, string) {
	for field := range strings.SplitSeq(strings.ToLower(record), ";") {
		switch strings.ReplaceAll(strings.TrimSpace(field), " ", "") {
		case "p=quarantine", "p=reject":
			return Fine, "dmarc_fine"
		}
	}
	return Attend, "dmarc_none"
}

// fromDomain is the domain of the address that letters come from.
func fromDomain(from string) string {
	if a, err := mail.ParseAddress(from); err == nil {
		from = a.Address
	}
	_, domain, _ := strings.Cut(from, "@")
	return strings.ToLower(domain)
}
