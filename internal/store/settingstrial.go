package store

import (
	"context"
	"database/sql"
	"errors"
	"strconv"
	"time"

	"okaeri/internal/audit"
	"okaeri/internal/settings"
)

func trialLabel(proposal string) string { return "trial " + proposal }

// BeginTrial puts a dry run before whoever works, also one that ran before.
func (s *Store) BeginTrial(ctx context.Context, proposal string, now time.Time) error {
	return s.putTrial(ctx, proposal, settings.Trial{State: settings.TrialWaiting}, now)
}

// SaveTrial keeps how far a dry run is, or what came of it.
func (s *Store) SaveTrial(ctx context.Context, proposal string, t settings.Trial, now time.Time) error {
	return s.putTrial(ctx, proposal, t, now)
}

func (s *Store) putTrial(ctx context.Context, proposal string, t settings.Trial, now time.Time) error {
	sealed, err := s.sealRules(trialLabel(proposal), t)
	if err != nil {
		return err
	}
	_, err = s.exec(ctx, s.db.Writer(), `INSERT INTO rule_trials (proposal, state, touched, sealed) VALUES (?, ?, ?, ?)
		ON CONFLICT (proposal) DO UPDATE SET state = excluded.state, touched = excluded.touched, sealed = excluded.sealed`,
		proposal, string(t.State), stamp(now), sealed)
	return settingsError(err)
}

// TakeTrial hands a waiting dry run to this caller alone; also one whose worker has said nothing since stale. Error: settings.ErrNotFound.
func (s *Store) TakeTrial(ctx context.Context, now, stale time.Time) (*settings.Proposal, error) {
	const due = `(state = 'waiting' OR state = 'running' AND touched < ?)`
	var id string
	err := s.row(ctx, s.db.Reader(), `SELECT proposal FROM rule_trials WHERE `+due+` ORDER BY touched LIMIT 1`, stamp(stale)).Scan(&id)
	if err != nil {
		return nil, settingsError(err)
	}
	n, err := s.exec(ctx, s.db.Writer(), `UPDATE rule_trials SET state = 'running', touched = ? WHERE proposal = ? AND `+due, stamp(now), id, stamp(stale))
	if err != nil {
		return nil, settingsError(err)
	}
	if n != 1 {
		return nil, settings.ErrNotFound // somebody else has it
	}
	return s.Proposal(ctx, id)
}

// Trial is a proposal's dry run. Error: settings.ErrNotFound.
func (s *Store) Trial(ctx context.Context, proposal string) (*settings.Trial, error) {
	var state string
	var sealed []byte
	err := s.row(ctx, s.db.Reader(), `SELECT state, sealed FROM rule_trials WHERE proposal = ?`, proposal).Scan(&state, &sealed)
	if err != nil {
		return nil, settingsError(err)
	}
	t := &settings.Trial{}
	if err := s.openRules(trialLabel(proposal), sealed, t); err != nil {
		return nil, err
	}
	if t.State == settings.TrialWaiting && state == string(settings.TrialRunning) {
		t.State = settings.TrialRunning // taken, and nothing said yet
	}
	return t, nil
}

// PastCases are the newest n applications that were judged.
func (s *Store) PastCases(ctx context.Context, n int) ([]settings.PastCase, error) {
	var out []settings.PastCase
	err := s.each(ctx, s.db.Reader(), func(scan func(...any) error) error {
		var c settings.PastCase
		err := scan(&c.ID, &c.Ref)
		out = append(out, c)
		return err
	}, `SELECT id, ref FROM cases WHERE submitted > 0 AND state <> 'submitted' ORDER BY submitted DESC, id LIMIT ?`, n)
	return out, settingsError(err)
}

// ClosedBefore counts the cases that were closed before a time.
func (s *Store) ClosedBefore(ctx context.Context, t time.Time) (n int, err error) {
	err = s.row(ctx, s.db.Reader(), `SELECT count(*) FROM cases WHERE closed > 0 AND closed < ?`, stamp(t)).Scan(&n)
	return n, settingsError(err)
}

// Purged notes a purge. Of those that removed nothing only the last is kept.
func (s *Store) Purged(ctx context.Context, p settings.Purge, entries ...audit.Entry) error {
	return settingsError(s.within(ctx, func(tx *txn) error {
		if _, err := s.exec(ctx, tx, `DELETE FROM purges WHERE cases = 0`); err != nil {
			return err
		}
		_, err := s.exec(ctx, tx, `INSERT INTO purges (at, cases) VALUES (?, ?) ON CONFLICT (at) DO UPDATE SET cases = purges.cases + excluded.cases`,
			stamp(p.At), p.Cases)
		if err != nil {
			return err
		}
		return s.recordIn(ctx, tx, entries...)
	}))
}

// Purges lists the newest n purges that removed something, and when the last one of any kind was.
func (s *Store) Purges(ctx context.Context, n int) (list []settings.Purge, last time.Time, err error) {
	var at int64
	if err := s.row(ctx, s.db.Reader(), `SELECT coalesce(max(at), 0) FROM purges`).Scan(&at); err != nil {
		return nil, last, settingsError(err)
	}
	err = s.each(ctx, s.db.Reader(), func(scan func(...any) error) error {
		var p settings.Purge
		var at int64
		err := scan(&at, &p.Cases)
		p.At = moment(at)
		list = append(list, p)
		return err
	}, `SELECT at, cases FROM purges WHERE cases > 0 ORDER BY at DESC LIMIT ?`, n)
	return list, moment(at), settingsError(err)
}

// Attest keeps somebody's newest word about something.
func (s *Store) Attest(ctx context.Context, a settings.Attestation, entries ...audit.Entry) error {
	sealed, err := s.sealRules("attestation "+a.What, a)
	if err != nil {
		return err
	}
	return settingsError(s.within(ctx, func(tx *txn) error {
		_, err := s.exec(ctx, tx, `INSERT INTO attestations (what, at, sealed) VALUES (?, ?, ?)
			ON CONFLICT (what) DO UPDATE SET at = excluded.at, sealed = excluded.sealed`, a.What, stamp(a.At), sealed)
		if err != nil {
			return err
		}
		return s.recordIn(ctx, tx, entries...)
	}))
}

// Attested are the newest words, by what they are about.
func (s *Store) Attested(ctx context.Context) (map[string]settings.Attestation, error) {
	all := map[string]settings.Attestation{}
	err := s.each(ctx, s.db.Reader(), func(scan func(...any) error) error {
		var what string
		var sealed []byte
		if err := scan(&what, &sealed); err != nil {
			return err
		}
		var a settings.Attestation
		err := s.openRules("attestation "+what, sealed, &a)
		all[what] = a
		return err
	}, `SELECT what, sealed FROM attestations`)
	return all, settingsError(err)
}

// LastBackup is when the last whole backup was written; zero before the first.
func (s *Store) LastBackup(ctx context.Context) (at time.Time, err error) {
	err = s.each(ctx, s.db.Reader(), func(scan func(...any) error) error {
		var word []byte
		if err := scan(&word); err != nil {
			return err
		}
		n, err := strconv.ParseInt(string(word), 10, 64)
		at = moment(n)
		return err
	}, `SELECT value FROM meta WHERE name = 'backup'`)
	return at, settingsError(err)
}

// Accounts counts the accounts that were imported.
func (s *Store) Accounts(ctx context.Context) (n int64, err error) {
	err = s.row(ctx, s.db.Reader(), `SELECT count(*) FROM accounts`).Scan(&n)
	return n, settingsError(err)
}

// Clock is the database's own time.
func (s *Store) Clock(ctx context.Context) (time.Time, error) {
	query := `SELECT CAST(strftime('%s', 'now') AS INTEGER)`
	if s.Engine() == "postgres" {
		query = `SELECT CAST(extract(epoch FROM clock_timestamp()) AS BIGINT)`
	}
	var seconds int64
	err := s.row(ctx, s.db.Reader(), query).Scan(&seconds)
	if errors.Is(err, sql.ErrNoRows) {
		err = errors.New("the database has no clock")
	}
	return time.Unix(seconds, 0).UTC(), err
}
