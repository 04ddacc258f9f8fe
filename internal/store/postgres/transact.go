package postgres

import (
	"context"
	"database/sql"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/riverqueue/river"

	"okaeri/internal/store/batch"
)

// Transact runs statements and inserts jobs in one transaction, by one journey over the wire however much is written: what is sent without
// a pause between is one transaction to the server, which it commits at the end or undoes at the first error. Error: batch.ErrMissed.
func (d *DB) Transact(ctx context.Context, list []batch.Statement, jobs []river.InsertManyParams) error {
	b := &pgx.Batch{}
	for _, s := range list {
		query := s.Query
		if s.One {
			query = orFail(query)
		}
		b.Queue(d.Bind(query), s.Args...)
	}
	if err := d.queueJobs(ctx, collector{batch: b, quiet: true}, jobs); err != nil {
		return err
	}
	_, err := d.writes.ask(ctx, b)
	switch {
	case code(err) == divisionByZero:
		return batch.ErrMissed
	case err == nil:
		d.nudger.call(jobs)
	}
	return err
}

// orFail makes an error of a statement that changes no row: the server itself has to undo the rest, since nobody here has seen yet what
// was changed when the end of the transaction is sent. Nothing else divides here.
func orFail(query string) string {
	return "WITH changed AS (" + query + " RETURNING 1) SELECT 1 / count(*) FROM changed"
}

// divisionByZero is its code.
const divisionByZero = "22012"

// InsertJobs inserts jobs in the transaction that is open on conn. The queue's driver for pgx is used on the connection below
// database/sql, because the one for database/sql writes every value through text twice, a third of a step's time.
func (d *DB) InsertJobs(ctx context.Context, conn *sql.Conn, _ *sql.Tx, jobs []river.InsertManyParams) error {
	b := &pgx.Batch{}
	if err := d.queueJobs(ctx, collector{batch: b}, jobs); err != nil {
		return err
	}
	return conn.Raw(func(below any) error { return below.(*stdlib.Conn).Conn().SendBatch(ctx, b).Close() })
}

// queueJobs collects what the job queue writes for new jobs.
func (d *DB) queueJobs(ctx context.Context, c collector, jobs []river.InsertManyParams) error {
	if len(jobs) == 0 {
		return nil
	}
	_, err := d.jobs.InsertManyFastTx(ctx, c, jobs)
	return err
}

// collector is a transaction as the job queue sees it, that sends nothing: it keeps the statements for later. It can do what
// inserting needs; the embedded interface is nil, so that anything else, ending it above all, fails loudly.
type collector struct {
	pgx.Tx
	batch *pgx.Batch
	quiet bool // the workers are called by the nudger
}

// Exec keeps a statement.
func (c collector) Exec(_ context.Context, query string, args ...any) (pgconn.CommandTag, error) {
	if c.quiet && strings.Contains(query, "pg_notify") {
		return pgconn.CommandTag{}, nil
	}
	c.batch.Queue(query, args...)
	return pgconn.CommandTag{}, nil
}

// CopyFrom keeps rows, as one INSERT: for the few jobs of a step COPY costs several journeys and is planned anew each time.
func (c collector) CopyFrom(_ context.Context, table pgx.Identifier, columns []string, rows pgx.CopyFromSource) (int64, error) {
	var args []any
	var lines []string
	for rows.Next() {
		cells, err := rows.Values()
		if err != nil {
			return 0, err
		}
		marks := make([]string, len(cells))
		for i := range cells {
			marks[i] = "$" + strconv.Itoa(len(args)+i+1)
		}
		args, lines = append(args, cells...), append(lines, "("+strings.Join(marks, ", ")+")")
	}
	if err := rows.Err(); err != nil {
		return 0, err
	}
	c.batch.Queue("INSERT INTO "+table.Sanitize()+" ("+strings.Join(columns, ", ")+") VALUES "+strings.Join(lines, ", "), args...)
	return int64(len(lines)), nil
}
