package settings

import (
	"context"
	"errors"

	"okaeri/internal/recovery"
	"okaeri/internal/staff"
)

// mostHistory is how many proposals are listed.
const mostHistory = 200

// mayRead refuses whoever has nothing to do with the rules. Auditors read everything.
func mayRead(a recovery.Actor) error {
	if !a.Is(staff.Operator, staff.Admin, staff.Auditor) {
		return &recovery.Refused{Code: "role"}
	}
	return nil
}

// History is every proposal, the newest first: who, when, what, and what became of it. Error: *recovery.Refused.
func (s *Settings) History(ctx context.Context, a recovery.Actor) ([]*Proposal, error) {
	if err := mayRead(a); err != nil {
		return nil, err
	}
	return s.Store.Proposals(ctx, mostHistory)
}

// Look is one proposal as somebody sees it.
type Look struct {
	*Proposal
	Trial  *Trial // nil before there is one
	Mine   bool   // the reader proposed it
	Given  bool   // the reader has confirmed it
	Counts int    // confirmations that count at this moment
	Bar    string // why the reader may not confirm it: a word of the catalogue; empty: they may, once they have proven themselves
}

// Look shows one proposal. Errors: *recovery.Refused, ErrNotFound.
func (s *Settings) Look(ctx context.Context, a recovery.Actor, id string) (*Look, error) {
	if err := mayRead(a); err != nil {
		return nil, err
	}
	p, err := s.Store.Proposal(ctx, id)
	if err != nil {
		return nil, err
	}
	l := &Look{Proposal: p}
	if l.Trial, err = s.Store.Trial(ctx, id); err != nil && !errors.Is(err, ErrNotFound) {
		return nil, err
	}
	people, err := s.Store.Staff(ctx)
	if err != nil {
		return nil, err
	}
	l.Counts = len(s.counted(&Step{People: people}, p))
	me, err := s.worker(&Step{People: people}, a)
	if err != nil {
		l.Bar = "rules_admin"
		return l, nil
	}
	l.Mine = p.By.Person == me.ID
	for _, h := range p.Confirmed {
		l.Given = l.Given || h.Person == me.ID
	}
	a.Via, a.Strong = "desk", s.Now() // whether they are proven is asked when they confirm
	var refused *recovery.Refused
	switch err := s.mayConfirm(a, me, p); {
	case errors.As(err, &refused):
		l.Bar = refused.Code
	case l.Trial == nil || l.Trial.State != TrialDone:
		l.Bar = "rules_trial"
	}
	return l, nil
}
