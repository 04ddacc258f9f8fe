package postgres

import (
	"context"
	"errors"
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
// One journey is one transaction. It is for statements that find single rows by their keys and need nothing of each other: they hold no
// row for longer than the journey takes, and those that write are flushed to the disk together. When the server refuses one of them,
// none counts, and each is asked again by itself.
type together struct {
	pool *pgxpool.Pool

	mu      sync.Mutex
	waiting []*asking
	away    bool // somebody is on the way
}

// asking is one statement and what became of it.
type asking struct {
	ctx   context.Context
	query string
	args  []any
	to    []any     // where the one row goes; nil for a statement that only changes
	n     int64     // rows changed
	err   error     // errUnanswered at first
	turn  chan bool // true: answered; false: go, and take the others along
}

// errUnanswered is what those get who went along with somebody who never came back.
var errUnanswered = errors.New("postgres: no answer")

// longest is how long a journey may take; whoever asks alone may wait for as long as the context lets.
const longest = 30 * time.Second

// ask runs a statement, alone or with others, and returns how many rows it changed; one that has to find a row and finds none is
// sql.ErrNoRows.
func (t *together) ask(ctx context.Context, query string, args, to []any) (int64, error) {
	a := &asking{ctx: ctx, query: query, args: args, to: to, err: errUnanswered, turn: make(chan bool, 1)}
	t.mu.Lock()
	t.waiting = append(t.waiting, a)
	wait := t.away
	t.away = true
	t.mu.Unlock()
	if wait && <-a.turn {
		return a.n, a.err
	}
	t.mu.Lock()
	list := t.waiting
	t.waiting = nil
	t.mu.Unlock()
	defer t.back(list, a)
	t.send(list)
	return a.n, a.err
}

// back tells the others, and lets the next go.
func (t *together) back(list []*asking, leader *asking) {
	t.mu.Lock()
	t.away = len(t.waiting) > 0
	if t.away {
		t.waiting[0].turn <- false
	}
	t.mu.Unlock()
	for _, a := range list {
		if a != leader {
			a.turn <- true
		}
	}
}

// send asks everything in one transaction, or each alone where there is one or the server refused.
func (t *together) send(list []*asking) {
	if len(list) > 1 {
		err := t.travel(list)
		if refused := new(pgconn.PgError); !errors.As(err, &refused) {
			for _, a := range list {
				if err != nil {
					a.err = err
				}
			}
			return
		}
	}
	for _, a := range list {
		a.alone(t.pool)
	}
}

// travel asks everything at once. An error means that nothing was done, or that nobody knows.
func (t *together) travel(list []*asking) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(list[0].ctx), longest)
	defer cancel()
	b := &pgx.Batch{}
	for _, a := range list {
		b.Queue(a.query, a.args...)
	}
	results := t.pool.SendBatch(ctx, b)
	for _, a := range list {
		if a.to == nil {
			var tag pgconn.CommandTag
			tag, a.err = results.Exec()
			a.n = tag.RowsAffected()
			continue
		}
		a.err = results.QueryRow().Scan(a.to...)
	}
	return results.Close() // with it the transaction ends
}

func (a *asking) alone(pool *pgxpool.Pool) {
	if a.to != nil {
		a.err = pool.QueryRow(a.ctx, a.query, a.args...).Scan(a.to...)
		return
	}
	var tag pgconn.CommandTag
	tag, a.err = pool.Exec(a.ctx, a.query, a.args...)
	a.n = tag.RowsAffected()
}
