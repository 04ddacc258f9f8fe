package store

import (
	"context"
	"database/sql"
	"iter"
	"math"

	"okaeri/internal/audit"
)

// page is how many rows of the audit log are read at a time.
const page = 1000

// VerifyAudit reads the whole audit log as it is at one moment and names every fault. Trusted are signed checkpoints that were
// kept outside.
func (s *Store) VerifyAudit(ctx context.Context, trusted ...[]byte) (audit.Report, error) {
	tx, err := s.db.Snapshot(ctx)
	if err != nil {
		return audit.Report{}, wrap("audit", err)
	}
	defer tx.Rollback() //nolint:errcheck // it only reads
	l := audit.Log{
		Batches: s.batches(ctx, tx), Records: s.records(ctx, tx), Heads: s.heads(ctx, tx), Trusted: trusted,
	}
	return audit.Verify(l, s.vault.AuditMAC, s.vault.Verifier())
}

// paged turns a query for one page, which begins behind the last value, into a sequence. Two sequences may be read in turns,
// which two open queries on one connection may not.
func paged[T any](read func(last T, first bool) ([]T, error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var last T
		for first := true; ; first = false {
			rows, err := read(last, first)
			for _, v := range rows {
				if !yield(v, nil) {
					return
				}
			}
			if err != nil {
				var none T
				yield(none, err)
				return
			}
			if len(rows) == 0 {
				return
			}
			last = rows[len(rows)-1]
		}
	}
}

func (s *Store) batches(ctx context.Context, tx *sql.Tx) iter.Seq2[audit.Batch, error] {
	return paged(func(last audit.Batch, _ bool) (out []audit.Batch, err error) {
		err = s.each(ctx, tx, func(scan func(...any) error) error {
			var b audit.Batch
			var at int64
			err := scan(&b.Size, &at, &b.First, &b.Hashes, &b.Note)
			b.At = moment(at)
			out = append(out, b)
			return err
		}, `SELECT size, at, first, hashes, note FROM audit_batches WHERE size > ? ORDER BY size LIMIT 50`, last.Size)
		return out, err
	})
}

// records are the placed entries by place, then the waiting ones as they came.
func (s *Store) records(ctx context.Context, tx *sql.Tx) iter.Seq2[audit.Record, error] {
	type row struct {
		id int64
		r  audit.Record
	}
	read := func(query string, args ...any) (out []row, err error) {
		err = s.each(ctx, tx, func(scan func(...any) error) error {
			var v row
			r, err := scanRecord(func(to ...any) error { return scan(append([]any{&v.id}, to...)...) })
			v.r = r
			out = append(out, v)
			return err
		}, `SELECT id, `+recordColumns+` FROM audit_entries WHERE `+query, args...)
		return out, err
	}
	rows := paged(func(last row, first bool) ([]row, error) {
		if first {
			last.r.Seq = math.MinInt64
		}
		if first || last.r.Seq != 0 {
			out, err := read(`seq > ? ORDER BY seq LIMIT ?`, last.r.Seq, page)
			if err != nil || len(out) > 0 {
				return out, err
			}
			last.id = 0
		}
		return read(`seq IS NULL AND id > ? ORDER BY id LIMIT ?`, last.id, page)
	})
	return func(yield func(audit.Record, error) bool) {
		for v, err := range rows {
			if !yield(v.r, err) {
				return
			}
		}
	}
}

// heads are where the chains end: of the cases that are kept, of those that were purged, and the installation's own.
func (s *Store) heads(ctx context.Context, tx *sql.Tx) iter.Seq2[audit.CaseHead, error] {
	return paged(func(last audit.CaseHead, first bool) (out []audit.CaseHead, err error) {
		begin := 0
		if first {
			begin = 1
		}
		err = s.each(ctx, tx, func(scan func(...any) error) error {
			var h audit.CaseHead
			var chain []byte
			err := scan(&h.Case, &h.Head.N, &chain)
			copy(h.Head.Hash[:], chain)
			out = append(out, h)
			return err
		}, `SELECT case_id, entries, chain FROM (
				SELECT id AS case_id, entries, chain FROM cases UNION ALL SELECT case_id, entries, chain FROM audit_heads) AS heads
			WHERE (case_id > ? OR ? = 1) AND entries > 0 ORDER BY case_id LIMIT ?`, last.Case, begin, page)
		return out, err
	})
}
