package storetest

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"okaeri/internal/audit"
	"okaeri/internal/recovery"
)

// crowd lets 64 clients do everything at once, as 64 browsers would, on two servers.
func crowd(t *testing.T, b *Bench) {
	var wg sync.WaitGroup
	for i := range 64 {
		s := b.Store
		if i%2 == 1 {
			s = b.Other
		}
		wg.Go(func() {
			if err := b.visit(s, i); err != nil {
				t.Errorf("client %d: %v", i, err)
			}
		})
	}
	wg.Wait()
	b.place()
	if r := got[audit.Report](t)(b.Store.VerifyAudit(t.Context())); len(r.Faults) > 0 {
		t.Error(r.Faults)
	}
}

// client is the part of a store that a visit uses.
type client interface {
	recovery.Store
	recovery.Limiter
}

// visit is one applicant's way from the first page to the last.
func (b *Bench) visit(s client, n int) error {
	ctx := b.T.Context()
	if _, _, err := s.Allow(ctx, fmt.Sprint("network ", n%8), 1000, time.Hour); err != nil {
		return err
	}
	c := NewCase()
	if err := s.Create(ctx, &recovery.Step{Case: c, Entries: []audit.Entry{b.entry(c, "begin")}}); err != nil {
		return err
	}
	if err := s.Update(ctx, c.ID, func(s *recovery.Step) error { b.full(s, "code"); return nil }); err != nil {
		return err
	}
	for page := range 8 {
		if _, err := s.Case(ctx, c.ID); err != nil {
			return err
		}
		err := s.Update(ctx, c.ID, func(s *recovery.Step) error {
			s.Case.Private.Done = append(s.Case.Private.Done, fmt.Sprint("page ", page))
			return nil
		})
		if err != nil {
			return err
		}
	}
	return s.Update(ctx, c.ID, func(s *recovery.Step) error {
		s.Proofs[0].Proven = Start.Add(time.Minute)
		s.Case.State, s.Case.Submitted = recovery.Submitted, Start
		b.full(s, "submit")
		return nil
	})
}
