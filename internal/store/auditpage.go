package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"okaeri/internal/audit"
	"okaeri/internal/recovery"
)

// lineColumns is what scanLine reads, of audit_entries e and its case c.
const lineColumns = `e.id, coalesce(c.ref, ''), coalesce(c.state, ''), coalesce(e.seq, 0), e.case_id, e.n, e.at, e.door, e.actor, e.profile, e.detail, e.chain, e.mac`

// auditLine is a record with what stands around it.
type auditLine struct {
	audit.Record
	row  int64
	ref  string
	open bool
}

func (l auditLine) told() recovery.RecordLine {
	return recovery.RecordLine{Entry: l.Entry, Row: l.row, Ref: l.ref, Open: l.open}
}

func scanLine(scan func(...any) error) (auditLine, error) {
	var l auditLine
	var state string
	var err error
	l.Record, err = scanRecord(func(to ...any) error { return scan(append([]any{&l.row, &l.ref, &state}, to...)...) })
	l.open = state == string(recovery.Reviewing)
	return l, err
}

// narrowed is a condition for what a query asks for. The pattern for the staff lets their own index be used.
func narrowed(q recovery.RecordQuery) (where string, args []any) {
	where = `1 = 1`
	add := func(condition string, values ...any) { where, args = where+` AND `+condition, append(args, values...) }
	if q.CaseID != "" {
		add(`e.case_id = ?`, q.CaseID)
	}
	if q.Actor != "" {
		add(`e.actor = ?`, q.Actor)
		if strings.HasPrefix(q.Actor, "staff:") {
			add(`e.actor LIKE 'staff:%'`)
		}
	}
	if q.Door != "" {
		add(`e.door = ?`, q.Door)
	}
	if !q.From.IsZero() {
		add(`e.at >= ?`, stamp(q.From))
	}
	if !q.To.IsZero() {
		add(`e.at < ?`, stamp(q.To))
	}
	return where, args
}

// AuditPage lists entries, the newest first; see recovery.Log.
func (s *Store) AuditPage(ctx context.Context, q recovery.RecordQuery) ([]recovery.RecordLine, error) {
	where, args := narrowed(q)
	if !q.After.At.IsZero() {
		at := stamp(q.After.At)
		where += ` AND e.at <= ? AND (e.at < ? OR e.id < ?)`
		args = append(args, at, at, q.After.Row)
	}
	var out []recovery.RecordLine
	err := s.each(ctx, s.db.Reader(), func(scan func(...any) error) error {
		l, err := scanLine(scan)
		out = append(out, l.told())
		return err
	}, `SELECT `+lineColumns+` FROM audit_entries e LEFT JOIN cases c ON c.id = e.case_id WHERE `+where+` ORDER BY e.at DESC, e.id DESC LIMIT ?`, append(args, q.N)...)
	return out, wrap("audit", err)
}

// AuditState tells how far the record is signed.
func (s *Store) AuditState(ctx context.Context) (recovery.RecordState, error) {
	var st recovery.RecordState
	var at int64
	var signed []byte
	err := s.row(ctx, s.db.Reader(), `SELECT size, at, note FROM audit_batches ORDER BY size DESC LIMIT 1`).Scan(&st.Size, &at, &signed)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return st, wrap("audit", err)
	}
	st.At, st.Note = moment(at), string(signed)
	if _, root, err := audit.ReadCheckpoint(signed, s.vault.Verifier()); err == nil {
		st.Root = root.String()
	}
	err = s.row(ctx, s.db.Reader(), `SELECT count(*) FROM audit_entries WHERE seq IS NULL`).Scan(&st.Pending)
	return st, wrap("audit", err)
}

// signWithin is how long an export waits until what was there when it began is signed, where another server is signing.
const signWithin = 5 * time.Second

// ExportAudit signs what waits and writes what is asked for under that signature; see recovery.Log.
func (s *Store) ExportAudit(ctx context.Context, q recovery.RecordQuery, head audit.Export, withheld func(recovery.RecordLine) bool, w io.Writer) (int64, error) {
	if err := s.signAll(ctx); err != nil {
		return 0, err
	}
	tx, err := s.db.Snapshot(ctx)
	if err != nil {
		return 0, wrap("audit", err)
	}
	defer tx.Rollback() //nolint:errcheck // it only reads
	var signed []byte
	if err := s.row(ctx, tx, `SELECT size, note FROM audit_batches ORDER BY size DESC LIMIT 1`).Scan(&head.Size, &signed); err != nil {
		return 0, wrap("audit", err)
	}
	head.Checkpoint = string(signed)
	e, err := audit.NewExporter(w, head, remembered(s.hashes(ctx, tx)), s.vault.Signer())
	if err != nil {
		return 0, err
	}
	for l, err := range s.lines(ctx, tx, q, head.Size) {
		if err != nil {
			return e.Lines(), wrap("audit", err)
		}
		if err := e.Add(l.Record, withheld(l.told())); err != nil {
			return e.Lines(), err
		}
	}
	return e.Lines(), e.Close()
}

// signAll gives every entry that stands now its place.
func (s *Store) signAll(ctx context.Context) error {
	var last int64
	if err := s.row(ctx, s.db.Reader(), `SELECT coalesce(max(id), 0) FROM audit_entries WHERE seq IS NULL`).Scan(&last); err != nil {
		return wrap("audit", err)
	}
	ctx, cancel := context.WithTimeout(ctx, signWithin)
	defer cancel()
	for try := 0; ; try++ {
		if _, err := s.Sequence(ctx); err != nil {
			return err
		}
		var waits bool
		err := s.row(ctx, s.db.Reader(), `SELECT EXISTS (SELECT 1 FROM audit_entries WHERE seq IS NULL AND id <= ?)`, last).Scan(&waits)
		if err != nil || !waits {
			return wrap("audit", err)
		}
		if err := pause(ctx, try); err != nil {
			return fmt.Errorf("store: audit: what waits could not be signed: %w", err)
		}
	}
}

// lines are the placed entries that a query asks for, by place, up to a size.
func (s *Store) lines(ctx context.Context, tx *sql.Tx, q recovery.RecordQuery, size int64) func(yield func(auditLine, error) bool) {
	where, args := narrowed(q)
	return paged(func(last auditLine, first bool) (out []auditLine, err error) {
		after := last.Seq
		if first {
			after = math.MinInt64
		}
		err = s.each(ctx, tx, func(scan func(...any) error) error {
			l, err := scanLine(scan)
			out = append(out, l)
			return err
		}, `SELECT `+lineColumns+` FROM audit_entries e LEFT JOIN cases c ON c.id = e.case_id WHERE `+where+
			` AND e.seq > ? AND e.seq <= ? ORDER BY e.seq LIMIT ?`, append(append([]any{}, args...), after, size, page)...)
		return out, err
	})
}

// remembered keeps hashes that were read once: proofs of neighbours share all but a few.
func remembered(r tlog.HashReader) tlog.HashReader {
	const most = 1 << 16
	known := map[int64]tlog.Hash{}
	return tlog.HashReaderFunc(func(at []int64) ([]tlog.Hash, error) {
		out := make([]tlog.Hash, len(at))
		for i, n := range at {
			h, ok := known[n]
			if !ok {
				got, err := r.ReadHashes([]int64{n})
				if err != nil {
					return nil, err
				}
				if h = got[0]; len(known) < most {
					known[n] = h
				}
			}
			out[i] = h
		}
		return out, nil
	})
}
