package recovery_test

import (
	"crypto/sha1"
	"encoding/base64"
	"fmt"
	"net/netip"
	"strings"
	"time"

	"okaeri/internal/evidence"
	"okaeri/internal/intake"
	"okaeri/internal/recovery"
)

// The people of the tests.
const (
	owner    = "hanako@momiji.example"
	backup   = "hanako.s@example.jp"
	sister   = "sister@example.net"
	stranger = "mallory@example.org"
	oldOne   = "sakura-no-ki-1998"
)

func day(s string) *time.Time {
	d, err := time.Parse(time.DateOnly, s)
	if err != nil {
		panic(err)
	}
	return &d
}

func fact(kind, value, from string) evidence.Fact {
	return evidence.Fact{Kind: kind, Value: intake.Value{Text: value}, From: day(from)}
}

// hanako is an account with years of history.
func hanako(id string, change ...func(*evidence.Account)) evidence.Account {
	a := evidence.Account{
		ID: id, Identifiers: []string{owner}, Created: *day("2014-05-03"), Worth: evidence.Ordinary, Language: "ja",
		Contacts: []evidence.Contact{{Kind: "email", Value: backup, Verified: true, From: *day("2014-05-03")}},
		Facts: []evidence.Fact{
			{Kind: "name", Value: intake.Value{Parts: map[string]string{"family": "五百旗頭", "given": "花子", "family_kana": "イオキベ", "given_kana": "ハナコ"}}, From: day("2014-05-03")},
			fact("birth_date", "1960-04-08", "2014-05-03"), fact("country", "JP", "2014-05-03"), fact("region", "JP-27", "2014-05-03"),
			fact("postal_code", "5300001", "2014-05-03"), fact("product", "mail", "2014-05-03"), fact("product", "files", "2016-01-01"),
			{Kind: "password", Value: intake.Value{Text: ssha(oldOne)}, From: day("2014-05-03"), Until: day("2019-01-02")},
			{Kind: "password", Value: intake.Value{Text: ssha("kinmokusei-2003")}, From: day("2019-01-02"), Until: day("2022-01-02")},
			{Kind: "password", Value: intake.Value{Text: ssha("momijigari-no-hi")}, From: day("2022-01-02")},
			fact("mail_folder", "旅行の写真", "2018-01-01"),
		},
	}
	for i := range 40 {
		at := today.AddDate(0, 0, -20-i*3)
		a.Facts = append(a.Facts,
			evidence.Fact{Kind: "sent_mail", At: &at, Value: intake.Value{Parts: map[string]string{
				"to": fmt.Sprintf("friend%d@person%d.example", i%7, i%7), "subject": fmt.Sprintf("第%d回 同窓会の幹事について", i),
			}}},
			evidence.Fact{Kind: "sign_in", At: &at, Value: intake.Value{Parts: map[string]string{
				"ip": "203.0.113.7", "user_agent": homeAgent, "device": "", "success": "true",
			}}})
	}
	for _, f := range change {
		f(&a)
	}
	return a
}

const homeAgent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36"

func (s *stage) hold(accounts ...evidence.Account) {
	s.t.Helper()
	for _, a := range accounts {
		check(s.t, s.dossiers.Put(s.t.Context(), a))
		s.directory.passwords[a.ID] = "momijigari-no-hi"
	}
}

// from is a visitor at an address.
func from(ip string) recovery.Visitor {
	return recovery.Visitor{IP: netip.MustParseAddr(ip), UserAgent: homeAgent, Language: "ja", Lane: "off"}
}

// homeDevice is a device whose id is in the record of those who sign in on it.
const homeDevice = "d-home"

// onDevice is the record of somebody who always signs in on the device at home.
func onDevice(a *evidence.Account) {
	for _, f := range a.Facts {
		if f.Kind == "sign_in" {
			f.Value.Parts["device"] = homeDevice
		}
	}
}

// with is a visitor on a device.
func with(device string, v recovery.Visitor) recovery.Visitor {
	v.Device = device
	return v
}

// home is the owner's usual place.
func home() recovery.Visitor { return from("203.0.113.7") }

// memories is what Hanako remembers.
func memories() map[intake.Page]intake.Answers {
	return map[intake.Page]intake.Answers{
		"who":     {"device": {"own"}, "situation": {"forgot_password"}},
		"name":    {"family_name": {"五百旗頭"}, "given_name": {"花子"}},
		"birth":   {"birth_era": {"showa"}, "birth_year": {"35"}, "birth_month": {"4"}, "birth_day": {"8"}},
		"address": {"country": {"JP"}, "postal_code": {"５３０−０００１"}, "region": {"JP-27"}},
		"products": {
			"product": {"mail", "files"},
		},
		"q-mail": {
			"q.mail_recipients": {"friend1@person1.example", "friend2@person2.example", "friend3@person3.example"},
			"q.mail_subjects":   {"第3回 同窓会の幹事について", "第5回 同窓会の幹事について"},
		},
	}
}

// oldPasswords are the ones that Hanako remembers.
var oldPasswords = []string{oldOne, "kinmokusei-2003"}

// application is one person's way through the form.
type application struct {
	account, contact string
	visitor          recovery.Visitor
	answers          map[intake.Page]intake.Answers
	passwords        []string
}

func hanakos() application {
	return application{account: owner, contact: sister, visitor: home(), answers: memories(), passwords: oldPasswords}
}

// draft walks the form up to the check page and returns the case.
func (s *stage) draft(a application) string {
	s.t.Helper()
	ctx := s.t.Context()
	id := must(s.r.Begin(ctx, a.visitor))(s.t)
	check(s.t, s.r.Save(ctx, id, "account", intake.Answers{"account": {a.account}}))
	check(s.t, s.r.SendCode(ctx, id, a.contact, "once-"+id, a.visitor))
	check(s.t, s.r.ProveContact(ctx, id, s.code(a.contact), a.visitor))
	for page, answers := range a.answers {
		check(s.t, s.r.Save(ctx, id, page, answers))
	}
	if a.passwords != nil {
		check(s.t, s.r.OldPasswords(ctx, id, a.passwords))
	}
	return id
}

// apply sends the application and lets its verdict be made.
func (s *stage) apply(a application) *recovery.Case {
	s.t.Helper()
	id := s.draft(a)
	must(s.r.Submit(s.t.Context(), id, a.visitor))(s.t)
	s.work()
	return s.find(id)
}

func (s *stage) find(id string) *recovery.Case {
	s.t.Helper()
	return must(s.store.Case(s.t.Context(), id))(s.t)
}

// finish goes from the letter with the link to the new password.
func (s *stage) finish(contact, password string) error {
	ctx := s.t.Context()
	token := s.token("finish", contact)
	if err := s.r.SendRestoreCode(ctx, token, "once-"+token, home()); err != nil {
		return err
	}
	id, err := s.r.ProveRestore(ctx, token, s.code(contact), home())
	if err != nil {
		return err
	}
	err = s.r.Finish(ctx, id, password, home())
	s.work()
	return err
}

func (s *stage) letters(to string) string {
	var b strings.Builder
	for _, m := range s.mailTo(to) {
		b.WriteString(m.Subject + "\n")
	}
	return b.String()
}

// ssha hashes a password the way many LDAP servers did: real, and cheap enough for hundreds of tests.
func ssha(password string) string {
	salt := []byte("salt-of-" + password[:4])
	sum := sha1.Sum(append([]byte(password), salt...)) //nolint:gosec // what directories hold
	return "{SSHA}" + base64.StdEncoding.EncodeToString(append(sum[:], salt...))
}
