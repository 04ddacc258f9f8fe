package main

import (
	"database/sql"

	"github.com/jackc/pgx/v5/stdlib"
)

// raw is the database beside the store, for looking at what lies there and for changing it as an intruder would.
func (w *town) raw() *sql.DB {
	q := w.store.Queue()
	if q.Postgres != nil {
		return stdlib.OpenDBFromPool(q.Postgres)
	}
	return q.SQLite
}

// text reads one column of text.
func (w *town) text(query string, args ...any) []string {
	w.t.Helper()
	found := must(w.raw().QueryContext(w.t.Context(), query, args...))(w.t)
	defer found.Close() //nolint:errcheck // Err says it
	var out []string
	for found.Next() {
		var s string
		check(w.t, found.Scan(&s))
		out = append(out, s)
	}
	check(w.t, found.Err())
	return out
}
