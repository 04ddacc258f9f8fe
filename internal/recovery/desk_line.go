package recovery

import "context"

// Line is a page of the queue with what stands around it.
type Line struct {
	Rows   []QueueRow
	Counts map[QueueView]int
	Picked int // cases that this person chose, rather than was assigned, within a day (H6)
}

// Line shows a page of the queue to whoever may read cases. It returns *Refused.
func (r *Recovery) Line(ctx context.Context, a Actor, q QueueQuery) (Line, error) {
	if err := a.known(RoleReviewer, RoleSenior, RoleAuditor); err != nil {
		return Line{}, err
	}
	q.Person, q.Now, q.N = person(a.Login), r.Now(), min(max(q.N, 1), 500)
	var l Line
	var err error
	if l.Rows, err = r.Store.DeskQueue(ctx, q); err != nil {
		return Line{}, err
	}
	if l.Counts, err = r.Store.DeskCounts(ctx, q.Person, q.Now); err != nil {
		return Line{}, err
	}
	acts, err := r.Store.Acts(ctx, q.Now.Add(-day))
	l.Picked = acts[q.Person]["pick"]
	return l, err
}
