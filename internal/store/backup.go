package store

import (
	"bufio"
	"compress/gzip"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"filippo.io/age"
)

// tables are what a backup holds, in the order in which it is written, with their columns. Jobs are written apart, since the two
// engines keep them in different shapes.
var tables = []struct{ name, columns string }{
	{"cases", "id, version, entries, chain, wrapped, sealed, sealed_id, " + columns},
	{"proofs", "id, case_id, account, purpose, destination, mac, late, created, expires, tries, proven, dead"},
	{"desk", "case_id, " + deskColumns},
	{"votes", "case_id, round, person, at, grants, reason, proof, profile, machine"},
	{"letters", "id, case_id, kind, lang, sealed, queued, sent, failed"},
	{"audit_entries", "id, seq, case_id, n, at, door, actor, profile, detail, chain, mac"},
	{"audit_batches", "size, at, first, hashes, note"},
	{"audit_heads", "case_id, entries, chain"},
	{"accounts", "ref, version, added, sealed_id, head, counted"},
	{"account_keys", "ref, wrapped"},
	{"identifiers", "name, ref, added"},
	{"fact_blocks", "ref, n, sealed"},
	{"frequencies", "key, n"},
	{"directory_accounts", "ref, sealed"},
	{"directory_changes", "key, ref, at, sealed"},
	{"sessions", "token, sealed, expires"},
	{"limits", "key, value, expires, ends"},
	{"spent", "id, expires"},
	{"staff", "id, login, subject, version, sealed"},
	{"staff_links", "mac, created, expires, used, sealed"},
	{"staff_sessions", "token, person, expires, sealed"},
	{"staff_letters", "id, queued, sealed"},
	{"rule_proposals", "id, kind, loosens, state, at, version, sealed"},
	{"rule_confirmations", "proposal, person, at"},
	{"rule_versions", "kind, number, proposal, loosens, first, second, at, sealed"},
	{"rule_trials", "proposal, state, touched, sealed"},
	{"purges", "at, cases"},
	{"attestations", "what, at, sealed"},
	{"api_tokens", "id, mac, sealed, created, expires, revoked, used"},
	{"api_answers", "key, body, begun, sealed, expires"},
	{"figures", "day, name, label, n"},
	{"figure_posts", "day, domain, owners, sealed, sent, deferred, refused, people"},
}

// backupFormat is the version of the backup's shape.
const backupFormat = 1

// header is the first line of a backup.
type header struct {
	Format int       `json:"okaeri_backup"`
	Schema int64     `json:"schema"`
	Engine string    `json:"engine"`
	At     time.Time `json:"at"`
	Keys   []byte    `json:"keys"` // a hash by which the key file is recognised
}

// line is every later line of a backup: the beginning of a table, a row of it, a job, or the end.
type line struct {
	Table string    `json:"table,omitempty"`
	Cols  string    `json:"columns,omitempty"` // with Table
	Row   []cell    `json:"row,omitempty"`
	Job   *queued   `json:"job,omitempty"`
	End   *endCount `json:"end,omitempty"`
}

type queued struct {
	wake
	At time.Time `json:"at,omitzero"`
}

type endCount struct {
	Lines int64 `json:"lines"`
}

// cell is one value: nothing, a number, a text or bytes.
type cell struct {
	N *int64  `json:"n,omitempty"`
	T *string `json:"t,omitempty"`
	B *[]byte `json:"b,omitempty"`
}

// Backup writes everything in the database, as it is at one moment, to w, encrypted for the recipients (package age), while
// others go on working. Key files are not in it: without them it holds ciphertext only, so keep them apart.
func (s *Store) Backup(ctx context.Context, w io.Writer, to ...age.Recipient) error {
	if len(to) == 0 {
		return errors.New("store: a backup needs a recipient; it is never written in clear")
	}
	sealed, err := age.Encrypt(w, to...)
	if err != nil {
		return wrap("backup", err)
	}
	packed, err := gzip.NewWriterLevel(sealed, gzip.BestSpeed)
	if err != nil {
		return err
	}
	buffered := bufio.NewWriterSize(packed, 1<<16)
	if err := s.dump(ctx, json.NewEncoder(buffered)); err != nil {
		return wrap("backup", err)
	}
	if err := errors.Join(buffered.Flush(), packed.Close(), sealed.Close()); err != nil {
		return wrap("backup", err)
	}
	return wrap("backup", s.noteBackup(ctx))
}

func (s *Store) dump(ctx context.Context, e *json.Encoder) error {
	tx, err := s.db.Snapshot(ctx)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // it only reads
	err = e.Encode(header{backupFormat, s.db.Schema(), s.db.Name(), s.now().UTC(), s.vault.Index("meta", "keys")})
	if err != nil {
		return err
	}
	var lines int64
	put := func(l line) error {
		lines++
		return e.Encode(l)
	}
	for _, t := range tables {
		if err := put(line{Table: t.name, Cols: t.columns}); err != nil {
			return err
		}
		if err := s.dumpTable(ctx, tx, t.name, t.columns, put); err != nil {
			return fmt.Errorf("%s: %w", t.name, err)
		}
	}
	if err := s.dumpJobs(ctx, tx, put); err != nil {
		return fmt.Errorf("jobs: %w", err)
	}
	return e.Encode(line{End: &endCount{lines}})
}

func (s *Store) dumpTable(ctx context.Context, tx *sql.Tx, table, columns string, put func(line) error) error {
	n := strings.Count(columns, ",") + 1
	cells, into := make([]any, n), make([]any, n)
	for i := range cells {
		into[i] = &cells[i]
	}
	return s.each(ctx, tx, func(scan func(...any) error) error {
		if err := scan(into...); err != nil {
			return err
		}
		row := make([]cell, n)
		for i, v := range cells {
			switch v := v.(type) {
			case nil:
			case int64:
				row[i].N = &v
			case string:
				row[i].T = &v
			case []byte:
				row[i].B = &v
			default:
				return fmt.Errorf("a value of type %T", v)
			}
		}
		return put(line{Row: row})
	}, `SELECT `+columns+` FROM `+table)
}

// dumpJobs writes the jobs that are still to be done. One that is being done is done again after a restore; doing it twice is
// doing it once.
func (s *Store) dumpJobs(ctx context.Context, tx *sql.Tx, put func(line) error) error {
	return s.each(ctx, tx, func(scan func(...any) error) error {
		var args, state string
		var at any
		if err := scan(&args, &state, &at); err != nil {
			return err
		}
		var q queued
		if err := json.Unmarshal([]byte(args), &q.wake); err != nil {
			return err
		}
		if state != "scheduled" && state != "retryable" {
			return put(line{Job: &q}) // to be done at once
		}
		switch at := at.(type) {
		case time.Time:
			q.At = at.UTC()
		case string:
			t, err := time.Parse("2006-01-02 15:04:05.999999999", at)
			if err != nil {
				return err
			}
			q.At = t
		}
		return put(line{Job: &q})
	}, `SELECT CAST(args AS text), CAST(state AS text), scheduled_at FROM river_job WHERE kind = 'okaeri_wake'
		AND state IN ('available', 'pending', 'retryable', 'running', 'scheduled') ORDER BY id`)
}
