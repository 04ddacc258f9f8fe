package main

import (
	"context"
	"errors"
	"fmt"

	"okaeri/internal/recovery"
)

// ForgetCmd destroys an account's key.
type ForgetCmd struct {
	Account string `arg:"" help:"Id of the account, or one of its identifiers. Example: okaeri forget hanako@momiji.example"`
}

// Run forgets the account and its closed cases, and records that it was done (not whose).
func (f *ForgetCmd) Run(ctx context.Context, c *cli) error {
	h, err := openHouse(ctx, c)
	if err != nil {
		return err
	}
	defer h.close()
	id, err := h.dossiers.Find(ctx, f.Account)
	if errors.Is(err, recovery.ErrNotFound) {
		id, err = f.Account, nil
	}
	if err != nil {
		return err
	}
	if _, err := h.dossiers.Account(ctx, id); errors.Is(err, recovery.ErrNotFound) {
		return errors.New("no account with this id or identifier is held; nothing was forgotten")
	} else if err != nil {
		return err
	}
	cases, err := h.forget(ctx, id, "operator:"+whoami())
	if err != nil {
		return err
	}
	fmt.Printf("Forgotten: the key of the account's facts is destroyed, and %d closed cases with it.\n", cases)
	return nil
}
