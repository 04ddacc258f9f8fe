package work

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"runtime/debug"

	"github.com/riverqueue/river"

	"okaeri/internal/recovery"
)

// wake is a job as package store puts it into the queue.
type wake struct {
	Job    recovery.JobKind `json:"job"`
	CaseID string           `json:"case,omitempty"`
	Letter string           `json:"letter,omitempty"`
	More   []string         `json:"more,omitempty"` // letters to be sent after that one
}

// Kind names the shape in the queue.
func (wake) Kind() string { return "okaeri_wake" }

// worker hands jobs to the handler.
type worker struct {
	river.WorkerDefaults[wake]
	handler Handler
	log     *slog.Logger
}

// Work does one job. What it returns is kept in the queue, so it is the failure's class and never its words.
func (w *worker) Work(ctx context.Context, j *river.Job[wake]) (err error) {
	defer func() {
		if p := recover(); p != nil {
			w.log.Error("a job panicked", "job", j.ID, "kind", j.Args.Job, "class", fmt.Sprintf("%T", p), "stack", string(debug.Stack()))
			err = fmt.Errorf("panic: %T", p)
		}
	}()
	if err = w.each(ctx, j); err == nil {
		return nil
	}
	c := class(err)
	w.log.Warn("a job failed and will be tried again", "job", j.ID, "kind", j.Args.Job, "attempt", j.Attempt, "class", c)
	return errors.New(c)
}

// each does the job for one letter after the other where it has several; one that fails keeps none back, and those that were sent are
// found sent when the job is tried again. What nobody has tried yet needs no second look at the database.
func (w *worker) each(ctx context.Context, j *river.Job[wake]) error {
	if j.Attempt == 1 {
		ctx = recovery.OneReading(ctx)
	}
	var first error
	for _, letter := range append([]string{j.Args.Letter}, j.Args.More...) {
		err := w.handler.Handle(ctx, recovery.Job{Kind: j.Args.Job, CaseID: j.Args.CaseID, Letter: letter, At: j.ScheduledAt})
		if first == nil {
			first = err
		}
	}
	return first
}

// class is what may be kept of an error: a server that could not be reached by name, a deadline, or the error's types.
func class(err error) string {
	var op *net.OpError
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return "timed out"
	case errors.Is(err, context.Canceled):
		return "stopped"
	case errors.As(err, &op) && op.Op == "dial":
		return op.Error()
	}
	types := ""
	for err != nil {
		types += fmt.Sprintf(" %T", err)
		err = errors.Unwrap(err)
	}
	return "error of type" + types
}
