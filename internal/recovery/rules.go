package recovery

import (
	"context"
	"time"

	"okaeri/internal/decision"
	"okaeri/internal/score"
)

// Rules are what verdicts are made by.
type Rules struct {
	Policy     decision.Policy
	Parameters score.Parameters
	Name       string // what the record calls the policy; the parameters have a name of their own
}

// Book says which rules are in force at this moment, for every server on the database alike. Package settings keeps one.
type Book interface {
	Rules(ctx context.Context) (Rules, error)
}

// inForce is the story under the rules of this moment. Whatever judges, or says how long a hold is, asks for it first.
func (r *Recovery) inForce(ctx context.Context) (*Recovery, error) {
	if r.Book == nil {
		return r, nil
	}
	rules, err := r.Book.Rules(ctx)
	if err != nil {
		return nil, err
	}
	return r.under(rules), nil
}

// under is the story under given rules.
func (r *Recovery) under(rules Rules) *Recovery {
	other := *r
	other.Book, other.Policy, other.Parameters, other.RulesName = nil, rules.Policy, rules.Parameters, rules.Name
	return &other
}

// said is a judgement for the record: what, and by which rules.
func (j judged) said() map[string]string {
	out := map[string]string{"verdict": string(j.assessment.Verdict), "engine": j.assessment.Engine}
	if j.policy != "" {
		out["policy"] = j.policy
	}
	return out
}

// Rejudge says what the machine would say of a submitted case under other rules, with what is held of the account today and the
// applications that came before it. Nothing is decided, written or told. Error: ErrNotFound.
func (r *Recovery) Rejudge(ctx context.Context, caseID string, rules ...Rules) ([]decision.Assessment, error) {
	c, err := r.Store.Case(ctx, caseID)
	if err != nil {
		return nil, err
	}
	if c.Submitted.IsZero() {
		return nil, ErrNotFound // a draft is the applicant's alone
	}
	out := make([]decision.Assessment, len(rules))
	for i, set := range rules {
		then := r.under(set)
		then.Store = asOf{r.Store, c.Submitted}
		j, err := then.judge(ctx, c)
		if err != nil {
			return nil, err
		}
		out[i] = j.assessment
	}
	return out, nil
}

// asOf is a store that knows nothing of applications made after a time.
type asOf struct {
	Store
	at time.Time
}

// Attempts are those made until then.
func (s asOf) Attempts(ctx context.Context, by string, key []byte, since time.Time) ([]Attempt, error) {
	all, err := s.Store.Attempts(ctx, by, key, since)
	var before []Attempt
	for _, a := range all {
		if !a.Submitted.After(s.at) {
			before = append(before, a)
		}
	}
	return before, err
}
