package recovery

import (
	"context"
	"sync"
)

// Reading lets a request see a case once: whoever asks for the case again while the request is being answered gets what it saw at
// first, or what it has written since. That is as good as asking again, because a step counts only if nobody was first, and it is one
// journey to the database for a page instead of three. A job that nobody has tried before has one too; whoever waits for another to
// move a case has none.
type Reading struct {
	mu   sync.Mutex
	held any
}

type readingKey struct{}

// OneReading is a context in which a case is read once.
func OneReading(ctx context.Context) context.Context {
	return context.WithValue(ctx, readingKey{}, &Reading{})
}

// ReadAgain is a context in which a case is read each time it is asked for.
func ReadAgain(ctx context.Context) context.Context {
	return context.WithValue(ctx, readingKey{}, (*Reading)(nil))
}

// ReadingOf is the reading of a context; nil where each question is a reading of its own.
func ReadingOf(ctx context.Context) *Reading {
	r, _ := ctx.Value(readingKey{}).(*Reading)
	return r
}

// Hold changes what the store holds for this reading; f gets what it held before.
func (r *Reading) Hold(f func(held any) any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.held = f(r.held)
}
