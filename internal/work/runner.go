package work

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"okaeri/internal/recovery"
)

// Handler does one job. It is told again after an error, so it first looks at what is done already.
type Handler interface {
	Handle(ctx context.Context, j recovery.Job) error
}

// Task is something done again and again while a runner runs, by every server; it must bear company.
type Task struct {
	Name  string
	Every time.Duration
	Run   func(ctx context.Context) error
}

// Config is what a runner needs: one of SQLite (with File) and Postgres, and a handler.
type Config struct {
	SQLite   *sql.DB // the one connection that writes
	File     string  // the database file; one runner at a time works on it
	Postgres *pgxpool.Pool
	Handler  Handler
	Tasks    []Task
	Log      *slog.Logger
}

// The times of a runner.
const (
	jobTimeout = time.Minute            // a handler's context ends after it
	stuckAfter = 5 * time.Minute        // the queue's own remedy, should ours fail
	dueEvery   = 250 * time.Millisecond // how often jobs whose time has come are woken
	reapEvery  = 5 * time.Second        // how often jobs of dead runners are looked for
)

// Runner does jobs until it is stopped.
type Runner struct {
	queue queue
	tasks []Task
	log   *slog.Logger
	stop  context.CancelFunc
	wg    sync.WaitGroup
}

// queue is the job queue on one engine.
type queue interface {
	// claim takes the lock that dies with this process, and puts back what dead runners left.
	claim(ctx context.Context) error
	// reap puts back what runners left that died meanwhile.
	reap(ctx context.Context) error
	// due wakes jobs whose time has come.
	due(ctx context.Context) error
	start(ctx context.Context) error
	drain(ctx context.Context) error
	release(ctx context.Context) error
}

// New prepares a runner.
func New(c Config) (*Runner, error) {
	if c.Handler == nil || (c.SQLite == nil) == (c.Postgres == nil) {
		return nil, errors.New("work: a runner needs a handler and exactly one database")
	}
	r := &Runner{tasks: c.Tasks, log: cmp.Or(c.Log, slog.New(slog.DiscardHandler))}
	workers := river.NewWorkers()
	if err := river.AddWorkerSafely(workers, &worker{handler: c.Handler, log: r.log}); err != nil {
		return nil, err
	}
	var err error
	if c.SQLite != nil {
		r.queue, err = newSQLite(c.SQLite, c.File, workers)
	} else {
		r.queue, err = newPostgres(c.Postgres, workers)
	}
	return r, err
}

// config is the queue's configuration: how many jobs of each queue are done at once, and how often the queue is asked for more, at most
// and at least. Its log is left out: it quotes errors, and every failure of a handler is logged here.
func config(workers *river.Workers, each int, cooldown, poll time.Duration) *river.Config {
	queue := river.QueueConfig{MaxWorkers: each}
	return &river.Config{
		Workers:                     workers,
		Queues:                      map[string]river.QueueConfig{"letters": queue, "steps": queue, "directory": queue},
		FetchCooldown:               cooldown,
		FetchPollInterval:           poll,
		JobTimeout:                  jobTimeout,
		RescueStuckJobsAfter:        stuckAfter,
		CompletedJobRetentionPeriod: time.Hour,
		RetryPolicy:                 waits{},
		Logger:                      slog.New(slog.DiscardHandler),
	}
}

// waits is how long a failed job waits: a second, doubling up to a quarter of an hour, a little different for each so that
// a mail server that comes back is not run down.
type waits struct{}

// NextRetry is when a failed job is tried again.
func (waits) NextRetry(job *rivertype.JobRow) time.Time {
	wait := min(time.Second<<min(len(job.Errors), 12), 15*time.Minute)
	return time.Now().Add(wait - time.Duration(rand.Int64N(int64(wait)/4)))
}

// Start begins to work and returns. Error: another runner works on the same SQLite file. A start that fails, or is broken off by the end of
// ctx, holds nothing.
func (r *Runner) Start(ctx context.Context) error {
	err := r.queue.claim(ctx)
	if err == nil {
		err = r.queue.start(context.WithoutCancel(ctx))
	}
	if err != nil {
		return errors.Join(fmt.Errorf("work: %w", err), r.queue.release(context.WithoutCancel(ctx)))
	}
	run, stop := context.WithCancel(context.WithoutCancel(ctx))
	r.stop = stop
	for _, t := range append(r.tasks, Task{"due", dueEvery, r.queue.due}, Task{"reap", reapEvery, r.queue.reap}) {
		r.wg.Go(func() { r.repeat(run, t) })
	}
	return nil
}

// Stop takes no new jobs and waits for those being done; when ctx ends first, they are cut off and will be done again.
func (r *Runner) Stop(ctx context.Context) error {
	err := r.queue.drain(ctx)
	r.stop()
	r.wg.Wait()
	return errors.Join(err, r.queue.release(context.WithoutCancel(ctx)))
}

// repeat runs a task at once and then at its interval.
func (r *Runner) repeat(ctx context.Context, t Task) {
	ticker := time.NewTicker(t.Every)
	defer ticker.Stop()
	for {
		if err := t.Run(ctx); err != nil && ctx.Err() == nil {
			r.log.Error("a task failed", "task", t.Name, "class", class(err))
		}
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return
		}
	}
}
