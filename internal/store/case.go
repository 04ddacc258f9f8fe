package store

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"okaeri/internal/audit"
	"okaeri/internal/recovery"
	"okaeri/internal/store/batch"
)

// loaded is a case as it was read, with what is needed to see what a step changed.
type loaded struct {
	c       *recovery.Case
	version int64
	head    audit.Head
	wrapped []byte
	sealed  []byte
	plain   []byte                    // the case's own bytes
	columns []any                     // the searched columns
	held    map[string]recovery.Proof // its proofs
	desk    deskBefore
}

// columns are what a case is searched by, in the order of searched.
const columns = `ref, state, created, submitted, due, closed, familiar, account_id, account, contact, network, device, answers`

var columnNames = strings.Split(columns, ", ")

// searched are the values of the columns.
func (s *Store) searched(c *recovery.Case) []any {
	return []any{
		c.Ref, string(c.State), stamp(c.Created), stamp(c.Submitted), stamp(c.Due), stamp(c.Closed), bit(c.Familiar),
		s.accountIndex(c.AccountID), null(c.AccountKey), null(c.ContactKey), null(c.NetworkKey), null(c.DeviceKey), null(c.AnswersKey),
	}
}

// null stores an absent index as NULL, so that ghosts and unknown devices are never found by it.
func null(key []byte) any {
	if len(key) == 0 {
		return nil
	}
	return key
}

func (s *Store) accountIndex(id string) any {
	if id == "" {
		return nil
	}
	return s.vault.Index("account-id", id)
}

// owner is the name that a case's data key is bound to.
func owner(caseID string) string { return "case/" + caseID }

// plainCase is a case as bytes. The version is left out, since it is what the bytes are sealed to.
func plainCase(c *recovery.Case) ([]byte, error) {
	copied := *c
	copied.Version = 0
	return json.Marshal(&copied)
}

// seal seals a case to its version, so that an older value cannot be put back under it.
func (s *Store) seal(wrapped []byte, c *recovery.Case, plain []byte) ([]byte, error) {
	return s.vault.Seal(wrapped, owner(c.ID), caseLabel(c.Version), plain)
}

func caseLabel(version int64) string { return "case " + strconv.FormatInt(version, 10) }

// sealID seals the account's ID apart, under the installation's own key; nothing for a ghost.
func (s *Store) sealID(c *recovery.Case) (any, error) {
	if c.AccountID == "" {
		return nil, nil
	}
	return s.vault.Seal(nil, owner(c.ID), "account id", []byte(c.AccountID))
}

// open is the other way of plainCase and seal.
func (s *Store) open(id string, version int64, wrapped, sealed []byte) (*recovery.Case, []byte, error) {
	plain, err := s.vault.Open(wrapped, owner(id), caseLabel(version), sealed)
	if err != nil {
		return nil, nil, err
	}
	c := &recovery.Case{}
	if err := json.Unmarshal(plain, c); err != nil {
		return nil, nil, fmt.Errorf("store: case: %w", err)
	}
	c.Version = version
	return c, plain, nil
}

// load reads a case and its proofs by one statement, so that both are of one moment.
func (s *Store) load(ctx context.Context, id string) (*loaded, error) {
	l := &loaded{}
	var chain []byte
	var lines string
	err := s.row(ctx, s.db.Reader(), `SELECT c.version, c.entries, c.chain, c.wrapped, c.sealed, `+s.db.ProofLines()+
		` FROM cases c WHERE c.id = ?`, id).Scan(&l.version, &l.head.N, &chain, &l.wrapped, &l.sealed, &lines)
	if err != nil {
		return nil, found("case", err)
	}
	copy(l.head.Hash[:], chain)
	if l.c, l.plain, err = s.open(id, l.version, l.wrapped, l.sealed); err != nil {
		return nil, err
	}
	l.columns, l.desk = s.searched(l.c), deskOf(l.c)
	l.held, err = readProofs(id, lines)
	return l, err
}

// found reads "no rows" as recovery.ErrNotFound.
func found(what string, err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return recovery.ErrNotFound
	}
	return wrap(what, err)
}

func (s *Store) insertCase(l *loaded, c *recovery.Case, w *writing) (batch.Statement, error) {
	id, err := s.sealID(c)
	if err != nil {
		return batch.Statement{}, err
	}
	args := append([]any{c.ID, c.Version, w.head.N, w.head.Hash[:], l.wrapped, w.sealed, id}, w.columns...)
	return batch.Statement{Query: `INSERT INTO cases (id, version, entries, chain, wrapped, sealed, sealed_id, ` + columns + `) VALUES ` +
		values(1, len(args)), Args: args}, nil
}

// updateCase moves the case from the version that was read to the next, or meets no row. The searched columns are written
// only when they changed: a saved page of a draft touches no index.
func (s *Store) updateCase(l *loaded, c *recovery.Case, w *writing) (batch.Statement, error) {
	set := `version = ?, sealed = ?`
	args := []any{c.Version, w.sealed}
	if w.head != l.head {
		set += `, entries = ?, chain = ?`
		args = append(args, w.head.N, w.head.Hash[:])
	}
	for i, name := range columnNames {
		if equal(l.columns[i:i+1], w.columns[i:i+1]) {
			continue
		}
		set, args = set+`, `+name+` = ?`, append(args, w.columns[i])
		if name == "account_id" {
			id, err := s.sealID(c)
			if err != nil {
				return batch.Statement{}, err
			}
			set, args = set+`, sealed_id = ?`, append(args, id)
		}
	}
	return batch.Statement{Query: `UPDATE cases SET ` + set + ` WHERE id = ? AND version = ?`, Args: append(args, c.ID, l.version), One: true}, nil
}

func equal(a, b []any) bool {
	for i := range a {
		x, isBytes := a[i].([]byte)
		y, areBytes := b[i].([]byte)
		if isBytes != areBytes || isBytes && !bytes.Equal(x, y) || !isBytes && a[i] != b[i] {
			return false
		}
	}
	return true
}

// List lists cases in a state, the nearest Due first, at most n.
func (s *Store) List(ctx context.Context, state recovery.State, n int) ([]*recovery.Case, error) {
	return s.many(ctx, selectCase+`c.state = ? ORDER BY c.due, c.id LIMIT ?`, string(state), n)
}

func (s *Store) many(ctx context.Context, query string, args ...any) ([]*recovery.Case, error) {
	var out []*recovery.Case
	err := s.each(ctx, s.db.Reader(), func(scan func(...any) error) error {
		var k caseCells
		if err := scan(k.into()...); err != nil {
			return err
		}
		c, err := s.cells(ctx, k)
		if err == nil {
			out = append(out, clone(c))
		}
		return err
	}, query, args...)
	return out, wrap("list", err)
}

// by are the indexes that Attempts counts by, and their columns.
var by = map[string]string{
	"account": "account", "contact": "contact", "network": "network", "device": "device", "answers": "answers", "account_id": "account_id",
}

// Attempts lists submitted applications since a time, the oldest first, by one blind index: "account", "contact", "network",
// "device", "answers"; or by "account_id", whose key is the ID itself.
func (s *Store) Attempts(ctx context.Context, index string, key []byte, since time.Time) ([]recovery.Attempt, error) {
	where, key, err := s.counted(index, key)
	if err != nil || len(key) == 0 {
		return nil, err
	}
	var out []recovery.Attempt
	err = s.each(ctx, s.db.Reader(), func(scan func(...any) error) error {
		var a recovery.Attempt
		var submitted, familiar, closed int64
		if err := scan(&a.CaseID, &a.State, &submitted, &familiar, &closed, &a.Account); err != nil {
			return err
		}
		a.Submitted, a.Familiar, a.Closed = moment(submitted), familiar != 0, moment(closed)
		out = append(out, a)
		return nil
	}, `SELECT id, state, submitted, familiar, closed, account_id FROM cases WHERE `+where+` ORDER BY submitted, id`, key, stamp(since))
	return out, wrap("attempts", err)
}

// Targets counts the different accounts that the applications of Attempts were aimed at, up to most, without listing them; each that is
// nobody's counts as one.
func (s *Store) Targets(ctx context.Context, index string, key []byte, since time.Time, most int) (int, error) {
	where, key, err := s.counted(index, key)
	if err != nil || len(key) == 0 {
		return 0, err
	}
	n := 0
	err = s.each(ctx, s.db.Reader(), func(scan func(...any) error) error { return scan(&n) },
		`SELECT COUNT(*) FROM (SELECT DISTINCT account_id, CASE WHEN account_id IS NULL THEN id ELSE '' END FROM cases WHERE `+where+` LIMIT ?) AS targets`,
		key, stamp(since), most)
	return n, wrap("targets", err)
}

// counted is how submitted applications are found by one blind index, and the key as it stands in the rows.
func (s *Store) counted(index string, key []byte) (where string, inRows []byte, err error) {
	column, ok := by[index]
	if !ok {
		return "", nil, fmt.Errorf("store: attempts are not counted by %q", index)
	}
	if index == "account_id" && len(key) > 0 {
		key = s.vault.Index("account-id", string(key))
	}
	return column + " = ? AND submitted > 0 AND submitted >= ?", key, nil
}
