package ldap

import (
	"context"
	"errors"
	"time"

	"github.com/go-ldap/ldap/v3"

	"okaeri/internal/directory"
	"okaeri/internal/recovery"
)

// Restore sets the password and takes off a lock of the password policy's, once for each key. It returns recovery.ErrNotFound for an
// account that is not there, *recovery.BadPassword when the server's rules refuse the password, recovery.ErrConflict when somebody
// else changed it meanwhile, and *Error for everything else.
func (d *Directory) Restore(ctx context.Context, key, accountID, newPassword string) (done recovery.Done, err error) {
	err = d.with(ctx, func(conn *ldap.Conn) error {
		now, err := d.find(conn, accountID)
		if err != nil {
			return err
		}
		before, finished, err := d.begin(ctx, "restore "+key, now.state)
		if err != nil {
			return err
		}
		done.Unlocked = before.Locked != "" && before.Locked != byAdministrator
		if done.Receipt, err = before.bytes(); err != nil || finished {
			return err
		}
		if err := d.put(ctx, conn, accountID, now, before, newPassword); err != nil {
			return err
		}
		if err := d.settleLock(conn, accountID, before.Locked == byAdministrator); err != nil {
			return err
		}
		return d.ledger.Finish(ctx, "restore "+key)
	})
	if err != nil {
		return recovery.Done{}, err
	}
	return done, nil
}

// begin notes the state before a change, or returns the one that was noted by an earlier run of the same key.
func (d *Directory) begin(ctx context.Context, key string, now state) (before state, finished bool, err error) {
	note, err := now.bytes()
	if err != nil {
		return before, false, err
	}
	kept, finished, err := d.ledger.Begin(ctx, key, note)
	if err != nil {
		return before, false, err
	}
	before, err = readState(kept)
	return before, finished, err
}

// put writes the new password unless an earlier run of the same key has done so.
func (d *Directory) put(ctx context.Context, conn *ldap.Conn, id string, now entry, before state, password string) error {
	if !samePasswords(now.state, before) {
		if d.opens(ctx, now, password) {
			return nil
		}
		return recovery.ErrConflict
	}
	err := d.write(ctx, conn, now.dn, password)
	if err == nil {
		return nil
	}
	// Another run of the same key may have been quicker, and the server then finds the password in its history.
	if again, findErr := d.find(conn, id); findErr == nil && d.opens(ctx, again, password) {
		return nil
	}
	return err
}

// write gives the server a new password in the configured way.
func (d *Directory) write(ctx context.Context, conn *ldap.Conn, dn, password string) error {
	give := func() error {
		_, err := conn.PasswordModify(ldap.NewPasswordModifyRequest(dn, "", password))
		return err
	}
	if d.Write == Argon2 {
		phc, err := directory.Hash(password)
		if err != nil {
			return err
		}
		change := ldap.NewModifyRequest(dn, nil)
		change.Replace(userPassword, []string{"{ARGON2}" + phc})
		give = func() error { return conn.Modify(change) }
	}
	if err := oncePerSecond(ctx, give); err != nil {
		return passwordRefused(err)
	}
	return nil
}

// oncePerSecond changes a password, and tries again a second later when the policy's history, which is timed to the second, has the
// replaced hash under this very second already, as happens right after an undo.
func oncePerSecond(ctx context.Context, change func() error) error {
	err := change()
	if !ldap.IsErrorWithCode(err, ldap.LDAPResultAttributeOrValueExists) {
		return err
	}
	timer := time.NewTimer(time.Second)
	defer timer.Stop()
	select {
	case <-timer.C:
		return change()
	case <-ctx.Done():
		return ctx.Err()
	}
}

// settleLock takes off what the password policy put on the account; a lock by an administrator stays, or comes back where the server
// took it off together with the old password.
func (d *Directory) settleLock(conn *ldap.Conn, id string, keepLocked bool) error {
	now, err := d.find(conn, id)
	if err != nil {
		return err
	}
	change := ldap.NewModifyRequest(now.dn, nil)
	switch {
	case keepLocked && now.Locked != byAdministrator:
		change.Replace(lockedTime, []string{byAdministrator})
	case !keepLocked && now.Locked != "":
		change.Replace(lockedTime, nil)
	}
	if now.Reset != "" {
		change.Replace(mustReset, nil)
	}
	if len(change.Changes) == 0 {
		return nil
	}
	return modify(conn, change)
}

// Undo gives an account the passwords and the lock of a receipt again, once for each key.
func (d *Directory) Undo(ctx context.Context, key, accountID string, receipt []byte) error {
	before, err := readState(receipt)
	if err != nil {
		return errors.New("ldap: undo: the receipt can't be read")
	}
	return d.with(ctx, func(conn *ldap.Conn) error {
		now, err := d.find(conn, accountID)
		if err != nil {
			return err
		}
		_, finished, err := d.begin(ctx, "undo "+key, now.state)
		if err != nil || finished {
			return err
		}
		if !samePasswords(now.state, before) {
			change := ldap.NewModifyRequest(now.dn, nil)
			change.Replace(userPassword, values(before.Passwords))
			if err := oncePerSecond(ctx, func() error { return conn.Modify(change) }); err != nil {
				return failed("modify", err)
			}
		}
		if err := d.relock(conn, accountID, before); err != nil {
			return err
		}
		return d.ledger.Finish(ctx, "undo "+key)
	})
}

// relock gives an account the lock and the duty of an earlier state.
func (d *Directory) relock(conn *ldap.Conn, id string, before state) error {
	now, err := d.find(conn, id)
	if err != nil {
		return err
	}
	change := ldap.NewModifyRequest(now.dn, nil)
	if now.Locked != before.Locked {
		change.Replace(lockedTime, value(before.Locked))
	}
	if now.Reset != before.Reset {
		change.Replace(mustReset, value(before.Reset))
	}
	if len(change.Changes) == 0 {
		return nil
	}
	return modify(conn, change)
}

func modify(conn *ldap.Conn, change *ldap.ModifyRequest) error {
	if err := conn.Modify(change); err != nil {
		return failed("modify", err)
	}
	return nil
}

// value is the attribute's one value, or none.
func value(s string) []string {
	if s == "" {
		return nil
	}
	return []string{s}
}

func values(raw [][]byte) []string {
	var out []string
	for _, v := range raw {
		out = append(out, string(v))
	}
	return out
}
