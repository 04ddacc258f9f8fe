package recovery

import (
	"context"
	"errors"
	"maps"
	"time"

	"okaeri/internal/evidence"
	"okaeri/internal/notice"
	"okaeri/internal/restore"
)

// OpenLink reads a restoration link and changes nothing. It tells whose case it is only to the pages, which show no more than that a
// code is needed. It returns ErrNotFound, or ErrExpired for a link that was used, replaced or grew old.
func (r *Recovery) OpenLink(ctx context.Context, token string) (string, error) {
	c, p, err := r.byLink(ctx, token, ProveLink)
	if err != nil {
		return "", err
	}
	if c.State != Ready || p.Dead || !p.Proven.IsZero() || !r.Now().Before(p.Expires) {
		return "", ErrExpired
	}
	return c.ID, nil
}

// SendRestoreCode sends a code to the contact address of a case whose link was opened: the link alone, seen by a stranger, is
// useless (C14). It returns *TooSoon, ErrNotFound or ErrExpired.
func (r *Recovery) SendRestoreCode(ctx context.Context, token, once string, v Visitor) error {
	id, err := r.OpenLink(ctx, token)
	if err != nil {
		return err
	}
	return r.sendCodeIn(ctx, id, ProveRestore, notice.RestoreCode, once, v, Ready)
}

// ProveRestore takes the code and returns the case that may now be finished, within Timing.FinishLife. It returns *WrongCode,
// ErrExpired, ErrNotFound or *TooSoon.
func (r *Recovery) ProveRestore(ctx context.Context, token, code string, v Visitor) (string, error) {
	id, err := r.OpenLink(ctx, token)
	if err != nil {
		return "", err
	}
	c, err := r.Store.Case(ctx, id)
	if err != nil {
		return "", err
	}
	if err := r.tryLimits(ctx, c, v); err != nil {
		return "", err
	}
	if err := r.allow(ctx, r.Limits.TryAccount, "try-account", c.AccountKey); err != nil {
		return "", err
	}
	return id, r.takeCode(ctx, id, ProveRestore, code, Ready)
}

// Finish takes the new password of a case whose link and code are proven, writes the plan down and sets it to work. It returns
// *BadPassword, ErrMissingProof, or ErrClosed.
func (r *Recovery) Finish(ctx context.Context, caseID, password string, _ Visitor) error {
	c, err := r.Store.Case(ctx, caseID)
	if err != nil {
		return err
	}
	if c.State != Ready {
		return ErrClosed
	}
	owner, err := r.Dossiers.Account(ctx, c.AccountID)
	if err != nil {
		return err
	}
	if faults := restore.CheckPassword(password, owner.Identifiers, owner.Facts); len(faults) > 0 {
		return badPassword(faults)
	}
	err = r.Store.Update(ctx, caseID, func(s *Step) error { return r.plan(s, password) })
	if err != nil {
		return err
	}
	// The job would do it within a second; doing it here spares the person the wait. Twice is once, and its faults are the job's to
	// mend, but for a password that the directory's own policy refuses: the person is still here to choose another.
	var refused *BadPassword
	if errors.As(r.restore(ctx, caseID), &refused) {
		return refused
	}
	return nil
}

func badPassword(faults []restore.Fault) error {
	e := &BadPassword{}
	for _, f := range faults {
		e.Codes = append(e.Codes, string(f))
	}
	return e
}

// plan checks every proof again inside the transaction that acts on them, uses them up, and writes down what is to be done.
func (r *Recovery) plan(s *Step, password string) error {
	c, now := s.Case, r.Now().UTC()
	if c.State != Ready || now.Before(c.HoldUntil) {
		return ErrClosed
	}
	var opened *Proof
	for _, p := range s.Proofs {
		if p.Purpose == ProveLink && bound(c, p) && !p.Dead && p.Proven.IsZero() && now.Before(p.Expires) {
			opened = p
		}
	}
	switch {
	case opened == nil,
		proven(s, ProveContact, time.Time{}) == nil,
		proven(s, ProveRestore, now.Add(-r.Timing.FinishLife)) == nil,
		r.needsIdentity(c) && proven(s, ProveIdentity, c.Submitted) == nil:
		return ErrMissingProof
	}
	opened.Proven = now
	kill(s.Proofs, ProveRestore, ProveReturn, ProveContest, ContestAll)
	c.State, c.Restoring = Restoring, now
	c.Private.Plan = &Plan{Key: newID(), Password: password}
	s.Jobs = append(s.Jobs, Job{Kind: JobRestore, CaseID: c.ID, At: now})
	s.Entries = append(s.Entries, r.entry(c, "plan", "applicant", map[string]string{"key": c.Private.Plan.Key}))
	return nil
}

// restore carries the plan out in the directory and, when it is done, tells everyone. The plan's key makes a second run after a crash
// the same as the first.
func (r *Recovery) restore(ctx context.Context, caseID string) error {
	c, err := r.Store.Case(ctx, caseID)
	switch {
	case err != nil:
		return err
	case c.State == Restored: // killed just after it was done
		return r.endOthers(ctx, c)
	case c.State != Restoring || c.Private.Plan == nil:
		return nil
	}
	owner, err := r.Dossiers.Account(ctx, c.AccountID)
	if err != nil {
		return err
	}
	done, err := r.Directory.Restore(ctx, c.Private.Plan.Key, c.AccountID, c.Private.Plan.Password)
	var refused *BadPassword
	if errors.As(err, &refused) {
		return errors.Join(refused, r.reopen(ctx, c))
	}
	if err != nil {
		return err
	}
	err = r.Store.Update(ctx, caseID, func(s *Step) error {
		if s.Case.State == Restoring {
			r.welcome(s, owner, done)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return r.endOthers(ctx, c)
}

// reopen gives the applicant another link when the directory's own policy has refused the password: the old link is used up.
func (r *Recovery) reopen(ctx context.Context, c *Case) error {
	return r.Store.Update(ctx, c.ID, func(s *Step) error {
		c := s.Case
		if c.State != Restoring {
			return nil
		}
		c.State, c.Private.Plan = Ready, nil
		r.sendLink(s)
		s.Entries = append(s.Entries, r.entry(c, "reopen", "system", map[string]string{"reason": "password_refused"}))
		return nil
	})
}

// sendLink writes the letter with a fresh one-time link; the one before is dead.
func (r *Recovery) sendLink(s *Step) {
	c := s.Case
	kill(s.Proofs, ProveLink)
	link := r.newLink(s, ProveLink, c.ContactKey, false, c.ReadyTill)
	r.write(s, notice.Ready, c.Private.Contact, c.Language, map[string]string{"link": link, "until": stamp(c.ReadyTill)})
}

// welcome records that access is back and writes to every channel, with the link that takes it back.
func (r *Recovery) welcome(s *Step, owner *evidence.Account, done Done) {
	c, now := s.Case, r.Now().UTC()
	c.State, c.Restored, c.UndoUntil, c.Closed = Restored, now, now.Add(r.Timing.UndoWindow), now
	c.Due = c.UndoUntil
	c.Private.Plan.Password, c.Private.Plan.Receipt, c.Private.Plan.Done = "", done.Receipt, now
	data := map[string]string{"at": stamp(now), "until": stamp(c.UndoUntil), "changes": changes(done)}
	mine := maps.Clone(data)
	mine["link"] = r.newLink(s, ProveUndo, c.ContactKey, false, c.UndoUntil)
	r.write(s, notice.Restored, c.Private.Contact, c.Language, mine)
	r.tellOwner(s, channels(owner, c), owner, notice.NoticeRestored, ProveUndo, data)
	s.Entries = append(s.Entries, r.entry(c, "restore", "system", map[string]string{"key": c.Private.Plan.Key}))
}

// changes lists what the directory did, in the words of the letters.
func changes(done Done) string {
	list := "password"
	if done.Unlocked {
		list += ",unlocked"
	}
	if done.SessionsEnded {
		list += ",sessions"
	}
	return list
}

// endOthers closes the other open cases of the account: the first to finish wins (ARTHA 6.3.1).
func (r *Recovery) endOthers(ctx context.Context, c *Case) error {
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
				r.end(s, Expired, "overtaken", notice.Expired)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// Undo is the owner taking a restoration back within its window: the directory gets its earlier state again. It returns ErrNotFound or ErrClosed.
func (r *Recovery) Undo(ctx context.Context, token string) error {
	c, p, err := r.byLink(ctx, token, ProveUndo)
	if err != nil {
		return err
	}
	owner, err := r.owner(ctx, c)
	if err != nil {
		return err
	}
	return r.Store.Update(ctx, c.ID, func(s *Step) error {
		c, now := s.Case, r.Now().UTC()
		proof := link(s, ProveUndo, p.MAC, now)
		if proof == nil || c.State != Restored || !now.Before(c.UndoUntil) || c.Private.Plan == nil {
			return ErrClosed
		}
		proof.Proven = now
		if proof.Late { // a hijacker holds such an address; people look, nothing is given back to it (C13)
			c.Disputed = true
			r.tellDispute(s, owner)
			s.Entries = append(s.Entries, r.entry(c, "dispute", "late-address", nil))
			return nil
		}
		c.State, c.Closed = Undone, now
		s.Jobs = append(s.Jobs, Job{Kind: JobUndo, CaseID: c.ID, At: now})
		r.write(s, notice.Undone, c.Private.Contact, c.Language, map[string]string{"at": stamp(now)})
		if owner != nil {
			r.tellOwner(s, channels(owner, c), owner, notice.Undone, "", map[string]string{"at": stamp(now)})
		}
		s.Entries = append(s.Entries, r.entry(c, "undo", "owner", nil))
		return nil
	})
}

// UndoView reads an undo link and changes nothing.
func (r *Recovery) UndoView(ctx context.Context, token string) (ContestView, error) {
	c, p, err := r.byLink(ctx, token, ProveUndo)
	if err != nil {
		return ContestView{}, err
	}
	used := !p.Proven.IsZero()
	return ContestView{
		Ref: c.Ref, Filed: c.Submitted, Shown: c.Shown(r.Now()), Used: used, Until: c.UndoUntil,
		Open: c.State == Restored && !used && r.Now().Before(c.UndoUntil), Restored: c.State == Restored,
	}, nil
}

// undo carries an undoing out in the directory; the key is the plan's, so twice is once.
func (r *Recovery) undo(ctx context.Context, caseID string) error {
	c, err := r.Store.Case(ctx, caseID)
	if err != nil || c.State != Undone || c.Private.Plan == nil || len(c.Private.Plan.Receipt) == 0 {
		return err
	}
	if err := r.Directory.Undo(ctx, c.Private.Plan.Key, c.AccountID, c.Private.Plan.Receipt); err != nil {
		return err
	}
	return r.Store.Update(ctx, caseID, func(s *Step) error {
		s.Case.Private.Plan.Receipt = nil
		return nil
	})
}

var errUnknownJob = errors.New("unknown job")
