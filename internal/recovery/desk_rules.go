package recovery

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode"

	"okaeri/internal/intake"
)

// How long a phishing-resistant sign-in stands for a person at the desk: to decide at all, and to give access back (H9).
const (
	strongToDecide = 12 * time.Hour
	strongToGrant  = 10 * time.Minute
)

// paceOfDesk is how many decisions and reveals one person makes in an hour at most: nobody reads faster, and a stolen session is no
// faster than a person (H14). Assumed.
var paceOfDesk = Rate{60, time.Hour}

// person is one person's name in one form, so that nobody becomes two by spelling: width, case, spaces and invisible characters aside.
func person(name string) string {
	return strings.Join(strings.FieldsFunc(intake.Folded(name), func(r rune) bool { return unicode.IsSpace(r) || !unicode.IsPrint(r) }), " ")
}

// meant tells whether what was typed names somebody: width, case, spaces, dots and the order of family and given name aside, and whatever
// stands around the name (an honorific, "Aoi Mori from the shop"). A name so short that it is part of many others has to be all that was typed.
func meant(typed, name string) bool {
	words, own := nameParts(typed), nameParts(name)
	if len(words) == 0 || len(own) == 0 {
		return false
	}
	all := strings.Join(words, "")
	straight := strings.Join(own, "")
	slices.Reverse(own)
	turned := strings.Join(own, "")
	if len(straight) < tellingName {
		return all == straight || all == turned
	}
	return strings.Contains(all, straight) || strings.Contains(all, turned)
}

// tellingName is how many bytes make a name that is not found in others by chance: two kanji, six Latin letters.
const tellingName = 6

// nameParts are the words of a name in one form.
func nameParts(name string) []string {
	return strings.FieldsFunc(intake.Folded(name), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) })
}

// name is the person as the record calls them.
func (a Actor) name() string { return "staff:" + person(a.Login) }

// known refuses whoever has no name or none of the roles.
func (a Actor) known(roles ...string) error {
	switch {
	case person(a.Login) == "":
		return &Refused{"reviewer_missing"}
	case !a.Is(roles...):
		return &Refused{"role"}
	}
	return nil
}

// strong refuses a sign-in that is too weak or too long ago for what is asked.
func (a Actor) strong(now time.Time, life time.Duration) error {
	if a.Strong.IsZero() || now.Sub(a.Strong) > life || a.Strong.After(now.Add(time.Minute)) {
		return &Refused{"sign_in_again"}
	}
	return nil
}

// pace takes one act from the hour's share of a person.
func (r *Recovery) pace(ctx context.Context, a Actor) error {
	return r.allow(ctx, paceOfDesk, "desk", []byte(person(a.Login)))
}

// uninvolved refuses whoever has a part in the case: nobody decides about an application that they typed, helped with or decided before
// its appeal, nor about an account of their own (H9). It is true however often it is asked, so it is asked before the transaction.
func (r *Recovery) uninvolved(ctx context.Context, c *Case, a Actor) error {
	if code := c.part(a); code != "" {
		return &Refused{code}
	}
	owner, err := r.owner(ctx, c)
	if err != nil {
		return err
	}
	mine := map[string]bool{intake.Identifier(a.Login): true}
	if a.Mail != "" {
		mine[intake.Identifier(a.Mail)] = true
	}
	names := []string{c.Private.Contact, c.Private.Account}
	if owner != nil {
		names = append(names, owner.Identifiers...)
		for _, contact := range owner.Contacts {
			names = append(names, contact.Value)
		}
	}
	for _, name := range names {
		if mine[intake.Identifier(name)] {
			return &Refused{"own_account"}
		}
	}
	return nil
}

// part is the part that a person has in the case itself, as a code of Refused; empty where there is none.
func (c *Case) part(a Actor) string {
	me := person(a.Login)
	switch {
	case c.Desk.Assisted.By == me:
		return "assisted"
	case c.Private.Helper != nil && (meant(c.Private.Helper.Name, a.Login) || meant(c.Private.Helper.Name, a.Name)):
		return "helper"
	case slices.Contains(c.Desk.Barred, me):
		return "decided_before"
	}
	return ""
}

// holding refuses whoever doesn't hold the case: a claim that ran out is none.
func (c *Case) holding(a Actor, now time.Time) error {
	claim := c.Desk.Claim
	switch {
	case claim.By != person(a.Login) && claim.By != "" && now.Before(claim.Until):
		return &Refused{"claimed"}
	case claim.By != person(a.Login):
		return &Refused{"claim_missing"}
	case !now.Before(claim.Until):
		return &Refused{"claim_expired"}
	}
	return nil
}

// open refuses what the case's own state forbids a person to work on.
func (c *Case) open(a Actor, now time.Time) error {
	_, asking := c.Asking(now)
	switch {
	case c.State != Reviewing:
		return ErrClosed
	case c.voted(a):
		return &Refused{"same_person"}
	case c.Desk.Senior && !a.Is(RoleSenior):
		return &Refused{"senior_only"}
	case asking:
		return &Refused{"asked"}
	}
	return nil
}

// voted tells whether the person decided in this round.
func (c *Case) voted(a Actor) bool {
	me := person(a.Login)
	return slices.ContainsFunc(c.Private.Votes, func(v Vote) bool { return v.By == me })
}

// byRef finds the case of a reference number as people type it, if it was ever sent.
func (r *Recovery) byRef(ctx context.Context, ref string) (*Case, error) {
	c, err := r.Store.ByRef(ctx, NormalRef(ref))
	if err == nil && c.Submitted.IsZero() {
		return nil, ErrNotFound // a draft is the applicant's alone
	}
	return c, err
}

// note adds the audit entry of an act at the desk.
func (r *Recovery) record(s *Step, door string, a Actor, detail map[string]string) {
	all := map[string]string{"via": a.Via}
	for k, v := range detail {
		if v != "" {
			all[k] = v
		}
	}
	if a.Writer != "" && person(a.Writer) != person(a.Login) {
		all["writer"] = a.Writer
	}
	s.Entries = append(s.Entries, r.entry(s.Case, door, a.name(), all))
}

// work is one act of a person who holds the case: every rule about people is asked here, and the claim once more in the transaction.
func (r *Recovery) work(ctx context.Context, ref string, a Actor, f func(*Step) error) error {
	if err := a.known(RoleReviewer, RoleSenior); err != nil {
		return err
	}
	c, err := r.byRef(ctx, ref)
	if err != nil {
		return err
	}
	if err := r.uninvolved(ctx, c, a); err != nil {
		return err
	}
	return r.Store.Update(ctx, c.ID, func(s *Step) error {
		if err := s.Case.open(a, r.Now()); err != nil {
			return err
		}
		if err := s.Case.holding(a, r.Now()); err != nil {
			return err
		}
		return f(s)
	})
}
