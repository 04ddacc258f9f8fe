package staff

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// mostKeys is how many passkeys one person may have.
const mostKeys = 10

func count(n int) string { return strconv.Itoa(n) }

// addKey gives a person a passkey that nobody has yet.
func (s *Staff) addKey(step *Step, p *Person, key Passkey) error {
	if len(p.Passkeys) >= mostKeys {
		return &Refused{"key_limit"}
	}
	for _, other := range step.People {
		if slices.ContainsFunc(other.Passkeys, func(k Passkey) bool { return k.ID == key.ID }) {
			return &Refused{"key_taken"}
		}
	}
	name, err := keyName(key.Name)
	if err != nil {
		return err
	}
	key.Name, key.Added = name, s.Now().UTC()
	p.Passkeys = append(p.Passkeys, key)
	return nil
}

func keyName(typed string) (string, error) {
	name := strings.TrimSpace(typed)
	if utf8.RuneCountInString(name) > 60 || strings.ContainsFunc(name, func(r rune) bool { return !unicode.IsPrint(r) }) {
		return "", &Refused{"key_name"}
	}
	return name, nil
}

// own runs a step of somebody on themselves: passkeys are what people may change of their own. They were proven lately.
func (s *Staff) own(ctx context.Context, by Actor, f func(*Step, *Person) error) error {
	return s.Store.StaffUpdate(ctx, func(step *Step) error {
		p, err := one(step.People, by.Login)
		if err != nil {
			return err
		}
		if !p.Active() {
			return &Refused{"disabled"}
		}
		if by.Strong.IsZero() || s.Now().Sub(by.Strong) >= freshFor {
			return &Refused{"not_strong"}
		}
		return f(step, p)
	})
}

// ownKeys is own for a change of passkeys, which is told.
func (s *Staff) ownKeys(ctx context.Context, by Actor, f func(*Step, *Person) error) error {
	return s.own(ctx, by, func(step *Step, p *Person) error {
		s.tell(step, TellKeys, p.Login, p.Mail)
		return f(step, p)
	})
}

// AddKey registers another passkey of one's own; they are told by letter. Errors: *Refused.
func (s *Staff) AddKey(ctx context.Context, by Actor, key Passkey) error {
	return s.ownKeys(ctx, by, func(step *Step, p *Person) error {
		if err := s.addKey(step, p, key); err != nil {
			return err
		}
		step.Entries = append(step.Entries, s.entry(by, "passkey_added", p.Login, "", count(len(p.Passkeys))))
		return nil
	})
}

// NameKey names a passkey of one's own. Errors: *Refused, ErrNotFound.
func (s *Staff) NameKey(ctx context.Context, by Actor, id, name string) error {
	name, err := keyName(name)
	if err != nil {
		return err
	}
	return s.own(ctx, by, func(step *Step, p *Person) error {
		i := slices.IndexFunc(p.Passkeys, func(k Passkey) bool { return k.ID == id })
		if i < 0 {
			return ErrNotFound
		}
		p.Passkeys[i].Name = name
		step.Entries = append(step.Entries, s.entry(by, "passkey_named", p.Login, "", ""))
		return nil
	})
}

// RemoveKey removes a passkey of one's own, but never the last way in; they are told by letter. Errors: *Refused, ErrNotFound.
func (s *Staff) RemoveKey(ctx context.Context, by Actor, id string) error {
	return s.ownKeys(ctx, by, func(step *Step, p *Person) error {
		i := slices.IndexFunc(p.Passkeys, func(k Passkey) bool { return k.ID == id })
		switch {
		case i < 0:
			return ErrNotFound
		case len(p.Passkeys) == 1 && p.Subject == "":
			return &Refused{"last_key"}
		}
		p.Passkeys = slices.Delete(p.Passkeys, i, i+1)
		step.Entries = append(step.Entries, s.entry(by, "passkey_removed", p.Login, "", count(len(p.Passkeys))))
		return nil
	})
}

// KeyUse is a passkey's answer that the adapter has found true.
type KeyUse struct {
	Person string // ID
	Key    string // credential ID
	Record []byte // the passkey as it is now, with its new counter
	Cloned bool   // its counter went back: two authenticators have it
	Why    string // signin or confirm
}

// Proven notes that a passkey was used. One that turns out to be copied is refused from then on. Errors: *Refused, ErrNotFound.
func (s *Staff) Proven(ctx context.Context, u KeyUse) (p *Person, err error) {
	var refused error
	err = s.Store.StaffUpdate(ctx, func(step *Step) error {
		refused = nil
		i := slices.IndexFunc(step.People, func(p *Person) bool { return p.ID == u.Person })
		if i < 0 {
			return ErrNotFound
		}
		p = step.People[i]
		k := slices.IndexFunc(p.Passkeys, func(k Passkey) bool { return k.ID == u.Key })
		if k < 0 {
			return ErrNotFound
		}
		if !p.Active() {
			return &Refused{"disabled"}
		}
		key := &p.Passkeys[k]
		if key.Cloned {
			return &Refused{"cloned"}
		}
		what := u.Why
		if u.Cloned {
			// The step is saved: from now on this passkey opens nothing, for either of its holders.
			what, key.Cloned, refused = "passkey_cloned", true, &Refused{"cloned"}
			s.end(step, p)
		}
		key.Record, key.Used = u.Record, s.Now().UTC()
		step.Entries = append(step.Entries, s.event("staff:"+p.Login, what, map[string]string{"login": p.Login, "way": "passkey", "strong": "yes"}))
		return nil
	})
	if err != nil {
		return nil, err
	}
	return p, refused
}

// Attempt counts a try to sign in or to set up from a network, before anything is looked up. Error: *TooSoon.
func (s *Staff) Attempt(ctx context.Context, network string) error {
	ok, retry, err := s.Limiter.Allow(ctx, "staff-signin "+network, attempts, attemptsIn)
	if err != nil {
		return err
	}
	if !ok {
		return &TooSoon{retry}
	}
	return nil
}

// A network may try thirty times in ten minutes: an office behind one address does, a machine that guesses does not get far.
const (
	attempts   = 30
	attemptsIn = 10 * time.Minute
)
