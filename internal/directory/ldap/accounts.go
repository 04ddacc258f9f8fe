package ldap

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"

	"github.com/go-ldap/ldap/v3"

	"okaeri/internal/evidence"
)

// errStop ends a search whose reader has had enough.
var errStop = errors.New("enough")

// EntryError is an entry that can't be an account record. The others still come.
type EntryError struct {
	Entry int // in the order of the server, from 1
	Err   error
}

func (e *EntryError) Error() string { return fmt.Sprintf("ldap: entry %d: %v", e.Entry, e.Err) }
func (e *EntryError) Unwrap() error { return e.Err }

// Accounts reads every person of the directory as an account record (docs/formats.md §1), a page at a time. An entry without an id or
// without any identifier is no account and is passed over. An entry that the format refuses (a full card number in it) comes as an
// *EntryError; after any other error nothing more comes.
func (d *Directory) Accounts(ctx context.Context) iter.Seq2[evidence.Account, error] {
	return func(yield func(evidence.Account, error) bool) {
		n := 0
		err := d.with(ctx, func(conn *ldap.Conn) error {
			return d.pages(ctx, conn, func(e *ldap.Entry) error {
				n++
				account, ok := d.Mapping.account(e)
				if !ok {
					return nil
				}
				account, err := checked(account)
				if err != nil {
					err = &EntryError{Entry: n, Err: err}
				}
				if !yield(account, err) {
					return errStop
				}
				return nil
			})
		})
		if err != nil && !errors.Is(err, errStop) {
			yield(evidence.Account{}, err)
		}
	}
}

// checked puts an account through the one gate that every record comes in by.
func checked(a evidence.Account) (evidence.Account, error) {
	line, err := json.Marshal(a)
	if err != nil {
		return evidence.Account{}, err
	}
	return evidence.DecodeAccount(line)
}

// pages searches with the simple paged results control (RFC 2696) and gives each entry to f.
func (d *Directory) pages(ctx context.Context, conn *ldap.Conn, f func(*ldap.Entry) error) error {
	paging := ldap.NewControlPaging(d.PageSize)
	attributes := append(d.Mapping.names(), userPassword, history, changedTime, lockedTime, "createTimestamp")
	request := ldap.NewSearchRequest(d.BaseDN, ldap.ScopeWholeSubtree, ldap.NeverDerefAliases, 0, 0, false, d.Filter, attributes, []ldap.Control{paging})
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		found, err := conn.Search(request)
		if err != nil {
			return failed("search", err)
		}
		for _, e := range found.Entries {
			if err := f(e); err != nil {
				return err
			}
		}
		next, ok := ldap.FindControl(found.Controls, ldap.ControlTypePaging).(*ldap.ControlPaging)
		if !ok || len(next.Cookie) == 0 {
			return nil
		}
		paging.SetCookie(next.Cookie)
	}
}
