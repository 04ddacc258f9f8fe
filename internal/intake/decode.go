package intake

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// The bounds of one application, far above what a person types and far below what would tire a machine. Characters, not bytes,
// where not said otherwise.
const (
	MaxLine       = 1 << 18 // bytes of one application as JSON
	MaxClaims     = 200
	MaxText       = 1024 // one text; as the form's cap for passwords
	MaxElse       = 4000 // one text of a kind that is told, not compared
	MaxTexts      = 64   // texts of one value
	MaxParts      = 16   // parts of one value
	MaxIdentifier = 254  // account and contact: the longest address (RFC 5321 §4.5.3.1.3, less the angle brackets)
)

// errCard refuses a card number where it cannot be dropped without making one application into another.
var errCard = errors.New("a full card number stands in an id or an address")

// DecodeApplication reads one application (docs/formats.md §2). It is strict: unknown fields and fields given twice are refused
// by name, sizes and counts are bounded. Full card numbers are dropped before the application is handed on, so that nothing
// behind this door can store or log one; a claim that was nothing else goes with it, and counts as blank. Errors name fields,
// never values.
func DecodeApplication(line []byte) (Application, error) {
	if len(line) > MaxLine {
		return Application{}, fmt.Errorf("application is longer than %d bytes", MaxLine)
	}
	var a Application
	if err := DecodeStrict(line, &a); err != nil {
		return Application{}, err
	}
	if err := a.bounds(); err != nil {
		return Application{}, err
	}
	return a.withoutCards(), nil
}

// bounds checks sizes, counts and the closed lists.
func (a *Application) bounds() error {
	for _, f := range []struct {
		name, text string
		most       int
	}{
		{"id", a.ID, 128},
		{"account", a.Account, MaxIdentifier},
		{"contact", a.Contact, MaxIdentifier},
		{"language", a.Language, 16},
		{"context.ip", a.Context.IP, 64},
		{"context.user_agent", a.Context.UserAgent, 1024},
		{"context.device", a.Context.Device, 256},
	} {
		if utf8.RuneCountInString(f.text) > f.most {
			return fmt.Errorf("field %q: longer than %d characters", f.name, f.most)
		}
		if strings.ContainsAny(f.text, "\r\n\x00") {
			return fmt.Errorf("field %q: holds a line break", f.name)
		}
	}
	if a.Situation != "" && !a.Situation.Known() {
		return fmt.Errorf("field %q: not one of the situations", "situation")
	}
	if len(a.After) > 100 {
		return fmt.Errorf("field %q: more than 100 entries", "after")
	}
	if len(a.Claims) > MaxClaims {
		return fmt.Errorf("field %q: more than %d claims", "claims", MaxClaims)
	}
	for _, id := range append([]string{a.ID, a.Language, a.Context.IP}, a.After...) {
		if isIssuedCard(id) {
			return errCard
		}
	}
	for i, c := range a.Claims {
		if err := c.bounds(); err != nil {
			return fmt.Errorf("claim %d: %w", i+1, err)
		}
	}
	return nil
}

func (c Claim) bounds() error {
	if len(c.Kind) > 40 || !plainName(c.Kind) {
		return fmt.Errorf("field %q: 1 to 40 lower-case letters, digits and underscores", "kind")
	}
	if len(c.Value.Texts) > MaxTexts {
		return fmt.Errorf("field %q: more than %d texts", "value", MaxTexts)
	}
	if len(c.Value.Parts) > MaxParts {
		return fmt.Errorf("field %q: more than %d parts", "value", MaxParts)
	}
	most := MaxText
	if c.Kind == KindOther {
		most = MaxElse
	}
	for _, text := range c.Value.All() {
		if utf8.RuneCountInString(text) > most {
			return fmt.Errorf("field %q: longer than %d characters", "value", most)
		}
	}
	return nil
}

// Known says whether the situation is one of the five.
func (s Situation) Known() bool {
	switch s {
	case ForgotPassword, ForgotAccount, Locked, Hijacked, LostSecondFactor:
		return true
	}
	return false
}

// withoutCards drops full card numbers from every text that the application holds.
func (a Application) withoutCards() Application {
	a.Account, a.Contact = DropFullCardButPhone(a.Account), DropFullCardButPhone(a.Contact)
	a.Context.UserAgent, _ = DropFullCards(a.Context.UserAgent)
	a.Context.Device = DeviceID(a.Context.Device)
	kept := a.Claims[:0]
	for _, c := range a.Claims {
		cleaned, dropped := c.withoutCards()
		if dropped && cleaned.Value.Blank() {
			continue
		}
		kept = append(kept, cleaned)
	}
	a.Claims = kept
	return a
}

// withoutCards drops full card numbers from a claim; where four digits were asked for, any twelve or more are one.
func (c Claim) withoutCards() (Claim, bool) {
	any := false
	c.Value = c.Value.each(func(part, text string) string {
		if part == "last4" && len(plainDigits(text)) >= shortestCard {
			any = true
			return ""
		}
		rest, dropped := DropFullCards(text)
		any = any || dropped
		return rest
	})
	return c, any
}
