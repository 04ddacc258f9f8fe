package ldap_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	goldap "github.com/go-ldap/ldap/v3"

	"okaeri/internal/directory/directorytest"
	"okaeri/internal/directory/ldap"
	"okaeri/internal/recovery"
	"okaeri/internal/testenv"
)

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
	if !errors.Is(err, recovery.ErrConflict) {
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
