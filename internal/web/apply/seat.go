package apply

import (
	"context"
	"net/http"

	"github.com/alexedwards/scs/v2"
)

// Seat begins a session of the applicant's pages that holds a case, in the browser that w answers: a person of the staff opened the draft
// and types for its applicant. Whatever session the browser had before is left behind.
func Seat(ctx context.Context, w http.ResponseWriter, m *scs.SessionManager, caseID string) error {
	ctx, err := m.Load(ctx, "")
	if err != nil {
		return err
	}
	m.Put(ctx, keyCase, caseID)
	token, expires, err := m.Commit(ctx)
	if err != nil {
		return err
	}
	m.WriteSessionCookie(ctx, w, token, expires)
	return nil
}
