package work

import (
	"context"
	"crypto/rand"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
)

// onPostgres is the queue in PostgreSQL, on which many runners may work. The queue hears of new jobs by LISTEN.
type onPostgres struct {
	pool   *pgxpool.Pool
	id     string
	driver *riverpgxv5.Driver
	client *river.Client[pgx.Tx]
	alive  *pgxpool.Conn // holds this runner's lock
}

func newPostgres(pool *pgxpool.Pool, workers *river.Workers) (*onPostgres, error) {
	q := &onPostgres{pool: pool, id: "okaeri-" + rand.Text(), driver: riverpgxv5.New(pool)}
	// Asking costs the database as much as doing a job, so what comes within the cooldown is taken together; the first comes at once.
	c := config(workers, 16, 20*time.Millisecond, 250*time.Millisecond)
	c.ID = q.id
	var err error
	q.client, err = river.NewClient(q.driver, c)
	return q, err
}

// The locks of living runners are advisory locks on a hash of their names.
const (
	lockAlive   = `SELECT pg_advisory_lock(hashtextextended($1, 7))`
	lockDead    = `SELECT pg_try_advisory_xact_lock(hashtextextended($1, 7))`
	othersAtJob = `SELECT DISTINCT attempted_by[array_upper(attempted_by, 1)] FROM river_job WHERE state = 'running'
		AND attempted_by[array_upper(attempted_by, 1)] <> $1
		UNION SELECT leader_id FROM river_leader WHERE leader_id <> $1`
	putBack     = `UPDATE river_job SET state = 'available' WHERE state = 'running' AND attempted_by[array_upper(attempted_by, 1)] = $1`
	leaveOffice = `DELETE FROM river_leader WHERE leader_id = $1`
)

// claim holds a connection, whose end is this runner's end, and puts back what others left.
func (q *onPostgres) claim(ctx context.Context) error {
	if err := q.hold(ctx); err != nil {
		return err
	}
	return q.reap(ctx)
}

// hold takes this runner's lock on a connection of its own.
func (q *onPostgres) hold(ctx context.Context) error {
	conn, err := q.pool.Acquire(ctx)
	if err != nil {
		return err
	}
	if _, err := conn.Exec(ctx, lockAlive, q.id); err != nil {
		conn.Release()
		return err
	}
	q.alive = conn
	return nil
}

// reap puts back the jobs of runners whose lock is free: their process is gone. It also looks after this runner's own lock, which
// a restart of the database takes away.
func (q *onPostgres) reap(ctx context.Context) error {
	if q.alive == nil || q.alive.Ping(ctx) != nil {
		if err := q.release(ctx); err != nil && ctx.Err() != nil {
			return err
		}
		if err := q.hold(ctx); err != nil {
			return err
		}
	}
	rows, err := q.pool.Query(ctx, othersAtJob, q.id)
	if err != nil {
		return err
	}
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return err
	}
	for _, name := range names {
		err := pgx.BeginFunc(ctx, q.pool, func(tx pgx.Tx) error { return bury(ctx, tx, name) })
		if err != nil {
			return err
		}
	}
	return nil
}

// bury puts back the jobs of a runner, and takes its office away, if it is dead.
func bury(ctx context.Context, tx pgx.Tx, name string) error {
	var dead bool
	if err := tx.QueryRow(ctx, lockDead, name).Scan(&dead); err != nil || !dead {
		return err
	}
	if _, err := tx.Exec(ctx, putBack, name); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, leaveOffice, name)
	return err
}

func (q *onPostgres) due(ctx context.Context) error { return wakeDue(ctx, q.driver.GetExecutor()) }

func (q *onPostgres) start(ctx context.Context) error { return q.client.Start(ctx) }

func (q *onPostgres) drain(ctx context.Context) error { return drain(ctx, q.client) }

// release ends the connection, and with it the lock.
func (q *onPostgres) release(ctx context.Context) error {
	if q.alive == nil {
		return nil
	}
	conn := q.alive.Hijack()
	q.alive = nil
	if conn.IsClosed() {
		return nil
	}
	return conn.Close(ctx)
}
