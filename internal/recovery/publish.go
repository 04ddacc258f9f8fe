package recovery

import (
	"context"
	"errors"
	"strings"
	"time"

	"okaeri/internal/decision"
	"okaeri/internal/evidence"
	"okaeri/internal/notice"
)

// publish is the job that lets a made verdict out at its mark.
func (r *Recovery) publish(ctx context.Context, caseID string) error {
	c, err := r.Store.Case(ctx, caseID)
	if err != nil || c.State != Judged {
		return err
	}
	owner, err := r.owner(ctx, c)
	if err != nil {
		return err
	}
	tell, err := r.mayTell(ctx, owner, c)
	if err != nil {
		return err
	}
	again, err := r.Again(ctx, c)
	if err != nil {
		return err
	}
	return r.Store.Update(ctx, caseID, func(s *Step) error {
		switch now := r.Now(); {
		case s.Case.State != Judged:
		case now.Before(s.Case.Mark): // the clock went back: wait again
			s.Jobs = append(s.Jobs, Job{Kind: JobPublish, CaseID: caseID, At: s.Case.Mark})
		case s.Case.Verdict == decision.Grant && owner != nil:
			r.holdOpen(s, owner)
		default:
			r.decline(s, owner, tell, again)
		}
		return nil
	})
}

// owner is the account of a case, nil for a ghost and for an account that was forgotten meanwhile.
func (r *Recovery) owner(ctx context.Context, c *Case) (*evidence.Account, error) {
	if c.AccountID == "" {
		return nil, nil
	}
	a, err := r.Dossiers.Account(ctx, c.AccountID)
	if errors.Is(err, ErrNotFound) {
		return nil, nil
	}
	return a, err
}

// mayTell are the owner's channels that have not heard too much of late to be told of a refusal as well (V23): what was refused
// changed nothing, and the notice of the application was sent already.
func (r *Recovery) mayTell(ctx context.Context, owner *evidence.Account, c *Case) ([]evidence.Contact, error) {
	if owner == nil || c.Verdict != decision.Decline {
		return nil, nil
	}
	all := channels(owner, c)
	later, err := r.allowEach(ctx, r.Limits.Notice, "notice-verdict", r.channelKeys(all))
	if err != nil {
		return nil, err
	}
	var tell []evidence.Contact
	for i, contact := range all {
		if later[i].IsZero() {
			tell = append(tell, contact)
		}
	}
	return tell, nil
}

// holdOpen publishes a grant: the wait begins, and every channel of the owner is told how to stop it.
func (r *Recovery) holdOpen(s *Step, owner *evidence.Account) {
	c, now := s.Case, r.Now().UTC()
	c.State = Holding
	c.HoldUntil = now.Add(r.Timing.hold(c.Private.Assessment.HoldHours))
	c.Due = c.HoldUntil
	opens := map[string]string{"opens": stamp(c.HoldUntil)}
	r.write(s, notice.Granted, c.Private.Contact, c.Language, opens)
	r.tellOwner(s, channels(owner, c), owner, notice.NoticeGranted, ProveContest, map[string]string{
		"opens": stamp(c.HoldUntil), "submitted": stamp(c.Submitted), "region": c.Private.Region,
	})
	s.Jobs = append(s.Jobs, Job{Kind: JobRelease, CaseID: c.ID, At: c.HoldUntil})
	s.Entries = append(s.Entries, r.entry(c, "hold", "system", opens))
}

// decline publishes a refusal with what would help next time, chosen from what was left blank and never from what matched.
func (r *Recovery) decline(s *Step, owner *evidence.Account, tell []evidence.Contact, again time.Time) {
	c, now := s.Case, r.Now().UTC()
	c.State, c.Verdict, c.Closed = Declined, decision.Decline, now
	r.write(s, notice.Declined, c.Private.Contact, c.Language, map[string]string{
		"kinds": strings.Join(c.Private.Advice, ","), "again": stamp(again),
	})
	if owner != nil {
		r.tellOwner(s, tell, owner, notice.NoticeDeclined, "", map[string]string{
			"submitted": stamp(c.Submitted), "region": c.Private.Region,
		})
	}
	s.Entries = append(s.Entries, r.entry(c, "decline", "system", nil))
}

// release is the job at the end of a hold that nobody contested: the applicant gets the one-time link.
func (r *Recovery) release(ctx context.Context, caseID string) error {
	return r.Store.Update(ctx, caseID, func(s *Step) error {
		c, now := s.Case, r.Now().UTC()
		if c.State != Holding {
			return nil
		}
		if now.Before(c.HoldUntil) { // a job that comes early, or a clock that went back, shortens nothing (C6)
			s.Jobs = append(s.Jobs, Job{Kind: JobRelease, CaseID: caseID, At: c.HoldUntil})
			return nil
		}
		c.State, c.ReadyTill = Ready, now.Add(r.Timing.LinkLife)
		c.Due = c.ReadyTill
		r.sendLink(s)
		s.Entries = append(s.Entries, r.entry(c, "release", "system", map[string]string{"until": stamp(c.ReadyTill)}))
		return nil
	})
}

// late is the job shortly before a promised time: a case without a verdict gets a new promise by letter before the old one breaks.
func (r *Recovery) late(ctx context.Context, caseID string) error {
	return r.Store.Update(ctx, caseID, func(s *Step) error {
		c := s.Case
		if !c.in(Submitted, Reviewing) || r.Now().Before(c.Due.Add(-r.Timing.Promise/24)) { // or promised anew meanwhile, with a wake-up of its own
			return nil
		}
		if now := r.Now().UTC(); now.After(c.Due) { // nobody was there to renew it in time
			c.Due = now
		}
		c.Due = c.Due.Add(r.Timing.Promise)
		r.write(s, notice.Late, c.Private.Contact, c.Language, map[string]string{"due": stamp(c.Due)})
		s.Jobs = append(s.Jobs, Job{Kind: JobLate, CaseID: caseID, At: c.Due.Add(-r.Timing.Promise / 24)})
		s.Entries = append(s.Entries, r.entry(c, "late", "system", map[string]string{"due": stamp(c.Due)}))
		return nil
	})
}
