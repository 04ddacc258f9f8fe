package ldap_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	goldap "github.com/go-ldap/ldap/v3"

	"okaeri/internal/directory/ldap"
	"okaeri/internal/evidence"
	"okaeri/internal/testenv"
)

// read lists the accounts of a directory by their ids.
func read(t testing.TB, d *ldap.Directory) map[string]evidence.Account {
	t.Helper()
	accounts := map[string]evidence.Account{}
	for a, err := range d.Accounts(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		if _, twice := accounts[a.ID]; twice {
			t.Errorf("%s comes twice", a.ID)
		}
		accounts[a.ID] = a
	}
	return accounts
}

func facts(a evidence.Account, kind string) []evidence.Fact {
	var out []evidence.Fact
	for _, f := range a.Facts {
		if f.Kind == kind {
			out = append(out, f)
		}
	}
	return out
}

func TestPeopleComeWithTheirNamesAndEveryPasswordTheyHad(t *testing.T) {
	server := testenv.Slapd(t)
	d, _ := open(t, config(server))
	accounts := read(t, d)
	if len(accounts) != len(server.People) {
		t.Fatalf("%d accounts, %d people", len(accounts), len(server.People))
	}
	for _, p := range server.People {
		a := accounts[p.UID]
		if want := strings.TrimRight(strings.Join([]string{p.UID, p.Mail, p.Phone}, " "), " "); strings.Join(a.Identifiers, " ") != want {
			t.Errorf("%s: identifiers %q", p.UID, a.Identifiers)
		}
		name := facts(a, "name")
		if len(name) != 1 || name[0].Value.Parts["family"] != p.Family || name[0].Value.Parts["given"] != p.Given || name[0].From == nil || name[0].Source != "ldap" {
			t.Errorf("%s: name %+v", p.UID, name)
		}
		if time.Since(a.Created).Abs() > time.Hour || a.Worth != evidence.Ordinary || a.Locked != nil || a.MFA {
			t.Errorf("%s: %+v", p.UID, a)
		}
		held := facts(a, "password")
		if len(held) != len(p.Passwords) {
			t.Fatalf("%s: %d passwords, had %d", p.UID, len(held), len(p.Passwords))
		}
		now := 0
		for _, f := range held {
			if f.Until == nil {
				now++
			}
			matches := 0
			for i, password := range p.Passwords {
				if ok, err := evidence.VerifyHash(f.Value.Text, password); err != nil {
					t.Errorf("%s: %v", p.UID, err)
				} else if ok {
					matches++
					if last := i == len(p.Passwords)-1; last != (f.Until == nil) {
						t.Errorf("%s: password %d holds until %v", p.UID, i, f.Until)
					}
				}
			}
			if matches != 1 {
				t.Errorf("%s: a hash of %d of the passwords", p.UID, matches)
			}
		}
		if now != 1 {
			t.Errorf("%s: %d present passwords", p.UID, now)
		}
	}
}

func TestAttributesBecomeFactsAsTheyAreMapped(t *testing.T) {
	server := testenv.Slapd(t)
	hanako := server.People[0].DN
	for attribute, values := range map[string][]string{
		"sn;lang-ja": {"サトウ"}, "givenName;lang-ja": {"ハナコ"}, "st": {"大阪府"}, "postalCode": {"530-0001"}, "employeeNumber": {"19600408"},
		"roomNumber": {"JP"}, "homePhone": {"+81612345678"}, "labeledURI": {"otpauth://x"}, "preferredLanguage": {"ja-JP, en;q=0.5"}, "carLicense": {"hanako.s@example.jp"},
	} {
		change(t, server, hanako, attribute, values...)
	}
	c := config(server)
	c.Mapping.FamilyKana, c.Mapping.GivenKana = "SN;lang-ja", "givenname;LANG-ja"
	c.Mapping.BirthDate, c.Mapping.Country, c.Mapping.MFA = "employeeNumber", "roomNumber", "labeledURI"
	c.Mapping.Contacts = []string{"homePhone", "carLicense"}
	d, _ := open(t, c)
	a := read(t, d)["hanako"]
	got := map[string]string{}
	for _, f := range a.Facts {
		if f.Kind != "password" {
			got[f.Kind] = f.Value.Text + f.Value.Parts["family_kana"] + f.Value.Parts["given_kana"]
		}
	}
	for kind, want := range map[string]string{"name": "サトウハナコ", "birth_date": "1960-04-08", "country": "JP", "region": "大阪府", "postal_code": "530-0001"} {
		if got[kind] != want {
			t.Errorf("%s: %q, want %q", kind, got[kind], want)
		}
	}
	if len(a.Contacts) != 2 || a.Contacts[0].Kind != "phone" || a.Contacts[1].Kind != "email" || a.Contacts[1].Value != "hanako.s@example.jp" || a.Contacts[1].Verified {
		t.Errorf("contacts %+v", a.Contacts)
	}
	if !a.MFA || a.Language != "ja" {
		t.Errorf("MFA %t, language %q", a.MFA, a.Language)
	}
}

func TestLocksComeWithTheirReason(t *testing.T) {
	server := testenv.Slapd(t)
	for range 6 {
		signIn(t, server, "taro", "not-the-password")
	}
	change(t, server, server.People[0].DN, "pwdAccountLockedTime", "000001010000Z")
	d, _ := open(t, config(server))
	accounts := read(t, d)
	if l := accounts["taro"].Locked; l == nil || l.Reason != "too_many_failures" || time.Since(l.At).Abs() > time.Hour {
		t.Errorf("taro: %+v", l)
	}
	if l := accounts["hanako"].Locked; l == nil || l.Reason != "administrator" {
		t.Errorf("hanako: %+v", l)
	}
}

func TestAPasswordInClearIsNeverTaken(t *testing.T) {
	server := testenv.Slapd(t)
	hanako := server.People[0]
	change(t, server, "cn=default,ou=policies,"+server.BaseDN, "pwdInHistory", "0")
	change(t, server, hanako.DN, "userPassword", "{CLEARTEXT}plain-marker")
	d, _ := open(t, config(server))
	for _, f := range read(t, d)["hanako"].Facts {
		if f.Kind == "password" && strings.Contains(f.Value.Text, "plain-marker") {
			t.Errorf("taken: %+v", f)
		}
	}
}

func TestAnEntryThatTheFormatRefusesIsReportedAndTheOthersCome(t *testing.T) {
	server := testenv.Slapd(t)
	change(t, server, server.People[0].DN, "postalCode", "4111 1111 1111 1111")
	d, _ := open(t, config(server))
	good, bad := 0, 0
	for a, err := range d.Accounts(t.Context()) {
		var entry *ldap.EntryError
		switch {
		case err == nil:
			good++
		case errors.As(err, &entry) && entry.Entry > 0 && a.ID == "" && !strings.Contains(err.Error(), "4111"):
			bad++
		default:
			t.Error(err)
		}
	}
	if good != len(server.People)-1 || bad != 1 {
		t.Errorf("%d came, %d were refused", good, bad)
	}
}

func TestEntryUUIDNamesAnAccountForGood(t *testing.T) {
	server := testenv.Slapd(t)
	c := config(server)
	c.Mapping.ID = "entryUUID"
	d, _ := open(t, c)
	for id, a := range read(t, d) {
		if len(id) != 36 || strings.ToLower(id) != id {
			t.Errorf("id %q", id)
		}
		if a.Identifiers[0] == "hanako" {
			if _, err := d.Restore(t.Context(), "k", id, fresh); err != nil || !signIn(t, server, "hanako", fresh) {
				t.Errorf("restore by entryUUID: %v", err)
			}
		}
	}
}

func TestALargeDirectoryComesPageByPage(t *testing.T) {
	server := testenv.Slapd(t)
	conn := admin(t, server)
	const more = 730 // above the 500 that a server gives to one search
	for i := range more {
		uid := fmt.Sprintf("person-%03d", i)
		e := goldap.NewAddRequest("uid="+uid+",ou=people,"+server.BaseDN, nil)
		e.Attribute("objectClass", []string{"inetOrgPerson"})
		for _, name := range []string{"uid", "cn", "sn"} {
			e.Attribute(name, []string{uid})
		}
		if err := conn.Add(e); err != nil {
			t.Fatal(err)
		}
	}
	c := config(server)
	c.BindDN, c.Password, c.PageSize = server.AdminDN, server.AdminPassword, 100
	d, _ := open(t, c)
	if n := len(read(t, d)); n != more+len(server.People) {
		t.Errorf("%d accounts", n)
	}
	seen := 0
	for range d.Accounts(t.Context()) {
		if seen++; seen == 250 {
			break
		}
	}
	if seen != 250 {
		t.Errorf("stopped after %d", seen)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	seen = 0
	for _, err := range d.Accounts(ctx) {
		if seen++; seen == 150 {
			cancel()
		}
		if err != nil && !errors.Is(err, context.Canceled) {
			t.Errorf("after %d: %v", seen, err)
		}
	}
	if seen > 201 {
		t.Errorf("%d came after the caller had gone", seen)
	}
	// As the service account, whom the server gives 500 at most, the import says that it is not whole.
	c = config(server)
	d, _ = open(t, c)
	var last error
	for _, err := range d.Accounts(t.Context()) {
		last = err
	}
	if last == nil || !strings.Contains(last.Error(), "size limit") {
		t.Errorf("a list that was cut short: %v", last)
	}
}
