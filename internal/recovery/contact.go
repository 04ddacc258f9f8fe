package recovery

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"time"

	"okaeri/internal/intake"
	"okaeri/internal/notice"
)

// maxTries is how often one code may be typed wrongly before it dies (V6); a dead code stays dead even if it is then typed
// rightly (V7).
const maxTries = 5

// SendCode sends six digits to the contact address. A new code kills the one before. The token once makes a refreshed page send
// nothing twice (V12). It returns *TooSoon, ErrClosed or ErrMissingProof (no account named yet).
func (r *Recovery) SendCode(ctx context.Context, caseID, contact, once string, v Visitor) error {
	c, err := r.Store.Case(ctx, caseID)
	if err != nil {
		return err
	}
	to, key := intake.Mail(contact), r.contactKey(contact)
	if c.sentBefore(ProveContact, once, to) {
		return nil
	}
	if err := r.codeLimits(ctx, key, v); err != nil {
		return err
	}
	return r.Store.Update(ctx, caseID, func(s *Step) error {
		c := s.Case
		switch {
		case c.State != Draft:
			return ErrClosed
		case len(c.AccountKey) == 0:
			return ErrMissingProof
		case c.sentBefore(ProveContact, once, to):
			return nil
		}
		c.Private.Contact, c.ContactKey, c.Language = to, key, v.Language
		r.sendCode(s, ProveContact, notice.Code, once)
		return nil
	})
}

// codeLimits takes one sent code from the limits of the address and the network.
func (r *Recovery) codeLimits(ctx context.Context, contact []byte, v Visitor) error {
	rate := r.Limits.CodeNetwork
	if v.Lane == "none" {
		rate = r.Limits.CodeUnproven
	}
	return r.allowAll(ctx, limits{}.with(rate, "code-network-"+v.Lane, r.networkKey(v)).with(r.Limits.CodeContact, "code-contact", contact))
}

// sendCode adds a fresh code for a purpose to the step: the proof row, the letter and the job that sends it.
func (r *Recovery) sendCode(s *Step, purpose Purpose, kind notice.Kind, once string) {
	c, now := s.Case, r.Now().UTC()
	kill(s.Proofs, purpose)
	code := newCode()
	expires := now.Add(r.Timing.CodeLife)
	s.Proofs = append(s.Proofs, &Proof{
		CaseID: c.ID, AccountKey: c.AccountKey, Purpose: purpose, Destination: c.ContactKey,
		MAC: r.codeMAC(c, purpose, code), Created: now, Expires: expires,
	})
	c.sentNow(purpose, once, c.Private.Contact)
	r.write(s, kind, c.Private.Contact, c.Language, map[string]string{"code": code, "until": stamp(expires)})
	s.Entries = append(s.Entries, r.entry(c, "code", "applicant", map[string]string{"purpose": string(purpose)}))
}

// sentBefore tells whether this very form was posted before, for the same address: a browser may go back to it, and an address that was
// corrected there is another letter.
func (c *Case) sentBefore(p Purpose, once, to string) bool {
	return once != "" && c.Private.Once[p] == sentOnce(once, to)
}

// sentNow notes that it was.
func (c *Case) sentNow(p Purpose, once, to string) {
	if c.Private.Once == nil {
		c.Private.Once = map[Purpose]string{}
	}
	c.Private.Once[p] = sentOnce(once, to)
}

// sentOnce is what is kept of a form's token: as short whatever was sent for one.
func sentOnce(once, to string) string {
	sum := sha256.Sum256([]byte(once + "\n" + to))
	return hex.EncodeToString(sum[:16])
}

// ProveContact takes the typed code. It returns *WrongCode with the tries left, ErrExpired when there is no living code, or *TooSoon.
func (r *Recovery) ProveContact(ctx context.Context, caseID, code string, v Visitor) error {
	c, err := r.Store.Case(ctx, caseID)
	if err != nil {
		return err
	}
	if err := r.tryLimits(ctx, c, v); err != nil {
		return err
	}
	return r.takeCode(ctx, caseID, ProveContact, code, Draft)
}

// tryLimits takes one typed code from the limits that all flows of one address and one network share (V6).
func (r *Recovery) tryLimits(ctx context.Context, c *Case, v Visitor) error {
	return r.allowAll(ctx, limits{}.with(r.Limits.TryNetwork, "try-network", r.networkKey(v)).with(r.Limits.TryContact, "try-contact", c.ContactKey))
}

// takeCode compares a typed code with the living proof of a purpose and marks it proven, once.
func (r *Recovery) takeCode(ctx context.Context, caseID string, purpose Purpose, code string, states ...State) error {
	var refused error // kept outside: a wrong try is saved, not rolled back
	err := r.Store.Update(ctx, caseID, func(s *Step) error {
		refused = nil
		if len(states) > 0 && !s.Case.in(states...) {
			return ErrClosed
		}
		p := living(s, purpose, r.Now())
		if p == nil && purpose == ProveContact && r.provenBefore(s, code) {
			return nil // the answer to the first time was lost on its way
		}
		if p == nil {
			refused = ErrExpired
			return nil
		}
		if !hmac.Equal(p.MAC, r.codeMAC(s.Case, purpose, intake.Digits(code))) {
			p.Tries++
			p.Dead = p.Tries >= maxTries
			refused = &WrongCode{Left: maxTries - p.Tries}
			return nil
		}
		p.Proven = r.Now().UTC()
		s.Entries = append(s.Entries, r.entry(s.Case, "proof", "applicant", map[string]string{"purpose": string(purpose)}))
		return nil
	})
	if err != nil {
		return err
	}
	return refused
}

// provenBefore tells whether this very code has proven the contact of this very draft already.
func (r *Recovery) provenBefore(s *Step, code string) bool {
	p := proven(s, ProveContact, time.Time{})
	return p != nil && hmac.Equal(p.MAC, r.codeMAC(s.Case, ProveContact, intake.Digits(code)))
}

// codeMAC binds a code to its case, account, purpose and destination (V3).
func (r *Recovery) codeMAC(c *Case, purpose Purpose, code string) []byte {
	return r.Keys.MAC("code", string(purpose), c.ID, string(c.AccountKey), string(c.ContactKey), code)
}

// contactKey is the blind index of a contact in the one form of an identifier, so that no spelling of a mailbox is a limit of its own (V11)
// and whoever comes back may write it differently. Letters still go to the address as it was given.
func (r *Recovery) contactKey(contact string) []byte {
	return r.Keys.Index("contact", intake.Identifier(contact))
}

// living is the proof of a purpose that may still be proven: for this account and destination, neither used, dead nor expired.
func living(s *Step, purpose Purpose, now time.Time) *Proof {
	for i := len(s.Proofs) - 1; i >= 0; i-- {
		if p := s.Proofs[i]; p.Purpose == purpose && bound(s.Case, p) && p.Proven.IsZero() && !p.Dead && now.Before(p.Expires) {
			return p
		}
	}
	return nil
}

// proven is the newest proof of a purpose that was proven since a time, for this very case, account and destination.
func proven(s *Step, purpose Purpose, since time.Time) *Proof {
	for i := len(s.Proofs) - 1; i >= 0; i-- {
		if p := s.Proofs[i]; p.Purpose == purpose && bound(s.Case, p) && !p.Dead && !p.Proven.IsZero() && !p.Proven.Before(since) {
			return p
		}
	}
	return nil
}

func bound(c *Case, p *Proof) bool {
	return p.CaseID == c.ID && bytes.Equal(p.AccountKey, c.AccountKey) && bytes.Equal(p.Destination, c.ContactKey)
}

// kill ends every proof of a purpose: the new one replaces them.
func kill(proofs []*Proof, purposes ...Purpose) {
	for _, p := range proofs {
		for _, purpose := range purposes {
			if p.Purpose == purpose {
				p.Dead = true
			}
		}
	}
}

// newCode is six random digits, every one of the million as likely as another.
func newCode() string {
	const million, limit = 1_000_000, (1<<32 - 1) - (1<<32-1)%1_000_000
	for {
		var b [4]byte
		rand.Read(b[:]) //nolint:errcheck // crypto/rand never returns an error
		if n := binary.BigEndian.Uint32(b[:]); n < limit {
			return fmt.Sprintf("%06d", n%million)
		}
	}
}

func (c *Case) in(states ...State) bool {
	for _, s := range states {
		if c.State == s {
			return true
		}
	}
	return false
}

// stamp is a time for a letter, as exact as the page has it: both say the minute that has begun.
func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }
