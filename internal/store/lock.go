package store

import (
	"context"
	"sync"
)

// locks lets one goroutine at a time work on a name. The zero value is ready.
type locks struct {
	mu   sync.Mutex
	held map[string]*turn
}

// turn is the queue for one name; it exists while somebody holds or waits for it.
type turn struct {
	free    chan struct{}
	waiting int
}

// take waits for the name, and returns what gives it back; or the context's error.
func (l *locks) take(ctx context.Context, name string) (release func(), err error) {
	l.mu.Lock()
	if l.held == nil {
		l.held = map[string]*turn{}
	}
	t, ok := l.held[name]
	if !ok {
		t = &turn{free: make(chan struct{}, 1)}
		t.free <- struct{}{}
		l.held[name] = t
	}
	t.waiting++
	l.mu.Unlock()
	leave := func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		if t.waiting--; t.waiting == 0 {
			delete(l.held, name)
		}
	}
	select {
	case <-t.free:
		return func() { t.free <- struct{}{}; leave() }, nil
	case <-ctx.Done():
		leave()
		return nil, ctx.Err()
	}
}
