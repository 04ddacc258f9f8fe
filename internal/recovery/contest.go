package recovery

import (
	"context"
	"errors"
	"time"

	"okaeri/internal/evidence"
	"okaeri/internal/notice"
)

// ContestView is what the page behind a "not me" link shows: nothing personal, since a letter may be forwarded or read by a stranger (C14).
type ContestView struct {
	Ref      string
	Filed    time.Time
	Shown    string    // the case's state in the applicant's words
	Open     bool      // it can still be stopped
	Restored bool      // too late to stop; the undo letter takes it back
	Used     bool      // the link did what it is for
	Until    time.Time // when undoing ended or ends; zero of links that undo nothing
}

// contestable are the states in which the owner's word stops a case.
var contestable = []State{Submitted, Judged, Reviewing, Holding, Ready}

// ContestView reads the link and changes nothing: a mail scanner that follows it stops no case (V24). It returns ErrNotFound.
func (r *Recovery) ContestView(ctx context.Context, token string) (ContestView, error) {
	c, _, err := r.byLink(ctx, token, ProveContest, ContestAll)
	if err != nil {
		return ContestView{}, err
	}
	return ContestView{
		Ref: c.Ref, Filed: c.Submitted, Shown: c.Shown(r.Now()), Open: c.in(contestable...),
		Restored: c.in(Restoring, Restored),
	}, nil
}

// byLink finds the case behind a link's token for one of the purposes.
func (r *Recovery) byLink(ctx context.Context, token string, purposes ...Purpose) (*Case, *Proof, error) {
	for _, purpose := range purposes {
		c, p, err := r.Store.ByProof(ctx, purpose, r.tokenMAC(purpose, token))
		if errors.Is(err, ErrNotFound) {
			continue
		}
		return c, p, err
	}
	return nil, nil, ErrNotFound
}

// Contest is the owner's word: the case stops at once, without sign-in. From an address that was added after the baseline it opens a
// dispute instead, since a hijacker holds such an address (C13). It returns ErrNotFound, or ErrClosed when there is nothing to stop.
func (r *Recovery) Contest(ctx context.Context, token string, _ Visitor) error {
	c, p, err := r.byLink(ctx, token, ProveContest, ContestAll)
	if err != nil {
		return err
	}
	owner, err := r.owner(ctx, c)
	if err != nil {
		return err
	}
	return r.contest(ctx, c.ID, owner, p.Purpose, p.MAC)
}

// contest stops one case after reading its proof again inside the transaction.
func (r *Recovery) contest(ctx context.Context, caseID string, owner *evidence.Account, purpose Purpose, mac []byte) error {
	return r.Store.Update(ctx, caseID, func(s *Step) error {
		p := link(s, purpose, mac, r.Now())
		if p == nil || !s.Case.in(contestable...) {
			return ErrClosed
		}
		p.Proven = r.Now().UTC()
		if p.Purpose == ContestAll && !p.Late {
			s.Jobs = append(s.Jobs, Job{Kind: JobOthers, CaseID: caseID, At: r.Now()})
		}
		if p.Late {
			r.dispute(s, owner)
			return nil
		}
		r.stop(s, owner, "owner")
		return nil
	})
}

// link is the living proof row of a link inside a step.
func link(s *Step, purpose Purpose, mac []byte, now time.Time) *Proof {
	for _, p := range s.Proofs {
		if p.Purpose == purpose && string(p.MAC) == string(mac) && p.CaseID == s.Case.ID && !p.Dead && p.Proven.IsZero() && now.Before(p.Expires) {
			return p
		}
	}
	return nil
}

// stop ends a case on the owner's word. What was answered in it is burnt and the account's later cases are held back for a while.
func (r *Recovery) stop(s *Step, owner *evidence.Account, by string) {
	c := s.Case
	c.State, c.Closed = Contested, r.Now().UTC()
	kill(s.Proofs, ProveLink, ProveRestore, ProveContact, ProveReturn)
	r.write(s, notice.Contested, c.Private.Contact, c.Language, nil)
	if owner != nil {
		r.tellOwner(s, channels(owner, c), owner, notice.ContestReceived, "", map[string]string{"at": stamp(c.Closed), "outcome": "stopped"})
	}
	s.Entries = append(s.Entries, r.entry(c, "contest", by, nil))
}

// dispute sends a case to people: two addresses of one account say different things.
func (r *Recovery) dispute(s *Step, owner *evidence.Account) {
	c := s.Case
	if c.Disputed && c.Private.Votes != nil { // people have weighed this very objection; it is on record and moves nothing again
		s.Entries = append(s.Entries, r.entry(c, "objection", "late-address", nil))
		return
	}
	c.State, c.Disputed, c.HighBar = Reviewing, true, true
	c.newRound()
	c.Due = r.Now().UTC().Add(r.Timing.Promise)
	kill(s.Proofs, ProveLink, ProveRestore)
	r.write(s, notice.Late, c.Private.Contact, c.Language, map[string]string{"due": stamp(c.Due)})
	r.tellDispute(s, owner)
	s.Jobs = append(s.Jobs, Job{Kind: JobLate, CaseID: c.ID, At: c.Due.Add(-r.Timing.Promise / 24)})
	s.Entries = append(s.Entries, r.entry(c, "dispute", "late-address", nil))
}

// tellDispute tells every channel that two of them say different things.
func (r *Recovery) tellDispute(s *Step, owner *evidence.Account) {
	if owner != nil {
		data := map[string]string{"at": stamp(r.Now()), "outcome": "dispute"}
		r.tellOwner(s, channels(owner, s.Case), owner, notice.ContestReceived, "", data)
	}
}

// contestOthers is the job behind the link of a merged notice: every other open case of the account stops too.
func (r *Recovery) contestOthers(ctx context.Context, caseID string) error {
	c, err := r.Store.Case(ctx, caseID)
	if err != nil || c.AccountID == "" {
		return err
	}
	owner, err := r.owner(ctx, c)
	if err != nil {
		return err
	}
	attempts, err := r.Store.Attempts(ctx, "account_id", []byte(c.AccountID), r.Now().Add(-r.Timing.Freeze))
	if err != nil {
		return err
	}
	for _, a := range attempts {
		if a.CaseID == c.ID {
			continue
		}
		err := r.Store.Update(ctx, a.CaseID, func(s *Step) error {
			if s.Case.in(contestable...) {
				r.stop(s, owner, "owner")
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}
