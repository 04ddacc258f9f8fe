package storetest

import (
	"testing"
	"time"

	"okaeri/internal/recovery"
	"okaeri/internal/store"
)

// limiterEach takes from each limit that can bear it, and says of each other when it can.
func limiterEach(t *testing.T, b *Bench) {
	a, z := recovery.Limit{Key: "each a", Burst: 1, Period: time.Hour}, recovery.Limit{Key: "each z", Burst: 2, Period: time.Hour}
	for i, want := range [][2]bool{{true, true}, {false, true}, {false, false}, {false, false}} {
		s := []*store.Store{b.Store, b.Other}[i%2]
		retry := got[[]time.Time](t)(s.AllowEach(t.Context(), z, a)) // in the order in which they were asked
		for n, allowed := range []bool{want[1], want[0]} {
			if wait := retry[n].Sub(b.clock.Now()); retry[n].IsZero() != allowed || !allowed && (wait <= 0 || wait > time.Hour) {
				t.Errorf("time %d, limit %d: again in %v", i, n, wait)
			}
		}
	}
	b.clock.Move(time.Hour)
	if retry := got[[]time.Time](t)(b.Store.AllowEach(t.Context(), a, z)); !retry[0].IsZero() || !retry[1].IsZero() {
		t.Errorf("an hour later: %v", retry)
	}
}
