package recovery

import (
	"context"
	"slices"

	"okaeri/internal/evidence"
)

// OldPasswords takes the old passwords that were typed. They are compared by a job at once and then forgotten; until then they lie
// sealed under the case's own key. The page itself compares nothing, so its time tells neither whether the account exists nor how
// many hashes are held nor whether one matched (V10, C8; docs/adr/0020-old-passwords.md).
func (r *Recovery) OldPasswords(ctx context.Context, caseID string, typed []string) error {
	return r.Store.Update(ctx, caseID, func(s *Step) error {
		if s.Case.State != Draft {
			return ErrClosed
		}
		if s.Case.Desk.Assisted.Way == "phone" {
			return nil // nobody of the staff hears a password (H8)
		}
		s.Case.Private.Typed = typed
		s.Jobs = append(s.Jobs, Job{Kind: JobCompare, CaseID: caseID, At: r.Now()})
		return nil
	})
}

// compare is the job that compares the typed passwords and keeps the result only. A later page of passwords replaces an earlier one
// as it does on the screen.
func (r *Recovery) compare(ctx context.Context, caseID string) error {
	c, err := r.Store.Case(ctx, caseID)
	if err != nil || len(c.Private.Typed) == 0 {
		return err
	}
	check, err := r.checkPasswords(ctx, c)
	if err != nil {
		return err
	}
	typed := c.Private.Typed
	return r.Store.Update(ctx, caseID, func(s *Step) error {
		if !slices.Equal(s.Case.Private.Typed, typed) {
			return nil // newer ones were typed meanwhile; their own job compares them
		}
		if s.Case.State == Reviewing { // asked for more: what was compared before counts on
			check = s.Case.Private.Passwords.Merge(check)
		}
		s.Case.Private.Passwords, s.Case.Private.Typed = check, nil
		return nil
	})
}

// checkPasswords compares with the hashes of the account, or does the same work against a decoy's and keeps nothing of it.
func (r *Recovery) checkPasswords(ctx context.Context, c *Case) (evidence.PasswordCheck, error) {
	id, ghost, err := r.subject(ctx, c.Private.Account)
	if err != nil || id == "" {
		return evidence.CheckPasswords(c.Private.Typed, nil), err
	}
	account, err := r.Dossiers.Account(ctx, id)
	if err != nil {
		return evidence.PasswordCheck{}, err
	}
	check := evidence.CheckPasswords(c.Private.Typed, account.Facts)
	if ghost {
		check = evidence.CheckPasswords(c.Private.Typed, nil) // that some were typed, and nothing else
	}
	return check, nil
}
