package store

import (
	"context"
	"errors"
	"fmt"

	"okaeri/internal/decision"
	"okaeri/internal/recovery"
)

// deskColumns are what the queue is searched and shown by, so that a page of it opens no case. A case has a row exactly while it is in
// front of people. Nothing in it was typed or held; contact, network and answers are keyed hashes.
const deskColumns = `ref, kind, machine, profile, language, flags, submitted, due, votes, people, senior, round, claim_by, claim_at, ` +
	`claim_to, asked_till, contact, network, answers`

// deskWork is what a step changes at the desk.
type deskWork struct {
	caseID string
	change bool
	row    []any // nil: the case is not in front of people any more
	votes  [][]any
}

func (d deskWork) nothing() bool { return !d.change && len(d.votes) == 0 }

// deskRow is a case's row, nil when it is not in front of people.
func deskRow(c *recovery.Case) []any {
	r, ok := c.Row()
	if !ok {
		return nil
	}
	return []any{
		r.Ref, string(r.Kind), string(r.Machine), string(r.Profile), r.Language, r.Flags, stamp(r.Submitted), stamp(r.Due), r.Votes, r.People,
		bit(r.Senior), r.Round, r.ClaimBy, stamp(r.ClaimAt), stamp(r.ClaimTo), stamp(r.AskedTill), null(c.ContactKey), null(c.NetworkKey),
		null(c.AnswersKey),
	}
}

// deskBefore is what a case was at the desk when it was read.
type deskBefore struct {
	row   []any
	state recovery.State
	round int
	votes int
}

func deskOf(c *recovery.Case) deskBefore {
	return deskBefore{deskRow(c), c.State, c.Desk.Round, len(c.Private.Votes)}
}

// prepareDesk finds what a step changed at the desk, and refuses what no step may do: taking a vote back, deciding without a reason, or
// a grant of people without the votes and the proof that it needs (H3, H5). The story asks the same before; here it can't be forgotten.
func (s *Store) prepareDesk(before deskBefore, step *recovery.Step) (deskWork, error) {
	c := step.Case
	w := deskWork{caseID: c.ID, row: deskRow(c)}
	w.change = (w.row == nil) != (before.row == nil) || w.row != nil && !equal(before.row, w.row)
	fresh := c.Private.Votes
	if c.Desk.Round == before.round {
		if len(fresh) < before.votes {
			return w, errors.New("store: a step tried to take a vote back")
		}
		fresh = fresh[before.votes:]
	}
	for _, v := range fresh {
		w.votes = append(w.votes, []any{c.ID, c.Desk.Round, v.By, stamp(v.At), bit(v.Grant), v.Reason, v.Proof, string(c.Profile), string(c.Suggestion())})
	}
	if before.state == recovery.Reviewing && c.State == recovery.Judged && c.Verdict == decision.Grant {
		return w, granted(step)
	}
	return w, nil
}

// granted refuses a grant of people that lacks a vote, or the proof of identity that the strict profile needs.
func granted(step *recovery.Step) error {
	c := step.Case
	people := map[string]bool{}
	for _, v := range c.Private.Votes {
		if v.Grant {
			people[v.By] = true
		}
	}
	if len(people) < c.People() {
		return fmt.Errorf("store: a grant by %d of %d people", len(people), c.People())
	}
	if c.Profile != decision.Strict {
		return nil
	}
	for _, p := range step.Proofs {
		if p.Purpose == recovery.ProveIdentity && !p.Proven.IsZero() && !p.Dead {
			return nil
		}
	}
	return errors.New("store: a grant without a proof of identity, which the strict profile needs")
}

// writeDesk writes the row and the new votes. The key of the votes (case, round, person) lets nobody vote twice, whoever asks.
func (s *Store) writeDesk(ctx context.Context, tx *txn, w deskWork) error {
	if w.change {
		if _, err := s.exec(ctx, tx, `DELETE FROM desk WHERE case_id = ?`, w.caseID); err != nil {
			return err
		}
		if w.row != nil {
			args := append([]any{w.caseID}, w.row...)
			if _, err := s.exec(ctx, tx, `INSERT INTO desk (case_id, `+deskColumns+`) VALUES `+values(1, len(args)), args...); err != nil {
				return err
			}
		}
	}
	for _, v := range w.votes {
		if _, err := s.exec(ctx, tx, `INSERT INTO votes (case_id, round, person, at, grants, reason, proof, profile, machine) VALUES `+values(1, 9), v...); err != nil {
			if s.db.Duplicate(err) {
				return &recovery.Refused{Code: "same_person"}
			}
			return err
		}
	}
	return nil
}

// fillDesk gives a row to cases in front of people that have none: those of a database, or of a backup, from before there was a desk.
func (s *Store) fillDesk(ctx context.Context) error {
	cases, err := s.many(ctx, selectCase+`c.state = ? AND NOT EXISTS (SELECT 1 FROM desk d WHERE d.case_id = c.id)`, string(recovery.Reviewing))
	if err != nil {
		return err
	}
	for _, c := range cases {
		w, err := s.prepareDesk(deskBefore{state: c.State, round: c.Desk.Round}, &recovery.Step{Case: c})
		if err != nil {
			return err
		}
		err = s.within(ctx, func(tx *txn) error { return s.writeDesk(ctx, tx, w) })
		var voted *recovery.Refused
		if err != nil && !errors.As(err, &voted) && !s.db.Duplicate(err) { // another server may fill it too
			return wrap("desk", err)
		}
	}
	return nil
}

// LettersOf lists the letters of a case in their order, without addresses and contents.
func (s *Store) LettersOf(ctx context.Context, caseID string) ([]recovery.Letter, error) {
	var out []recovery.Letter
	err := s.each(ctx, s.db.Reader(), func(scan func(...any) error) error {
		l := recovery.Letter{CaseID: caseID}
		var queued, sent int64
		err := scan(&l.ID, &l.Kind, &l.Lang, &queued, &sent, &l.Failed)
		l.Queued, l.Sent = moment(queued), moment(sent)
		out = append(out, l)
		return err
	}, `SELECT id, kind, lang, queued, sent, failed FROM letters WHERE case_id = ? ORDER BY queued, id`, caseID)
	return out, wrap("letters", err)
}

// scanQueueRow reads one row of the queue.
func scanQueueRow(scan func(...any) error) (recovery.QueueRow, error) {
	var r recovery.QueueRow
	var submitted, due, claimAt, claimTo, asked, senior int64
	var contact, network, answers int
	err := scan(&r.CaseID, &r.Ref, &r.Kind, &r.Machine, &r.Profile, &r.Language, &r.Flags, &submitted, &due, &r.Votes, &r.People, &senior,
		&r.Round, &r.ClaimBy, &claimAt, &claimTo, &asked, &contact, &network, &answers)
	r.Submitted, r.Due, r.ClaimAt, r.ClaimTo, r.AskedTill = moment(submitted), moment(due), moment(claimAt), moment(claimTo), moment(asked)
	r.Senior, r.Crowded = senior != 0, max(contact, network, answers) > recovery.Crowd
	return r, err
}
