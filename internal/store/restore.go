package store

import (
	"bufio"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"filippo.io/age"

	"okaeri/internal/recovery"
)

// Errors of Restore that an operator can mend.
var (
	ErrNotEmpty  = errors.New("store: the database is not empty; restore into a new one")
	ErrNewer     = errors.New("store: the backup was made by a newer program; use that one")
	ErrTruncated = errors.New("store: the backup ends too early; it is not whole")
)

// Restore reads a backup into an empty database, of either engine, all or nothing. It needs the key file that the backup's
// database had. Errors: ErrNotEmpty, ErrNewer, ErrWrongKeys, ErrTruncated, and those of package age.
func (s *Store) Restore(ctx context.Context, r io.Reader, with ...age.Identity) error {
	plain, err := age.Decrypt(r, with...)
	if err != nil {
		return wrap("restore", err)
	}
	unpacked, err := gzip.NewReader(plain)
	if err != nil {
		return wrap("restore", err)
	}
	d := json.NewDecoder(bufio.NewReaderSize(unpacked, 1<<16))
	if err := s.readHeader(d); err != nil {
		return err
	}
	return wrap("restore", s.within(ctx, func(tx *txn) error {
		if err := s.empty(ctx, tx); err != nil {
			return err
		}
		f := &filling{s: s, ctx: ctx, tx: tx}
		if err := f.read(d); err != nil {
			return err
		}
		return s.db.Renumber(ctx, tx.Tx)
	}))
}

func (s *Store) readHeader(d *json.Decoder) error {
	var h header
	if err := d.Decode(&h); err != nil || h.Format == 0 {
		return errors.New("store: this is not a backup of Okaeri")
	}
	switch {
	case h.Format > backupFormat || h.Schema > s.db.Schema():
		return ErrNewer
	case string(h.Keys) != string(s.vault.Index("meta", "keys")):
		return ErrWrongKeys
	}
	return nil
}

// empty refuses a database that holds anything, and removes what every new database begins with.
func (s *Store) empty(ctx context.Context, tx *txn) error {
	for _, t := range tables {
		var n int64
		if err := s.row(ctx, tx, `SELECT count(*) FROM (SELECT 1 FROM `+t.name+` LIMIT 2) AS found`).Scan(&n); err != nil {
			return err
		}
		if n > 1 || n == 1 && t.name != "audit_heads" {
			return ErrNotEmpty
		}
	}
	_, err := s.exec(ctx, tx, `DELETE FROM audit_heads`)
	return err
}

// filling is one reading of a backup's lines into the database.
type filling struct {
	s       *Store
	ctx     context.Context
	tx      *txn
	table   string
	columns string
	width   int
	args    []any
	jobs    []recovery.Job
}

func (f *filling) read(d *json.Decoder) error {
	for lines := int64(0); ; lines++ {
		var l line
		if err := d.Decode(&l); errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return ErrTruncated
		} else if err != nil {
			return err
		}
		if l.End != nil {
			if l.End.Lines != lines {
				return ErrTruncated
			}
			return errors.Join(f.flush(), f.flushJobs())
		}
		if err := f.line(l); err != nil {
			return err
		}
	}
}

func (f *filling) line(l line) error {
	switch {
	case l.Table != "":
		if err := f.flush(); err != nil {
			return err
		}
		return f.begin(l)
	case l.Job != nil:
		f.jobs = append(f.jobs, recovery.Job{Kind: l.Job.Job, CaseID: l.Job.CaseID, Letter: l.Job.Letter, At: l.Job.At})
		if len(f.jobs) == chunk {
			return f.flushJobs()
		}
		return nil
	}
	return f.row(l.Row)
}

// begin takes up a table. Names go into statements, so each must be one that this program knows; an older backup may have fewer
// columns.
func (f *filling) begin(l line) error {
	for _, t := range tables {
		if t.name != l.Table {
			continue
		}
		known, given := strings.Split(t.columns, ", "), strings.Split(l.Cols, ", ")
		for _, c := range given {
			if !slices.Contains(known, c) {
				return fmt.Errorf("unknown column %q of %s", c, t.name)
			}
		}
		f.table, f.columns, f.width = t.name, l.Cols, len(given)
		return nil
	}
	return fmt.Errorf("unknown table %q", l.Table)
}

func (f *filling) row(row []cell) error {
	if f.table == "" || len(row) != f.width {
		return fmt.Errorf("a row of %q has %d values and not %d", f.table, len(row), f.width)
	}
	for _, c := range row {
		switch {
		case c.N != nil:
			f.args = append(f.args, *c.N)
		case c.T != nil:
			f.args = append(f.args, *c.T)
		case c.B != nil:
			f.args = append(f.args, bytesOf(*c.B))
		default:
			f.args = append(f.args, nil)
		}
	}
	if len(f.args) >= 100*f.width {
		return f.flush()
	}
	return nil
}

func (f *filling) flush() error {
	if len(f.args) == 0 {
		return nil
	}
	_, err := f.s.exec(f.ctx, f.tx, `INSERT INTO `+f.table+` (`+f.columns+`) VALUES `+values(len(f.args)/f.width, f.width), f.args...)
	f.args = f.args[:0]
	if err != nil {
		return fmt.Errorf("%s: %w", f.table, err)
	}
	return nil
}

func (f *filling) flushJobs() error {
	err := f.s.insertJobs(f.ctx, f.tx, f.jobs)
	f.jobs = f.jobs[:0]
	return err
}
