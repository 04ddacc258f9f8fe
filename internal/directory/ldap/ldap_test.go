package ldap_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	goldap "github.com/go-ldap/ldap/v3"

	"okaeri/internal/directory/directorytest"
	"okaeri/internal/directory/ldap"
	"okaeri/internal/recovery"
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
	deadline := time.Now().Add(10 * time.Second)
	for {
		_, err := conn.PasswordModify(goldap.NewPasswordModifyRequest(dn, "", password))
		switch {
		case err == nil:
			return
		case !goldap.IsErrorWithCode(err, goldap.LDAPResultAttributeOrValueExists) || time.Now().After(deadline):
			t.Fatal(err)
		}
		time.Sleep(50 * time.Millisecond) // the policy's history is timed to the second
	}
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

func subject(t *testing.T, alter func(*testenv.LDAP, *ldap.Config)) directorytest.Subject {
	server := testenv.Slapd(t)
	c := config(server)
	alter(server, &c)
	d, _ := open(t, c)
	return directorytest.Subject{
		Directory:   d,
		People:      people(t, server),
		SignIn:      func(t *testing.T, id, password string) bool { return signIn(t, server, id, password) },
		SetPassword: func(t *testing.T, id, password string) { setPassword(t, server, id, password) },
		Lock: func(t *testing.T, id string) {
			for range 6 { // the policy of the test server locks after five
				signIn(t, server, id, "not-the-password")
			}
		},
		LockForGood: func(t *testing.T, id string) {
			change(t, server, dnOf(t, server, id), "pwdAccountLockedTime", "000001010000Z")
		},
	}
}

func TestLDAPIsADirectory(t *testing.T) {
	for name, alter := range map[string]func(*testenv.LDAP, *ldap.Config){
		"ByThePasswordModifyOperation": func(*testenv.LDAP, *ldap.Config) {},
		"ByArgon2":                     func(_ *testenv.LDAP, c *ldap.Config) { c.Write = ldap.Argon2 },
		"AsTheServersRoot":             func(s *testenv.LDAP, c *ldap.Config) { c.BindDN, c.Password = s.AdminDN, s.AdminPassword },
	} {
		t.Run(name, func(t *testing.T) {
			directorytest.Exercise(t, func(t *testing.T) directorytest.Subject { return subject(t, alter) })
		})
	}
}

const fresh = "okaeri-means-welcome-back-9"

// A process that dies between any two of its steps loses nothing and does nothing twice.
func TestARestorationSurvivesDyingInTheMiddle(t *testing.T) {
	server := testenv.Slapd(t)
	hanako := server.People[0]
	old := hanako.Passwords[len(hanako.Passwords)-1]
	d, l := open(t, config(server))
	for i, at := range []string{"begin", "finish"} {
		key, password := "k"+at, fmt.Sprint(fresh, i)
		l.dieAt = at
		if _, err := d.Restore(t.Context(), key, hanako.UID, password); !errors.Is(err, errDied) {
			t.Fatalf("%s: %v", at, err)
		}
		done, err := d.Restore(t.Context(), key, hanako.UID, password)
		if err != nil {
			t.Fatalf("%s: the second run: %v", at, err)
		}
		if !signIn(t, server, hanako.UID, password) || signIn(t, server, hanako.UID, old) {
			t.Errorf("%s: the new password does not open, or the old one does", at)
		}
		l.dieAt = "finish"
		for range 2 {
			err = d.Undo(t.Context(), key, hanako.UID, done.Receipt)
		}
		if err != nil || !signIn(t, server, hanako.UID, old) || signIn(t, server, hanako.UID, password) {
			t.Errorf("%s: the receipt of the second run does not bring the old password back (%v)", at, err)
		}
	}
}

func TestAPasswordThatTheOwnerChangedMeanwhileIsNotOverwritten(t *testing.T) {
	server := testenv.Slapd(t)
	hanako := server.People[0]
	d, l := open(t, config(server))
	l.dieAt = "begin"
	if _, err := d.Restore(t.Context(), "k", hanako.UID, fresh); !errors.Is(err, errDied) {
		t.Fatal(err)
	}
	setPassword(t, server, hanako.UID, "the-owners-own-change")
	_, err := d.Restore(t.Context(), "k", hanako.UID, fresh)
	if !errors.Is(err, recovery.ErrConflict) || !ldap.Temporary(err) {
		t.Errorf("got %v", err)
	}
	if !signIn(t, server, hanako.UID, "the-owners-own-change") {
		t.Error("the owner's password is gone")
	}
}

func TestThePolicysHistoryRefusesAnEarlierPassword(t *testing.T) {
	server := testenv.Slapd(t)
	hanako := server.People[0]
	d, _ := open(t, config(server))
	_, err := d.Restore(t.Context(), "k", hanako.UID, hanako.Passwords[0])
	var bad *recovery.BadPassword
	if !errors.As(err, &bad) || len(bad.Codes) != 1 || bad.Codes[0] != "reused" {
		t.Errorf("got %v", err)
	}
	if !signIn(t, server, hanako.UID, hanako.Passwords[len(hanako.Passwords)-1]) {
		t.Error("the present password does not open any more")
	}
}

func TestARestoredPersonIsNotAskedToChangeThePasswordAgain(t *testing.T) {
	server := testenv.Slapd(t)
	hanako := server.People[0]
	change(t, server, "cn=default,ou=policies,"+server.BaseDN, "pwdMustChange", "TRUE")
	d, _ := open(t, config(server))
	if _, err := d.Restore(t.Context(), "k", hanako.UID, fresh); err != nil {
		t.Fatal(err)
	}
	conn, err := goldap.DialURL(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.Bind(hanako.DN, fresh); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Search(goldap.NewSearchRequest(hanako.DN, goldap.ScopeBaseObject, 0, 0, 0, false, "(objectClass=*)", nil, nil)); err != nil {
		t.Errorf("the account may do nothing: %v", err)
	}
}

func TestAnAccountWithoutAPasswordGetsOneAndLosesItAgain(t *testing.T) {
	server := testenv.Slapd(t)
	hanako := server.People[0]
	change(t, server, hanako.DN, "userPassword")
	d, _ := open(t, config(server))
	done, err := d.Restore(t.Context(), "k", hanako.UID, fresh)
	if err != nil || !signIn(t, server, hanako.UID, fresh) {
		t.Fatalf("restore: %v", err)
	}
	if err := d.Undo(t.Context(), "k", hanako.UID, done.Receipt); err != nil || signIn(t, server, hanako.UID, fresh) {
		t.Errorf("undo: %v", err)
	}
}

func TestWaitingForAServerEndsWithTheCaller(t *testing.T) {
	server := testenv.Slapd(t)
	c := config(server)
	c.URL = silent(t)
	d, _ := open(t, c)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	start := time.Now()
	if err := d.Check(ctx); err == nil || time.Since(start) > 5*time.Second {
		t.Errorf("got %v after %v", err, time.Since(start))
	}
}
