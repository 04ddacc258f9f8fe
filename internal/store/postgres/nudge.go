package postgres

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/riverqueue/river"
)

// rest is the shortest time between two calls to the workers. It is no longer than the workers' own pause between two looks.
const rest = 20 * time.Millisecond

// nudger tells the workers of all servers that a queue has new jobs: at once, and what comes within the rest after that together at
// its end, so that no job waits for the next look. The call is not part of a step's transaction: there it would make all commits queue
// behind each other (NOTIFY takes a lock of the whole database), and a call that is lost with a process is made up for by the looks
// that workers take anyway, four times a second.
type nudger struct {
	send func(ctx context.Context, calls []string) error

	mu      sync.Mutex
	waiting map[string]bool // queues
	busy    bool
}

// call has the workers of these jobs' queues called.
func (n *nudger) call(jobs []river.InsertManyParams) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, j := range jobs {
		if j.InsertOpts != nil && j.InsertOpts.ScheduledAt.IsZero() {
			n.waiting[j.InsertOpts.Queue] = true
		}
	}
	if len(n.waiting) > 0 && !n.busy {
		n.busy = true
		go n.work()
	}
}

// work sends calls until nobody waits for one.
func (n *nudger) work() {
	ctx := context.Background()
	t := time.NewTicker(rest)
	defer t.Stop()
	for calls := n.take(); len(calls) > 0; calls = n.take() {
		_ = n.send(ctx, calls) // where it fails the jobs are found all the same
		<-t.C
	}
}

// take is what is to be called now, as the job queue words it. Where that is nothing the work ends.
func (n *nudger) take() []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	var calls []string
	for _, queue := range slices.Sorted(maps.Keys(n.waiting)) {
		call, err := json.Marshal(map[string]string{"queue": queue})
		if err == nil {
			calls = append(calls, string(call))
		}
	}
	clear(n.waiting)
	n.busy = len(calls) > 0
	return calls
}

// callSQL calls on the channel on which the job queue listens for new jobs.
const callSQL = `SELECT pg_notify(current_schema() || '.river_insert', call) FROM unnest($1::text[]) AS call`
