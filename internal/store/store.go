package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"golang.org/x/mod/sumdb/note"

	"okaeri/internal/recovery"
	"okaeri/internal/store/batch"
	"okaeri/internal/store/postgres"
	"okaeri/internal/store/sqlite"
)

// Vault is what the store asks of the keys. Package keyring has it.
type Vault interface {
	NewKey(owner string) (wrapped []byte, err error)
	Seal(wrapped []byte, owner, label string, plain []byte) ([]byte, error)
	Open(wrapped []byte, owner, label string, sealed []byte) ([]byte, error)
	Drop(wrapped []byte, owner string)
	Index(kind, value string) []byte
	AuditMAC(data []byte) []byte
	Signer() note.Signer
	Verifier() note.Verifier
}

// engine is what the two databases do differently.
type engine interface {
	Name() string
	Writer() *sql.DB
	Reader() *sql.DB
	Bind(query string) string
	ProofLines() string
	Transact(ctx context.Context, list []batch.Statement, jobs []river.InsertManyParams) error
	InsertJobs(ctx context.Context, conn *sql.Conn, tx *sql.Tx, jobs []river.InsertManyParams) error
	Duplicate(err error) bool
	Busy(err error) bool
	Alone(ctx context.Context, tx *sql.Tx, key int64) (bool, error)
	Snapshot(ctx context.Context) (*sql.Tx, error)
	Scrub(ctx context.Context, table string) error
	Renumber(ctx context.Context, tx *sql.Tx) error
	Schema() int64
	Close() error
}

// Options are what a store needs beside its database.
type Options struct {
	Vault Vault
	Now   func() time.Time // time.Now where nil
}

// Store keeps everything in one database. It is safe for use by many goroutines, and several stores may share a database.
type Store struct {
	db      engine
	vault   Vault
	now     func() time.Time
	cases   locks
	copies  copies
	seats   recent[seat]
	letters recent[recovery.Letter]
	refused refusals
}

// ErrWrongKeys says that the key file does not belong to the database.
var ErrWrongKeys = errors.New("store: this key file does not belong to this database; the data in it cannot be read with another")

// Open opens the database at a URL (sqlite:path or postgres://…), makes or updates its tables, and checks that the keys belong to
// it. Errors: ErrWrongKeys, or what the engine says; no error holds a password.
func Open(ctx context.Context, url string, o Options) (*Store, error) {
	db, err := open(ctx, url)
	if err != nil {
		return nil, err
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	s := &Store{db: db, vault: o.Vault, now: o.Now}
	s.copies.most, s.seats.most, s.letters.most = keptCopies, keptSeats, keptLetters
	if err := s.checkKeys(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	if err := s.fillDesk(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return s, nil
}

func open(ctx context.Context, url string) (engine, error) {
	scheme, rest, _ := strings.Cut(url, ":")
	switch scheme {
	case "sqlite":
		return sqlite.Open(ctx, strings.TrimPrefix(rest, "//"))
	case "postgres", "postgresql":
		return postgres.Open(ctx, url)
	}
	return nil, errors.New("store: the database URL must be sqlite:PATH or postgres://HOST/NAME")
}

// checkKeys compares a hash made by these keys with the one that the first start left.
func (s *Store) checkKeys(ctx context.Context) error {
	const name = "keys"
	mine := s.vault.Index("meta", name)
	_, err := s.exec(ctx, s.db.Writer(), `INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO NOTHING`, name, mine)
	if err != nil {
		return fmt.Errorf("store: %w", err)
	}
	var held []byte
	if err := s.row(ctx, s.db.Writer(), `SELECT value FROM meta WHERE name = ?`, name).Scan(&held); err != nil {
		return fmt.Errorf("store: %w", err)
	}
	if string(held) != string(mine) {
		return ErrWrongKeys
	}
	return nil
}

// Close closes the database.
func (s *Store) Close() error { return s.db.Close() }

// Engine is "sqlite" or "postgres".
func (s *Store) Engine() string { return s.db.Name() }

// Queue is what the workers of the job queue need of the database: exactly one of the two.
type Queue struct {
	SQLite   *sql.DB // the connection that writes
	File     string  // the SQLite file
	Postgres *pgxpool.Pool
}

// Queue gives the workers of the job queue their way to the database.
func (s *Store) Queue() Queue {
	switch db := s.db.(type) {
	case *sqlite.DB:
		return Queue{SQLite: db.Writer(), File: db.Path()}
	case *postgres.DB:
		return Queue{Postgres: db.Pool()}
	}
	return Queue{}
}

// querier is a database, a transaction or a connection.
type querier interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// direct is an engine whose statements outside of transactions need not go through database/sql, which costs as much time in the
// server as the rest of a short query.
type direct interface {
	Exec(ctx context.Context, query string, args []any) (int64, error)
	Together(ctx context.Context, query string, args []any, to ...any) (int64, error)
	Row(ctx context.Context, query string, args []any) interface{ Scan(to ...any) error }
	Each(ctx context.Context, query string, args []any, f func(scan func(...any) error) error) error
}

// direct tells whether a statement for q may go there.
func (s *Store) direct(q querier) (direct, bool) {
	if _, free := q.(*sql.DB); !free {
		return nil, false
	}
	d, ok := s.db.(direct)
	return d, ok
}

// exec runs a statement and returns how many rows it changed.
func (s *Store) exec(ctx context.Context, q querier, query string, args ...any) (int64, error) {
	if d, ok := s.direct(q); ok {
		return d.Exec(ctx, query, args)
	}
	r, err := q.ExecContext(ctx, s.db.Bind(query), args...)
	if err != nil {
		return 0, err
	}
	return r.RowsAffected()
}

// together is exec, or row where there is something to read, for a statement that finds its one row by the key and stands for itself: an
// engine beyond a wire sends what many ask at the same moment in one journey.
func (s *Store) together(ctx context.Context, query string, args []any, to ...any) (int64, error) {
	if d, ok := s.db.(direct); ok {
		return d.Together(ctx, query, args, to...)
	}
	if len(to) > 0 {
		return 0, s.row(ctx, s.db.Reader(), query, args...).Scan(to...)
	}
	return s.exec(ctx, s.db.Writer(), query, args...)
}

// row is the one row of a query; its Scan returns sql.ErrNoRows where there is none.
func (s *Store) row(ctx context.Context, q querier, query string, args ...any) interface{ Scan(to ...any) error } {
	if d, ok := s.direct(q); ok {
		return d.Row(ctx, query, args)
	}
	return q.QueryRowContext(ctx, s.db.Bind(query), args...)
}

// each runs a query and hands each row's Scan to f.
func (s *Store) each(ctx context.Context, q querier, f func(scan func(...any) error) error, query string, args ...any) error {
	if d, ok := s.direct(q); ok {
		return d.Each(ctx, query, args, f)
	}
	rows, err := q.QueryContext(ctx, s.db.Bind(query), args...)
	if err != nil {
		return err
	}
	defer rows.Close() //nolint:errcheck // rows.Err tells
	for rows.Next() {
		if err := f(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

// txn is a transaction and the connection that it is on.
type txn struct {
	*sql.Tx
	conn *sql.Conn
}

// within runs f in a transaction of the writer.
func (s *Store) within(ctx context.Context, f func(tx *txn) error) (err error) {
	conn, err := s.db.Writer().Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, undo(tx)) }() // also when f panics; after the commit it does nothing
	if err := f(&txn{tx, conn}); err != nil {
		return err
	}
	return tx.Commit()
}

// undo rolls back; a transaction that the engine has already ended (its context was cancelled) is no second error.
func undo(tx *sql.Tx) error {
	if err := tx.Rollback(); err != nil && !errors.Is(err, sql.ErrTxDone) {
		return err
	}
	return nil
}

// values is "(?, ?), (?, ?)" for rows of columns.
func values(rows, columns int) string {
	one := "(" + strings.TrimSuffix(strings.Repeat("?, ", columns), ", ") + ")"
	return strings.TrimSuffix(strings.Repeat(one+", ", rows), ", ")
}

// stamp is a time as it is kept: nanoseconds since 1970, 0 for no time.
func stamp(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixNano()
}

// moment is the time of a stamp, in UTC.
func moment(n int64) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.Unix(0, n).UTC()
}
