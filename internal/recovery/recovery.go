package recovery

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"

	"okaeri/internal/audit"
	"okaeri/internal/decision"
	"okaeri/internal/evidence"
	"okaeri/internal/intake"
	"okaeri/internal/notice"
	"okaeri/internal/score"
)

// Errors that callers tell apart. None of them says whether an account exists.
var (
	ErrNotFound     = errors.New("not found")
	ErrConflict     = errors.New("somebody else moved the case first")
	ErrExpired      = errors.New("expired")
	ErrMissingProof = errors.New("a proof is missing")
	ErrClosed       = errors.New("the case does not take this any more")
)

// TooSoon is a limit reached; the same request may be made again from Until.
type TooSoon struct{ Until time.Time }

func (e *TooSoon) Error() string { return "too many requests until " + e.Until.Format(time.RFC3339) }

// WrongCode is a code that did not match; Left more tries are taken before the code dies.
type WrongCode struct{ Left int }

func (e *WrongCode) Error() string { return fmt.Sprintf("wrong code, %d tries left", e.Left) }

// BadPassword is a new password that is refused; Codes are restore.Fault words, worst first.
type BadPassword struct{ Codes []string }

func (e *BadPassword) Error() string { return "password refused: " + strings.Join(e.Codes, ", ") }

// Refused is a request that a rule forbids; Code is its word in the catalogue.
type Refused struct{ Code string }

func (e *Refused) Error() string { return "refused: " + e.Code }

// Visitor is who asks, as far as the connection tells.
type Visitor struct {
	IP        netip.Addr
	UserAgent string
	Device    string // value of the signed device cookie, empty when there is none
	Language  string // ja or en
	Lane      string // which robot check was passed: pow, captcha, none, off
}

// Mailer sends one written letter. The id makes sending twice recognisable; a Permanent error is not tried again.
type Mailer interface {
	Send(ctx context.Context, id, to string, m notice.Message) error
}

// Writer words a letter.
type Writer interface {
	Write(l notice.Letter) (notice.Message, error)
}

// Parts is everything that the story is told with.
type Parts struct {
	Store         Store
	Limiter       Limiter
	Dossiers      Dossiers
	Keys          Keys
	Directory     Directory
	Writer        Writer
	Mailer        Mailer
	Questionnaire *intake.Questionnaire
	Parameters    score.Parameters
	Policy        decision.Policy
	Book          Book       // says which parameters and policy are in force now; nil: the two above, for ever
	RulesName     string     // what the record calls the policy above; empty where nobody named it
	Colleagues    Colleagues // who works at the desk; nil: nobody
	Timing        Timing
	Limits        Limits
	PublicURL     *url.URL
	// Region says roughly where an address is (ISO 3166), for the owner's notices; "" when it isn't known.
	Region func(netip.Addr) string
	Now    func() time.Time
	// PermanentMail tells whether a mail error will never mend, so that a letter is given up rather than tried for days.
	PermanentMail func(error) bool
	// Delivered hears of every attempt to send a letter; nil: nobody does.
	Delivered func(l Letter, err error, permanent bool)
}

// Recovery tells the story of cases. It is safe for concurrent use and keeps nothing in memory between calls.
type Recovery struct {
	Parts
	kinds []evidence.CustomKind
}

// New returns the story, or an error naming the part that is missing.
func New(p Parts) (*Recovery, error) {
	switch {
	case p.PublicURL == nil || p.PublicURL.Host == "":
		return nil, errors.New("public_url is missing: set it to the address under which people reach Okaeri, such as https://recover.example.org")
	case p.Store == nil, p.Limiter == nil, p.Dossiers == nil, p.Keys == nil, p.Directory == nil, p.Writer == nil, p.Mailer == nil:
		return nil, errors.New("recovery: a part is missing")
	case p.Questionnaire == nil, p.Now == nil, p.PermanentMail == nil, p.Region == nil:
		return nil, errors.New("recovery: questionnaire, clock, mail classes and places are needed")
	}
	return &Recovery{Parts: p, kinds: customKinds(p.Questionnaire)}, nil
}

// customKinds are the operator's own kinds, as the evidence room compares them.
func customKinds(q *intake.Questionnaire) []evidence.CustomKind {
	var kinds []evidence.CustomKind
	for _, k := range q.Kinds {
		if k.Custom {
			kinds = append(kinds, evidence.CustomKind{
				ID: k.ID, Comparator: evidence.Comparator(k.Comparator), Common: evidence.Probability(k.Common * float64(evidence.Certain)),
			})
		}
	}
	slices.SortFunc(kinds, func(a, b evidence.CustomKind) int { return cmp.Compare(a.ID, b.ID) })
	return kinds
}

// entry is the audit line of one door.
func (r *Recovery) entry(c *Case, door, actor string, detail map[string]string) audit.Entry {
	return audit.Entry{At: r.Now().UTC(), Case: c.ID, Door: door, Actor: actor, Profile: string(c.Profile), Detail: detail}
}

// link is an absolute address under the configured public URL; nothing of a request ever enters it (V1).
func (r *Recovery) link(parts ...string) string { return r.PublicURL.JoinPath(parts...).String() }

// newID is 128 random bits in hex.
func newID() string {
	var b [16]byte
	rand.Read(b[:]) //nolint:errcheck // crypto/rand never returns an error
	return hex.EncodeToString(b[:])
}

// crockford is Crockford's base 32: no I, L, O or U, so that a number survives a telephone.
const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// newRef is a reference number of 40 random bits, written 7K2-4M9-QX.
func newRef() string {
	var b [8]byte
	rand.Read(b[:]) //nolint:errcheck // crypto/rand never returns an error
	for i := range b {
		b[i] = crockford[b[i]&31]
	}
	return string(b[:3]) + "-" + string(b[3:6]) + "-" + string(b[6:])
}

// NormalRef reads a reference number as people type it: any width and case, with or without hyphens and spaces, O for 0, I and
// L for 1. It returns "" for what can be none.
func NormalRef(typed string) string {
	s := strings.ToUpper(intake.Plain(typed))
	var b []byte
	for i := range len(s) {
		ch := s[i]
		switch {
		case ch == 'O':
			ch = '0'
		case ch == 'I' || ch == 'L':
			ch = '1'
		}
		if strings.IndexByte(crockford, ch) >= 0 {
			b = append(b, ch)
		}
	}
	if len(b) != 8 {
		return ""
	}
	return string(b[:3]) + "-" + string(b[3:6]) + "-" + string(b[6:])
}
