package ldap

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/go-ldap/ldap/v3"

	"okaeri/internal/evidence"
	"okaeri/internal/recovery"
)

// Attributes of the password policy (draft-behera-ldap-password-policy).
const (
	userPassword = "userPassword"
	lockedTime   = "pwdAccountLockedTime"
	mustReset    = "pwdReset"
	changedTime  = "pwdChangedTime"
	history      = "pwdHistory"

	// byAdministrator is the lockedTime of an account that a person locked; no time unlocks it.
	byAdministrator = "000001010000Z"
)

// state is what restoring changes: kept in the ledger before, given back by undoing.
type state struct {
	Passwords [][]byte `json:"passwords"` // userPassword values as the server holds them, sorted
	Locked    string   `json:"locked,omitempty"`
	Reset     string   `json:"reset,omitempty"`
}

// entry is an account as the server shows it.
type entry struct {
	dn string
	state
}

// find looks an account up by its id. No such account, or an id that names several, is recovery.ErrNotFound.
func (d *Directory) find(conn *ldap.Conn, id string) (entry, error) {
	if id == "" {
		return entry{}, recovery.ErrNotFound
	}
	filter := "(&" + d.Filter + "(" + d.Mapping.ID + "=" + ldap.EscapeFilter(id) + "))"
	found, err := conn.Search(ldap.NewSearchRequest(d.BaseDN, ldap.ScopeWholeSubtree, ldap.NeverDerefAliases, 2, d.seconds(), false, filter,
		[]string{userPassword, lockedTime, mustReset}, nil))
	switch {
	case ldap.IsErrorWithCode(err, ldap.LDAPResultSizeLimitExceeded):
		return entry{}, recovery.ErrNotFound
	case err != nil:
		return entry{}, failed("search", err)
	case len(found.Entries) != 1:
		return entry{}, recovery.ErrNotFound
	}
	e := found.Entries[0]
	passwords := slices.Clone(e.GetRawAttributeValues(userPassword))
	slices.SortFunc(passwords, slices.Compare)
	return entry{
		dn: e.DN, state: state{Passwords: passwords, Locked: e.GetAttributeValue(lockedTime), Reset: e.GetAttributeValue(mustReset)},
	}, nil
}

// samePasswords tells whether two states hold the same hashes.
func samePasswords(a, b state) bool {
	return slices.EqualFunc(a.Passwords, b.Passwords, slices.Equal)
}

// opens tells whether a password opens an account in this state. Where none of its hashes can be read here, the server is asked by
// signing in with it.
func (d *Directory) opens(ctx context.Context, e entry, password string) bool {
	readable := false
	for _, hash := range e.Passwords {
		readable = readable || evidence.IsHash(string(hash))
		if ok, err := evidence.VerifyHash(string(hash), password); err == nil && ok {
			return true
		}
	}
	if readable {
		return false
	}
	conn, err := d.dial(ctx)
	if err != nil {
		return false
	}
	defer conn.Close()
	return password != "" && conn.Bind(e.dn, password) == nil
}

func (s state) bytes() ([]byte, error) { return json.Marshal(s) }

func readState(data []byte) (s state, err error) {
	err = json.Unmarshal(data, &s)
	return s, err
}
