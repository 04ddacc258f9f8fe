package apiserver

import (
	"context"
	"fmt"

	"okaeri/internal/dossier"
	"okaeri/internal/evidence"
	"okaeri/internal/recovery"
)

// nowhere is a directory in which every account opens at once.
type nowhere struct{}

// Restore gives access back.
func (nowhere) Restore(context.Context, string, string, string) (recovery.Done, error) {
	return recovery.Done{Unlocked: true}, nil
}

// Undo takes it away again.
func (nowhere) Undo(context.Context, string, string, []byte) error { return nil }

// accounts is the dossier alone.
type accounts struct{ s *Server }

// Put takes a record in.
func (a accounts) Put(ctx context.Context, record evidence.Account, expect *int64, _ string) error {
	if expect != nil {
		return a.s.Dossiers.PutIf(ctx, record, *expect)
	}
	return a.s.Dossiers.Put(ctx, record)
}

// Describe tells what is held.
func (a accounts) Describe(ctx context.Context, id string) (dossier.Description, error) {
	return a.s.Dossiers.Describe(ctx, id)
}

// Append adds facts.
func (a accounts) Append(ctx context.Context, id string, facts []evidence.Fact, _ string) (int, error) {
	return a.s.Dossiers.Append(ctx, id, facts)
}

// Forget destroys the key.
func (a accounts) Forget(ctx context.Context, id string, expect *int64, _ string) (int, error) {
	if expect != nil {
		return 0, a.s.Dossiers.ForgetIf(ctx, id, *expect)
	}
	if _, err := a.s.Dossiers.Describe(ctx, id); err != nil {
		return 0, err
	}
	if err := a.s.Dossiers.Forget(ctx, id); err != nil {
		return 0, fmt.Errorf("forget: %w", err)
	}
	return a.s.Store.PurgeAccount(ctx, id)
}
