package ldap_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	goldap "github.com/go-ldap/ldap/v3"

	"okaeri/internal/directory/directorytest"
	"okaeri/internal/directory/ldap"
	"okaeri/internal/testenv"
)

// ledger is a ledger as its contract says; the store's own is exercised where it is wired.
type ledger struct {
	mu       sync.Mutex
	notes    map[string][]byte
	finished map[string]bool
	dieAt    string // "begin" or "finish": the process dies there, once
}

var errDied = errors.New("the process died")

func (l *ledger) Begin(_ context.Context, key string, note []byte) ([]byte, bool, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.notes == nil {
		l.notes, l.finished = map[string][]byte{}, map[string]bool{}
	}
	kept, ok := l.notes[key]
	if !ok {
		l.notes[key], kept = note, note
	}
	if l.dieAt == "begin" {
		l.dieAt = ""
		return nil, false, errDied
	}
	return kept, l.finished[key], nil
}

func (l *ledger) Finish(_ context.Context, key string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.dieAt == "finish" {
		l.dieAt = ""
		return errDied
	}
	l.finished[key] = true
	return nil
}

// config is how an operator would set Okaeri up for the test server.
func config(server *testenv.LDAP) ldap.Config {
	mapping := ldap.DefaultMapping()
	mapping.ID = "uid"
	return ldap.Config{URL: server.URL, BindDN: server.ServiceDN, Password: server.ServicePassword, BaseDN: "ou=people," + server.BaseDN, Mapping: mapping}
}

func open(t testing.TB, c ldap.Config) (*ldap.Directory, *ledger) {
	t.Helper()
	l := &ledger{}
	d, err := ldap.New(c, l)
	if err != nil {
		t.Fatal(err)
	}
	return d, l
}

// admin is a connection to which everything is allowed.
func admin(t testing.TB, server *testenv.LDAP) *goldap.Conn {
	t.Helper()
	conn, err := goldap.DialURL(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	if err := conn.Bind(server.AdminDN, server.AdminPassword); err != nil {
		t.Fatal(err)
	}
	return conn
}

// dnOf finds the DN of an account the way no attacker can influence: by an exact comparison here.
func dnOf(t testing.TB, server *testenv.LDAP, uid string) string {
	t.Helper()
	found, err := admin(t, server).Search(goldap.NewSearchRequest(server.BaseDN, goldap.ScopeWholeSubtree, goldap.NeverDerefAliases, 0, 0, false,
		"(uid=*)", []string{"uid"}, nil))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range found.Entries {
		if e.GetAttributeValue("uid") == uid {
			return e.DN
		}
	}
	t.Fatalf("no account %q", uid)
	return ""
}

// signIn binds, as every program of the operator's does.
func signIn(t testing.TB, server *testenv.LDAP, uid, password string) bool {
	t.Helper()
	if password == "" {
		return false // a bind without a password is anonymous (RFC 4513 §5.1.2)
	}
	conn, err := goldap.DialURL(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	return conn.Bind(dnOf(t, server, uid), password) == nil
}

func setPassword(t testing.TB, server *testenv.LDAP, uid, password string) {
	t.Helper()
	conn, dn := admin(t, server), dnOf(t, server, uid)
	testenv.Eventually(t, "the password is set", func() bool { // the policy's history is timed to the second
		_, err := conn.PasswordModify(goldap.NewPasswordModifyRequest(dn, "", password))
		if err != nil && !goldap.IsErrorWithCode(err, goldap.LDAPResultAttributeOrValueExists) {
			t.Fatal(err)
		}
		return err == nil
	})
}

func change(t testing.TB, server *testenv.LDAP, dn, attribute string, values ...string) {
	t.Helper()
	m := goldap.NewModifyRequest(dn, nil)
	m.Replace(attribute, values)
	if err := admin(t, server).Modify(m); err != nil {
		t.Fatal(err)
	}
}

// odd are names with every character that means something in a DN or a filter.
var odd = []string{`o'brien, "x" + <y>; z=#1\`, "花子 (佐藤) *", " ends in blanks ", `#\2a*()`, "a/b=c%20"}

// people of the test server and the odd ones, with the passwords that open them.
func people(t testing.TB, server *testenv.LDAP) []directorytest.Person {
	t.Helper()
	var list []directorytest.Person
	for _, p := range server.People {
		list = append(list, directorytest.Person{ID: p.UID, Password: p.Passwords[len(p.Passwords)-1]})
	}
	conn := admin(t, server)
	for i, uid := range odd {
		dn := (&goldap.DN{RDNs: []*goldap.RelativeDN{{Attributes: []*goldap.AttributeTypeAndValue{{Type: "uid", Value: uid}}}}}).String() + ",ou=people," + server.BaseDN
		e := goldap.NewAddRequest(dn, nil)
		e.Attribute("objectClass", []string{"inetOrgPerson"})
		e.Attribute("uid", []string{uid})
		e.Attribute("cn", []string{uid})
		e.Attribute("sn", []string{uid})
		if err := conn.Add(e); err != nil {
			t.Fatalf("%q: %v", uid, err)
		}
		p := directorytest.Person{ID: uid, Password: fmt.Sprint("odd-password-", i)}
		if _, err := conn.PasswordModify(goldap.NewPasswordModifyRequest(dn, "", p.Password)); err != nil {
			t.Fatal(err)
		}
		list = append(list, p)
	}
	return list
}
