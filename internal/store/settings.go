package store

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"okaeri/internal/settings"
)

// owner of everything sealed about the rules.
const ofRules = "rules"

// SettingsUpdate runs one step on the rules; see settings.Store. Steps wait for one another where those of the staff do (StaffUpdate), so
// that nobody is disabled while their word is counted.
func (s *Store) SettingsUpdate(ctx context.Context, f func(*settings.Step) error) error {
	err := s.within(ctx, func(tx *txn) error {
		if _, err := s.exec(ctx, tx, `UPDATE audit_heads SET entries = entries WHERE case_id = ''`); err != nil {
			return err
		}
		step := &settings.Step{Live: map[settings.Kind]*settings.Version{}}
		held, err := s.rulesNow(ctx, tx, step)
		if err != nil {
			return err
		}
		if err := f(step); err != nil {
			return err
		}
		for _, p := range step.Waiting {
			if err := s.saveProposal(ctx, tx, p, held[p.ID]); err != nil {
				return err
			}
		}
		if err := s.addVersion(ctx, tx, step.New); err != nil {
			return err
		}
		return s.recordIn(ctx, tx, step.Entries...)
	})
	return settingsError(err)
}

// rulesNow fills a step with what stands, and returns the proposals' bytes by their IDs.
func (s *Store) rulesNow(ctx context.Context, tx *txn, step *settings.Step) (held map[string][]byte, err error) {
	if step.People, err = s.people(ctx, tx); err != nil {
		return nil, err
	}
	if step.Waiting, err = s.proposals(ctx, tx, `WHERE state = 'waiting' ORDER BY at`); err != nil {
		return nil, err
	}
	held = map[string][]byte{}
	for _, p := range step.Waiting {
		if held[p.ID], err = json.Marshal(p); err != nil {
			return nil, err
		}
	}
	numbers, err := s.numbers(ctx, tx)
	for kind, number := range numbers {
		if step.Live[kind], err = s.ruleVersion(ctx, tx, kind, number); err != nil {
			return nil, err
		}
	}
	return held, err
}

func (s *Store) saveProposal(ctx context.Context, tx *txn, p *settings.Proposal, was []byte) error {
	is, err := json.Marshal(p)
	if err != nil || bytes.Equal(is, was) {
		return err
	}
	p.Version++
	sealed, err := s.sealRules(proposalLabel(p.ID), p)
	if err != nil {
		return err
	}
	_, err = s.exec(ctx, tx, `INSERT INTO rule_proposals (id, kind, loosens, state, at, version, sealed) VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET state = excluded.state, version = excluded.version, sealed = excluded.sealed`,
		p.ID, string(p.Kind), bit(p.Loosens), string(p.State), stamp(p.At), p.Version, sealed)
	if err != nil {
		return err
	}
	for _, h := range p.Confirmed {
		_, err := s.exec(ctx, tx, `INSERT INTO rule_confirmations (proposal, person, at) VALUES (?, ?, ?) ON CONFLICT (proposal, person) DO NOTHING`,
			p.ID, h.Person, stamp(h.At))
		if err != nil {
			return err
		}
	}
	return nil
}

// addVersion writes a version that goes live. A number that is taken, or people who are not two, are the database's to refuse.
func (s *Store) addVersion(ctx context.Context, tx *txn, v *settings.Version) error {
	if v == nil {
		return nil
	}
	sealed, err := s.sealRules(versionLabel(v.Kind, v.Number), v)
	if err != nil {
		return err
	}
	var second any
	if v.Second != "" {
		second = v.Second
	}
	_, err = s.exec(ctx, tx, `INSERT INTO rule_versions (kind, number, proposal, loosens, first, second, at, sealed) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		string(v.Kind), v.Number, v.Proposal, bit(v.Loosens), v.First, second, stamp(v.At), sealed)
	return err
}

func proposalLabel(id string) string { return "proposal " + id }

func versionLabel(kind settings.Kind, number int64) string {
	return fmt.Sprintf("version %s %d", kind, number)
}

func (s *Store) sealRules(label string, v any) ([]byte, error) {
	plain, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	return s.vault.Seal(nil, ofRules, label, plain)
}

func (s *Store) openRules(label string, sealed []byte, into any) error {
	plain, err := s.vault.Open(nil, ofRules, label, sealed)
	if err != nil {
		return err
	}
	return json.Unmarshal(plain, into)
}

// Proposals are the newest n, the newest first.
func (s *Store) Proposals(ctx context.Context, n int) ([]*settings.Proposal, error) {
	all, err := s.proposals(ctx, s.db.Reader(), `ORDER BY at DESC, id LIMIT ?`, n)
	return all, settingsError(err)
}

// Proposal is one by its ID. Error: settings.ErrNotFound.
func (s *Store) Proposal(ctx context.Context, id string) (*settings.Proposal, error) {
	all, err := s.proposals(ctx, s.db.Reader(), `WHERE id = ?`, id)
	if err == nil && len(all) == 0 {
		return nil, settings.ErrNotFound
	}
	if err != nil {
		return nil, settingsError(err)
	}
	return all[0], nil
}

func (s *Store) proposals(ctx context.Context, q querier, where string, args ...any) ([]*settings.Proposal, error) {
	var all []*settings.Proposal
	err := s.each(ctx, q, func(scan func(...any) error) error {
		var id string
		var sealed []byte
		if err := scan(&id, &sealed); err != nil {
			return err
		}
		p := &settings.Proposal{}
		all = append(all, p)
		return s.openRules(proposalLabel(id), sealed, p)
	}, `SELECT id, sealed FROM rule_proposals `+where, args...)
	return all, err
}

// Numbers are those of the newest version of each kind.
func (s *Store) Numbers(ctx context.Context) (map[settings.Kind]int64, error) {
	numbers, err := s.numbers(ctx, s.db.Reader())
	return numbers, settingsError(err)
}

func (s *Store) numbers(ctx context.Context, q querier) (map[settings.Kind]int64, error) {
	numbers := map[settings.Kind]int64{}
	err := s.each(ctx, q, func(scan func(...any) error) error {
		var kind string
		var n int64
		err := scan(&kind, &n)
		numbers[settings.Kind(kind)] = n
		return err
	}, `SELECT kind, max(number) FROM rule_versions GROUP BY kind`)
	return numbers, err
}

// RuleVersion is the version of a number. Error: settings.ErrNotFound.
func (s *Store) RuleVersion(ctx context.Context, kind settings.Kind, number int64) (*settings.Version, error) {
	v, err := s.ruleVersion(ctx, s.db.Reader(), kind, number)
	return v, settingsError(err)
}

func (s *Store) ruleVersion(ctx context.Context, q querier, kind settings.Kind, number int64) (*settings.Version, error) {
	var sealed []byte
	if err := s.row(ctx, q, `SELECT sealed FROM rule_versions WHERE kind = ? AND number = ?`, string(kind), number).Scan(&sealed); err != nil {
		return nil, err
	}
	v := &settings.Version{}
	return v, s.openRules(versionLabel(kind, number), sealed, v)
}

// settingsError reads "no rows" as the story does, and leaves the story's own errors alone.
func settingsError(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return settings.ErrNotFound
	}
	return err
}
