package main

import (
	"crypto/sha1" //nolint:gosec // what directories hold
	"encoding/base64"
	"fmt"
	"maps"
	"sync"
	"time"

	"okaeri/internal/evidence"
	"okaeri/internal/intake"
	"okaeri/internal/simulate"
)

// The people of the tests.
const (
	hanako      = "hanako@momiji.example"
	hanakosOwn  = "hanako.s@example.jp" // where Hanako reads as well
	sister      = "sister@example.net"
	stranger    = "mallory@example.org"
	homeIP      = "203.0.113.7"
	newPassword = "aozora no shita de 2026"
)

const homeAgent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36"

// hanakosPasswords are hers, oldest first; the last one opens the account.
var hanakosPasswords = []string{"sakura-no-ki-1998", "kinmokusei-2003", "momijigari-no-hi"}

// hanakosSubjects are what she writes about.
var hanakosSubjects = []string{
	"来週の同窓会について", "七五三の写真をお送りします", "町内会の餅つき大会の買い出し", "母の手編みのひざ掛け", "伊勢の旅館の予約のこと",
	"ぬか床をわけてください", "孫の運動会の席取り", "柿の木の枝おろし", "読書会で読む本の相談", "雨どいの修理の見積もり",
}

// hanakosRecord is an account with years of history, ending yesterday.
func hanakosRecord(id string, change ...func(*evidence.Account)) evidence.Account {
	now := time.Now().UTC().Truncate(time.Second)
	a := evidence.Account{
		ID: id, Identifiers: []string{hanako}, Created: *on("2014-05-03"), Worth: evidence.Ordinary, Language: "ja",
		Contacts: []evidence.Contact{{Kind: "email", Value: hanakosOwn, Verified: true, From: *on("2014-05-03")}},
		Facts: []evidence.Fact{
			{Kind: "name", From: on("2014-05-03"), Value: intake.Value{Parts: map[string]string{
				"family": "五百旗頭", "given": "花子", "family_kana": "イオキベ", "given_kana": "ハナコ",
			}}},
			fact("birth_date", "1960-04-08", "2014-05-03"), fact("country", "JP", "2014-05-03"), fact("region", "JP-27", "2014-05-03"),
			fact("postal_code", "5300001", "2014-05-03"), fact("product", "mail", "2014-05-03"), fact("product", "files", "2016-01-01"),
			{Kind: "password", Value: intake.Value{Text: ssha(hanakosPasswords[0])}, From: on("2014-05-03"), Until: on("2019-01-02")},
			{Kind: "password", Value: intake.Value{Text: ssha(hanakosPasswords[1])}, From: on("2019-01-02"), Until: on("2022-01-02")},
			{Kind: "password", Value: intake.Value{Text: ssha(hanakosPasswords[2])}, From: on("2022-01-02")},
			fact("mail_folder", "旅行の写真", "2018-01-01"),
			{Kind: "mail_contact", From: on("2018-01-01"), Value: intake.Value{Parts: map[string]string{"name": "鴨志田 澄江", "email": "sumie@person9.example"}}},
			{Kind: "mail_contact", From: on("2018-01-01"), Value: intake.Value{Parts: map[string]string{"name": "猿渡 信夫", "email": "nobuo@person8.example"}}},
			{Kind: "purchase", At: on("2025-02-11"), Value: intake.Value{Parts: map[string]string{
				"item": "写真の保存 100GB", "holder": "HANAKO IOKIBE", "last4": "4826", "expiry": "2027-03",
			}}},
		},
	}
	for i := range 60 {
		at := now.AddDate(0, 0, -1-i*3)
		a.Facts = append(a.Facts,
			evidence.Fact{Kind: "sent_mail", At: &at, Value: intake.Value{Parts: map[string]string{
				"to": fmt.Sprintf("friend%d@person%d.example", i%7, i%7), "subject": hanakosSubjects[i%len(hanakosSubjects)],
			}}},
			evidence.Fact{Kind: "sign_in", At: &at, Value: intake.Value{Parts: map[string]string{
				"ip": homeIP, "user_agent": homeAgent, "device": "", "success": "true",
			}}})
	}
	for _, f := range change {
		f(&a)
	}
	return a
}

// hanakosMemory is what she can say of the account, as she would type it, field by field.
func hanakosMemory(change ...map[string][]string) map[string][]string {
	m := map[string][]string{
		"device": {"own"}, "situation": {"forgot_password"}, "account": {"ＨＡＮＡＫＯ＠momiji.example"},
		"family_name": {"五百旗頭"}, "given_name": {"花子"}, "family_kana": {"いおきべ"}, "given_kana": {"はなこ"},
		"birth_era": {"showa"}, "birth_year": {"３５"}, "birth_month": {"4"}, "birth_day": {"8"},
		"country": {"JP"}, "postal_code": {"５３０−０００１"}, "region": {"JP-27"},
		"password": {hanakosPasswords[0], hanakosPasswords[1], ""}, "product": {"mail", "files"},
		"q.mail_recipients": {"friend1@person1.example", "friend2@person2.example", "friend3@person3.example"},
		"q.mail_subjects":   {"来週の同窓会について", "Re：ぬか床を わけてください", "雨どいの修理の見積もり"},
		"q.mail_folders":    {"旅行の写真", "", ""},
		"q.mail_contacts":   {"鴨志田 澄江", "nobuo@person8.example", ""},
		"q.account_created": {"2014", "5"}, "q.last_sign_in": {"week"},
		"bought": {"yes"}, "card_holder": {"HANAKO IOKIBE"}, "card_last4": {"４８２６"}, "card_month": {"03"}, "card_year": {"27"},
		"bought_item": {"写真の保存 100GB"}, "bought_when": {"2025年2月"},
		"new_password": {newPassword}, "new_password_again": {newPassword},
	}
	for _, c := range change {
		maps.Copy(m, c)
	}
	return m
}

// kin is one of Hanako's many relations, each with an account, a memory, a home and a contact address of their own: the same answers for many
// accounts would be a campaign.
type kin struct {
	i                           int
	mail, own, contact, ip, sur string
}

var surnames = []string{
	"五百旗頭", "鴨志田", "猿渡", "勅使河原", "小鳥遊", "一口", "御手洗", "四十物", "月見里", "八月一日", "東海林", "百目鬼", "七五三掛", "左衛門", "長宗我部", "波多野",
}

func kinOf(i int) kin {
	name := fmt.Sprintf("kin%02d", i)
	return kin{i, name + "@momiji.example", name + "@example.jp", name + "@contact.example", fmt.Sprintf("203.0.113.%d", 100+i), surnames[i%len(surnames)]}
}

// record is what is held of them.
func (k kin) record(id string, change ...func(*evidence.Account)) evidence.Account {
	own := func(a *evidence.Account) {
		a.Identifiers, a.Contacts[0].Value = []string{k.mail}, k.own
		a.Facts[0].Value = intake.Value{Parts: map[string]string{"family": k.sur, "given": "花子"}}
		a.Facts[1].Value.Text = fmt.Sprintf("1960-04-%02d", k.i+1)
		for _, f := range a.Facts {
			if f.Kind == "sign_in" {
				f.Value.Parts["ip"] = k.ip
			}
		}
	}
	return hanakosRecord(id, append([]func(*evidence.Account){own}, change...)...)
}

// memory is what they can say of it.
func (k kin) memory(change ...map[string][]string) map[string][]string {
	own := map[string][]string{
		"account": {k.mail}, "family_name": {k.sur}, "birth_day": {fmt.Sprint(k.i + 1)}, "family_kana": {""}, "given_kana": {""},
	}
	return hanakosMemory(append([]map[string][]string{own}, change...)...)
}

// mallorysNotes is what an attacker has who bought a leak: an old password and what the net knows of her.
func mallorysNotes() map[string][]string {
	return map[string][]string{
		"device": {"own"}, "situation": {"forgot_password"}, "account": {hanako},
		"family_name": {"五百旗頭"}, "given_name": {"花子"},
		"birth_era": {"western"}, "birth_year": {"1960"}, "birth_month": {"1"}, "birth_day": {"1"},
		"country": {"JP"}, "postal_code": {"1000001"}, "region": {"JP-13"},
		"password": {hanakosPasswords[0], "123456", "hanako1960"}, "product": {"mail"},
		"q.mail_recipients": {"info@shop.example", "", ""}, "bought": {"unknown"},
	}
}

func fact(kind, value, from string) evidence.Fact {
	return evidence.Fact{Kind: kind, Value: intake.Value{Text: value}, From: on(from)}
}

func on(s string) *time.Time {
	d, err := time.Parse(time.DateOnly, s)
	if err != nil {
		panic(err)
	}
	return &d
}

// ssha hashes a password the way many directories do: real, and cheap enough for hundreds of cases.
func ssha(password string) string {
	salt := []byte("salt-of-" + password[:4])
	sum := sha1.Sum(append([]byte(password), salt...)) //nolint:gosec // as above
	return "{SSHA}" + base64.StdEncoding.EncodeToString(append(sum[:], salt...))
}

// crowd are the other accounts of the provider, among whom a value is rare or common.
var crowd = sync.OnceValue(func() []evidence.Account {
	var accounts []evidence.Account
	for p := range simulate.Population(7, 150, simulate.Options{Now: time.Now(), Events: 40, Hash: simulate.SSHA512}) {
		accounts = append(accounts, p.Account)
	}
	return accounts
})

// folk are the crowd with others among them.
func folk(others ...evidence.Account) []evidence.Account {
	return append(others, crowd()...)
}
