package recovery

import (
	"context"
	"errors"
	"slices"
	"time"
)

// claimLife is how long a claim lives. Nobody has to give it back: it ends by itself, and whoever comes next may take the case.
const claimLife = time.Hour

// offered is how many waiting cases are tried before the desk says that nothing waits for this person.
const offered = 20

// Next assigns the waiting case that is due first and returns its reference number: cases are assigned, not chosen (H6). Whoever holds
// one already gets that one. A senior who is no reviewer as well is kept for what two people differ on, and gets no case that takes two.
// Three assignments in four pass over the cases of a crowd, so that a flood makes only itself wait (H14); the fourth, by the clock, takes
// whatever is due first. It returns ErrNotFound when nothing waits for this person, or *Refused.
func (r *Recovery) Next(ctx context.Context, a Actor) (string, error) {
	if err := a.known(RoleReviewer, RoleSenior); err != nil {
		return "", err
	}
	mine, err := r.Store.DeskQueue(ctx, QueueQuery{View: ViewMine, Person: person(a.Login), Now: r.Now(), N: 1})
	if err != nil {
		return "", err
	}
	if len(mine) > 0 {
		return mine[0].Ref, nil
	}
	quiet := r.Now().Unix()/60%4 != 3
	ref, err := r.assign(ctx, a, !quiet)
	if errors.Is(err, ErrNotFound) && quiet {
		return r.assign(ctx, a, true)
	}
	return ref, err
}

// assign takes the first case that this person may work on.
func (r *Recovery) assign(ctx context.Context, a Actor, crowds bool) (string, error) {
	ids, err := r.Store.Waiting(ctx, Waiter{
		Person: person(a.Login), Senior: a.Is(RoleSenior), Spared: !a.Is(RoleReviewer), Crowds: crowds, Now: r.Now(), N: offered,
	})
	if err != nil {
		return "", err
	}
	for _, id := range ids {
		c, err := r.Store.Case(ctx, id)
		if errors.Is(err, ErrNotFound) || err == nil && slices.Contains(c.Desk.Passed, person(a.Login)) {
			continue
		}
		if err == nil {
			err = r.claim(ctx, c, a, false)
		}
		var refused *Refused
		if errors.As(err, &refused) || errors.Is(err, ErrClosed) {
			continue // somebody was faster, or the person has a part in it
		}
		if err != nil {
			return "", err
		}
		return c.Ref, nil
	}
	return "", ErrNotFound
}

// Claim takes one particular case, or the person's own claim on it anew. Choosing is allowed, written down and counted (H6). It returns
// *Refused, ErrClosed or ErrNotFound.
func (r *Recovery) Claim(ctx context.Context, a Actor, ref string) error {
	if err := a.known(RoleReviewer, RoleSenior); err != nil {
		return err
	}
	c, err := r.byRef(ctx, ref)
	if err != nil {
		return err
	}
	return r.claim(ctx, c, a, true)
}

// claim is one atomic step: of two who come at once the second finds the case taken.
func (r *Recovery) claim(ctx context.Context, c *Case, a Actor, picked bool) error {
	if err := r.uninvolved(ctx, c, a); err != nil {
		return err
	}
	return r.Store.Update(ctx, c.ID, func(s *Step) error {
		now, held := r.Now().UTC(), &s.Case.Desk.Claim
		if err := s.Case.open(a, now); err != nil {
			return err
		}
		me := person(a.Login)
		if held.By != "" && held.By != me && now.Before(held.Until) {
			return &Refused{"claimed"}
		}
		if held.By == me && now.Before(held.Until) && now.Sub(held.At) < time.Minute {
			return nil // a double click
		}
		door := "claim"
		if picked && held.By != me {
			door = "pick"
		}
		*held = Claim{By: me, At: now, Until: now.Add(claimLife), Picked: picked}
		r.record(s, door, a, nil)
		return nil
	})
}

// PutBack gives the case back to the queue. It is not assigned to the same person again in this round. It returns *Refused, ErrClosed or
// ErrNotFound.
func (r *Recovery) PutBack(ctx context.Context, a Actor, ref string) error {
	return r.work(ctx, ref, a, func(s *Step) error {
		s.Case.Desk.Claim = Claim{}
		s.Case.Desk.Passed = append(s.Case.Desk.Passed, person(a.Login))
		r.record(s, "put_back", a, nil)
		return nil
	})
}
