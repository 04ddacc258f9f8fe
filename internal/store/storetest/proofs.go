package storetest

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"okaeri/internal/recovery"
)

// prove is a case with one living proof.
func (b *Bench) prove(purpose recovery.Purpose, mac string) *recovery.Case {
	b.T.Helper()
	c := b.create()
	must(b.T, b.Store.Update(b.T.Context(), c.ID, func(s *recovery.Step) error {
		s.Proofs = append(s.Proofs, &recovery.Proof{
			AccountKey: []byte("account"), Purpose: purpose, Destination: []byte("destination"), MAC: []byte(mac),
			Created: Start, Expires: Start.Add(10 * time.Minute),
		})
		return nil
	}))
	return c
}

func oneWinner(t *testing.T, b *Bench) {
	c := b.prove(recovery.ProveLink, "m")
	used := errors.New("used")
	var winners, losers atomic.Int64
	var wg sync.WaitGroup
	for i := range 100 {
		s := b.Store
		if i%2 == 1 {
			s = b.Other
		}
		wg.Go(func() {
			err := s.Update(t.Context(), c.ID, func(s *recovery.Step) error {
				if !s.Proofs[0].Proven.IsZero() {
					return used
				}
				s.Proofs[0].Proven = Start.Add(time.Minute)
				s.Entries = append(s.Entries, b.entry(s.Case, "prove"))
				return nil
			})
			switch {
			case err == nil:
				winners.Add(1)
			case errors.Is(err, used):
				losers.Add(1)
			default:
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if winners.Load() != 1 || losers.Load() != 99 {
		t.Errorf("%d winners, %d losers", winners.Load(), losers.Load())
	}
}

func proofStays(t *testing.T, b *Bench) {
	ctx := t.Context()
	prove := func(c *recovery.Case, at time.Time) error {
		return b.Store.Update(ctx, c.ID, func(s *recovery.Step) error { s.Proofs[0].Proven = at; return nil })
	}
	expired := b.prove(recovery.ProveLink, "expired")
	if err := prove(expired, Start.Add(10*time.Minute)); !errors.Is(err, recovery.ErrExpired) {
		t.Errorf("an expired proof was used: %v", err)
	}
	dead := b.prove(recovery.ProveLink, "dead")
	must(t, b.Store.Update(ctx, dead.ID, func(s *recovery.Step) error { s.Proofs[0].Dead, s.Proofs[0].Tries = true, 5; return nil }))
	if err := prove(dead, Start.Add(time.Minute)); !errors.Is(err, recovery.ErrExpired) {
		t.Errorf("a dead proof was used: %v", err)
	}
	used := b.prove(recovery.ProveLink, "used")
	must(t, prove(used, Start.Add(time.Minute)))
	for _, at := range []time.Time{{}, Start.Add(2 * time.Minute)} {
		if err := prove(used, at); err == nil {
			t.Errorf("a used proof was moved to %v", at)
		}
	}
	_, p, err := b.Other.ByProof(ctx, recovery.ProveLink, []byte("dead"))
	if err != nil || !p.Dead || p.Tries != 5 || !p.Proven.IsZero() {
		t.Errorf("%+v, %v", p, err)
	}
	_, p, err = b.Other.ByProof(ctx, recovery.ProveLink, []byte("used"))
	if err != nil || !p.Proven.Equal(Start.Add(time.Minute)) {
		t.Errorf("%+v, %v", p, err)
	}
}

func proofBound(t *testing.T, b *Bench) {
	c, other := b.prove(recovery.ProveLink, "one"), b.prove(recovery.ProveUndo, "two")
	var foreign *recovery.Proof
	must(t, b.Store.Update(t.Context(), other.ID, func(s *recovery.Step) error { foreign = s.Proofs[0]; return nil }))
	for what, change := range map[string]func(*recovery.Step){
		"purpose":      func(s *recovery.Step) { s.Proofs[0].Purpose = recovery.ProveContest },
		"destination":  func(s *recovery.Step) { s.Proofs[0].Destination = []byte("elsewhere") },
		"account":      func(s *recovery.Step) { s.Proofs[0].AccountKey = nil },
		"secret":       func(s *recovery.Step) { s.Proofs[0].MAC = []byte("mine") },
		"case":         func(s *recovery.Step) { s.Proofs[0].CaseID = other.ID },
		"another case": func(s *recovery.Step) { s.Proofs = append(s.Proofs, foreign) },
	} {
		if err := b.Store.Update(t.Context(), c.ID, func(s *recovery.Step) error { change(s); return nil }); err == nil {
			t.Errorf("%s: a proof was bound to something else", what)
		}
	}
}

func byProof(t *testing.T, b *Bench) {
	c := b.prove(recovery.ProveContest, "m")
	read, p, err := b.Other.ByProof(t.Context(), recovery.ProveContest, []byte("m"))
	if err != nil || read.ID != c.ID || p.CaseID != c.ID || p.Purpose != recovery.ProveContest || !p.Expires.Equal(Start.Add(10*time.Minute)) {
		t.Errorf("%+v, %v", p, err)
	}
	if _, _, err := b.Other.ByProof(t.Context(), recovery.ProveUndo, []byte("m")); !errors.Is(err, recovery.ErrNotFound) {
		t.Errorf("a token for one purpose was found for another: %v", err)
	}
	must(t, b.Store.Update(t.Context(), c.ID, func(s *recovery.Step) error {
		if len(s.Proofs) != 1 || s.Proofs[0].ID != p.ID {
			t.Errorf("the step was handed %d proofs", len(s.Proofs))
		}
		return nil
	}))
}
