package intake_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"okaeri/internal/intake"
)

var now = time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)

// told renders problems as "field: code k=v …", with a ? behind what is only a warning.
func told(problems []intake.Problem) string {
	var lines []string
	for _, p := range problems {
		line := p.Field + ": " + p.Code
		for _, name := range problemArgs[p.Code] {
			line += " " + name + "=" + p.Args[name]
		}
		if p.Warning != "" {
			line += "?"
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "; ")
}

func TestPageSaysWhatWouldHelp(t *testing.T) {
	type answers = intake.Answers
	birth := func(era, year, month, day string) answers {
		a := answers{"birth_year": {year}, "birth_month": {month}, "birth_day": {day}}
		if era != "" {
			a["birth_era"] = []string{era}
		}
		return a
	}
	for _, c := range []struct {
		page intake.Page
		a    answers
		want string
	}{
		{"who", answers{}, "device: device.missing; situation: situation.missing"},
		{"who", answers{"device": {"shop"}, "situation": {"locked"}}, ""},

		{"account", answers{}, "account: account.missing"},
		{"account", answers{"account": {" 　"}}, "account: account.missing"},
		{"account", answers{"unknown_account": {"1"}}, ""},
		{"account", answers{"account": {"x"}}, ""},

		{"code", answers{}, "code: code.missing"},
		{"code", answers{"code": {"48291"}}, "code: code.form"},
		{"code", answers{"code": {"４８２ー９１３"}}, ""},
		{"code", answers{"code": {" 482 913 "}}, ""},

		{"name", answers{}, "family_name: name.family_missing; given_name: name.given_missing"},
		{"name", answers{"family_name": {"佐藤"}}, "given_name: name.given_missing"},
		{"name", answers{"family_name": {"佐藤"}, "one_name": {"1"}}, ""},
		{"name", answers{"given_name": {"Sukarno"}, "one_name": {"1"}}, ""},
		{"name", answers{"one_name": {"1"}}, "family_name: name.missing"},
		{"name", answers{"name_unknown": {"1"}}, ""},
		{"name", answers{"family_name": {"佐藤　花子"}}, ""},
		{"name", answers{"given_name": {"Hanako Sato"}}, ""},
		{"name", answers{"family_name": {"佐藤花子"}}, "given_name: name.given_missing"},
		{"name", answers{"family_name": {"佐藤"}, "name_unknown": {"1"}}, ""},
		{"name", answers{"family_name": {"X Æ A-12"}, "given_name": {"3世"}}, ""},

		{"birth", answers{}, "birth_year: birth.missing"},
		{"birth", answers{"birth_unknown": {"1"}}, ""},
		{"birth", answers{"birth_unknown": {"1"}, "birth_year": {"1960"}}, ""},
		{"birth", birth("western", "1960", "", "8"), "birth_month: birth.month_missing"},
		{"birth", birth("western", "", "4", ""), "birth_year: birth.year_missing; birth_day: birth.day_missing"},
		{"birth", birth("western", "1960", "4", "8"), ""},
		{"birth", birth("showa", "35", "4", "8"), ""},
		{"birth", birth("showa", "３５年", "４月", "８日"), ""},
		{"birth", birth("western", "S35", "4", "8"), ""},
		{"birth", birth("western", "昭和35", "4", "8"), ""},
		{"birth", birth("heisei", "元", "1", "8"), ""},
		{"birth", birth("heisei", "35", "4", "1"), ""},
		{"birth", birth("western", "35", "4", "8"), "birth_era: birth.era_unclear Y=35"},
		{"birth", birth("", "35", "4", "8"), "birth_year: birth.year_short Y=35"},
		{"birth", birth("", "60", "March", "27"), "birth_year: birth.year_short Y=60"},
		{"birth", birth("", "1960", "March", "27"), ""},
		{"birth", birth("", "1960", "3", "27"), ""},
		{"birth", birth("western", "昭和35年4月8日", "", ""), ""},
		{"birth", birth("western", "1960/4/8", "", ""), ""},
		{"birth", birth("western", "1960年4月8日", "4", "8"), ""},
		{"birth", birth("western", "1960年4月8日", "04", "８日"), ""},
		{"birth", birth("western", "1960.4.8", "1960.4.8", "1960.4.8"), ""},
		{"birth", birth("western", "1960年4月8日", "5", "8"), "birth_year: birth.unreadable"},
		{"birth", birth("western", "1960（昭和35）年", "4", "8"), ""},
		{"birth", birth("western", "昭和35年(1960年)", "4", "8"), ""},
		{"birth", birth("showa", "35年4月8日", "", ""), ""},
		{"birth", birth("showa", "３５．４．８", "", ""), ""},
		{"birth", birth("", "3/4/1960", "", ""), "birth_year: birth.order_unclear"},
		{"birth", birth("western", "35/4/8", "", ""), "birth_era: birth.era_unclear Y=35/4/8"},
		{"birth", birth("western", "1960/4/31", "", ""), "birth_year: birth.impossible"},
		{"birth", birth("western", "1960", "", ""), "birth_month: birth.month_missing; birth_day: birth.day_missing"},
		{"birth", birth("western", "1960", "4", "31"), "birth_year: birth.impossible"},
		{"birth", birth("western", "1961", "2", "29"), "birth_year: birth.impossible"},
		{"birth", birth("western", "1960", "13", "8"), "birth_year: birth.impossible"},
		{"birth", birth("western", "1960", "0", "8"), "birth_year: birth.impossible"},
		{"birth", birth("western", "196", "4", "8"), "birth_year: birth.unreadable"},
		{"birth", birth("western", "ねこ", "4", "8"), "birth_year: birth.unreadable"},
		{"birth", birth("western", "2026", "11", "22"), "birth_year: birth.future"},
		{"birth", birth("western", "2026", "11", "21"), ""},
		{"birth", birth("reiwa", "9", "1", "1"), "birth_year: birth.future"},

		{"address", answers{}, "country: address.country_missing"},
		{"address", answers{"address_unknown": {"1"}}, ""},
		{"address", answers{"country": {"JP"}}, "region: address.region_missing"},
		{"address", answers{"country": {"JP"}, "region": {"JP-27"}}, ""},
		{"address", answers{"country": {"JP"}, "region": {"unknown"}}, ""},
		{"address", answers{"country": {"JP"}, "region": {"JP-27"}, "postal_code": {"〒530-000"}}, "postal_code: address.postal_length N=6"},
		{"address", answers{"country": {"JP"}, "region": {"JP-27"}, "postal_code": {"５３０－０００１"}}, ""},
		{"address", answers{"country": {"US"}, "postal_code": {"90210"}}, ""},
		{"address", answers{"country": {"unknown"}}, ""},

		{"passwords", answers{}, "password: password.missing"},
		{"passwords", answers{"password_unknown": {"1"}}, ""},
		{"passwords", answers{"password_partly": {"1"}}, ""},
		{"passwords", answers{"password_count": {"2"}}, ""},

		{"products", answers{}, "product: product.missing"},
		{"products", answers{"product_unknown": {"1"}}, ""},
		{"products", answers{"product": {"mail"}}, ""},

		{
			"q-mail",
			answers{"product": {"mail"}, "q.mail_folders": {"旅行"}, "q.mail_subjects.unknown": {"1"}, "q.mail_contacts.unknown": {"1"}},
			"q.mail_recipients: question.missing",
		},
		{"q-general", answers{"q.account_created": {"2014", "13"}, "q.last_sign_in": {"unknown"}}, "q.account_created: question.month"},
		{"q-general", answers{"q.account_created": {"14", "5"}, "q.last_sign_in": {"week"}}, "q.account_created: question.year"},
		{"q-general", answers{"q.account_created": {"", "5"}, "q.last_sign_in": {"week"}}, "q.account_created: question.year"},
		{"q-general", answers{"q.account_created": {"平成26", ""}, "q.last_sign_in": {"week"}}, ""},
		{"q-general", answers{"q.account_created": {"2014", "May"}}, "q.last_sign_in: question.missing"},

		{"purchases", answers{}, "bought: purchase.missing"},
		{"purchases", answers{"bought": {"no"}, "card_last4": {"12"}}, ""},
		{"purchases", answers{"bought": {"yes"}}, ""},
		{"purchases", answers{"bought": {"yes"}, "card_last4": {"123"}}, "card_last4: card.last4_length N=3"},
		{"purchases", answers{"bought": {"yes"}, "card_last4": {"１２３４"}, "card_month": {"03"}, "card_year": {"17"}}, ""},
		{"purchases", answers{"bought": {"yes"}, "card_month": {"3月"}, "card_year": {"2027年"}}, ""},
		{"purchases", answers{"bought": {"yes"}, "card_month": {"03/27"}}, ""},
		{"purchases", answers{"bought": {"yes"}, "card_month": {"13"}, "card_year": {"27"}}, "card_month: card.month"},
		{"purchases", answers{"bought": {"yes"}, "card_month": {"03/27"}, "card_year": {"03/27"}}, ""},
		{"purchases", answers{"bought": {"yes"}, "card_last4": {"分かりません"}, "card_month": {"不明"}, "card_year": {"2027"}}, ""},
		{"purchases", answers{"bought": {"yes"}, "card_last4": {"I don't know"}}, ""},
		{"purchases", answers{"bought": {"yes"}, "card_last4": {"abcd"}}, "card_last4: card.last4_length N=0"},
		{"purchases", answers{"bought": {"yes"}, "card_month": {"3"}, "card_year": {"らいねん"}}, "card_year: card.year"},

		{"else", answers{}, ""},
	} {
		if got := told(intake.DefaultQuestionnaire().Check(c.page, c.a, now)); got != c.want {
			t.Errorf("%s %v:\n told %q\n want %q", c.page, c.a, got, c.want)
		}
	}
}

func TestContactAddressIsJudgedBeforeALetterGoesOut(t *testing.T) {
	const limits = `version: 1
products: []
questions: []
limits: {contact: {refuse: [refused.example], warn: [warned.example], disposable: %d, carrier: %c}}
`
	with := func(disposable, carrier string) *intake.Questionnaire {
		q, err := intake.ParseQuestionnaire("q.yaml", []byte(strings.NewReplacer("%d", disposable, "%c", carrier).Replace(limits)))
		if err != nil {
			t.Fatal(err)
		}
		return q
	}
	usual, open, closed := with("refuse", "warn"), with("allow", "allow"), with("warn", "refuse")
	for _, c := range []struct {
		q              *intake.Questionnaire
		contact, want  string
		anyway, answer bool
	}{
		{q: usual, contact: "", want: "contact: contact.missing"},
		{q: usual, contact: "sister", want: "contact: contact.form"},
		{q: usual, contact: "a@x.example, b@y.example", want: "contact: contact.form"},
		{q: usual, contact: " sister@example.jp　"},
		{q: usual, contact: "sister @ example . jp"},
		{q: usual, contact: "山田 花子 <sister@example.jp>"},
		{q: usual, contact: "\ufeffsister@example.jp\u200b"},
		{q: usual, contact: "sister a@example.jp", want: "contact: contact.form"},
		{q: usual, contact: "sister\u200b@example.jp", want: "contact: contact.form"},
		{q: usual, contact: "sister@example.jp\u202egpj", want: "contact: contact.form"},
		{q: usual, contact: "x <sister@exam\u2066ple.jp>", want: "contact: contact.form"},
		{q: usual, contact: "sister@example.org\u2028x", want: "contact: contact.form"},
		{q: usual, contact: "sister＠family。example", want: ""},
		{q: usual, contact: "Hanako＠MOMIJI.example", want: "contact: contact.same"},
		{q: usual, contact: "a@refused.example", want: "contact: contact.refused Domain=refused.example"},
		{q: usual, contact: "a@mail.refused.example", want: "contact: contact.refused Domain=mail.refused.example"},
		{q: usual, contact: "a@notrefused.example", want: ""},
		{q: usual, contact: "a@warned.example", want: "contact: contact.warned Domain=warned.example?"},
		{q: usual, contact: "a@mailinator.com", want: "contact: contact.disposable Domain=mailinator.com"},
		{q: usual, contact: "a@mailinator.com", anyway: true, want: "contact: contact.disposable Domain=mailinator.com"},
		{q: usual, contact: "a@gmial.com", want: "contact: contact.typo Typed=gmial.com Suggested=gmail.com?"},
		{q: usual, contact: "a@gmial.com", anyway: true, want: ""},
		{q: usual, contact: "a@gmail.com", want: ""},
		{q: usual, contact: "a@mail.com", want: ""},
		{q: usual, contact: "a@docomo.ne.jp", want: "contact: contact.carrier Domain=docomo.ne.jp?"},
		{q: usual, contact: "a..b.@docomo.ne.jp", want: "contact: contact.odd_dots?; contact: contact.carrier Domain=docomo.ne.jp?"},
		{q: usual, contact: "a..b.@docomo.ne.jp", anyway: true, want: ""},
		{q: usual, contact: "a@docomo.co.jp", want: "contact: contact.typo Typed=docomo.co.jp Suggested=docomo.ne.jp?"},
		{q: open, contact: "a@mailinator.com", want: ""},
		{q: open, contact: "a@ezweb.ne.jp", want: ""},
		{q: closed, contact: "a@mailinator.com", want: "contact: contact.disposable Domain=mailinator.com?"},
		{q: closed, contact: "a@ezweb.ne.jp", anyway: true, want: "contact: contact.carrier Domain=ezweb.ne.jp"},
	} {
		a := intake.Answers{"account": {"hanako@momiji.example"}, "contact": {c.contact}}
		if c.anyway {
			a["contact_anyway"] = []string{"1"}
		}
		if got := told(c.q.Check(intake.PageContact, a, now)); got != c.want {
			t.Errorf("%s: told %q, want %q", c.contact, got, c.want)
		}
	}
}

func TestSlipsInMailDomainsAreSeenAndRealDomainsLetBe(t *testing.T) {
	for domain, want := range map[string]string{
		"gmial.com": "gmail.com", "gamil.com": "gmail.com", "gmai.com": "gmail.com", "gmail.con": "gmail.com", "gmail.co": "gmail.com",
		"gmaill.com": "gmail.com", "gmail.jp": "gmail.com", "yahoo.co.jo": "yahoo.co.jp", "yaho.co.jp": "yahoo.co.jp", "yahoo.ne.jp": "yahoo.co.jp",
		"docomo.nejp": "docomo.ne.jp", "docomo.co.jp": "docomo.ne.jp", "ezweb.ne.jo": "ezweb.ne.jp", "icloud.con": "icloud.com", "iclod.com": "icloud.com",
		"hotmial.com": "hotmail.com", "outlok.jp": "outlook.jp", "gmail.com": "", "mail.com": "", "ymail.com": "", "email.com": "", "me.com": "",
		"momiji.example": "", "u-tokyo.ac.jp": "", "gmx.com": "", "": "",
	} {
		if got := intake.SuggestDomain(domain); got != want {
			t.Errorf("for %s it suggests %q instead of %q", domain, got, want)
		}
	}
}

func TestListOfThrowAwayMailHoldsNoOrdinaryProvider(t *testing.T) {
	for _, domain := range append(intake.Carriers(), "gmail.com", "yahoo.co.jp", "yahoo.com", "icloud.com", "outlook.com", "outlook.jp", "hotmail.com",
		"proton.me", "protonmail.com", "gmx.de", "web.de", "mail.com", "aol.com", "nifty.com", "biglobe.ne.jp", "ocn.ne.jp", "plala.or.jp",
		"so-net.ne.jp", "qq.com", "163.com", "naver.com", "fastmail.com", "zoho.com", "live.jp", "example.com", "example.jp", "u-tokyo.ac.jp") {
		if intake.Disposable(domain) {
			t.Errorf("%s counts as throw-away", domain)
		}
	}
	for _, domain := range []string{"mailinator.com", "guerrillamail.com", "10minutemail.com", "yopmail.com", "x.mailinator.com", "0-180.com"} {
		if !intake.Disposable(domain) {
			t.Errorf("%s does not count as throw-away", domain)
		}
	}
}

func contains(fields []intake.Field, name string) bool {
	for _, f := range fields {
		if f.Name == name {
			return true
		}
	}
	return false
}

func TestFieldsCarryTheTokensThatBrowsersFillIn(t *testing.T) {
	want := map[string]string{
		"account": "username", "contact": "email", "code": "one-time-code", "family_name": "family-name", "given_name": "given-name",
		"family_kana": "off", "former_name": "off", "birth_year": "bday-year", "birth_month": "bday-month", "birth_day": "bday-day",
		"country": "country", "postal_code": "postal-code", "region": "address-level1", "password": "off", "card_holder": "cc-name",
		"card_last4": "off", "card_month": "cc-exp-month", "card_year": "cc-exp-year",
	}
	got := map[string]string{}
	q := intake.DefaultQuestionnaire()
	for _, page := range q.Pages(nil) {
		for _, f := range q.Fields(page, nil) {
			if _, ok := want[f.Name]; ok {
				got[f.Name] = f.Autocomplete
			}
			if strings.Contains(f.Autocomplete, "cc-number") {
				t.Errorf("%s would be filled with a whole card number", f.Name)
			}
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
