package recovery

import (
	"bytes"
	"context"
	"crypto/hmac"
	"time"

	"okaeri/internal/decision"
	"okaeri/internal/intake"
	"okaeri/internal/notice"
)

// Moving is changing the contact address of a sent application (A16). The letters of a case open an account, so whoever can move them
// has half of it; therefore:
//   - only before a verdict is out, and once for each case;
//   - the new address is proven by a code of its own before anything changes;
//   - the old address is told at once, with a link that takes the letters back, also later on, until the account is opened;
//   - whenever the address changes, either way, what was judged by it is judged again, since an address is evidence;
//   - asking for a move counts as an application of the new address, so that one address still serves few cases.
//
// An account that nobody has is moved the same way.

// The purposes of moving.
const (
	ProveMove Purpose = "move" // the new address can be reached
	ProveKeep Purpose = "keep" // the old address takes the letters back
)

// What a draft's notes say of moving; they are no fields of the questionnaire.
const (
	noteMoveTo   = "contact.to"   // the address that a code was sent to
	noteMoveFrom = "contact.from" // the address before the move; a case that has one moves no more
)

// Movable tells whether the contact address may still be changed.
func (c *Case) Movable() bool {
	return c.in(Submitted, Judged, Reviewing) && c.Private.Answers.One(noteMoveFrom) == ""
}

// MovingTo is the address that a code for moving was sent to, or nothing.
func (c *Case) MovingTo() string { return c.Private.Answers.One(noteMoveTo) }

// AskMove sends a code to the address that the letters of a case are to go to. It returns ErrClosed, *Refused with the questionnaire's
// code for an address that it does not take, or *TooSoon.
func (r *Recovery) AskMove(ctx context.Context, caseID, contact, once string, v Visitor) error {
	c, err := r.Store.Case(ctx, caseID)
	if err != nil {
		return err
	}
	if !c.Movable() {
		return ErrClosed
	}
	if c.sentBefore(ProveMove, once, intake.Mail(contact)) {
		return nil
	}
	if code := r.unfit(c, contact); code != "" {
		return &Refused{code}
	}
	key := r.contactKey(contact)
	if err := r.codeLimits(ctx, key, v); err != nil {
		return err
	}
	if err := r.allow(ctx, r.Limits.ApplyContact, "apply-contact", key); err != nil {
		return err
	}
	return r.Store.Update(ctx, caseID, func(s *Step) error {
		if !s.Case.Movable() {
			return ErrClosed
		}
		if !s.Case.sentBefore(ProveMove, once, intake.Mail(contact)) {
			r.sendMoveCode(s, intake.Mail(contact), once)
		}
		return nil
	})
}

// unfit is why an address can't be the contact: what the questionnaire says, or that it is the one already.
func (r *Recovery) unfit(c *Case, contact string) string {
	if intake.Mail(contact) == c.Private.Contact {
		return "contact.already"
	}
	a := intake.Answers{"account": {c.Private.Account}, "contact": {contact}, "contact_anyway": {"1"}}
	for _, p := range r.Questionnaire.Check(intake.PageContact, a, r.Now()) {
		return p.Code
	}
	return ""
}

// moved is the case as it will be once its letters go to another address: what a code for that address is bound to.
func (r *Recovery) moved(c *Case, contact string) *Case {
	to := *c
	to.ContactKey = r.contactKey(contact)
	return &to
}

// sendMoveCode adds the code for the new address to the step.
func (r *Recovery) sendMoveCode(s *Step, contact, once string) {
	c, now := s.Case, r.Now().UTC()
	to := r.moved(c, contact)
	kill(s.Proofs, ProveMove)
	code, expires := newCode(), now.Add(r.Timing.CodeLife)
	s.Proofs = append(s.Proofs, &Proof{
		CaseID: c.ID, AccountKey: c.AccountKey, Purpose: ProveMove, Destination: to.ContactKey,
		MAC: r.codeMAC(to, ProveMove, code), Created: now, Expires: expires,
	})
	c.sentNow(ProveMove, once, contact)
	c.note(noteMoveTo, contact)
	r.write(s, notice.MoveCode, contact, c.Language, map[string]string{"code": code, "until": stamp(expires)})
	s.Entries = append(s.Entries, r.entry(c, "code", "applicant", map[string]string{"purpose": string(ProveMove)}))
}

// note keeps a word of the story's own among the answers.
func (c *Case) note(name, value string) {
	c.Private.Answers = c.Private.Answers.Merge(nil, nil) // a map of its own: a step that fails must leave no trace
	c.Private.Answers[name] = []string{value}
}

// ProveMove takes the code that was sent to the new address, and moves the letters there. It returns *WrongCode, ErrExpired, ErrClosed or
// *TooSoon.
func (r *Recovery) ProveMove(ctx context.Context, caseID, code string, v Visitor) error {
	c, err := r.Store.Case(ctx, caseID)
	if err != nil {
		return err
	}
	to := r.moved(c, c.MovingTo())
	if err := r.tryLimits(ctx, to, v); err != nil {
		return err
	}
	var refused error // kept outside: a wrong try is saved, not rolled back
	err = r.Store.Update(ctx, caseID, func(s *Step) error {
		refused = nil
		if !s.Case.Movable() {
			return ErrClosed
		}
		contact := s.Case.MovingTo()
		to := r.moved(s.Case, contact)
		p := living(&Step{Case: to, Proofs: s.Proofs}, ProveMove, r.Now())
		if p == nil {
			refused = ErrExpired
			return nil
		}
		if !hmac.Equal(p.MAC, r.codeMAC(to, ProveMove, intake.Digits(code))) {
			p.Tries++
			p.Dead = p.Tries >= maxTries
			refused = &WrongCode{Left: maxTries - p.Tries}
			return nil
		}
		p.Proven = r.Now().UTC()
		r.move(s, contact)
		return nil
	})
	if err != nil {
		return err
	}
	return refused
}

// move sends the letters of a case to another address from now on.
func (r *Recovery) move(s *Step, contact string) {
	c, now, before := s.Case, r.Now().UTC(), s.Case.Private.Contact
	kill(s.Proofs, ProveReturn)
	keep := r.newLink(s, ProveKeep, c.ContactKey, false, now.Add(linkLife))
	r.write(s, notice.Moved, before, c.Language, map[string]string{"at": stamp(now), "link": keep})
	c.note(noteMoveFrom, before)
	c.note("contact", contact)
	delete(c.Private.Answers, noteMoveTo)
	c.Private.Contact, c.ContactKey = contact, r.contactKey(contact)
	s.Proofs = append(s.Proofs, &Proof{
		CaseID: c.ID, AccountKey: c.AccountKey, Purpose: ProveContact, Destination: c.ContactKey,
		MAC: r.Keys.MAC("moved", c.ID, string(c.ContactKey)), Created: now, Expires: now, Proven: now,
	})
	r.write(s, notice.Received, contact, c.Language, map[string]string{"due": stamp(c.Due), "submitted": stamp(c.Submitted)})
	r.weighAgain(s)
	s.Entries = append(s.Entries, r.entry(c, "move", "applicant", nil))
}

// weighAgain has a verdict that was made for another contact address made again, and sets aside what people said by then: an address is
// evidence, and nobody may prove one that the account knows, have the case granted, and take the letters back to one of their own. What
// was granted already is confirmed once more with its whole wait.
func (r *Recovery) weighAgain(s *Step) {
	c, now := s.Case, r.Now().UTC()
	if len(c.Private.Votes) > 0 {
		c.newRound()
	}
	switch {
	case c.State == Reviewing:
		s.Jobs = append(s.Jobs, Job{Kind: JobReweigh, CaseID: c.ID, At: now})
		return
	case !c.in(Judged, Holding, Ready):
		return
	case c.State != Judged:
		r.promise(s, now.Add(r.Timing.Promise))
		r.write(s, notice.Late, c.Private.Contact, c.Language, map[string]string{"due": stamp(c.Due)})
	}
	kill(s.Proofs, ProveLink)
	c.State, c.Verdict, c.Mark, c.HoldUntil, c.ReadyTill = Submitted, decision.Outcome(""), time.Time{}, time.Time{}, time.Time{}
	c.Private.Assessment = nil
	s.Jobs = append(s.Jobs, Job{Kind: JobAssess, CaseID: c.ID, At: now})
}

// KeepView reads the link that takes the letters back, and changes nothing (V24). It returns ErrNotFound.
func (r *Recovery) KeepView(ctx context.Context, token string) (ContestView, error) {
	c, p, err := r.byLink(ctx, token, ProveKeep)
	if err != nil {
		return ContestView{}, err
	}
	return ContestView{
		Ref: c.Ref, Filed: c.Submitted, Shown: c.Shown(r.Now()), Restored: c.in(Restoring, Restored), Used: !p.Proven.IsZero(),
		Open: c.in(contestable...) && p.Proven.IsZero() && !p.Dead && r.Now().Before(p.Expires),
	}, nil
}

// Keep is the old address taking the letters of a case back: the state before the move, which nobody moves again. Codes and links that
// went to the other address open nothing any more, since each is bound to the address it was sent to. It returns ErrNotFound or ErrClosed.
func (r *Recovery) Keep(ctx context.Context, token string) error {
	c, p, err := r.byLink(ctx, token, ProveKeep)
	if err != nil {
		return err
	}
	return r.Store.Update(ctx, c.ID, func(s *Step) error {
		c, now := s.Case, r.Now().UTC()
		proof, before := link(s, ProveKeep, p.MAC, now), c.Private.Answers.One(noteMoveFrom)
		if proof == nil || !c.in(contestable...) || !bytes.Equal(proof.Destination, r.contactKey(before)) {
			return ErrClosed
		}
		proof.Proven = now
		kill(s.Proofs, ProveMove, ProveReturn, ProveRestore)
		r.write(s, notice.MovedBack, c.Private.Contact, c.Language, map[string]string{"at": stamp(now)})
		c.note("contact", before)
		c.Private.Contact, c.ContactKey = before, r.contactKey(before)
		r.write(s, notice.MovedBack, before, c.Language, map[string]string{"at": stamp(now)})
		r.weighAgain(s)
		s.Entries = append(s.Entries, r.entry(c, "keep", "applicant", nil))
		return nil
	})
}
