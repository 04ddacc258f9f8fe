package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"okaeri/internal/staff"
)

// BeginStaffSession saves a new session. Its secret is kept as a keyed hash, and the rest is sealed to it.
func (s *Store) BeginStaffSession(ctx context.Context, token string, session staff.Session, until time.Time) error {
	key, sealed, err := s.sealSession(token, session)
	if err != nil {
		return err
	}
	_, err = s.exec(ctx, s.db.Writer(), `INSERT INTO staff_sessions (token, person, expires, sealed) VALUES (?, ?, ?, ?)`,
		key, session.Person, stamp(until), sealed)
	return staffError(err)
}

// KeepStaffSession saves a session that goes on. One that was ended meanwhile stays so.
func (s *Store) KeepStaffSession(ctx context.Context, token string, session staff.Session, until time.Time) error {
	key, sealed, err := s.sealSession(token, session)
	if err != nil {
		return err
	}
	_, err = s.exec(ctx, s.db.Writer(), `UPDATE staff_sessions SET sealed = ?, expires = ? WHERE token = ?`, sealed, stamp(until), key)
	return staffError(err)
}

func (s *Store) sealSession(token string, session staff.Session) (key, sealed []byte, err error) {
	key = s.vault.Index("staff-session", token)
	plain, err := json.Marshal(session)
	if err != nil {
		return nil, nil, err
	}
	sealed, err = s.vault.Seal(nil, ofStaff, sessionLabel(key), plain)
	return key, sealed, err
}

func sessionLabel(key []byte) string { return "session " + string(key) }

// StaffSession is a session that has not ended. Error: staff.ErrNotFound.
func (s *Store) StaffSession(ctx context.Context, token string) (*staff.Session, error) {
	key := s.vault.Index("staff-session", token)
	var sealed []byte
	err := s.row(ctx, s.db.Reader(), `SELECT sealed FROM staff_sessions WHERE token = ? AND expires > ?`, key, stamp(s.now())).Scan(&sealed)
	if err != nil {
		return nil, staffError(err)
	}
	plain, err := s.vault.Open(nil, ofStaff, sessionLabel(key), sealed)
	if err != nil {
		return nil, staffError(err)
	}
	var session staff.Session
	return &session, staffError(json.Unmarshal(plain, &session))
}

// EndStaffSession ends a session; one that is over already is no error.
func (s *Store) EndStaffSession(ctx context.Context, token string) error {
	_, err := s.exec(ctx, s.db.Writer(), `DELETE FROM staff_sessions WHERE token = ?`, s.vault.Index("staff-session", token))
	return staffError(err)
}

// staffError leaves the errors alone that callers tell apart, and says of every other where it comes from.
func staffError(err error) error {
	var refused *staff.Refused
	switch {
	case err == nil:
		return nil
	case errors.Is(err, sql.ErrNoRows):
		return staff.ErrNotFound
	case errors.As(err, &refused), errors.Is(err, staff.ErrNotFound), errors.Is(err, staff.ErrLink), errors.Is(err, context.Canceled):
		return err
	}
	return fmt.Errorf("store: staff: %w", err)
}
