// Package sqlite is the embedded engine: one file, no server, everything that one machine needs.
//
// SQLite lets one connection write at a time and tells the others that the database is locked. Nobody shall ever see that error
// (a peer loses 18 of 24 sign-ups to it), so the waiting is done in Go, where it is fair and has no time limit but the caller's:
// one connection writes, every writer queues for it, and each of its transactions takes the write lock at its start (a
// transaction that reads first and writes later is what fails). Readers have connections of their own and, with the write-ahead
// log, wait for nobody. busy_timeout remains for other processes, such as a command line beside the server.
//
// synchronous=FULL: what was committed survives a power cut, since a code that was used up must stay so.
// secure_delete=ON: what was deleted is overwritten, since forgetting means it.
package sqlite

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"
	sqlite "modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/pressly/goose/v3"

	"okaeri/internal/store/batch"
	"okaeri/internal/store/schema"
)

//go:embed migrations/*.sql
var migrations embed.FS

// nudge is the shortest time between two calls to the workers that a job has come.
const nudge = 5 * time.Millisecond

// DB is an open SQLite database.
type DB struct {
	path   string
	writer *sql.DB // one connection
	reader *sql.DB
	schema int64
	jobs   *river.Client[*sql.Tx]
}

// Open opens the file, making it (mode 0600) and its folder where there is none, and brings its tables up to date.
func Open(ctx context.Context, path string) (*DB, error) {
	if err := touch(path); err != nil {
		return nil, fmt.Errorf("sqlite: %w", err)
	}
	d := &DB{path: path}
	var err error
	if d.writer, err = openPrepared(dsn(path, "_txlock=immediate")); err != nil {
		return nil, fmt.Errorf("sqlite: %w", err)
	}
	d.writer.SetMaxOpenConns(1)
	d.writer.SetMaxIdleConns(1)
	if err := d.migrate(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("sqlite: %s: %w", path, err), d.writer.Close())
	}
	if d.reader, err = openPrepared(dsn(path, "_pragma=query_only(1)")); err != nil {
		return nil, errors.Join(fmt.Errorf("sqlite: %w", err), d.writer.Close())
	}
	readers := max(4, 2*runtime.NumCPU())
	d.reader.SetMaxOpenConns(readers)
	d.reader.SetMaxIdleConns(readers)
	d.jobs, err = river.NewClient(riversqlite.New(d.writer), &river.Config{FetchCooldown: nudge, FetchPollInterval: time.Second, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return d, nil
}

// touch makes the file before SQLite does, so that only its owner can read it; the files beside it take its mode.
func touch(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	return f.Close()
}

func dsn(path, more string) string {
	u := url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath()}
	u.RawQuery = "_pragma=busy_timeout(20000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)" +
		"&_pragma=secure_delete(1)&_pragma=foreign_keys(1)&_pragma=temp_store(2)&" + more
	return u.String()
}

func (d *DB) migrate(ctx context.Context) error {
	dir, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	p, err := goose.NewProvider(goose.DialectSQLite3, d.writer, dir, goose.WithLogger(goose.NopLogger()))
	if err != nil {
		return err
	}
	if d.schema, err = schema.Upgrade(ctx, p); err != nil {
		return err
	}
	m, err := rivermigrate.New(riversqlite.New(d.writer), nil)
	if err != nil {
		return err
	}
	if _, err = m.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return err
	}
	_, err = d.writer.ExecContext(ctx, schema.DropUnused)
	return err
}

// Schema is the version of the tables.
func (d *DB) Schema() int64 { return d.schema }

// Name says which engine this is.
func (d *DB) Name() string { return "sqlite" }

// Path is the database file.
func (d *DB) Path() string { return d.path }

// Writer is the one connection that writes.
func (d *DB) Writer() *sql.DB { return d.writer }

// Reader has the connections that read; they refuse to write.
func (d *DB) Reader() *sql.DB { return d.reader }

// Bind returns a statement with the engine's placeholders: SQLite takes ? as it is.
func (d *DB) Bind(query string) string { return query }

// ProofLines is an expression for all proofs of the case c as lines of text.
func (d *DB) ProofLines() string {
	return `coalesce((SELECT group_concat(line, char(10)) FROM (SELECT p.id || '|' || hex(coalesce(p.account, x'')) || '|' || p.purpose` +
		` || '|' || hex(coalesce(p.destination, x'')) || '|' || hex(p.mac) || '|' || p.late || '|' || p.created || '|' || p.expires` +
		` || '|' || p.tries || '|' || p.proven || '|' || p.dead AS line FROM proofs p WHERE p.case_id = c.id ORDER BY p.created, p.id)), '')`
}

// Transact runs statements and inserts jobs in one transaction. Error: batch.ErrMissed.
func (d *DB) Transact(ctx context.Context, list []batch.Statement, jobs []river.InsertManyParams) (err error) {
	tx, err := d.writer.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() {
		if undo := tx.Rollback(); !errors.Is(undo, sql.ErrTxDone) { // after the commit there is nothing to undo
			err = errors.Join(err, undo)
		}
	}()
	for _, s := range list {
		r, err := tx.ExecContext(ctx, s.Query, s.Args...)
		if err != nil {
			return err
		}
		changed, err := r.RowsAffected()
		if err == nil {
			err = s.Check(changed)
		}
		if err != nil {
			return err
		}
	}
	if len(jobs) > 0 {
		if err := d.InsertJobs(ctx, nil, tx, jobs); err != nil {
			return err
		}
	}
	return tx.Commit()
}

// InsertJobs inserts jobs in the transaction tx.
func (d *DB) InsertJobs(ctx context.Context, _ *sql.Conn, tx *sql.Tx, jobs []river.InsertManyParams) error {
	_, err := d.jobs.InsertManyFastTx(ctx, tx, jobs)
	return err
}

// Duplicate tells whether an error says that a unique value exists already.
func (d *DB) Duplicate(err error) bool {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return false
	}
	return e.Code() == sqlite3.SQLITE_CONSTRAINT_UNIQUE || e.Code() == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY
}

// Busy tells whether an error says that another transaction was first, so that trying again may succeed.
func (d *DB) Busy(err error) bool {
	var e *sqlite.Error
	return errors.As(err, &e) && e.Code()&0xff == sqlite3.SQLITE_BUSY
}

// Alone tells whether the transaction is the only one that holds the lock: here every writing transaction is.
func (d *DB) Alone(context.Context, *sql.Tx, int64) (bool, error) { return true, nil }

// Snapshot begins a transaction that sees the database as it is now, while others go on writing.
func (d *DB) Snapshot(ctx context.Context) (*sql.Tx, error) {
	return d.reader.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
}

// Scrub makes deleted rows of a table unreadable also where the engine keeps old versions: the write-ahead log is folded into
// the file, whose freed pages secure_delete has overwritten. While somebody reads, part of the log may wait for the next time.
func (d *DB) Scrub(ctx context.Context, _ string) error {
	var busy, frames, moved int
	return d.writer.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &frames, &moved)
}

// Renumber has nothing to do here: SQLite counts on from the largest number that it finds.
func (d *DB) Renumber(context.Context, *sql.Tx) error { return nil }

// Close closes all connections.
func (d *DB) Close() error { return errors.Join(d.reader.Close(), d.writer.Close()) }
