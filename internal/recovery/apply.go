package recovery

import (
	"context"
	"maps"
	"slices"
	"strings"

	"okaeri/internal/intake"
)

// Begin opens a draft for a visitor and returns its case id. It returns *TooSoon when one network begins too many.
func (r *Recovery) Begin(ctx context.Context, v Visitor) (string, error) {
	key := r.networkKey(v)
	if err := r.allow(ctx, r.Limits.BeginNetwork, "begin", key); err != nil {
		return "", err
	}
	now := r.Now().UTC()
	c := &Case{
		ID: newID(), Ref: newRef(), State: Draft, Created: now, Due: now.Add(r.Timing.DraftLife), Language: v.Language,
		NetworkKey: key,
	}
	err := r.Store.Create(ctx, &Step{Case: c})
	return c.ID, err
}

// Draft returns a case as it stands, for the pages of its applicant. It returns ErrNotFound.
func (r *Recovery) Draft(ctx context.Context, caseID string) (*Case, error) {
	return r.Store.Case(ctx, caseID)
}

// Save keeps one page of answers, replacing the earlier answers to the same page. Nothing is looked up. It returns ErrClosed when the
// application has been sent.
func (r *Recovery) Save(ctx context.Context, caseID string, page intake.Page, a intake.Answers) error {
	return r.Store.Update(ctx, caseID, func(s *Step) error {
		c := s.Case
		if c.State != Draft {
			return ErrClosed
		}
		p := &c.Private
		p.Answers = p.Answers.Merge(r.Questionnaire.Fields(page, p.Answers), a)
		maps.Copy(p.Answers, a) // the pages' own notes are no fields of the questionnaire
		r.takeOver(c, page)
		if !slices.Contains(p.Done, string(page)) {
			p.Done = append(p.Done, string(page))
		}
		return nil
	})
}

// takeOver copies the answers that the story itself acts on out of the page that was saved.
func (r *Recovery) takeOver(c *Case, page intake.Page) {
	a, p := c.Private.Answers, &c.Private
	switch page {
	case "who":
		p.Device = first(a["device"])
		p.Situation = intake.Situation(first(a["situation"]))
		p.Helper = nil
		if name := first(a["helper_name"]); name != "" || first(a["helped"]) != "" {
			p.Helper = &Helper{Name: name, Shop: first(a["helper_shop"]), Phone: first(a["helper_phone"])}
		}
	case "account":
		p.Account = first(a["account"])
		if p.Account == "" {
			p.Account = first(a["other_hints"])
		}
		c.AccountKey = r.Keys.Index("account", intake.Identifier(p.Account))
	}
}

func first(values []string) string {
	for _, v := range values {
		if v = strings.TrimSpace(v); v != "" {
			return v
		}
	}
	return ""
}
