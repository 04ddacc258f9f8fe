package work

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"syscall"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riversqlite"
)

// onSQLite is the queue in a SQLite file. One runner works on it, and a lock on a file beside it says so.
type onSQLite struct {
	db     *sql.DB
	file   string
	driver *riversqlite.Driver
	client *river.Client[*sql.Tx]
	lock   *os.File
}

func newSQLite(db *sql.DB, file string, workers *river.Workers) (*onSQLite, error) {
	if file == "" {
		return nil, errors.New("work: the name of the SQLite file is missing")
	}
	driver := riversqlite.New(db)
	// SQLite cannot call; the queue is looked at instead, ten times a second while it is empty and without a pause while there is more in it than the workers take.
	client, err := river.NewClient(driver, config(workers, 8, 5*time.Millisecond, 100*time.Millisecond))
	return &onSQLite{db: db, file: file, driver: driver, client: client}, err
}

// claim locks the file. Whoever has it is alone, so every job that somebody seems to work on was left by a dead process.
func (q *onSQLite) claim(ctx context.Context) error {
	f, err := os.OpenFile(q.file+"-worker", os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return errors.Join(errors.New("another Okaeri works on this database file; stop it first, or use PostgreSQL for several servers"), f.Close())
	}
	q.lock = f
	if _, err := q.db.ExecContext(ctx, `UPDATE river_job SET state = 'available' WHERE state = 'running'`); err != nil {
		return err
	}
	_, err = q.db.ExecContext(ctx, `DELETE FROM river_leader`)
	return err
}

// reap has nothing to do while this process holds the lock.
func (q *onSQLite) reap(context.Context) error { return nil }

func (q *onSQLite) due(ctx context.Context) error {
	return wakeDue(ctx, q.driver.GetExecutor())
}

func (q *onSQLite) start(ctx context.Context) error { return q.client.Start(ctx) }

func (q *onSQLite) drain(ctx context.Context) error { return drain(ctx, q.client) }

func (q *onSQLite) release(context.Context) error {
	if q.lock == nil {
		return nil
	}
	return q.lock.Close()
}

// wakeDue makes jobs available whose time has come, with the queue's own statement.
func wakeDue(ctx context.Context, e riverdriver.Executor) error {
	for {
		now := time.Now().UTC()
		woken, err := e.JobSchedule(ctx, &riverdriver.JobScheduleParams{Max: 1000, Now: &now})
		if err != nil || len(woken) < 1000 {
			return err
		}
	}
}

// stopper is what both queues' clients have.
type stopper interface {
	Stop(ctx context.Context) error
	StopAndCancel(ctx context.Context) error
}

// drain waits for the jobs being done, and cuts them off when ctx ends.
func drain(ctx context.Context, c stopper) error {
	err := c.Stop(ctx)
	if err == nil {
		return nil
	}
	cut, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	return errors.Join(err, c.StopAndCancel(cut))
}
