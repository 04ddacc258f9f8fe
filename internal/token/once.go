package token

import (
	"context"
	"errors"
	"time"
)

// Answer is what a request was answered, to be said again.
type Answer struct {
	Status int               `json:"status"`
	Header map[string]string `json:"header,omitempty"`
	Body   []byte            `json:"body,omitempty"`
}

// Answers remembers what was answered to a key.
type Answers interface {
	// BeginOnce takes a key for a request with this body. Of many at once exactly one gets it: mine. Otherwise it returns the
	// answer, or ErrRunning while whoever has it is still at work, or ErrOtherBody. A key whose holder began before stale and
	// never ended (it died) is given to the next.
	BeginOnce(ctx context.Context, key, body []byte, now, stale, until time.Time) (held *Answer, mine bool, err error)
	// EndOnce keeps the answer for whoever asks again, or gives the key back where there is none. began is the now of BeginOnce:
	// whoever was too slow and lost the key changes nothing.
	EndOnce(ctx context.Context, key []byte, began time.Time, a *Answer) error
}

// Errors of a key.
var (
	ErrOtherBody = errors.New("the same key came with another body")
	ErrRunning   = errors.New("the first request with this key is not done yet")
)

// How long answers are kept, how long a request may take before its key is given to the next, and how long a second one waits for the
// first.
const (
	OnceLife  = 24 * time.Hour
	onceStale = 2 * time.Minute
	onceWait  = 10 * time.Second
	onceLook  = 25 * time.Millisecond
)

// Once does a request once for a bearer's key: do runs, or what it answered the first time is returned, and again is true. Answers for
// which keep says no (it failed, or a limit was reached) are not kept, so that trying again tries again. Errors: ErrOtherBody,
// ErrRunning.
func (x *Tokens) Once(ctx context.Context, b *Bearer, key string, request []byte, do func() *Answer, keep func(*Answer) bool) (a *Answer, again bool, err error) {
	id := x.Keys.MAC("api-once", b.Token.ID, key)
	body := x.Keys.MAC("api-once-body", string(request))
	began, mine := time.Time{}, false
	ctx = context.WithoutCancel(ctx) // a client that went away must not leave its key taken
	give := time.NewTimer(onceWait)
	defer give.Stop()
	for !mine {
		began = x.Now().UTC()
		a, mine, err = x.Store.BeginOnce(ctx, id, body, began, began.Add(-onceStale), began.Add(OnceLife))
		if err == nil && !mine {
			return a, true, nil
		}
		if err != nil && !errors.Is(err, ErrRunning) {
			return nil, false, err
		}
		if mine {
			break
		}
		select {
		case <-time.After(onceLook):
		case <-give.C:
			return nil, false, ErrRunning
		}
	}
	return x.first(ctx, id, began, do, keep)
}

// first runs what has the key, and gives the key back whatever happens.
func (x *Tokens) first(ctx context.Context, id []byte, began time.Time, do func() *Answer, keep func(*Answer) bool) (a *Answer, again bool, err error) {
	done := false
	defer func() {
		if !done { // it panicked: whoever tries again tries again
			err = errors.Join(err, x.Store.EndOnce(ctx, id, began, nil))
		}
	}()
	a = do()
	done = true
	if !keep(a) {
		return a, false, x.Store.EndOnce(ctx, id, began, nil)
	}
	return a, false, x.Store.EndOnce(ctx, id, began, a)
}
