package recovery

import (
	"context"
	"sync"
)

// Reading lets a request see a case once: whoever asks for the case again while the request is being answered gets what it saw at
// first, or what it has written since. That is as good as asking again, because a step counts only if nobody was first, and it is one
// journey to the database for a page instead of three. A job that nobody has tried before has one too; whoever waits for another to
// move a case has none.
//
// A request that was sent on by another one of the same session (303, see Leads) begins with what that one ended with: the store may answer
// it without looking, once and within a moment, if it comes to the address that it was sent to.
type Reading struct {
	mu   sync.Mutex
	held any
	at   string // address that the request came to, where it changes nothing
	next string // address that its answer sends the reader on to
}

type readingKey struct{}

// OneReading is a context in which a case is read once.
func OneReading(ctx context.Context) context.Context {
	return context.WithValue(ctx, readingKey{}, &Reading{})
}

// OneReadingAt is OneReading for a request that changes nothing, by the path that it came to.
func OneReadingAt(ctx context.Context, path string) context.Context {
	return context.WithValue(ctx, readingKey{}, &Reading{at: path})
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

// At is the path that the request came to; empty where it may change something.
func (r *Reading) At() string { return r.at }

// Leads notes that the request's answer sends its reader on to a path, and tells the store if it holds something that cares.
func (r *Reading) Leads(path string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.next = path
	if h, ok := r.held.(interface{ Leads(path string) }); ok {
		h.Leads(path)
	}
}

// Next is the path that the answer leads to; empty where it leads nowhere, or where nobody has said so yet.
func (r *Reading) Next() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.next
}

// Hold changes what the store holds for this reading; f gets what it held before.
func (r *Reading) Hold(f func(held any) any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.held = f(r.held)
}
