package recovery

import (
	"context"
	"slices"
	"strings"

	"okaeri/internal/intake"
)

// AddNote tells the others at the desk something. Whoever may decide may note, holding the case or not; helpers may not. It returns
// *Refused, ErrClosed or ErrNotFound.
func (r *Recovery) AddNote(ctx context.Context, a Actor, ref, words string) error {
	if err := a.known(RoleReviewer, RoleSenior); err != nil {
		return err
	}
	if err := sentence(words); err != nil {
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
		c := s.Case
		if c.State != Reviewing {
			return ErrClosed
		}
		if len(c.Private.Notes) >= mostNotes {
			return &Refused{"notes_full"}
		}
		c.Private.Notes = append(c.Private.Notes, Note{By: person(a.Login), At: r.Now().UTC(), Words: strings.TrimSpace(words)})
		r.record(s, "note", a, nil)
		return nil
	})
}

// mostNotes bounds what a case carries.
const mostNotes = 100

// RevealReasons are the reasons to look at what the applicant typed.
var RevealReasons = []string{"compare_document", "unclear_match", "appeal"}

// Reveal lets the person who holds the case see what the applicant typed to one question, while the claim lives. It is written down with
// the reason. What is held of the account is never shown, and typed passwords are not kept, so that neither can be revealed (H1, H8); of
// passwords there is to see when they were in use, as the applicant has it: a year, or one of the words of the form.
// It returns *Refused, *TooSoon, ErrClosed or ErrNotFound.
func (r *Recovery) Reveal(ctx context.Context, a Actor, ref, kind, reason string) error {
	if !slices.Contains(RevealReasons, reason) {
		return &Refused{"reason_unknown"}
	}
	if err := a.strong(r.Now(), strongToDecide); err != nil {
		return err
	}
	if err := r.pace(ctx, a); err != nil {
		return err
	}
	return r.work(ctx, ref, a, func(s *Step) error {
		if len(r.typed(s.Case)[kind]) == 0 {
			return &Refused{"nothing_typed"}
		}
		s.Case.Private.Revealed = append(s.Case.Private.Revealed, Revealed{By: person(a.Login), At: r.Now().UTC(), Kind: kind, Reason: reason})
		r.record(s, "reveal", a, map[string]string{"kind": kind, "reason": reason})
		return nil
	})
}

// revealed tells whether a person may see what was typed to a question now: they hold the case and asked for it since they took it.
func (c *Case) revealed(a Actor, kind string) bool {
	return slices.ContainsFunc(c.Private.Revealed, func(v Revealed) bool {
		return v.By == person(a.Login) && v.Kind == kind && !v.At.Before(c.Desk.Claim.At)
	})
}

// partsOf are the kinds of claims that one row of evidence is made of, where that is not the kind itself.
var partsOf = map[string][]string{
	"address": {"country", "region", "postal_code"}, "former_address": {}, "account_created": {"account_created"},
}

// Said is one answer of the applicant: words as they were typed, or what was chosen from a list, by its value and its names.
type Said struct {
	Words string
	Names intake.Words // nil for what was typed
}

// In is the answer for a reader of a language.
func (s Said) In(lang string) string {
	if name := s.Names[lang]; name != "" {
		return name
	}
	return s.Words
}

// named is what the form calls a value that is chosen from a list; nil for what is typed.
func (r *Recovery) named(kind, value string) intake.Words {
	switch kind {
	case intake.KindCountry:
		for _, c := range intake.Countries() {
			if c.Code == value {
				return c.Name
			}
		}
	case intake.KindRegion:
		for _, p := range intake.Prefectures() {
			if p.Code == value {
				return p.Name
			}
		}
	case intake.KindProduct:
		for _, p := range r.Questionnaire.Products {
			if p.ID == value {
				return p.Label
			}
		}
	}
	for _, q := range r.Questionnaire.Questions {
		for _, o := range q.Options {
			if q.Kind == kind && o.Value == value {
				return o.Label
			}
		}
	}
	return nil
}

// typed are the applicant's own answers by the row of evidence that they belong to, as they were typed or chosen.
func (r *Recovery) typed(c *Case) map[string][]Said {
	row := map[string]string{}
	for kind, parts := range partsOf {
		for _, part := range parts {
			row[part] = kind
		}
	}
	out := map[string][]Said{}
	add := func(kind, words string) {
		if strings.TrimSpace(words) != "" {
			at := row[kind]
			if at == "" {
				at = kind
			}
			out[at] = append(out[at], Said{words, r.named(kind, words)})
		}
	}
	add("account", c.Private.Account)
	add("contact", c.Private.Contact)
	if c.Private.Helper != nil {
		add("helper_phone", c.Private.Helper.Phone)
	}
	add("appeal", c.Private.Appeal)
	for _, answers := range []intake.Answers{c.Private.Answers, c.Private.Added} {
		for _, when := range answers[intake.FieldPasswordWhen] { // the passwords themselves were compared and not kept
			add(intake.KindPastPassword, when)
		}
	}
	for _, claim := range r.claims(c.Private) {
		if len(claim.Value.Texts) > 0 { // several answers
			for _, text := range claim.Value.Texts {
				add(claim.Kind, text)
			}
			continue
		}
		add(claim.Kind, strings.Join(claim.Value.All(), " / "))
	}
	return out
}
