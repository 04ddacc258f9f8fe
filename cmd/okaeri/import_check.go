package main

import (
	"errors"
	"fmt"

	"okaeri/internal/evidence"
	"okaeri/internal/intake"
	"okaeri/internal/recovery"
)

// unusable says what of a record could never serve at this house, with the kinds of its questionnaire.
func (t *taking) unusable(a *evidence.Account) error {
	return evidence.Unusable(a, t.h.recovery.Questionnaire.Kinds, t.h.now())
}

// meet warns of identifiers that another account had first, in the database or further up in the file: whoever types one of them is led
// there, so that this owner can't apply by it. The account is taken in all the same, since its other names serve; a strict import stops.
// Neither account nor name is told: the line is enough to find them.
func (t *taking) meet(line int, a evidence.Account) error {
	if t.named == nil {
		t.named = map[string]string{}
	}
	for i, identifier := range a.Identifiers {
		name := intake.Identifier(identifier)
		if name == "" {
			continue
		}
		holder, err := t.holder(name)
		switch {
		case err != nil:
			return err
		case holder == "" || holder == a.ID:
			t.named[name] = a.ID
			continue
		}
		said := fmt.Sprintf("line %d: field \"identifiers\": identifier %d leads to another account, which had it first", line, i+1)
		if t.strict {
			return errors.New(said)
		}
		t.shared++
		fmt.Fprintln(t.say, said)
	}
	return nil
}

// holder is the account that a name leads to once the batch is saved; empty where there is none. A record in the batch may give up a name
// that its account still has in the database.
func (t *taking) holder(name string) (string, error) {
	if id, ok := t.named[name]; ok {
		return id, nil
	}
	id, err := t.h.dossiers.Find(t.ctx, name)
	if errors.Is(err, recovery.ErrNotFound) {
		return "", nil
	}
	for i := range t.batch {
		if t.batch[i].ID == id {
			return "", err
		}
	}
	return id, err
}
