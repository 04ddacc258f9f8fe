package settings

import (
	"context"
	"errors"
	"slices"
	"strconv"

	"okaeri/internal/recovery"
	"okaeri/internal/staff"
)

func count(n int) string { return strconv.Itoa(n) }

// Confirm is one administrator's word for a proposal whose dry run is done. It goes live with as many as it needs (Proposal.Needs); live
// tells whether it did. A change that loosens takes a passkey within ten minutes from each of them, and administrators of a standing.
// Errors: *recovery.Refused, ErrNotFound.
func (s *Settings) Confirm(ctx context.Context, a recovery.Actor, id string) (live bool, err error) {
	trial, err := s.Store.Trial(ctx, id)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return false, err
	}
	if err != nil || trial.State != TrialDone {
		return false, &recovery.Refused{Code: "rules_trial"}
	}
	var refused error
	err = s.end(ctx, a, id, func(step *Step, p *Proposal, me *staff.Person) error {
		live, refused = false, nil
		if err := s.mayConfirm(a, me, p); err != nil {
			return err
		}
		if s.lapse(step); p.State == Waiting {
			s.overtaken(ctx, step, p)
		}
		if p.State != Waiting { // the step is saved: nobody tries it again
			refused = &recovery.Refused{Code: "rules_" + string(p.State)}
			return nil
		}
		p.Confirmed = append(p.Confirmed, s.hand(a, me))
		step.Entries = append(step.Entries, s.entry(a, "confirm", p))
		if counted := s.counted(step, p); len(counted) >= p.Needs() {
			s.goLive(step, a, p, counted)
			live = true
		}
		return nil
	})
	if err == nil {
		err = refused
	}
	if err == nil && live {
		s.tellHeads(ctx, TellLive, a.Login)
	}
	return live && err == nil, err
}

// mayConfirm refuses whoever's word does not count.
func (s *Settings) mayConfirm(a recovery.Actor, me *staff.Person, p *Proposal) error {
	now := s.Now()
	fresh := !a.Strong.IsZero() && now.Sub(a.Strong) < freshFor && !a.Strong.After(now.Add(freshFor))
	from, administers := me.Standing()
	switch {
	case !administers:
		return &recovery.Refused{Code: "rules_admin"}
	case p.Loosens && a.Via != "desk":
		return &recovery.Refused{Code: "rules_desk"}
	case a.Via != "cli" && !fresh:
		return &recovery.Refused{Code: "sign_in_again"}
	case p.Loosens && now.Before(from):
		return &recovery.Refused{Code: "rules_standing"}
	case slices.ContainsFunc(p.Confirmed, func(h Hand) bool { return h.Person == me.ID }):
		return &recovery.Refused{Code: "rules_twice"}
	}
	return nil
}

// overtaken ends a proposal that was compared with other rules than those in force.
func (s *Settings) overtaken(ctx context.Context, step *Step, p *Proposal) {
	number := int64(0)
	if v := step.Live[p.Kind]; v != nil {
		number = v.Number
	}
	now, err := s.at(ctx, p.Kind, number)
	if err == nil && now.digest == p.Base {
		return
	}
	p.State = Overtaken
	e := s.entry(recovery.Actor{}, "overtaken", p)
	e.Actor = "clock"
	step.Entries = append(step.Entries, e)
}

// counted are those whose word still counts: an administrator who was disabled since, or given another way in, is none of the two.
func (s *Settings) counted(step *Step, p *Proposal) []Hand {
	var out []Hand
	for _, h := range p.Confirmed {
		i := slices.IndexFunc(step.People, func(x *staff.Person) bool { return x.ID == h.Person })
		if i < 0 {
			continue
		}
		if from, ok := step.People[i].Standing(); ok && (!p.Loosens || !s.Now().Before(from)) {
			out = append(out, h)
		}
	}
	return out
}

// goLive makes a proposal the newest version of its kind.
func (s *Settings) goLive(step *Step, a recovery.Actor, p *Proposal, by []Hand) {
	number := int64(1)
	if v := step.Live[p.Kind]; v != nil {
		number = v.Number + 1
	}
	last := by[len(by)-1]
	p.State, p.Number, p.Ended = Live, number, &last
	step.New = &Version{
		Kind: p.Kind, Number: number, Proposal: p.ID, Loosens: p.Loosens, First: by[0].Person, At: s.Now().UTC(), Text: p.Text,
	}
	e := s.entry(a, "live", p)
	e.Detail["number"], e.Detail["first"] = strconv.FormatInt(number, 10), by[0].Login
	if p.Loosens {
		step.New.Second = by[1].Person
		e.Detail["second"] = by[1].Login
	}
	step.Entries = append(step.Entries, e)
}
