package store

import (
	"context"
	"encoding/json"

	"okaeri/internal/recovery"
	"okaeri/internal/staff"
)

func staffLetterLabel(id string) string { return "letter " + id }

// queueStaff saves letters to the staff with the jobs that send them, in the transaction of the step that tells them.
func (s *Store) queueStaff(ctx context.Context, tx *txn, letters []staff.Letter) error {
	jobs := make([]recovery.Job, 0, len(letters))
	for _, l := range letters {
		plain, err := json.Marshal(l)
		if err != nil {
			return err
		}
		sealed, err := s.vault.Seal(nil, ofStaff, staffLetterLabel(l.ID), plain)
		if err != nil {
			return err
		}
		if _, err := s.exec(ctx, tx, `INSERT INTO staff_letters (id, queued, sealed) VALUES (?, ?, ?)`, l.ID, stamp(l.At), sealed); err != nil {
			return err
		}
		jobs = append(jobs, recovery.Job{Kind: staff.JobLetter, Letter: l.ID, At: l.At})
	}
	return s.insertJobs(ctx, tx, jobs)
}

// StaffLetter is a letter that waits. Error: staff.ErrNotFound.
func (s *Store) StaffLetter(ctx context.Context, id string) (*staff.Letter, error) {
	var sealed []byte
	if err := s.row(ctx, s.db.Reader(), `SELECT sealed FROM staff_letters WHERE id = ?`, id).Scan(&sealed); err != nil {
		return nil, staffError(err)
	}
	plain, err := s.vault.Open(nil, ofStaff, staffLetterLabel(id), sealed)
	if err != nil {
		return nil, staffError(err)
	}
	l := &staff.Letter{ID: id}
	return l, staffError(json.Unmarshal(plain, l))
}

// EndStaffLetter takes a letter away; one that is gone already is no error.
func (s *Store) EndStaffLetter(ctx context.Context, id string) error {
	_, err := s.exec(ctx, s.db.Writer(), `DELETE FROM staff_letters WHERE id = ?`, id)
	return staffError(err)
}
