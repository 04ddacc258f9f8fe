package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"golang.org/x/mod/sumdb/tlog"

	"okaeri/internal/audit"
	"okaeri/internal/store/batch"
)

// sequencer is the advisory lock of whoever places audit entries; portion is how many it places at once.
const (
	sequencer = 0x6f6b616572690002
	portion   = 2000
)

func insertRecords(records []audit.Record) (batch.Statement, error) {
	args := make([]any, 0, 9*len(records))
	for _, r := range records {
		detail, err := json.Marshal(r.Detail)
		if err != nil {
			return batch.Statement{}, err
		}
		args = append(args, r.Case, r.N, stamp(r.At), r.Door, r.Actor, r.Profile, string(detail), r.Chain[:], r.MAC)
	}
	return batch.Statement{Query: `INSERT INTO audit_entries (case_id, n, at, door, actor, profile, detail, chain, mac) VALUES ` +
		values(len(records), 9), Args: args}, nil
}

// Record writes audit entries that concern no case: an import, a forgotten account, a change of policy.
func (s *Store) Record(ctx context.Context, entries ...audit.Entry) error {
	return wrap("audit", s.within(ctx, func(tx *txn) error { return s.recordIn(ctx, tx, entries...) }))
}

// recordIn writes them in a transaction of somebody who writes more.
func (s *Store) recordIn(ctx context.Context, tx *txn, entries ...audit.Entry) error {
	if len(entries) == 0 {
		return nil
	}
	// The update comes first because it waits for whoever writes such an entry at the same time.
	if _, err := s.exec(ctx, tx, `UPDATE audit_heads SET entries = entries + ? WHERE case_id = ''`, len(entries)); err != nil {
		return err
	}
	var head audit.Head
	var chain []byte
	if err := s.row(ctx, tx, `SELECT entries, chain FROM audit_heads WHERE case_id = ''`).Scan(&head.N, &chain); err != nil {
		return err
	}
	head.N -= int64(len(entries))
	copy(head.Hash[:], chain)
	records := make([]audit.Record, len(entries))
	for i, e := range entries {
		if e.Case != "" {
			return errors.New("an entry of a case is written by a step of the case")
		}
		records[i], head = head.Append(storable(e), s.vault.AuditMAC)
	}
	if _, err := s.exec(ctx, tx, `UPDATE audit_heads SET chain = ? WHERE case_id = ''`, head.Hash[:]); err != nil {
		return err
	}
	statement, err := insertRecords(records)
	if err != nil {
		return err
	}
	return s.run(ctx, tx, statement)
}

// recordColumns is what scanRecord reads.
const recordColumns = `coalesce(seq, 0), case_id, n, at, door, actor, profile, detail, chain, mac`

func scanRecord(scan func(...any) error) (audit.Record, error) {
	var r audit.Record
	var at int64
	var detail string
	var chain []byte
	if err := scan(&r.Seq, &r.Case, &r.N, &at, &r.Door, &r.Actor, &r.Profile, &detail, &chain, &r.MAC); err != nil {
		return r, err
	}
	r.At = moment(at)
	copy(r.Chain[:], chain)
	if json.Unmarshal([]byte(detail), &r.Detail) != nil {
		// A detail that is no JSON any more was edited: it is handed on as it is, and its MAC fails.
		r.Detail = map[string]string{"damaged": detail}
	}
	return r, nil
}

// Sequence gives waiting audit entries their place in the tree and signs the new tree. It returns how many it placed: 0 when
// nothing waits or another server is doing it. Call it about once a second.
func (s *Store) Sequence(ctx context.Context) (int, error) {
	var waiting bool
	err := s.row(ctx, s.db.Reader(), `SELECT EXISTS (SELECT 1 FROM audit_entries WHERE seq IS NULL)`).Scan(&waiting)
	if err != nil || !waiting {
		return 0, wrap("audit", err)
	}
	placed := 0
	err = s.within(ctx, func(tx *txn) error {
		alone, err := s.db.Alone(ctx, tx.Tx, sequencer)
		if err != nil || !alone {
			return err
		}
		placed, err = s.sequence(ctx, tx)
		return err
	})
	return placed, wrap("audit", err)
}

func (s *Store) sequence(ctx context.Context, tx *txn) (int, error) {
	var size int64
	err := s.row(ctx, tx, `SELECT coalesce(max(size), 0) FROM audit_batches`).Scan(&size)
	if err != nil {
		return 0, err
	}
	var records []audit.Record
	err = s.each(ctx, tx, func(scan func(...any) error) error {
		r, err := scanRecord(scan)
		records = append(records, r)
		return err
	}, `UPDATE audit_entries SET seq = ? + ranked.place FROM (
			SELECT id AS rid, row_number() OVER (ORDER BY id) AS place FROM (
				SELECT id FROM audit_entries WHERE seq IS NULL ORDER BY id LIMIT ?) AS waiting) AS ranked
		WHERE audit_entries.id = ranked.rid RETURNING `+recordColumns, size, portion)
	if err != nil || len(records) == 0 {
		return 0, err
	}
	slices.SortFunc(records, func(a, b audit.Record) int { return int(a.Seq - b.Seq) })
	b, err := audit.Extend(size, s.hashes(ctx, tx), records, s.now(), s.vault.Signer())
	if err != nil {
		return 0, err
	}
	_, err = s.exec(ctx, tx, `INSERT INTO audit_batches (size, at, first, hashes, note) VALUES (?, ?, ?, ?, ?)`,
		b.Size, stamp(b.At), b.First, b.Hashes, b.Note)
	return len(records), err
}

// hashes reads stored hashes of the tree, each out of the batch that completed it.
func (s *Store) hashes(ctx context.Context, q querier) tlog.HashReader {
	return tlog.HashReaderFunc(func(at []int64) ([]tlog.Hash, error) {
		out := make([]tlog.Hash, 0, len(at))
		for _, i := range at {
			var h []byte
			err := s.row(ctx, q, `SELECT substr(hashes, CAST((? - first) * 32 + 1 AS INTEGER), 32) FROM audit_batches
				WHERE first <= ? ORDER BY first DESC LIMIT 1`, i, i).Scan(&h)
			if err != nil {
				return nil, err
			}
			if len(h) != tlog.HashSize {
				return nil, fmt.Errorf("store: hash %d of the audit tree is lost", i)
			}
			out = append(out, tlog.Hash(h))
		}
		return out, nil
	})
}

// Checkpoint is the newest signed checkpoint, to be kept outside; nil before the first.
func (s *Store) Checkpoint(ctx context.Context) ([]byte, error) {
	var n []byte
	err := s.row(ctx, s.db.Reader(), `SELECT note FROM audit_batches ORDER BY size DESC LIMIT 1`).Scan(&n)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return n, wrap("audit", err)
}

// AuditOf lists the entries of a case in their order, also of one that was purged.
func (s *Store) AuditOf(ctx context.Context, caseID string) ([]audit.Entry, error) {
	var out []audit.Entry
	err := s.each(ctx, s.db.Reader(), func(scan func(...any) error) error {
		r, err := scanRecord(scan)
		out = append(out, r.Entry)
		return err
	}, `SELECT `+recordColumns+` FROM audit_entries WHERE case_id = ? ORDER BY n`, caseID)
	return out, wrap("audit", err)
}
