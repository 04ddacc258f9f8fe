package ldap

import (
	"cmp"
	"context"
	"crypto/tls"
	"net"
	"net/url"

	"github.com/go-ldap/ldap/v3"

	"okaeri/internal/directory"
)

// Directory is accounts on an LDAP server. It is safe for concurrent use: every call has a connection of its own, since restoring is
// rare and a kept connection is the one that the server has dropped.
type Directory struct {
	Config
	ledger directory.Ledger
	tls    *tls.Config
}

// New checks the configuration. It talks to nobody; Check does.
func New(c Config, ledger directory.Ledger) (*Directory, error) {
	c, err := c.settle()
	if err != nil {
		return nil, err
	}
	d := &Directory{Config: c, ledger: ledger, tls: &tls.Config{RootCAs: c.Roots, MinVersion: tls.VersionTLS12}}
	if u, err := url.Parse(c.URL); err == nil {
		d.tls.ServerName = u.Hostname()
	}
	return d, nil
}

// Check signs in and looks at the base entry, so that a wrong setting is found when Okaeri starts and not when somebody waits.
func (d *Directory) Check(ctx context.Context) error {
	return d.with(ctx, func(conn *ldap.Conn) error {
		_, err := conn.Search(ldap.NewSearchRequest(d.BaseDN, ldap.ScopeBaseObject, ldap.NeverDerefAliases, 1, d.seconds(), false, "(objectClass=*)",
			[]string{"1.1"}, nil))
		if err != nil {
			return failed("search", err)
		}
		return nil
	})
}

// with runs f on a fresh connection that is signed in. When ctx ends the connection is cut, and with it whatever waits on it.
func (d *Directory) with(ctx context.Context, f func(*ldap.Conn) error) error {
	conn, err := d.dial(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	defer stop()
	if err := conn.Bind(d.BindDN, d.Password); err != nil {
		return failed("bind", err)
	}
	err = f(conn)
	if ctx.Err() != nil && err != nil {
		return ctx.Err()
	}
	return err
}

// dial opens a connection and protects it.
func (d *Directory) dial(ctx context.Context) (*ldap.Conn, error) {
	u, err := url.Parse(d.URL)
	if err != nil {
		return nil, failed("dial", err)
	}
	ctx, cancel := context.WithTimeout(ctx, d.Timeout)
	defer cancel()
	dialer := &net.Dialer{}
	var raw net.Conn
	switch u.Scheme {
	case "ldapi":
		raw, err = dialer.DialContext(ctx, "unix", cmp.Or(u.Path, "/var/run/slapd/ldapi"))
	case "ldaps":
		raw, err = (&tls.Dialer{NetDialer: dialer, Config: d.tls}).DialContext(ctx, "tcp", net.JoinHostPort(u.Hostname(), cmp.Or(u.Port(), "636")))
	default:
		raw, err = dialer.DialContext(ctx, "tcp", net.JoinHostPort(u.Hostname(), cmp.Or(u.Port(), "389")))
	}
	if err != nil {
		return nil, &Error{Op: "dial"}
	}
	conn := ldap.NewConn(raw, u.Scheme == "ldaps")
	conn.Start()
	conn.SetTimeout(d.Timeout)
	if d.StartTLS {
		if err := conn.StartTLS(d.tls); err != nil {
			conn.Close()
			return nil, failed("dial", err)
		}
	}
	return conn, nil
}

func (d *Directory) seconds() int { return int(d.Timeout.Seconds()) + 1 }
