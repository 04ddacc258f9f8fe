package recovery

import (
	"context"
	"slices"
	"time"

	"okaeri/internal/notice"
)

// appealFor is how long after a refusal an applicant may ask other people to look again; appeals are counted for each contact and network
// as applications are, since people's time is what a flood of them would take.
const appealFor = 30 * day

var appealRate = Rate{2, 30 * day}

// MayAppeal tells whether the applicant may ask other people to look at a refusal again: once, within the time for it.
func (c *Case) MayAppeal(now time.Time) bool {
	return c.State == Declined && c.Desk.Appealed.IsZero() && now.Before(c.Closed.Add(appealFor))
}

// Appeal is the applicant's word that a refusal was wrong: the case goes to two people who had no part in it, and the owner is told as of
// any application. A ghost's goes the same way. It returns ErrClosed, *Refused for a sentence that is missing or too long, or *TooSoon.
func (r *Recovery) Appeal(ctx context.Context, caseID, words string, v Visitor) error {
	if err := sentence(words); err != nil {
		return err
	}
	c, err := r.Store.Case(ctx, caseID)
	if err != nil {
		return err
	}
	if !c.MayAppeal(r.Now()) {
		return ErrClosed
	}
	if err := r.allow(ctx, appealRate, "appeal-contact", c.ContactKey); err != nil {
		return err
	}
	if err := r.allow(ctx, Rate{10, day}, "appeal-network", r.networkKey(v)); err != nil {
		return err
	}
	owner, err := r.owner(ctx, c)
	if err != nil {
		return err
	}
	return r.Store.Update(ctx, caseID, func(s *Step) error {
		c, now := s.Case, r.Now().UTC()
		if !c.MayAppeal(now) {
			return ErrClosed
		}
		c.newRound()
		for _, v := range c.Private.Former {
			if !slices.Contains(c.Desk.Barred, v.By) {
				c.Desk.Barred = append(c.Desk.Barred, v.By)
			}
		}
		c.State, c.Closed, c.Verdict, c.HighBar = Reviewing, time.Time{}, "", true
		c.Desk.Appealed, c.Private.Appeal = now, words
		r.promise(s, now.Add(r.Timing.Promise))
		r.write(s, notice.Received, c.Private.Contact, c.Language, map[string]string{"due": stamp(c.Due), "submitted": stamp(now)})
		if owner != nil {
			r.tellOwner(s, channels(owner, c), owner, notice.NoticeSubmitted, ProveContest, map[string]string{
				"submitted": stamp(c.Submitted), "region": c.Private.Region,
			})
		}
		s.Entries = append(s.Entries, r.entry(c, "appeal", "applicant", nil))
		return nil
	})
}
