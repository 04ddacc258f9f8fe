package recovery

import (
	"context"

	"okaeri/internal/decision"
	"okaeri/internal/evidence"
	"okaeri/internal/intake"
)

// Colleagues tells who works at the desk.
type Colleagues interface {
	// Names are the logins and mail addresses of everybody who may come in.
	Names(ctx context.Context) ([]string, error)
}

// policyFor is the policy for one account. The accounts of people who work at the desk are under the strict profile whatever the record
// of the account says: knowledge never restores them, only a proofed identity does (H11). Whoever has such an account could decide about
// others. It costs the same for every account, a decoy's too.
func (r *Recovery) policyFor(ctx context.Context, a *evidence.Account) (decision.Policy, error) {
	policy := r.Policy
	if r.Colleagues == nil {
		return policy, nil
	}
	names, err := r.Colleagues.Names(ctx)
	if err != nil {
		return policy, err
	}
	theirs := make(map[string]bool, len(names))
	for _, name := range names {
		if name = intake.Identifier(name); name != "" {
			theirs[name] = true
		}
	}
	for _, name := range a.Identifiers {
		if theirs[intake.Identifier(name)] {
			policy.Profile = decision.AllStrict
		}
	}
	for _, contact := range a.Contacts {
		if theirs[intake.Identifier(contact.Value)] {
			policy.Profile = decision.AllStrict
		}
	}
	return policy, nil
}
