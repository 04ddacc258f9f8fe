package recovery

import (
	"context"
	"slices"

	"okaeri/internal/audit"
)

// mostRelated bounds the applications that are shown beside one.
const mostRelated = 20

// related finds the applications of the last year that share a key with this one, the latest first. Only keyed indexes are compared.
func (r *Recovery) related(ctx context.Context, c *Case) ([]Related, error) {
	found, order := map[string]*Related{}, []Attempt{}
	for _, by := range []struct {
		word, index string
		key         []byte
	}{
		{"account", "account_id", []byte(c.AccountID)},
		{"account", "account", c.AccountKey},
		{"contact", "contact", c.ContactKey},
		{"network", "network", c.NetworkKey},
		{"device", "device", c.DeviceKey},
		{"answers", "answers", c.AnswersKey},
	} {
		attempts, err := r.Store.Attempts(ctx, by.index, by.key, c.Submitted.Add(-365*day))
		if err != nil {
			return nil, err
		}
		for _, at := range attempts[max(0, len(attempts)-mostRelated-1):] {
			if at.CaseID == c.ID {
				continue
			}
			if found[at.CaseID] == nil {
				found[at.CaseID] = &Related{State: at.State, Submitted: at.Submitted}
				order = append(order, at)
			}
			if rel := found[at.CaseID]; !slices.Contains(rel.By, by.word) {
				rel.By = append(rel.By, by.word)
			}
		}
	}
	slices.SortFunc(order, func(a, b Attempt) int { return b.Submitted.Compare(a.Submitted) })
	var out []Related
	for _, at := range order[:min(len(order), mostRelated)] {
		other, err := r.Store.Case(ctx, at.CaseID)
		if err != nil {
			return nil, err
		}
		found[at.CaseID].Ref = other.Ref
		out = append(out, *found[at.CaseID])
	}
	return out, nil
}

// timeline is everything that happened to a case, the latest first.
func (r *Recovery) timeline(ctx context.Context, caseID string) ([]Event, error) {
	entries, err := r.Store.AuditOf(ctx, caseID)
	if err != nil {
		return nil, err
	}
	letters, err := r.Store.LettersOf(ctx, caseID)
	if err != nil {
		return nil, err
	}
	var out []Event
	for _, e := range entries {
		out = append(out, Event{At: e.At, Door: e.Door, Actor: e.Actor, Detail: blind(e)})
	}
	for _, l := range letters {
		out = append(out, Event{At: l.Queued, Door: "letter", Actor: "system", Letter: l.Kind, Sent: l.Sent, Failed: l.Failed})
	}
	slices.SortStableFunc(out, func(a, b Event) int { return a.At.Compare(b.At) })
	slices.Reverse(out)
	return out, nil
}

// blind takes what would tell one person's decision to the next out of an entry: its reason and proof.
func blind(e audit.Entry) map[string]string {
	detail := map[string]string{}
	for k, v := range e.Detail {
		if e.Door == "vote" && (k == "reason" || k == "proof") {
			continue
		}
		detail[k] = v
	}
	return detail
}
