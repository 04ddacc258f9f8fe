package ldap

import (
	"context"
	"errors"
	"iter"

	"github.com/go-ldap/ldap/v3"

	"okaeri/internal/evidence"
)

// errStop ends a search whose reader has had enough.
var errStop = errors.New("enough")

// Accounts reads every person of the directory as an account record (docs/formats.md §1), a page at a time. An entry without an id or
// without any identifier is no account and is passed over. After an error nothing more comes.
func (d *Directory) Accounts(ctx context.Context) iter.Seq2[evidence.Account, error] {
	return func(yield func(evidence.Account, error) bool) {
		err := d.with(ctx, func(conn *ldap.Conn) error {
			return d.pages(ctx, conn, func(e *ldap.Entry) error {
				account, ok := d.Mapping.account(e)
				if ok && !yield(account, nil) {
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
