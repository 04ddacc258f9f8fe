package recovery

import (
	"context"
	"slices"
	"time"

	"okaeri/internal/decision"
)

// campaignSize is how many accounts one set of answers, or one contact address, may be used on within a month before its cases
// lose the right to pass by themselves (C5, C7). Assumed.
const campaignSize = 4

// mostOpened bounds the earlier cases that are read again, the latest first, so that a flood of applications makes no verdict slow.
const mostOpened = 30

// past is what earlier applications say about this one.
type past struct {
	attempts  []Attempt
	earlier   []decision.Earlier
	campaign  bool
	contested bool
}

// count is the number of counted attempts in one ledger: those from familiar places never use up the others' and the other way
// round (engine.md §2.10).
func (p past) count(familiar bool) int {
	n := 0
	for _, a := range p.attempts {
		if a.Familiar == familiar {
			n++
		}
	}
	return n
}

// past gathers the earlier attempts at the same account, and whether the same answers or contact are being tried on many accounts.
func (r *Recovery) past(ctx context.Context, c *Case, accountID string, ghost bool) (past, error) {
	year := c.Submitted.Add(-365 * day)
	by, key := "account_id", []byte(accountID)
	if ghost {
		by, key = "account", c.AccountKey
	}
	attempts, err := r.Store.Attempts(ctx, by, key, year)
	if err != nil {
		return past{}, err
	}
	same, err := r.sameContact(ctx, c, year)
	if err != nil {
		return past{}, err
	}
	var p past
	opened := 0
	for _, a := range slices.Backward(attempts) {
		if a.CaseID == c.ID {
			continue
		}
		p.attempts = append(p.attempts, a)
		refused := a.State == Contested || a.State == Undone // the owner's word, before or after
		if refused && a.Closed.After(c.Submitted.Add(-r.Timing.Freeze)) {
			p.contested = true
		}
		if !refused && !same[a.CaseID] || opened == mostOpened {
			continue
		}
		opened++
		before, err := r.Store.Case(ctx, a.CaseID)
		if err != nil {
			return past{}, err
		}
		// What was enough once is spent, used or not: whoever has that contact's mailbox by now may not be the owner (V26).
		spent := before.Verdict == decision.Grant && !refused
		if before.Private.Assessment != nil && !spent {
			e := before.Private.Assessment.Earlier(r.application(before), before.Private.Passwords)
			e.Contested = refused
			p.earlier = append(p.earlier, e)
		}
	}
	slices.Reverse(p.earlier)
	p.campaign, err = r.campaign(ctx, c)
	return p, err
}

// sameContact are the cases of the same contact: the only ones whose evidence adds up with this one's.
func (r *Recovery) sameContact(ctx context.Context, c *Case, since time.Time) (map[string]bool, error) {
	attempts, err := r.Store.Attempts(ctx, "contact", c.ContactKey, since)
	same := make(map[string]bool, len(attempts))
	for _, a := range attempts {
		same[a.CaseID] = true
	}
	return same, err
}

// campaign tells whether one contact address, or one person's set of answers, is used on many accounts.
func (r *Recovery) campaign(ctx context.Context, c *Case) (bool, error) {
	for by, key := range map[string][]byte{"contact": c.ContactKey, "answers": c.AnswersKey} {
		if len(key) == 0 {
			continue
		}
		n, err := r.Store.Targets(ctx, by, key, c.Submitted.Add(-30*day), campaignSize)
		if err != nil || n == campaignSize {
			return err == nil, err
		}
	}
	return false, nil
}
