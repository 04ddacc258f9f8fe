package recovery

import (
	"context"
	"errors"
	"time"

	"okaeri/internal/intake"
	"okaeri/internal/notice"
)

// Submit sends the application. Sending twice is sending once. The account is not looked up here: the same rows are written, the same
// letter queued and the same jobs set whether it exists or not. It returns ErrMissingProof when the contact address is not proven
// for this account, or *TooSoon.
func (r *Recovery) Submit(ctx context.Context, caseID string, v Visitor) (*Case, error) {
	c, err := r.Store.Case(ctx, caseID)
	if err != nil {
		return nil, err
	}
	if c.State != Draft {
		return c, alreadySent(c)
	}
	if err := r.sendable(ctx, caseID); err != nil {
		return nil, err
	}
	if c, err = r.alone(ctx, c); err != nil || c.State != Draft {
		return c, err
	}
	c.NetworkKey, c.DeviceKey = r.networkKey(v), r.deviceKey(v)
	if err := r.applyLimits(ctx, c); err != nil {
		return nil, err
	}
	var sent *Case
	err = r.Store.Update(ctx, caseID, func(s *Step) error {
		sent = s.Case
		if s.Case.State != Draft {
			return alreadySent(s.Case)
		}
		if proven(s, ProveContact, time.Time{}) == nil {
			return ErrMissingProof
		}
		r.submit(s, v)
		return nil
	})
	return sent, err
}

// sendable checks the proof before any limit is touched: an application that can't be sent uses up nobody's share. It is checked again
// in the transaction that sends.
func (r *Recovery) sendable(ctx context.Context, caseID string) error {
	return r.Store.Peek(ctx, caseID, func(s *Step) error {
		if s.Case.State == Draft && proven(s, ProveContact, time.Time{}) == nil {
			return ErrMissingProof
		}
		return nil
	})
}

// doubleClick is how long a second sending of one draft waits for the first before it counts as an application of its own.
const doubleClick = 3 * time.Second

// alone lets one of several sendings of one draft at the same time through; the others get the case as it is once the first is done, so
// that a double click uses up one application of the day and not two.
func (r *Recovery) alone(ctx context.Context, c *Case) (*Case, error) {
	first, _, err := r.Limiter.Allow(ctx, "sending:"+c.ID, 1, doubleClick)
	if err != nil || first {
		return c, err
	}
	ctx, cancel := context.WithTimeout(ctx, doubleClick)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		now, err := r.Store.Case(ReadAgain(context.WithoutCancel(ctx)), c.ID)
		if err != nil || now.State != Draft {
			return now, err
		}
		select {
		case <-ctx.Done():
			return now, nil
		case <-tick.C:
		}
	}
}

func alreadySent(c *Case) error {
	if c.Submitted.IsZero() {
		return ErrClosed
	}
	return nil
}

// submit turns the draft into a submitted case inside its transaction.
func (r *Recovery) submit(s *Step, v Visitor) {
	c, now := s.Case, r.Now().UTC()
	c.State, c.Submitted, c.Due = Submitted, now, now.Add(r.Timing.Promise)
	c.NetworkKey, c.DeviceKey = r.networkKey(v), r.deviceKey(v)
	c.Private.Context = intake.Context{IP: v.IP.Unmap().String(), UserAgent: v.UserAgent, Device: v.Device}
	c.Private.Region = r.Region(v.IP)
	c.AnswersKey = r.answersKey(c)
	r.write(s, notice.Received, c.Private.Contact, c.Language, map[string]string{"due": stamp(c.Due), "submitted": stamp(now)})
	s.Jobs = append(s.Jobs,
		Job{Kind: JobAssess, CaseID: c.ID, At: now},
		Job{Kind: JobLate, CaseID: c.ID, At: c.Due.Add(-r.Timing.Promise / 24)})
	s.Entries = append(s.Entries, r.entry(c, "submit", "applicant", map[string]string{"ref": c.Ref}))
}

// application is the case as the rooms judge it: the typed strings, turned into claims by the questionnaire.
func (r *Recovery) application(c *Case) intake.Application {
	p := c.Private
	return intake.Application{
		ID: c.ID, Account: p.Account, Contact: p.Contact, At: c.Submitted, Language: c.Language, Situation: p.Situation,
		Claims: r.claims(p), Context: p.Context,
	}
}

// answersKey is the blind index of who the applicant says to be, so that one set of answers used on many accounts is seen (C7)
// without holding it. Too few answers make no key.
func (r *Recovery) answersKey(c *Case) []byte {
	a := c.Private.Answers
	family, given := first(a["family_name"]), first(a["given_name"])
	year, date := first(a["birth_year"]), first(a["birth_month"])+"-"+first(a["birth_day"])
	if family == "" || year == "" {
		return nil
	}
	return r.Keys.Index("answers", intake.Plain(family+given)+"|"+intake.Plain(year+"-"+date))
}

// deviceKey is the blind index of the device cookie; a visitor without one has none.
func (r *Recovery) deviceKey(v Visitor) []byte {
	if v.Device == "" {
		return nil
	}
	return r.Keys.Index("device", v.Device)
}

// subject is the account that the typed name means, or the decoy that stands in for one that nobody has. Both are always looked
// for, so that finding one costs what not finding it costs. An empty id means that there is no account at all yet.
func (r *Recovery) subject(ctx context.Context, typed string) (id string, ghost bool, err error) {
	name := intake.Identifier(typed)
	decoy, err := r.Dossiers.Decoy(ctx, name)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return "", true, err
	}
	id, err = r.Dossiers.Find(ctx, name)
	switch {
	case errors.Is(err, ErrNotFound):
		return decoy, true, nil
	case err != nil:
		return "", true, err
	}
	return id, false, nil
}
