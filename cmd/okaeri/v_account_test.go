package main

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"okaeri/internal/recovery"
)

// V19 and C10: whoever names an account, however often, changes nothing of it: not what is held, not its password, not its lock.
func TestV19NoApplicationByItselfChangesTheAccount(t *testing.T) {
	t.Parallel()
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			k := kinOf(11)
			w := newTown(t, plan{engine: engine, people: folk(k.record("a-1")), still: true, with: unlimited, config: func(c *Config) { c.Quantum = "15m" }})
			before := w.held()
			for i := range 4 {
				f := w.flow(newEar(), k.mail, i)
				for _, door := range doorsOfStrangers {
					door.try(f)
				}
				f.do("/finish/new", url.Values{"new_password": {newPassword}, "new_password_again": {newPassword}})
				if c := must(w.store.Case(t.Context(), f.id))(t); c.AccountID != "a-1" || c.State != recovery.Withdrawn && c.State != recovery.Declined {
					t.Errorf("an application for %q is %s", c.AccountID, c.State)
				}
			}
			must(w.recovery.Sweep(t.Context()))(t)
			if after := w.held(); after != before {
				t.Error("applications changed what is held of accounts")
			}
		})
	}
}

// held is every row about accounts, byte for byte.
func (w *town) held() string {
	w.t.Helper()
	var all strings.Builder
	for _, table := range []string{"accounts", "account_keys", "identifiers", "fact_blocks", "frequencies", "directory_accounts", "directory_changes"} {
		rows := must(w.raw().QueryContext(w.t.Context(), "SELECT * FROM "+table+" ORDER BY 1, 2"))(w.t)
		columns := must(rows.Columns())(w.t)
		for rows.Next() {
			row := make([]any, len(columns))
			for i := range row {
				row[i] = new(any)
			}
			check(w.t, rows.Scan(row...))
			for _, value := range row {
				fmt.Fprintf(&all, "%v ", *value.(*any))
			}
			all.WriteByte('\n')
		}
		check(w.t, rows.Err())
		check(w.t, rows.Close())
	}
	if all.Len() < 10_000 {
		w.t.Errorf("only %d bytes are held", all.Len())
	}
	return all.String()
}
