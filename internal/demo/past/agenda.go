package past

import (
	"container/heap"
	"context"
	"time"

	"okaeri/internal/recovery"
)

// agenda is what is going to happen, in the order of its time; what is due at the same moment happens in the order in which it was
// written down. It is also the clock.
type agenda struct {
	now  time.Time
	list events
	next int
}

// event is one deed of somebody's, or one wake-up of the story's.
type event struct {
	at  time.Time
	n   int
	do  func(context.Context) error // nil: the wake-up
	job recovery.Job
}

// at lets something happen at a time, at once if that has passed.
func (a *agenda) at(when time.Time, do func(context.Context) error) {
	a.add(event{at: when, do: do})
}

func (a *agenda) add(e event) {
	if e.at.Before(a.now) {
		e.at = a.now
	}
	e.n = a.next
	a.next++
	heap.Push(&a.list, e)
}

// play lets everything happen that is due before a time.
func (a *agenda) play(ctx context.Context, until time.Time, handle func(context.Context, recovery.Job) error) error {
	for a.list.Len() > 0 && a.list[0].at.Before(until) {
		e := heap.Pop(&a.list).(event) //nolint:errcheck,forcetypeassert // nothing else is pushed
		if err := ctx.Err(); err != nil {
			return err
		}
		a.now = e.at
		do := e.do
		if do == nil {
			do = func(ctx context.Context) error { return handle(ctx, e.job) }
		}
		if err := do(ctx); err != nil {
			return err
		}
	}
	a.now = until
	return nil
}

// ahead are the wake-ups that have not come. Deeds that lie ahead are left undone.
func (a *agenda) ahead() []recovery.Job {
	var jobs []recovery.Job
	for _, e := range a.list {
		if e.do == nil {
			jobs = append(jobs, e.job)
		}
	}
	return jobs
}

// events are a heap, the earliest first.
type events []event

func (l events) Len() int { return len(l) }
func (l events) Less(i, k int) bool {
	return l[i].at.Before(l[k].at) || l[i].at.Equal(l[k].at) && l[i].n < l[k].n
}
func (l events) Swap(i, k int) { l[i], l[k] = l[k], l[i] }

// Push and Pop are the heap's.
func (l *events) Push(e any) { *l = append(*l, e.(event)) } //nolint:errcheck,forcetypeassert // nothing else is pushed

// Pop takes the last one.
func (l *events) Pop() any {
	last := (*l)[len(*l)-1]
	*l = (*l)[:len(*l)-1]
	return last
}
