package storetest

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"

	_ "github.com/jackc/pgx/v5/stdlib" // Raw opens the database a second time, past the store
	_ "modernc.org/sqlite"
)

// Raw opens the database past the store, as somebody who has stolen or tampers with it.
func (b *Bench) Raw() *sql.DB {
	b.T.Helper()
	driver, name := "pgx", b.URL
	if path, ok := strings.CutPrefix(b.URL, "sqlite:"); ok {
		driver, name = "sqlite", "file:"+path+"?_pragma=busy_timeout(10000)"
	}
	db, err := sql.Open(driver, name)
	must(b.T, err)
	b.T.Cleanup(func() { db.Close() }) //nolint:errcheck // a test's own look
	return db
}

// Dump is every row of every table as text, sorted; for SQLite also what it is not asked here: see Bytes.
func (b *Bench) Dump() []string {
	b.T.Helper()
	db := b.Raw()
	query := `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name`
	if strings.HasPrefix(b.URL, "postgres") {
		query = `SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1`
	}
	var out []string
	for _, table := range b.column(db, query) {
		rows, err := db.QueryContext(context.Background(), `SELECT * FROM `+table)
		must(b.T, err)
		names := got[[]string](b.T)(rows.Columns())
		for rows.Next() {
			cells := make([]any, len(names))
			into := make([]any, len(names))
			for i := range cells {
				into[i] = &cells[i]
			}
			must(b.T, rows.Scan(into...))
			for i, c := range cells {
				if raw, ok := c.([]byte); ok {
					cells[i] = string(raw)
				}
			}
			out = append(out, fmt.Sprintf("%s %v", table, cells))
		}
		must(b.T, rows.Err())
		must(b.T, rows.Close())
	}
	slices.Sort(out)
	return out
}

// Column is the first column of a query's rows, as text.
func (b *Bench) Column(query string) []string {
	b.T.Helper()
	return b.column(b.Raw(), query)
}

// Exec runs a statement past the store.
func (b *Bench) Exec(statement string) {
	b.T.Helper()
	_, err := b.Raw().ExecContext(context.Background(), statement)
	must(b.T, err)
}

func (b *Bench) column(db *sql.DB, query string) []string {
	rows, err := db.QueryContext(context.Background(), query)
	must(b.T, err)
	defer rows.Close() //nolint:errcheck // rows.Err tells
	var out []string
	for rows.Next() {
		var s string
		must(b.T, rows.Scan(&s))
		out = append(out, s)
	}
	must(b.T, rows.Err())
	return out
}

// Bytes is everything that a thief gets: the dump, and on SQLite the file and the log beside it.
func (b *Bench) Bytes() string {
	b.T.Helper()
	all := strings.Join(b.Dump(), "\n")
	if path, ok := strings.CutPrefix(b.URL, "sqlite:"); ok {
		for _, suffix := range []string{"", "-wal"} {
			data, err := os.ReadFile(path + suffix)
			if err != nil && !os.IsNotExist(err) {
				b.T.Fatal(err)
			}
			all += string(data)
		}
	}
	return all
}

// queued are the jobs in the queue, as their arguments.
func (b *Bench) queued() []string {
	var out []string
	for _, args := range b.Column(`SELECT CAST(args AS text) FROM river_job ORDER BY id`) {
		var job struct {
			Job, Case, Letter string
			More              []string
		}
		must(b.T, json.Unmarshal([]byte(args), &job))
		for _, letter := range append([]string{job.Letter}, job.More...) {
			out = append(out, job.Job+" "+job.Case+" "+letter)
		}
	}
	return out
}
