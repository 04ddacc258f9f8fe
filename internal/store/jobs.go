package store

import (
	"context"

	"github.com/riverqueue/river"

	"okaeri/internal/recovery"
)

// wake is a job as it lies in the queue. It holds IDs only: queues are listed on screens and in logs. Package work reads the
// same shape.
type wake struct {
	Job    recovery.JobKind `json:"job"`
	CaseID string           `json:"case,omitempty"`
	Letter string           `json:"letter,omitempty"`
	More   []string         `json:"more,omitempty"` // letters to be sent after that one
}

// Kind names the shape in the queue.
func (wake) Kind() string { return "okaeri_wake" }

// queueOf keeps letters, the story's own steps and the directory apart, so that a slow directory delays no letter.
func queueOf(k recovery.JobKind) string {
	switch k {
	case recovery.JobLetter:
		return "letters"
	case recovery.JobRestore, recovery.JobUndo:
		return "directory"
	}
	return "steps"
}

// attempts is how often a job is tried before it is given up; with the waits of package work, for about four days.
const attempts = 400

// queued are jobs as the queue takes them. Letters of one step that are to leave at once go as one job, in the order in which the
// story wrote them: each is its own delivery (package work), and a job in the queue costs the database more than a letter.
func (s *Store) queued(jobs []recovery.Job) []river.InsertManyParams {
	params := make([]river.InsertManyParams, 0, len(jobs))
	now := s.now()
	letters := -1
	for _, j := range jobs {
		o := &river.InsertOpts{Queue: queueOf(j.Kind), MaxAttempts: attempts}
		switch {
		case j.At.After(now):
			o.ScheduledAt = j.At
		case j.Kind != recovery.JobLetter:
		case letters < 0:
			letters = len(params)
		default:
			first := params[letters].Args.(wake)
			first.More = append(first.More, j.Letter)
			params[letters].Args = first
			continue
		}
		params = append(params, river.InsertManyParams{Args: wake{Job: j.Kind, CaseID: j.CaseID, Letter: j.Letter}, InsertOpts: o})
	}
	return params
}

func (s *Store) insertJobs(ctx context.Context, tx *txn, jobs []recovery.Job) error {
	if len(jobs) == 0 {
		return nil
	}
	return s.db.InsertJobs(ctx, tx.conn, tx.Tx, s.queued(jobs))
}
