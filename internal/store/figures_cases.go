package store

import (
	"context"
	"encoding/hex"
	"time"

	"okaeri/internal/recovery"
)

// FigureRows reads everything that figures are made of. The parts are not of one moment; they are statistics.
func (s *Store) FigureRows(ctx context.Context, q recovery.FigureQuery) (rows recovery.FigureRows, err error) {
	for _, part := range []func() error{
		func() error { rows.Tally, err = s.Tally(ctx, q.Now, time.Time{}); return err },
		func() error { rows.Verdicts, err = s.verdicts(ctx, q.Days); return err },
		func() error { rows.Doors, err = s.ends(ctx, q.Weeks); return err },
		func() error { rows.Stopped, err = s.stopped(ctx, q.Weeks); return err },
		func() error { rows.Returned, err = s.returned(ctx, q.Weeks); return err },
		func() error { rows.Votes, err = s.voted(ctx, q.Days); return err },
		func() error { rows.Acts, err = s.Acts(ctx, q.Days); return err },
		func() error { rows.Counts, err = s.countedFigures(ctx, q); return err },
		func() error { rows.Posts, err = s.posted(ctx, q); return err },
		func() error { rows.Upkeep, err = s.upkeep(ctx, rows.Tally.Jobs); return err },
	} {
		if err := part(); err != nil {
			return rows, wrap("figures", err)
		}
	}
	return rows, nil
}

// firstVerdict finds the entries that told a case its verdict for the first time: what an appeal or a dispute brings later is no time to a
// verdict of the application. The list of doors is the index's own, letter by letter, or SQLite would not use it.
const firstVerdict = ` FROM audit_entries e JOIN cases c ON c.id = e.case_id WHERE e.at >= ? AND e.door IN ('hold', 'decline') AND c.submitted > 0
	AND NOT EXISTS (SELECT 1 FROM audit_entries b WHERE b.case_id = e.case_id AND b.n < e.n AND b.door IN ('hold', 'decline'))`

// verdicts lists when cases were sent and had their first verdict.
func (s *Store) verdicts(ctx context.Context, since time.Time) (out []recovery.VerdictRow, err error) {
	err = s.each(ctx, s.db.Reader(), func(scan func(...any) error) error {
		var sent, told int64
		err := scan(&sent, &told)
		out = append(out, recovery.VerdictRow{Submitted: moment(sent), At: moment(told)})
		return err
	}, `SELECT c.submitted, e.at`+firstVerdict, stamp(since))
	return out, err
}

// ends counts how cases ended, by the half hour: every zone of the world begins its days within one.
func (s *Store) ends(ctx context.Context, since time.Time) (out []recovery.DoorRow, err error) {
	const half = int64(30 * time.Minute)
	err = s.each(ctx, s.db.Reader(), func(scan func(...any) error) error {
		var at int64
		var d recovery.DoorRow
		err := scan(&at, &d.Door, &d.N)
		d.At = moment(at * half)
		out = append(out, d)
		return err
	}, `SELECT at / ? AS half, door, count(*) FROM audit_entries WHERE at >= ? AND door IN ('hold', 'decline', 'withdraw', 'contest') GROUP BY half, door`,
		half, stamp(since))
	return out, err
}

// stopped lists grants that their owners stopped or took back.
func (s *Store) stopped(ctx context.Context, since time.Time) (out []recovery.StoppedRow, err error) {
	err = s.each(ctx, s.db.Reader(), func(scan func(...any) error) error {
		var at int64
		var r recovery.StoppedRow
		err := scan(&r.State, &at)
		r.At = moment(at)
		out = append(out, r)
		return err
	}, `SELECT c.state, c.closed FROM cases c WHERE c.state IN ('contested', 'undone') AND c.closed >= ?
		AND EXISTS (SELECT 1 FROM audit_entries e WHERE e.case_id = c.id AND e.door = 'hold')`, stamp(since))
	return out, err
}

// returned lists grants that stand and came after a refusal, of the same case or of an earlier one at the same account.
func (s *Store) returned(ctx context.Context, since time.Time) (out []recovery.ReturnRow, err error) {
	const before = `coalesce((SELECT max(CASE WHEN d.contact = c.contact THEN 2 ELSE 1 END) FROM cases d
		WHERE d.account_id = c.account_id AND d.submitted > 0 AND d.submitted < c.submitted AND d.state = 'declined'), 0)`
	err = s.each(ctx, s.db.Reader(), func(scan func(...any) error) error {
		var at, declined int64 // 1: the account was declined before; 2: of the same contact
		var r recovery.ReturnRow
		err := scan(&at, &declined, &r.Appeal)
		r.Other, r.Same = declined > 0, declined > 1
		if r.At = moment(at); r.Other || r.Appeal {
			out = append(out, r)
		}
		return err
	}, `SELECT e.at, `+before+`,
			EXISTS (SELECT 1 FROM audit_entries b WHERE b.case_id = e.case_id AND b.n < e.n AND b.door = 'decline')
		FROM audit_entries e JOIN cases c ON c.id = e.case_id WHERE e.at >= ? AND e.door IN ('hold', 'decline', 'withdraw', 'contest') AND e.door = 'hold'
			AND c.state IN ('holding', 'ready', 'restoring', 'restored')
			AND NOT EXISTS (SELECT 1 FROM audit_entries b WHERE b.case_id = e.case_id AND b.n < e.n AND b.door = 'hold')`, stamp(since))
	return out, err
}

// voted lists votes with what figures need of their cases: keyed hashes of what was typed, so that ghosts count like all others.
func (s *Store) voted(ctx context.Context, since time.Time) (out []recovery.VoteRow, err error) {
	err = s.each(ctx, s.db.Reader(), func(scan func(...any) error) error {
		var at, claimed int64
		var account, contact []byte
		var v recovery.VoteRow
		err := scan(&v.Person, &v.Case, &at, &v.Grant, &v.Machine, &claimed, &account, &contact, &v.State)
		v.At, v.Claimed, v.Account, v.Contact = moment(at), moment(claimed), hex.EncodeToString(account), hex.EncodeToString(contact)
		out = append(out, v)
		return err
	}, `SELECT v.person, v.case_id, v.at, v.grants <> 0, v.machine,
			coalesce((SELECT max(e.at) FROM audit_entries e WHERE e.case_id = v.case_id AND e.actor = 'staff:' || v.person AND e.door IN ('claim', 'pick')
				AND e.at <= v.at), 0), c.account, c.contact, coalesce(c.state, '')
		FROM votes v LEFT JOIN cases c ON c.id = v.case_id WHERE v.at >= ? ORDER BY v.at, v.case_id, v.person`, stamp(since))
	return out, err
}
