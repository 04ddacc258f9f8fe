package main

import (
	"testing"

	"github.com/go-ldap/ldap/v3"

	"okaeri/internal/evidence"
	"okaeri/internal/intake"
	"okaeri/internal/testenv"
)

// withLDAP is the configuration of an operator whose accounts live in a directory server.
func withLDAP(server *testenv.LDAP) func(*Config) {
	return func(c *Config) {
		c.Directory.Kind = "ldap"
		c.Directory.LDAP.URL, c.Directory.LDAP.BaseDN = server.URL, server.BaseDN
		c.Directory.LDAP.BindDN, c.Directory.LDAP.Password = server.ServiceDN, server.ServicePassword
	}
}

// takeIn imports everybody from the directory, as `okaeri import --ldap` does, and then what else is held of one of them: the mail
// system's and the shop's records under the directory's own id.
func (w *town) takeIn(server *testenv.LDAP, uid string, record evidence.Account) {
	w.t.Helper()
	taking := &taking{h: w.house, ctx: w.t.Context(), say: w.logs, strict: true}
	check(w.t, taking.ldap())
	record.ID = entryUUID(w.t, server, uid)
	record.Identifiers = []string{uid + "@momiji.example"}
	var facts []evidence.Fact
	for _, f := range record.Facts {
		if f.Kind != "password" { // those come out of the directory
			facts = append(facts, f)
		}
	}
	record.Facts = facts
	w.settleIn(folk(record))
}

func entryUUID(t testing.TB, server *testenv.LDAP, uid string) string {
	t.Helper()
	conn := must(ldap.DialURL(server.URL))(t)
	defer conn.Close()
	check(t, conn.Bind(server.AdminDN, server.AdminPassword))
	found := must(conn.Search(ldap.NewSearchRequest(server.BaseDN, ldap.ScopeWholeSubtree, ldap.NeverDerefAliases, 0, 0, false,
		"(uid="+uid+")", []string{"entryUUID"}, nil)))(t)
	return found.Entries[0].GetAttributeValue("entryUUID")
}

// opens tells whether a password opens a person's account: a real bind.
func opens(t testing.TB, server *testenv.LDAP, uid, password string) bool {
	t.Helper()
	conn := must(ldap.DialURL(server.URL))(t)
	defer conn.Close()
	err := conn.Bind("uid="+uid+",ou=people,"+server.BaseDN, password)
	if err != nil && !ldap.IsErrorWithCode(err, ldap.LDAPResultInvalidCredentials) {
		t.Fatal(err)
	}
	return err == nil
}

// hanakoInLDAP is what is held of the directory's Hanako beside her passwords, and what she remembers.
func hanakoInLDAP() (evidence.Account, map[string][]string) {
	record := hanakosRecord("", func(a *evidence.Account) {
		a.Facts[0].Value = intake.Value{Parts: map[string]string{"family": "佐藤", "given": "花子", "family_kana": "サトウ", "given_kana": "ハナコ"}}
	})
	return record, hanakosMemory(map[string][]string{
		"family_name": {"佐藤"}, "family_kana": {"さとう"}, "password": {"sakura-1998", "Momiji2011!", ""},
	})
}

// maryInLDAP is the same of somebody who reads English.
func maryInLDAP() (evidence.Account, map[string][]string) {
	subjects := []string{"Photos from our trip to Nikko", "The leaking gutter again", "Your sourdough recipe", "Choir practice moved to Friday", "Grandma's knitting bag"}
	record := hanakosRecord("", func(a *evidence.Account) {
		a.Language = "en"
		a.Contacts[0].Value = "mary.s@example.com"
		n := 0
		for i, f := range a.Facts {
			switch f.Kind {
			case "name":
				a.Facts[i].Value = intake.Value{Parts: map[string]string{"family": "Smith", "given": "Mary"}}
			case "birth_date":
				a.Facts[i].Value.Text = "1985-03-27"
			case "mail_folder":
				a.Facts[i].Value.Text = "Allotment society"
			case "mail_contact":
				a.Facts[i].Value.Parts = map[string]string{"name": "Winifred Ashdown", "email": "win@person9.example"}
			case "sent_mail":
				f.Value.Parts["subject"] = subjects[n%len(subjects)]
				n++
			}
		}
	})
	return record, hanakosMemory(map[string][]string{
		"account": {"mary@momiji.example"}, "family_name": {"Smith"}, "given_name": {"Mary"}, "family_kana": {""}, "given_kana": {""},
		"birth_year": {"1985"}, "birth_month": {"March"}, "birth_day": {"27"}, "postal_code": {"530-0001"},
		"password":        {"blue-kettle-41", "green-kettle-42", "red-kettle-43"},
		"q.mail_subjects": {"photos from our trip to nikko", "Re: The leaking gutter again", "Choir practice moved to Friday"},
		"q.mail_folders":  {"allotment society", "", ""}, "q.mail_contacts": {"Winifred Ashdown", "", ""},
	})
}
