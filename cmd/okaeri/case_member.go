package main

import (
	"context"

	"okaeri/internal/recovery"
)

// member gives an actor the roles that they hold at the desk.
func (h *house) member(_ context.Context, a recovery.Actor) (recovery.Actor, error) {
	a.Roles = []string{recovery.RoleReviewer, recovery.RoleSenior}
	return a, nil
}
