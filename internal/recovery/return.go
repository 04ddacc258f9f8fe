package recovery

import (
	"context"
	"crypto/hmac"
	"errors"
	"time"

	"okaeri/internal/notice"
)

// Status returns a case for its applicant's status page.
func (r *Recovery) Status(ctx context.Context, caseID string) (*Case, error) {
	return r.Store.Case(ctx, caseID)
}

// Shown is the state in the applicant's words: received, reviewing, need_more, waiting, approved, restoring, restored, declined,
// cancelled, withdrawn, undone, expired or draft. A made verdict, a case with people and one not yet judged look alike until the mark,
// and a second person's look is not told: a case of an account that nobody has never gets one.
func (c *Case) Shown(now time.Time) string {
	switch c.State {
	case Submitted, Judged, Reviewing:
		if _, asked := c.Asking(now); asked {
			return "need_more"
		}
		if now.Sub(c.Submitted) < time.Minute {
			return "received"
		}
		return "reviewing"
	case Holding:
		return "waiting"
	case Ready:
		return "approved"
	case Contested:
		return "cancelled"
	}
	return string(c.State)
}

// Return sends a code to the contact of the case with this reference number, if that is its contact. It answers alike either way.
// It returns *TooSoon.
func (r *Recovery) Return(ctx context.Context, ref, contact, once string, v Visitor) error {
	key := r.contactKey(contact)
	if err := r.codeLimits(ctx, key, v); err != nil {
		return err
	}
	c, err := r.Store.ByRef(ctx, NormalRef(ref))
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err != nil || !hmac.Equal(c.ContactKey, key) {
		return err
	}
	if err := r.sendCodeStep(ctx, c.ID, ProveReturn, notice.ReturnCode, once); !errors.Is(err, ErrClosed) {
		return err
	}
	return nil
}

// ProveReturn takes the code and returns the case that the visitor may look at and go on with. It returns *WrongCode, ErrExpired or
// *TooSoon, the same for a number that nobody has.
func (r *Recovery) ProveReturn(ctx context.Context, ref, code string, v Visitor) (string, error) {
	if err := r.allow(ctx, r.Limits.TryNetwork, "try-network", r.networkKey(v)); err != nil {
		return "", err
	}
	c, err := r.Store.ByRef(ctx, NormalRef(ref))
	if errors.Is(err, ErrNotFound) {
		return "", ErrExpired
	}
	if err != nil {
		return "", err
	}
	if err := r.allow(ctx, r.Limits.TryContact, "try-contact", c.ContactKey); err != nil {
		return "", err
	}
	if err := r.takeCode(ctx, c.ID, ProveReturn, code); err != nil {
		return "", err
	}
	return c.ID, nil
}

// sendCodeIn takes the limits of a code and sends it if the case is in one of the states.
func (r *Recovery) sendCodeIn(ctx context.Context, caseID string, p Purpose, kind notice.Kind, once string, v Visitor, states ...State) error {
	c, err := r.Store.Case(ctx, caseID)
	if err != nil {
		return err
	}
	if c.sentBefore(p, once, c.Private.Contact) {
		return nil
	}
	if err := r.codeLimits(ctx, c.ContactKey, v); err != nil {
		return err
	}
	return r.sendCodeStep(ctx, caseID, p, kind, once, states...)
}

func (r *Recovery) sendCodeStep(ctx context.Context, caseID string, p Purpose, kind notice.Kind, once string, states ...State) error {
	return r.Store.Update(ctx, caseID, func(s *Step) error {
		if len(states) > 0 && !s.Case.in(states...) || s.Case.Private.Contact == "" {
			return ErrClosed
		}
		if !s.Case.sentBefore(p, once, s.Case.Private.Contact) {
			r.sendCode(s, p, kind, once)
		}
		return nil
	})
}

// Withdraw is the applicant taking the application back, at any time before the plan. It returns ErrClosed.
func (r *Recovery) Withdraw(ctx context.Context, caseID string) error {
	return r.Store.Update(ctx, caseID, func(s *Step) error {
		if s.Case.State == Withdrawn {
			return nil
		}
		if !s.Case.in(Draft, Submitted, Judged, Reviewing, Holding, Ready) {
			return ErrClosed
		}
		kind := notice.Withdrawn
		if s.Case.State == Draft {
			kind = ""
		}
		r.end(s, Withdrawn, "withdraw", kind)
		return nil
	})
}

// Check tells whether a reference number is one of ours, so that a letter can be checked on the official site (S17). It tells nothing
// else. It returns *TooSoon.
func (r *Recovery) Check(ctx context.Context, ref string, v Visitor) (bool, error) {
	if err := r.allow(ctx, r.Limits.Look, "look", r.networkKey(v)); err != nil {
		return false, err
	}
	_, err := r.Store.ByRef(ctx, NormalRef(ref))
	if errors.Is(err, ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}
