package apiserver

import "context"

// Find tells which account an identifier leads to.
func (a accounts) Find(ctx context.Context, identifier string) (string, error) {
	return a.s.Dossiers.Find(ctx, identifier)
}
