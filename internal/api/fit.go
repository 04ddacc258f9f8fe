package api

import (
	"context"
	"errors"

	"okaeri/internal/evidence"
	"okaeri/internal/intake"
	"okaeri/internal/recovery"
)

// fit refuses a record of which something could never serve here, and one with a name that leads to another account: whoever types the
// name would be led there. The other account is not told.
func (a *API) fit(ctx context.Context, v *visit, record *evidence.Account) error {
	if err := evidence.Unusable(record, a.Questionnaire.Kinds, a.Now()); err != nil {
		return a.faulty(v, "fields", a.located(v, err))
	}
	var taken []Fault
	for i, identifier := range record.Identifiers {
		if intake.Identifier(identifier) == "" {
			continue
		}
		id, err := a.Accounts.Find(ctx, identifier)
		switch {
		case errors.Is(err, recovery.ErrNotFound), err == nil && id == record.ID:
		case err != nil:
			return err
		case len(taken) < mostFaults:
			taken = append(taken, a.fault(v, "/identifiers/"+itoa(i), "identifier.taken"))
		}
	}
	if len(taken) > 0 {
		return a.faulty(v, "identifier_taken", taken...)
	}
	return nil
}
