// Package postgres is the engine for installations of more than one server process, or with a database team of their own.
//
// One pool of connections (pgx) serves both the store, through database/sql, and the job queue, which listens for new jobs on it.
// Statements are prepared once for each connection and their values are always bound, never written into the statement's text:
// a server that logs slow or failed statements must not log what is in them (V16).
package postgres

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"okaeri/internal/store/schema"
)

//go:embed migrations/*.sql
var migrations embed.FS

// DB is an open PostgreSQL database.
type DB struct {
	pool   *pgxpool.Pool
	db     *sql.DB
	schema int64
	jobs   *river.Client[pgx.Tx]
	nudger nudger
	reads  together
	writes together
	bound  sync.Map // statement → statement with $ placeholders
}

// Open connects to the database at a postgres:// URL and brings its tables up to date; several servers may start at once.
// Errors name the host, never the password.
func Open(ctx context.Context, url string) (*DB, error) {
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, errors.New("postgres: the database URL cannot be read; it looks like postgres://user:password@host:5432/name")
	}
	if !strings.Contains(url, "pool_max_conns") {
		config.MaxConns = int32(max(24, 6*runtime.NumCPU()))
	}
	if config.ConnConfig.RuntimeParams["application_name"] == "" {
		config.ConnConfig.RuntimeParams["application_name"] = "okaeri"
	}
	if config.ConnConfig.RuntimeParams["plan_cache_mode"] == "" {
		config.AfterConnect = planOnce
	}
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("postgres: %w", err)
	}
	d := &DB{pool: pool, db: open(pool, int(config.MaxConns)), reads: together{pool: pool}, writes: together{pool: pool, locks: true}}
	d.nudger = nudger{waiting: map[string]bool{}, send: func(ctx context.Context, calls []string) error {
		_, err := pool.Exec(ctx, callSQL, calls)
		return err
	}}
	if err := d.migrate(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("postgres: %s: %w", config.ConnConfig.Host, err), d.Close())
	}
	d.jobs, err = river.NewClient(riverpgxv5.New(pool), &river.Config{FetchCooldown: rest, FetchPollInterval: time.Second, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return d, nil
}

// planOnce has each prepared statement planned once for a connection. Statements here find rows by keys or ranges of one index, whatever
// their values are, and planning some of them for the values of each call was a tenth of PostgreSQL's time (measured November 2026). It is
// a statement and no parameter of the start, since poolers between us and the server refuse what they do not know there.
func planOnce(ctx context.Context, conn *pgx.Conn) error {
	_, err := conn.Exec(ctx, "SET plan_cache_mode = force_generic_plan")
	return err
}

// open is the pool as database/sql sees it, which serves transactions that are more than a list of statements. It keeps what it was
// given, a half at most, since handing a connection back and forth costs as much as a short query.
func open(pool *pgxpool.Pool, all int) *sql.DB {
	db := stdlib.OpenDBFromPool(pool)
	half := max(1, all/2)
	db.SetMaxOpenConns(half)
	db.SetMaxIdleConns(half)
	db.SetConnMaxIdleTime(time.Minute)
	return db
}

// migrate holds an advisory lock meanwhile, so that of several servers that start together one migrates and the others wait.
func (d *DB) migrate(ctx context.Context) error {
	dir, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 300))
	if err != nil {
		return err
	}
	p, err := goose.NewProvider(goose.DialectPostgres, d.db, dir,
		goose.WithSessionLocker(locker), goose.WithLogger(goose.NopLogger()))
	if err != nil {
		return err
	}
	if d.schema, err = schema.Upgrade(ctx, p); err != nil {
		return err
	}
	return d.migrateJobs(ctx)
}

// Schema is the version of the tables.
func (d *DB) Schema() int64 { return d.schema }

// jobsLock is the advisory lock held while the job queue's tables are made.
const jobsLock = 0x6f6b616572690001

// migrateJobs makes the job queue's tables. Its migrations cannot run in one transaction (one adds a value to an enumeration and
// the next uses it), so the lock belongs to a connection.
func (d *DB) migrateJobs(ctx context.Context) (err error) {
	conn, err := d.db.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	if _, err := conn.ExecContext(ctx, "SELECT pg_advisory_lock($1)", int64(jobsLock)); err != nil {
		return err
	}
	defer func() {
		_, unlock := conn.ExecContext(context.WithoutCancel(ctx), "SELECT pg_advisory_unlock($1)", int64(jobsLock))
		err = errors.Join(err, unlock)
	}()
	m, err := rivermigrate.New(riverpgxv5.New(d.pool), nil)
	if err != nil {
		return err
	}
	if _, err = m.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return err
	}
	if _, err = conn.ExecContext(ctx, schema.DropUnused); err != nil {
		return err
	}
	_, err = conn.ExecContext(ctx, dropChecks)
	return err
}

// dropChecks drops the checks of the job queue's table. They hold what only the queue's own code writes against rules that it keeps, and
// PostgreSQL reads and plans them anew for each statement: two fifths of what saving a job costs (24 of 56 µs, measured November 2026).
const dropChecks = `DO $$ BEGIN
	IF EXISTS (SELECT 1 FROM pg_constraint WHERE conrelid = 'river_job'::regclass AND contype = 'c') THEN
		ALTER TABLE river_job DROP CONSTRAINT IF EXISTS finalized_or_finalized_at_null, DROP CONSTRAINT IF EXISTS kind_length,
			DROP CONSTRAINT IF EXISTS max_attempts_is_positive, DROP CONSTRAINT IF EXISTS priority_in_range, DROP CONSTRAINT IF EXISTS queue_length;
	END IF; END $$`

// Name says which engine this is.
func (d *DB) Name() string { return "postgres" }

// Pool is the pool of connections, for the job queue.
func (d *DB) Pool() *pgxpool.Pool { return d.pool }

// Writer and Reader are the same connections here.
func (d *DB) Writer() *sql.DB { return d.db }

// Reader is the same as Writer.
func (d *DB) Reader() *sql.DB { return d.db }

// Bind returns a statement with the engine's placeholders: each ? becomes $1, $2, …
func (d *DB) Bind(query string) string {
	if b, ok := d.bound.Load(query); ok {
		return b.(string)
	}
	var b strings.Builder
	n := 0
	for _, c := range query {
		if c != '?' {
			b.WriteRune(c)
			continue
		}
		n++
		b.WriteString("$" + strconv.Itoa(n))
	}
	d.bound.Store(query, b.String())
	return b.String()
}

// ProofLines is an expression for all proofs of the case c as lines of text.
func (d *DB) ProofLines() string {
	return `coalesce((SELECT string_agg(concat_ws('|', p.id, encode(coalesce(p.account, ''), 'hex'), p.purpose,` +
		` encode(coalesce(p.destination, ''), 'hex'), encode(p.mac, 'hex'), p.late, p.created, p.expires, p.tries, p.proven, p.dead),` +
		` E'\n' ORDER BY p.created, p.id) FROM proofs p WHERE p.case_id = c.id), '')`
}

// Duplicate tells whether an error says that a unique value exists already.
func (d *DB) Duplicate(err error) bool { return code(err) == "23505" }

// Busy tells whether an error says that another transaction was first, so that trying again may succeed: a serialization
// failure or a deadlock.
func (d *DB) Busy(err error) bool { return code(err) == "40001" || code(err) == "40P01" }

func code(err error) string {
	var e *pgconn.PgError
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

// Alone takes an advisory lock until the transaction's end, or tells that somebody else holds it.
func (d *DB) Alone(ctx context.Context, tx *sql.Tx, key int64) (alone bool, err error) {
	err = tx.QueryRowContext(ctx, "SELECT pg_try_advisory_xact_lock($1)", key).Scan(&alone)
	return alone, err
}

// Snapshot begins a transaction that sees the database as it is now, while others go on writing.
func (d *DB) Snapshot(ctx context.Context) (*sql.Tx, error) {
	return d.db.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
}

// Scrub removes the old versions of a table's rows, which PostgreSQL keeps after a DELETE. Backups of its write-ahead log, if the
// operator keeps any, still have them until they are dropped.
func (d *DB) Scrub(ctx context.Context, table string) error {
	_, err := d.db.ExecContext(ctx, "VACUUM "+table)
	return err
}

// Renumber lets the numbers of audit entries go on behind those that a restore wrote.
func (d *DB) Renumber(ctx context.Context, tx *sql.Tx) error {
	_, err := tx.ExecContext(ctx, `SELECT setval(pg_get_serial_sequence('audit_entries', 'id'), coalesce(max(id), 0) + 1, false) FROM audit_entries`)
	return err
}

// Close closes all connections.
func (d *DB) Close() error {
	err := d.db.Close()
	d.pool.Close()
	return err
}
