package storetest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"okaeri/internal/audit"
	"okaeri/internal/recovery"
	"okaeri/internal/store"
)

func jobs(t *testing.T, b *Bench) {
	c := b.create()
	must(t, b.Store.Update(t.Context(), c.ID, func(s *recovery.Step) error {
		s.Jobs = []recovery.Job{
			{Kind: recovery.JobAssess, CaseID: c.ID, At: Start},
			{Kind: recovery.JobRelease, CaseID: c.ID, At: Start.Add(72 * time.Hour)},
			{Kind: recovery.JobLetter, CaseID: c.ID, Letter: "l"},
		}
		return nil
	}))
	err := b.Store.Update(t.Context(), c.ID, func(s *recovery.Step) error {
		s.Jobs = []recovery.Job{{Kind: recovery.JobUndo, CaseID: c.ID, At: Start}}
		s.Letters = []recovery.Letter{{ID: "same"}, {ID: "same"}}
		return nil
	})
	if err == nil {
		t.Error("two letters of one ID were saved")
	}
	want := []string{"assess " + c.ID + " ", "release " + c.ID + " ", "letter " + c.ID + " l"}
	if read := b.queued(); !slices.Equal(read, want) {
		t.Errorf("queue %q, want %q", read, want)
	}
	states := b.Column(`SELECT state FROM river_job ORDER BY id`)
	if !slices.Equal(states, []string{"available", "scheduled", "available"}) {
		t.Errorf("states %q", states)
	}
}

func auditHolds(t *testing.T, b *Bench) {
	var wg sync.WaitGroup
	var stop atomic.Bool
	sequencers := make(chan struct{})
	go func() {
		defer close(sequencers)
		for !stop.Load() {
			for _, s := range []interface {
				Sequence(ctx context.Context) (int, error)
			}{b.Store, b.Other} {
				if _, err := s.Sequence(t.Context()); err != nil {
					t.Error(err)
				}
			}
		}
	}()
	const cases, steps = 12, 10
	for i := range cases {
		s := b.Store
		if i%2 == 1 {
			s = b.Other
		}
		wg.Go(func() {
			c := NewCase()
			if err := s.Create(t.Context(), &recovery.Step{Case: c, Entries: []audit.Entry{b.entry(c, "begin")}}); err != nil {
				t.Error(err)
				return
			}
			for range steps {
				err := s.Update(t.Context(), c.ID, func(s *recovery.Step) error {
					s.Entries = append(s.Entries, b.entry(s.Case, "one"), b.entry(s.Case, "two"))
					return nil
				})
				if err != nil {
					t.Error(err)
				}
				if err := s.Record(t.Context(), audit.Entry{At: Start, Door: "import", Actor: "operator"}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	stop.Store(true)
	<-sequencers
	b.place()
	report := got[audit.Report](t)(b.Store.VerifyAudit(t.Context()))
	if want := int64(cases * (1 + 3*steps)); report.Size != want || report.Pending != 0 || len(report.Faults) > 0 {
		t.Errorf("size %d of %d, pending %d, faults %v", report.Size, want, report.Pending, report.Faults)
	}
}

// place places every waiting audit entry.
func (b *Bench) place() {
	b.T.Helper()
	for got[int](b.T)(b.Store.Sequence(b.T.Context())) > 0 {
	}
}

func auditNames(t *testing.T, b *Bench) {
	c := b.create()
	for i := range 30 {
		must(t, b.Store.Update(t.Context(), c.ID, func(s *recovery.Step) error {
			s.Entries = append(s.Entries, b.entry(s.Case, fmt.Sprintf("door %d \x00 \xff", i)))
			return nil
		}))
		if rand.IntN(3) == 0 {
			b.place()
		}
	}
	b.place()
	outside := got[[]byte](t)(b.Store.Checkpoint(t.Context()))
	if r := got[audit.Report](t)(b.Store.VerifyAudit(t.Context(), outside)); r.Size != 31 || len(r.Faults) > 0 {
		t.Fatalf("untouched: %+v", r)
	}
	db := b.Raw()
	tamper := func(statement string, want audit.Fault) {
		t.Helper()
		_, err := db.ExecContext(t.Context(), statement)
		must(t, err)
		r := got[audit.Report](t)(b.Store.VerifyAudit(t.Context(), outside))
		if !slices.Contains(r.Faults, want) {
			t.Errorf("%s: faults %v, want %v", statement, r.Faults, want)
		}
	}
	tamper(`UPDATE audit_entries SET actor = 'nobody' WHERE seq = 7`, audit.Fault{Kind: audit.Edited, Seq: 7, Case: c.ID, N: 7})
	tamper(`UPDATE audit_entries SET seq = CASE seq WHEN 10 THEN -11 ELSE -10 END WHERE seq IN (10, 11)`, audit.Fault{Kind: audit.Removed, Seq: 10, To: 11})
	tamper(`UPDATE audit_entries SET seq = -seq WHERE seq < 0`, audit.Fault{Kind: audit.Moved, Seq: 10, Case: c.ID, N: 11})
	tamper(`DELETE FROM audit_entries WHERE seq = 15`, audit.Fault{Kind: audit.Removed, Seq: 15, To: 15})
	tamper(`DELETE FROM audit_entries WHERE seq >= 30`, audit.Fault{Kind: audit.Removed, Seq: 30, To: 31})
	tamper(`DELETE FROM audit_batches`, audit.Fault{Kind: audit.RolledBack, Seq: 1, To: 31})
}

func limiter(t *testing.T, b *Bench) {
	ctx := t.Context()
	allow := func(s interface {
		Allow(ctx context.Context, key string, burst int, period time.Duration) (bool, time.Time, error)
	}, key string,
	) (bool, time.Time) {
		t.Helper()
		ok, retry, err := s.Allow(ctx, key, 3, time.Hour)
		must(t, err)
		return ok, retry
	}
	for i := range 3 {
		s := b.Store
		if i == 1 {
			s = b.Other
		}
		if ok, _ := allow(s, "k"); !ok {
			t.Fatalf("event %d was refused", i)
		}
	}
	ok, retry := allow(b.Other, "k")
	if wait := retry.Sub(b.clock.Now()); ok || wait <= 0 || wait > 20*time.Minute {
		t.Fatalf("a fourth event: %v, again in %v", ok, wait)
	}
	if ok, _ := allow(b.Store, "other key"); !ok {
		t.Error("another key was refused")
	}
	b.clock.Move(20*time.Minute + time.Second)
	if ok, _ := allow(b.Store, "k"); !ok {
		t.Error("refused although a third of the hour went by")
	}
	if ok, _ := allow(b.Store, "k"); ok {
		t.Error("two events for a third of the hour")
	}
	b.clock.Move(2 * time.Hour)
	for i := range 3 {
		if ok, _ := allow(b.Other, "k"); !ok {
			t.Errorf("event %d after a rest was refused", i)
		}
	}
}

// limiterAll takes from all limits or from none: who is refused by one has used nothing up of the others.
func limiterAll(t *testing.T, b *Bench) {
	ctx := t.Context()
	wide, tight := recovery.Limit{Key: "wide", Burst: 3, Period: time.Hour}, recovery.Limit{Key: "tight", Burst: 1, Period: 2 * time.Hour}
	if ok, _, err := b.Store.AllowAll(ctx, wide, tight); !ok || err != nil {
		t.Fatal(ok, err)
	}
	for _, s := range []*store.Store{b.Store, b.Store, b.Other, b.Other} {
		ok, retry, err := s.AllowAll(ctx, wide, tight)
		must(t, err)
		if wait := retry.Sub(b.clock.Now()); ok || wait < time.Hour || wait > 2*time.Hour {
			t.Errorf("a second event: %v, again in %v", ok, wait)
		}
		if free := got[time.Time](t)(s.Free(ctx, wide, tight)); !free.Equal(retry) {
			t.Errorf("free at %v, refused until %v", free, retry)
		}
		if free := got[time.Time](t)(s.Free(ctx, wide, recovery.Limit{Key: "never asked", Burst: 1, Period: time.Hour})); free.After(b.clock.Now()) {
			t.Errorf("what would be allowed now is free at %v", free)
		}
	}
	for i := range 2 {
		if ok, _, err := b.Other.AllowAll(ctx, wide); !ok || err != nil {
			t.Errorf("event %d was used up by those that were refused: %v", i, err)
		}
	}
	if ok, _, err := b.Other.AllowAll(ctx, wide); ok || err != nil {
		t.Error("a refusal gave back more than it had taken", err)
	}
}

func limiterCrowd(t *testing.T, b *Bench) {
	var allowed atomic.Int64
	var wg sync.WaitGroup
	for i := range 200 {
		s := b.Store
		if i%2 == 1 {
			s = b.Other
		}
		wg.Go(func() {
			ok, _, err := s.Allow(t.Context(), "crowd", 10, time.Hour)
			if err != nil {
				t.Error(err)
			}
			if ok {
				allowed.Add(1)
			}
		})
	}
	wg.Wait()
	if allowed.Load() != 10 {
		t.Errorf("%d events passed a limit of 10", allowed.Load())
	}
}

func sessions(t *testing.T, b *Bench) {
	ctx := t.Context()
	one, other := b.Store.Sessions(), b.Other.Sessions()
	find := func(token string) string {
		t.Helper()
		data, found, err := other.FindCtx(ctx, token)
		must(t, err)
		if !found {
			return "(none)"
		}
		return string(data)
	}
	must(t, one.CommitCtx(ctx, "token", []byte("first"), Start.Add(time.Hour)))
	must(t, one.CommitCtx(ctx, "token", []byte("second"), Start.Add(2*time.Hour)))
	if find("token") != "second" || find("another") != "(none)" {
		t.Errorf("%q, %q", find("token"), find("another"))
	}
	b.clock.Move(2 * time.Hour)
	if find("token") != "(none)" {
		t.Error("a session outlived its end")
	}
	must(t, one.CommitCtx(ctx, "token", []byte("third"), Start.Add(9*time.Hour)))
	must(t, one.DeleteCtx(ctx, "token"))
	must(t, one.DeleteCtx(ctx, "token"))
	if find("token") != "(none)" {
		t.Error("a deleted session lives")
	}
}

func spent(t *testing.T, b *Bench) {
	var fresh atomic.Int64
	var wg sync.WaitGroup
	for i := range 40 {
		s := b.Store
		if i%2 == 1 {
			s = b.Other
		}
		wg.Go(func() {
			ok, err := s.Spent(t.Context(), "challenge", Start.Add(time.Hour))
			if err != nil {
				t.Error(err)
			}
			if ok {
				fresh.Add(1)
			}
		})
	}
	wg.Wait()
	if fresh.Load() != 1 {
		t.Errorf("%d of 40 were told that a challenge is fresh", fresh.Load())
	}
}
