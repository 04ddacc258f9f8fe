package work_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"okaeri/internal/recovery"
	"okaeri/internal/store/storetest"
	"okaeri/internal/testenv"
	"okaeri/internal/work"
)

// patience is how long a test waits for something that is bound to happen.
const patience = 20 * time.Second

// engines runs a test on both databases.
func engines(t *testing.T, f func(t *testing.T, b *storetest.Bench)) {
	t.Run("sqlite", func(t *testing.T) {
		f(t, storetest.Open(t, "sqlite:"+filepath.Join(t.TempDir(), "okaeri.db")))
	})
	t.Run("postgres", func(t *testing.T) { f(t, storetest.Open(t, testenv.PostgresAs(t, storetest.SetUp))) })
}

// desk is a handler that remembers what it was handed.
type desk struct {
	mu    sync.Mutex
	jobs  []recovery.Job
	came  chan recovery.Job
	reply func(ctx context.Context, j recovery.Job) error
}

func newDesk() *desk {
	return &desk{came: make(chan recovery.Job, 10_000), reply: func(context.Context, recovery.Job) error { return nil }}
}

func (d *desk) Handle(ctx context.Context, j recovery.Job) error {
	d.mu.Lock()
	d.jobs = append(d.jobs, j)
	d.mu.Unlock()
	d.came <- j
	return d.reply(ctx, j)
}

func (d *desk) wait(t *testing.T) recovery.Job {
	t.Helper()
	select {
	case j := <-d.came:
		return j
	case <-time.After(patience):
		t.Fatal("no job came")
		return recovery.Job{}
	}
}

func (d *desk) count() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.jobs)
}

func runner(t *testing.T, b *storetest.Bench, h work.Handler, tasks ...work.Task) *work.Runner {
	t.Helper()
	q := b.Store.Queue()
	r, err := work.New(work.Config{SQLite: q.SQLite, File: q.File, Postgres: q.Postgres, Handler: h, Tasks: tasks})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// start runs a runner until the end of the test.
func start(t *testing.T, r *work.Runner) {
	t.Helper()
	if err := r.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stop(t, r) })
}

func stop(t *testing.T, r *work.Runner) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := r.Stop(ctx); err != nil {
		t.Error(err)
	}
}

// ask saves a step with jobs.
func ask(t testing.TB, b *storetest.Bench, jobs ...recovery.Job) *recovery.Case {
	t.Helper()
	c := storetest.NewCase()
	for i := range jobs {
		jobs[i].CaseID = c.ID
	}
	if err := b.Store.Create(context.Background(), &recovery.Step{Case: c, Jobs: jobs}); err != nil {
		t.Fatal(err)
	}
	return c
}

func TestAJobReachesTheHandlerAsItWasSaved(t *testing.T) {
	engines(t, func(t *testing.T, b *storetest.Bench) {
		d := newDesk()
		start(t, runner(t, b, d))
		c := ask(t, b, recovery.Job{Kind: recovery.JobLetter, Letter: "letter-1"})
		j := d.wait(t)
		if j.Kind != recovery.JobLetter || j.CaseID != c.ID || j.Letter != "letter-1" {
			t.Errorf("the handler got %+v", j)
		}
		ask(t, b, recovery.Job{Kind: recovery.JobRestore})
		if j := d.wait(t); j.Kind != recovery.JobRestore {
			t.Errorf("the handler got %+v", j)
		}
	})
}

func TestAJobForLaterComesWhenItsTimeHasCome(t *testing.T) {
	engines(t, func(t *testing.T, b *storetest.Bench) {
		d := newDesk()
		start(t, runner(t, b, d))
		due := time.Now().Add(1200 * time.Millisecond)
		b.SetNow(time.Now())
		ask(t, b, recovery.Job{Kind: recovery.JobRelease, At: due}, recovery.Job{Kind: recovery.JobAssess})
		if j := d.wait(t); j.Kind != recovery.JobAssess {
			t.Errorf("first came %s", j.Kind)
		}
		if j := d.wait(t); j.Kind != recovery.JobRelease || time.Now().Before(due.Truncate(time.Millisecond)) {
			t.Errorf("%s came %v before its time", j.Kind, time.Until(due))
		}
	})
}

func TestAFailedJobIsTriedAgainAndItsWordsAreNotKept(t *testing.T) {
	engines(t, func(t *testing.T, b *storetest.Bench) {
		d := newDesk()
		d.reply = func(_ context.Context, j recovery.Job) error {
			switch d.count() {
			case 1:
				return fmt.Errorf("550 no such user: %w", errors.New("hanako@momiji.example"))
			case 2:
				panic("hanako@momiji.example")
			}
			return nil
		}
		start(t, runner(t, b, d))
		ask(t, b, recovery.Job{Kind: recovery.JobLetter, Letter: "l"})
		for range 3 {
			d.wait(t)
		}
		if strings.Contains(b.Bytes(), "hanako") {
			t.Error("an address from an error is kept in the queue")
		}
	})
}

func TestStoppingWaitsForTheJobBeingDone(t *testing.T) {
	engines(t, func(t *testing.T, b *storetest.Bench) {
		d := newDesk()
		finish, done := make(chan struct{}), make(chan struct{})
		d.reply = func(ctx context.Context, _ recovery.Job) error {
			<-finish
			defer close(done)
			return ctx.Err()
		}
		r := runner(t, b, d)
		if err := r.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		ask(t, b, recovery.Job{Kind: recovery.JobAssess})
		d.wait(t)
		stopped := make(chan struct{})
		go func() {
			defer close(stopped)
			stop(t, r)
		}()
		close(finish)
		<-stopped
		select {
		case <-done:
		default:
			t.Error("the runner stopped before its job")
		}
		if left := b.Column(`SELECT state FROM river_job`); len(left) != 1 || left[0] != "completed" {
			t.Errorf("the job is %v", left)
		}
	})
}

func TestJobsOfADeadRunnerAreDoneByTheNextOne(t *testing.T) {
	engines(t, func(t *testing.T, b *storetest.Bench) {
		for range 5 {
			ask(t, b, recovery.Job{Kind: recovery.JobLetter})
		}
		names := `'{"okaeri-dead"}'`
		if b.Store.Engine() == "sqlite" {
			names = `'["okaeri-dead"]'`
		}
		b.Exec(`UPDATE river_job SET state = 'running', attempt = 1, attempted_at = CURRENT_TIMESTAMP, attempted_by = ` + names)
		d := newDesk()
		start(t, runner(t, b, d))
		for range 5 {
			d.wait(t)
		}
	})
}

func TestTasksAreDoneAgainAndAgainAndAFailureDoesNotStopThem(t *testing.T) {
	engines(t, func(t *testing.T, b *storetest.Bench) {
		ran := make(chan struct{}, 100)
		start(t, runner(t, b, newDesk(), work.Task{Name: "t", Every: time.Millisecond, Run: func(context.Context) error {
			select {
			case ran <- struct{}{}:
			default:
			}
			return errors.New("failed")
		}}))
		for range 5 {
			select {
			case <-ran:
			case <-time.After(patience):
				t.Fatal("the task was not done again")
			}
		}
	})
}

func TestOneRunnerAtATimeWorksOnASQLiteFile(t *testing.T) {
	b := storetest.Open(t, "sqlite:"+filepath.Join(t.TempDir(), "okaeri.db"))
	first, second := runner(t, b, newDesk()), runner(t, b, newDesk())
	if err := first.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := second.Start(t.Context()); err == nil || !strings.Contains(err.Error(), "another Okaeri") {
		t.Errorf("a second runner: %v", err)
	}
	stop(t, first)
	start(t, second)
}

func TestTwoRunnersOnPostgresShareTheJobs(t *testing.T) {
	b := storetest.Open(t, testenv.PostgresAs(t, storetest.SetUp))
	d := newDesk()
	start(t, runner(t, b, d))
	start(t, runner(t, b, d))
	const n = 50
	for range n {
		ask(t, b, recovery.Job{Kind: recovery.JobLetter})
	}
	seen := map[string]bool{}
	for range n {
		seen[d.wait(t).CaseID] = true
	}
	if len(seen) != n || d.count() != n {
		t.Errorf("%d jobs, done %d times", len(seen), d.count())
	}
}

func BenchmarkJobs(b *testing.B) {
	for _, name := range []string{"sqlite", "postgres"} {
		b.Run(name, func(b *testing.B) {
			url := "sqlite:" + filepath.Join(b.TempDir(), "okaeri.db")
			if name == "postgres" {
				url = testenv.Postgres(b)
			}
			bench := storetest.Open(b, url)
			d := newDesk()
			q := bench.Store.Queue()
			r, err := work.New(work.Config{SQLite: q.SQLite, File: q.File, Postgres: q.Postgres, Handler: d})
			if err != nil {
				b.Fatal(err)
			}
			if err := r.Start(context.Background()); err != nil {
				b.Fatal(err)
			}
			defer r.Stop(context.Background()) //nolint:errcheck // the end of a benchmark
			b.ResetTimer()
			go func() {
				for range b.N {
					ask(b, bench, recovery.Job{Kind: recovery.JobLetter})
				}
			}()
			for range b.N {
				<-d.came
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "jobs/s")
		})
	}
}
