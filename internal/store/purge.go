package store

import (
	"context"
	"time"
)

// Purge removes what has reached its end: sessions, limits and robot checks that ran out, and cases that were closed before a
// time, with their letters, proofs and data key. What remains of such a case is its audit entries, which name nobody. It returns
// how many cases went. Call it now and then; it works in small portions.
func (s *Store) Purge(ctx context.Context, closedBefore time.Time) (int, error) {
	now := stamp(s.now())
	for _, table := range []string{"sessions", "limits", "spent", "api_answers", "staff_sessions", "staff_links"} {
		if _, err := s.exec(ctx, s.db.Writer(), `DELETE FROM `+table+` WHERE expires <= ?`, now); err != nil {
			return 0, wrap("purge", err)
		}
	}
	// What a directory held before a change is kept for the time in which the change may be undone or repeated.
	_, err := s.exec(ctx, s.db.Writer(), `DELETE FROM directory_changes WHERE at < ?`, stamp(s.now().Add(-90*24*time.Hour)))
	if err != nil {
		return 0, wrap("purge", err)
	}
	return s.removeCases(ctx, `closed > 0 AND closed < ?`, stamp(closedBefore))
}

// PurgeAccount removes the closed cases of an account at once, for its forgetting. Cases still open remain and go by Purge.
func (s *Store) PurgeAccount(ctx context.Context, accountID string) (int, error) {
	return s.removeCases(ctx, `closed > 0 AND account_id = ?`, s.vault.Index("account-id", accountID))
}

func (s *Store) removeCases(ctx context.Context, where string, arg any) (int, error) {
	total := 0
	for {
		gone := map[string][]byte{}
		err := s.each(ctx, s.db.Reader(), func(scan func(...any) error) error {
			var id string
			var wrapped []byte
			err := scan(&id, &wrapped)
			gone[id] = wrapped
			return err
		}, `SELECT id, wrapped FROM cases WHERE `+where+` LIMIT 100`, arg)
		if err != nil || len(gone) == 0 {
			return total, wrap("purge", err)
		}
		for id, wrapped := range gone {
			if err := s.removeCase(ctx, id); err != nil {
				return total, wrap("purge", err)
			}
			s.vault.Drop(wrapped, owner(id))
			s.copies.drop(id)
			total++
		}
	}
}

// removeCase removes one case. The end of its audit chain is kept, so that its last entries cannot be taken away unseen.
func (s *Store) removeCase(ctx context.Context, id string) error {
	return s.within(ctx, func(tx *txn) error {
		for _, statement := range []string{
			`INSERT INTO audit_heads (case_id, entries, chain) SELECT id, entries, chain FROM cases WHERE id = ? ON CONFLICT (case_id) DO NOTHING`,
			`DELETE FROM letters WHERE case_id = ?`,
			`DELETE FROM proofs WHERE case_id = ?`,
			`DELETE FROM votes WHERE case_id = ?`,
			`DELETE FROM cases WHERE id = ?`,
		} {
			if _, err := s.exec(ctx, tx, statement, id); err != nil {
				return err
			}
		}
		return nil
	})
}
