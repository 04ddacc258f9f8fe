package recovery

import (
	"context"
	"errors"
)

// Handle does what a wake-up asks for. Every job looks at the case first and does nothing when its time has passed, so that one
// that comes twice, late or out of order is harmless. A case that was purged meanwhile is no error.
func (r *Recovery) Handle(ctx context.Context, j Job) error {
	err := r.handle(ctx, j)
	var refused *BadPassword // the applicant has a new link; trying the same password again helps nobody
	if errors.Is(err, ErrNotFound) || errors.As(err, &refused) {
		return nil
	}
	return err
}

func (r *Recovery) handle(ctx context.Context, j Job) error {
	switch j.Kind {
	case JobLetter:
		return r.deliver(ctx, j.Letter)
	case JobCompare:
		return r.compare(ctx, j.CaseID)
	case JobAssess:
		return r.assess(ctx, j.CaseID)
	case JobPublish:
		return r.publish(ctx, j.CaseID)
	case JobRelease:
		return r.release(ctx, j.CaseID)
	case JobRestore:
		return r.restore(ctx, j.CaseID)
	case JobUndo:
		return r.undo(ctx, j.CaseID)
	case JobLate:
		return r.late(ctx, j.CaseID)
	case JobOthers:
		return r.contestOthers(ctx, j.CaseID)
	case JobReweigh:
		return r.reweigh(ctx, j.CaseID)
	case JobExpire:
		return r.expire(ctx, j.CaseID)
	}
	return errUnknownJob
}
