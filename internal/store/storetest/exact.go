package storetest

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"okaeri/internal/recovery"
	"okaeri/internal/store"
)

// limiterExact takes whenever it can, on two servers, and beside a limit of the other kind that refuses now and then.
func limiterExact(t *testing.T, b *Bench) {
	ctx := t.Context()
	exact := recovery.Limit{Key: "exact", Burst: 3, Period: time.Hour, Exact: true}
	other := recovery.Limit{Key: "beside", Burst: 1, Period: 7 * time.Minute}
	var taken []time.Time
	for minute := range 240 {
		s, now := []*store.Store{b.Store, b.Other}[minute%2], b.clock.Now()
		want := len(taken) < 3 || now.Sub(taken[len(taken)-3]) >= time.Hour
		free := got[time.Time](t)(s.Free(ctx, exact))
		if want != !free.After(now) || !want && !free.Equal(taken[len(taken)-3].Add(time.Hour)) {
			t.Fatalf("minute %d: free at %v; taken %v", minute, free, taken)
		}
		beside := got[time.Time](t)(s.Free(ctx, other))
		ok, retry, err := s.AllowAll(ctx, other, exact)
		must(t, err)
		if ok != (want && !beside.After(now)) || !ok && !retry.After(now) {
			t.Fatalf("minute %d: %v, again at %v; taken %v", minute, ok, retry, taken)
		}
		if ok {
			taken = append(taken, now)
		}
		b.clock.Move(time.Minute)
	}
	if len(taken) != 12 {
		t.Errorf("%d of 12 events were taken in four hours", len(taken))
	}
	one := recovery.Limit{Key: "exact", Burst: 1, Period: time.Hour, Exact: true} // another number is another limit
	for i, want := range []bool{true, false} {
		retry := got[[]time.Time](t)(b.Store.AllowEach(ctx, one))
		if retry[0].IsZero() != want || !want && !retry[0].Equal(b.clock.Now().Add(time.Hour)) {
			t.Errorf("event %d of a limit of one: again at %v", i+1, retry[0])
		}
	}
	var allowed atomic.Int64
	var wg sync.WaitGroup
	for i := range 40 {
		s := []*store.Store{b.Store, b.Other}[i%2]
		wg.Go(func() {
			ok, _, err := s.AllowAll(ctx, recovery.Limit{Key: "exact crowd", Burst: 5, Period: time.Hour, Exact: true})
			if err != nil {
				t.Error(err)
			}
			if ok {
				allowed.Add(1)
			}
		})
	}
	wg.Wait()
	if allowed.Load() != 5 {
		t.Errorf("%d events of a crowd passed an exact limit of 5", allowed.Load())
	}
}
