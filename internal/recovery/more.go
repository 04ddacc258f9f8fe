package recovery

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"okaeri/internal/intake"
	"okaeri/internal/notice"
)

// askFor is how long an applicant has to add something.
const askFor = 72 * time.Hour

// AskKinds are the kinds of evidence that people may ask for: those that the letter and the pages have words for.
var AskKinds = []string{
	"name", "birth_date", "address", "past_password", "product", "mail_recipient", "mail_subject", "mail_folder", "mail_contact",
	"account_created", "card", "purchase", "former_name", "former_address", "custom",
}

// AskMore opens the application to its applicant once more, until a deadline, with a letter that names the kinds of evidence that would
// help and nothing about what matched. What was decided in this round is set aside, since the evidence changes. The promised time
// becomes the deadline and the promise after it. It returns *Refused, ErrClosed or ErrNotFound.
func (r *Recovery) AskMore(ctx context.Context, a Actor, ref string, kinds []string) error {
	if err := askable(kinds); err != nil {
		return err
	}
	kinds = slices.DeleteFunc(slices.Clone(AskKinds), func(k string) bool { return !slices.Contains(kinds, k) }) // each once, in the page's order
	return r.work(ctx, ref, a, func(s *Step) error {
		c, now := s.Case, r.Now().UTC()
		if !c.Desk.Asked.At.IsZero() {
			return &Refused{"asked_before"}
		}
		c.newRound()
		c.Desk.Asked = Asked{By: person(a.Login), At: now, Until: now.Add(askFor), Kinds: kinds}
		r.promise(s, c.Desk.Asked.Until.Add(r.Timing.Promise))
		r.write(s, notice.NeedMore, c.Private.Contact, c.Language, asking(kinds, c.Desk.Asked.Until))
		r.record(s, "ask", a, map[string]string{"kinds": strings.Join(kinds, ",")})
		return nil
	})
}

// promise sets the time by which the applicant hears, and the wake-up that renews it by letter before it breaks.
func (r *Recovery) promise(s *Step, due time.Time) {
	s.Case.Due = due
	s.Jobs = append(s.Jobs, Job{Kind: JobLate, CaseID: s.Case.ID, At: due.Add(-r.Timing.Promise / 24)})
}

// adding runs f on a case whose applicant was asked for more and still has time.
func (r *Recovery) adding(ctx context.Context, caseID string, f func(*Step) error) error {
	return r.Store.Update(ctx, caseID, func(s *Step) error {
		if _, open := s.Case.Asking(r.Now()); !open {
			return ErrClosed
		}
		return f(s)
	})
}

// Add keeps one page of further answers, replacing earlier further answers to the same page. What the application itself said stays. It
// returns ErrClosed when nothing is asked for any more.
func (r *Recovery) Add(ctx context.Context, caseID string, page intake.Page, a intake.Answers) error {
	return r.adding(ctx, caseID, func(s *Step) error {
		p := &s.Case.Private
		if p.Added == nil { // pages depend on the products that were chosen
			p.Added = intake.Answers{}
			if products := p.Answers["product"]; len(products) > 0 {
				p.Added["product"] = products
			}
		}
		p.Added = p.Added.Merge(r.Questionnaire.Fields(page, p.Added), a)
		maps.Copy(p.Added, a)
		return nil
	})
}

// AddPasswords takes further old passwords; a job compares them and forgets them. It returns ErrClosed.
func (r *Recovery) AddPasswords(ctx context.Context, caseID string, typed []string) error {
	return r.adding(ctx, caseID, func(s *Step) error {
		s.Case.Private.Typed = typed
		s.Jobs = append(s.Jobs, Job{Kind: JobCompare, CaseID: caseID, At: r.Now()})
		return nil
	})
}

// SendMore sends what was added: everything is weighed again and goes back to people, whatever the machine says of it now. Twice is once.
// It returns ErrClosed.
func (r *Recovery) SendMore(ctx context.Context, caseID string) error {
	return r.adding(ctx, caseID, func(s *Step) error {
		c, now := s.Case, r.Now().UTC()
		c.Desk.Asked.Until = now
		r.promise(s, earliest(c.Due, now.Add(r.Timing.Promise)))
		r.write(s, notice.Received, c.Private.Contact, c.Language, map[string]string{"due": stamp(c.Due), "submitted": stamp(now)})
		s.Jobs = append(s.Jobs, Job{Kind: JobReweigh, CaseID: caseID, At: now})
		s.Entries = append(s.Entries, r.entry(c, "add", "applicant", nil))
		return nil
	})
}

func earliest(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// reweigh is the job that weighs a case again after more was answered. It changes what the machine says and no state: the decision stays
// with people.
func (r *Recovery) reweigh(ctx context.Context, caseID string) error {
	if err := r.compare(ctx, caseID); err != nil {
		return err
	}
	c, err := r.Store.Case(ctx, caseID)
	if err != nil || c.State != Reviewing || c.AccountID == "" {
		return err
	}
	j, err := r.judge(ctx, c)
	if err != nil || j.account == nil {
		return err
	}
	return r.Store.Update(ctx, caseID, func(s *Step) error {
		if s.Case.State == Reviewing && len(s.Case.Private.Votes) == 0 {
			s.Case.Private.Assessment, s.Case.Private.Advice = &j.assessment, j.assessment.Advice
			s.Entries = append(s.Entries, r.entry(s.Case, "reweigh", "system", j.said()))
		}
		return nil
	})
}
