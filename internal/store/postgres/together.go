package postgres

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

// together sends what several ask at the same moment in one journey. Whoever comes while nobody is on the way goes at once; who comes
// meanwhile waits for that one to be back and goes along with all the others who wait. So nobody waits where there is little to do, and
// where there is much, the journey, which costs both sides more than most statements, is paid for once.
//
// One journey is one transaction, and is flushed to the disk once. It is for what reads or writes the rows of one case, one letter or one
// session, and needs no answer to go on: it holds no row for longer than the journey takes, and two servers meet at the same rows by
// accident only. When the server refuses anything of it, a row that somebody holds included, nothing counts, and each is asked again by itself. Whoever has waited for long (a
// row is locked that somebody needs, or a connection is dead) goes alone.
type together struct {
	pool  *pgxpool.Pool
	locks bool // what is asked may meet a row that somebody holds; whoever only reads never waits for one

	mu      sync.Mutex
	waiting []*asking
	away    bool // somebody is on the way
}

// asking is what one of them asks, and what became of it.
type asking struct {
	ctx  context.Context
	what *pgx.Batch
	to   []any // where the one row of the one statement goes; nil for statements that only change
	n    int64 // rows changed
	err  error
	turn chan bool // true: answered; false: go, and take the others along
}

// unlocked makes the server refuse a journey of several that meets a row which somebody holds: the others are not to wait for it.
const unlocked = "SELECT set_config('lock_timeout', '200ms', true)"

// errUnanswered is what those get who went along with somebody who never came back.
var errUnanswered = errors.New("postgres: no answer")

// A journey takes a few milliseconds. longest is what one of several may take, and patience how long anybody waits for others to be back;
// whoever goes alone may be away for as long as the context lets.
const (
	longest  = 5 * time.Second
	patience = 200 * time.Millisecond
)

// ask runs statements, alone or with others', and returns how many rows they changed; one that has to find a row and finds none is
// sql.ErrNoRows.
func (t *together) ask(ctx context.Context, what *pgx.Batch, to ...any) (int64, error) {
	a := &asking{ctx: ctx, what: what, to: to, err: errUnanswered, turn: make(chan bool, 1)}
	t.mu.Lock()
	t.waiting = append(t.waiting, a)
	wait := t.away
	t.away = true
	t.mu.Unlock()
	if wait && !t.await(a) {
		return a.n, a.err
	}
	if t.lead(a) {
		_ = t.travel(ctx, a) // told by a
	}
	return a.n, a.err
}

// lead takes all along who wait, and tells whether the server refused that; then each goes alone, and nobody waits for another.
func (t *together) lead(a *asking) (refused bool) {
	t.mu.Lock()
	list := t.waiting
	t.waiting = nil
	t.mu.Unlock()
	defer func() {
		t.next()
		for _, each := range list {
			switch {
			case each == a:
			case refused:
				go t.alone(each)
			default:
				each.turn <- true
			}
		}
	}()
	if len(list) == 1 {
		_ = t.travel(a.ctx, a) // told by a
		return false
	}
	whole, cancel := context.WithTimeout(context.WithoutCancel(a.ctx), longest)
	defer cancel()
	return isRefusal(t.travel(whole, list...))
}

// alone asks for one who waits.
func (t *together) alone(a *asking) {
	defer func() { a.turn <- true }()
	_ = t.travel(a.ctx, a) // told by a
}

// await waits until a is answered, or tells that it is to go and take the others along.
func (t *together) await(a *asking) (lead bool) {
	select {
	case answered := <-a.turn:
		return !answered
	case <-time.After(patience):
	}
	if t.leave(a) {
		_ = t.travel(a.ctx, a) // told by a
		return false
	}
	return !<-a.turn
}

// leave takes one who waits out of the others, unless they have gone with it or it is to go next.
func (t *together) leave(a *asking) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	i := slices.Index(t.waiting, a)
	if i < 0 || len(a.turn) > 0 {
		return false
	}
	t.waiting = slices.Delete(t.waiting, i, i+1)
	return true
}

// next lets the next go.
func (t *together) next() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.away = len(t.waiting) > 0
	if t.away {
		t.waiting[0].turn <- false
	}
}

// isRefusal tells whether the server itself has said no, and undone everything.
func isRefusal(err error) bool {
	var e *pgconn.PgError
	return errors.As(err, &e)
}

// travel asks everything in one transaction. An error means that nothing was done, or that nobody knows.
func (t *together) travel(ctx context.Context, list ...*asking) error {
	all := &pgx.Batch{}
	careful := t.locks && len(list) > 1
	if careful {
		all.Queue(unlocked)
	}
	for _, a := range list {
		for _, q := range a.what.QueuedQueries {
			all.Queue(q.SQL, q.Arguments...) // anew, since a query that was sent is bound to its connection
		}
	}
	results := t.pool.SendBatch(ctx, all)
	if careful {
		_, _ = results.Exec() // told by those who come after it
	}
	for _, a := range list {
		a.read(results)
	}
	err := results.Close() // with it the transaction ends
	for _, a := range list {
		if err != nil {
			a.err = err
		}
	}
	return err
}

// read takes the answers to what one of them asked.
func (a *asking) read(results pgx.BatchResults) {
	if len(a.to) > 0 {
		a.err = results.QueryRow().Scan(a.to...)
		return
	}
	a.n, a.err = 0, nil
	for range a.what.QueuedQueries {
		tag, err := results.Exec()
		a.n += tag.RowsAffected()
		a.err = errors.Join(a.err, err)
	}
}

// one is a single statement.
func one(query string, args []any) *pgx.Batch {
	b := &pgx.Batch{}
	b.Queue(query, args...)
	return b
}
