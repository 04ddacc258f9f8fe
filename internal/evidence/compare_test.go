package evidence_test

import (
	"slices"
	"testing"
	"time"

	"okaeri/internal/evidence"
	"okaeri/internal/intake"
)

// applied is when the applications of these tests are made; the week before it counts for nothing.
var applied = time.Date(2026, 11, 1, 10, 0, 0, 0, time.UTC)

func on(year int, month time.Month, day int) *time.Time {
	t := time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	return &t
}

// fact is a state held since 2015, or until a time.
func fact(kind string, v intake.Value, until *time.Time) evidence.Fact {
	return evidence.Fact{Kind: kind, Value: v, From: on(2015, 3, 1), Until: until}
}

func event(kind string, at *time.Time, pairs ...string) evidence.Fact {
	return evidence.Fact{Kind: kind, Value: intake.Parts(pairs...), At: at}
}

// hanako is an account with something of every kind.
func hanako() evidence.Account {
	a := evidence.Account{
		ID: "a-1", Identifiers: []string{"hanako@momiji.example"}, Created: *on(2014, 5, 3), Worth: evidence.Ordinary,
		Contacts: []evidence.Contact{
			{Kind: "email", Value: "hanako.s@example.jp", Verified: true, From: *on(2014, 5, 3)},
			{Kind: "email", Value: "unverified@example.jp", From: *on(2014, 5, 3)},
		},
		Facts: []evidence.Fact{
			fact("name", intake.Parts("family", "髙橋", "given", "花子", "family_kana", "タカハシ", "given_kana", "ハナコ"), nil),
			fact("name", intake.Parts("family", "佐藤", "given", "花子"), on(2018, 1, 1)),
			fact("birth_date", intake.Text("1960-04-08"), nil),
			fact("country", intake.Text("JP"), nil),
			fact("region", intake.Text("JP-27"), nil),
			fact("postal_code", intake.Text("5300001"), nil),
			fact("region", intake.Text("JP-13"), on(2019, 1, 1)),
			fact("postal_code", intake.Text("1600022"), on(2019, 1, 1)),
			fact("product", intake.Text("mail"), nil), fact("product", intake.Text("storage"), nil),
			fact("mail_folder", intake.Text("旅行"), nil), fact("mail_folder", intake.Text("同窓会"), nil),
			fact("mail_contact", intake.Parts("name", "鈴木", "email", "suzuki@example.jp"), nil),
			fact("mail_contact", intake.Parts("name", "小川 三郎", "email", "saburo@gmail.com"), nil),
			fact("favourite", intake.Text("青い鳥の本"), nil),
			event("purchase", on(2025, 2, 11), "item", "storage 100GB", "holder", "HANAKO SATO", "last4", "1234", "expiry", "2027-03", "amount", "1300"),
			event("sent_mail", on(2026, 9, 1), "to", "taro@example.jp,hanako@momiji.example,info@shop.example", "subject", "来週の同窓会について"),
			event("sent_mail", on(2026, 2, 2), "to", "jiro@example.org", "subject", "Re: Minutes of the spring meeting"),
			event("sent_mail", on(2026, 9, 3), "to", "saburo@gmail.com,shiro@gmail.com", "subject", "写真を送ります"),
		},
	}
	for i := range 12 {
		a.Facts = append(a.Facts, event("sign_in", on(2026, time.Month(i%9+1), i+1), "ip", "203.0.113.7", "user_agent", firefox, "device", "d-1", "success", "true"))
	}
	return a
}

const (
	firefox = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0"
	safari  = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1"
)

// claim is one answer; several texts are one answer of several values.
func claim(kind string, texts ...string) intake.Claim {
	if len(texts) == 1 {
		return intake.Claim{Kind: kind, Value: intake.Text(texts[0])}
	}
	return intake.Claim{Kind: kind, Value: intake.Texts(texts...)}
}

func parts(kind string, pairs ...string) intake.Claim {
	return intake.Claim{Kind: kind, Value: intake.Parts(pairs...)}
}

// level compares claims with an account and gives the level of one item; "absent" when nothing is held of it.
func level(a evidence.Account, item evidence.Item, claims ...intake.Claim) evidence.Level {
	f, ok := findingOf(a, item, intake.Application{At: applied, Claims: claims})
	if !ok {
		return "absent"
	}
	return f.Level
}

func findingOf(a evidence.Account, item evidence.Item, app intake.Application) (evidence.Finding, bool) {
	for _, f := range evidence.Compare(evidence.NewDossier(a), app, evidence.Evidence{}).Findings {
		if f.Item == item {
			return f, true
		}
	}
	return evidence.Finding{}, false
}

func TestEveryItemHasItsLevels(t *testing.T) {
	name := func(family, given string) intake.Claim { return parts("name", "family", family, "given", given) }
	for _, c := range []struct {
		says   string
		item   evidence.Item
		want   evidence.Level
		claims []intake.Claim
	}{
		{"as registered", evidence.Name, evidence.Exact, []intake.Claim{name("髙橋", "花子")}},
		{"wide spaces, one text", evidence.Name, evidence.Exact, []intake.Claim{claim("name", "髙橋　花子")}},
		{"without a space", evidence.Name, evidence.Exact, []intake.Claim{claim("name", "髙橋花子")}},
		{"the other form of a kanji", evidence.Name, evidence.Equivalent, []intake.Claim{name("高橋", "花子")}},
		{"hiragana", evidence.Name, evidence.Equivalent, []intake.Claim{name("たかはし", "はなこ")}},
		{"half-width katakana", evidence.Name, evidence.Equivalent, []intake.Claim{name("ﾀｶﾊｼ", "ﾊﾅｺ")}},
		{"Latin letters", evidence.Name, evidence.Equivalent, []intake.Claim{name("Takahashi", "Hanako")}},
		{"Latin letters, given name first", evidence.Name, evidence.Equivalent, []intake.Claim{claim("name", "Hanako TAKAHASHI")}},
		{"hiragana in one word", evidence.Name, evidence.Equivalent, []intake.Claim{claim("name", "たかはしはなこ")}},
		{"with its reading behind", evidence.Name, evidence.Exact, []intake.Claim{claim("name", "髙橋花子（たかはしはなこ）")}},
		{"both in one box", evidence.Name, evidence.Exact, []intake.Claim{name("", "髙橋 花子")}},
		{"as records of programs have it", evidence.Name, evidence.Exact, []intake.Claim{parts("name", "name", "髙橋 花子")}},
		{"half in kana", evidence.Name, evidence.Equivalent, []intake.Claim{name("たかはし", "花子")}},
		{"in each other's box", evidence.Name, evidence.Swapped, []intake.Claim{name("花子", "髙橋")}},
		{"a slip of the hand", evidence.Name, evidence.Near, []intake.Claim{name("Takahasi", "Hanalo")}},
		{"another given name", evidence.Name, evidence.Part, []intake.Claim{name("髙橋", "陽一郎")}},
		{"somebody else", evidence.Name, evidence.Wrong, []intake.Claim{name("山本", "太郎")}},
		{"nothing", evidence.Name, evidence.Blank, nil},
		{"spaces", evidence.Name, evidence.Blank, []intake.Claim{name(" ", "　")}},
		{"the name of before", evidence.Name, evidence.Part, []intake.Claim{name("佐藤", "花子")}},
		{"the name of before", evidence.FormerName, evidence.Exact, []intake.Claim{name("佐藤", "花子")}},
		{"the family name of before, in its box", evidence.FormerName, evidence.Exact, []intake.Claim{claim("former_name", "さとう"), claim("former_name", "佐藤")}},
		{"the present name", evidence.FormerName, evidence.Blank, []intake.Claim{name("髙橋", "花子")}},

		{"era", evidence.BirthDate, evidence.Exact, []intake.Claim{claim("birth_date", "昭和35年4月8日")}},
		{"full width", evidence.BirthDate, evidence.Exact, []intake.Claim{claim("birth_date", "１９６０／４／８")}},
		{"day and month", evidence.BirthDate, evidence.Swapped, []intake.Claim{claim("birth_date", "1960-08-04")}},
		{"one digit", evidence.BirthDate, evidence.OneDigit, []intake.Claim{claim("birth_date", "1960-04-09")}},
		{"two digits exchanged", evidence.BirthDate, evidence.OneDigit, []intake.Claim{claim("birth_date", "1906-04-08")}},
		{"the wrong era", evidence.BirthDate, evidence.EraOff, []intake.Claim{claim("birth_date", "平成35年4月8日")}},
		{"another year", evidence.BirthDate, evidence.SameDay, []intake.Claim{claim("birth_date", "1987-04-08")}},
		{"another date", evidence.BirthDate, evidence.Wrong, []intake.Claim{claim("birth_date", "1987-11-23")}},
		{"no date", evidence.BirthDate, evidence.Wrong, []intake.Claim{claim("birth_date", "わからない")}},

		{"the whole code", evidence.Address, evidence.Exact, []intake.Claim{claim("postal_code", "〒５３０−０００１")}},
		{"the letters of a country before it", evidence.Address, evidence.Exact, []intake.Claim{claim("postal_code", "J-5300001")}},
		{"five digits", evidence.Address, evidence.Postal5, []intake.Claim{claim("postal_code", "530-0099")}},
		{"three digits", evidence.Address, evidence.Postal3, []intake.Claim{claim("postal_code", "530-9999")}},
		{"the prefecture", evidence.Address, evidence.Region, []intake.Claim{claim("region", "大阪府")}},
		{"the prefecture of another code", evidence.Address, evidence.Region, []intake.Claim{claim("postal_code", "5400001")}},
		{"the country", evidence.Address, evidence.Country, []intake.Claim{claim("country", "日本"), claim("region", "東京")}},
		{"elsewhere", evidence.Address, evidence.Wrong, []intake.Claim{claim("country", "France")}},
		{"where she lived before", evidence.FormerAddress, evidence.Exact, []intake.Claim{claim("postal_code", "160-0022")}},
		{"the prefecture of before", evidence.FormerAddress, evidence.Region, []intake.Claim{claim("region", "Tokyo")}},
		{"where she lives", evidence.FormerAddress, evidence.Wrong, []intake.Claim{claim("postal_code", "530-0001")}},

		{"one person", evidence.Recipients, evidence.One, []intake.Claim{claim("mail_recipient", "ＴＡＲＯ＠example.jp")}},
		{"two of different domains", evidence.Recipients, evidence.Two, []intake.Claim{claim("mail_recipient", "taro@example.jp"), claim("mail_recipient", "jiro@example.org")}},
		{"people of a public provider are apart", evidence.Recipients, evidence.Three, []intake.Claim{
			claim("mail_recipient", "taro@example.jp"), claim("mail_recipient", "saburo@gmail.com"), claim("mail_recipient", "shiro@gmail.com"),
		}},
		{"somebody by the name in the address book", evidence.Recipients, evidence.One, []intake.Claim{claim("mail_recipient", "小川三郎")}},
		{"one person, by name and by address", evidence.Recipients, evidence.One, []intake.Claim{
			claim("mail_recipient", "小川 三郎"), claim("mail_recipient", "saburo@gmail.com"),
		}},
		{"somebody of the address book who was never written to", evidence.Recipients, evidence.Wrong, []intake.Claim{claim("mail_recipient", "鈴木")}},
		{"with words around", evidence.Recipients, evidence.Two, []intake.Claim{claim("mail_recipient", "太郎（taro@example.jp）"), claim("mail_recipient", "To: jiro@example.org")}},
		{"two in one answer", evidence.Recipients, evidence.Two, []intake.Claim{claim("mail_recipient", "taro@example.jp, jiro@example.org")}},
		{"by name and address in one", evidence.Recipients, evidence.One, []intake.Claim{parts("mail_recipient", "name", "太郎", "email", "taro@example.jp")}},
		{"by the name that she says", evidence.Recipients, evidence.One, []intake.Claim{claim("mail_recipient", "おがわさぶろう さん")}},
		{"the part before the @ alone", evidence.Recipients, evidence.Near, []intake.Claim{claim("mail_recipient", "saburo")}},
		{"a slip away", evidence.Recipients, evidence.Near, []intake.Claim{claim("mail_recipient", "tarou@example.jp")}},
		{"another domain", evidence.Recipients, evidence.Near, []intake.Claim{claim("mail_recipient", "saburo@gmail.co")}},
		{"oneself", evidence.Recipients, evidence.Wrong, []intake.Claim{claim("mail_recipient", "hanako@momiji.example")}},
		{"a role", evidence.Recipients, evidence.Wrong, []intake.Claim{claim("mail_recipient", "info@shop.example")}},

		{"the subject", evidence.Subjects, evidence.One, []intake.Claim{claim("mail_subject", "Re: 来週の同窓会について")}},
		{"two subjects", evidence.Subjects, evidence.Two, []intake.Claim{claim("mail_subject", "写真を送ります"), claim("mail_subject", "minutes of the spring meeting")}},
		{"in quotes, with a mark behind", evidence.Subjects, evidence.Two, []intake.Claim{claim("mail_subject", "「写真を送ります！」"), claim("mail_subject", "\"Minutes of the spring meeting\"")}},
		{"one subject in two ways", evidence.Subjects, evidence.One, []intake.Claim{claim("mail_subject", "写真を送ります！"), claim("mail_subject", "写真を送ります")}},
		{"most of it", evidence.Subjects, evidence.Near, []intake.Claim{claim("mail_subject", "同窓会について")}},
		{"most words", evidence.Subjects, evidence.Near, []intake.Claim{claim("mail_subject", "minutes spring meeting")}},
		{"the same kanji with other endings", evidence.Subjects, evidence.Near, []intake.Claim{claim("mail_subject", "来週、同窓会へ")}},
		{"one common word", evidence.Subjects, evidence.Wrong, []intake.Claim{claim("mail_subject", "meeting")}},
		{"what everybody writes", evidence.Subjects, evidence.Wrong, []intake.Claim{claim("mail_subject", "について"), claim("mail_subject", "を送ります"), claim("mail_subject", "of the")}},

		{"a folder", evidence.Folders, evidence.One, []intake.Claim{claim("mail_folder", "旅行 ")}},
		{"a folder in brackets", evidence.Folders, evidence.One, []intake.Claim{claim("mail_folder", "「旅 行」")}},
		{"both folders", evidence.Folders, evidence.Two, []intake.Claim{claim("mail_folder", "旅行"), claim("mail_folder", "同窓会")}},
		{"somebody by name", evidence.AddressBook, evidence.One, []intake.Claim{claim("mail_contact", "鈴木")}},
		{"somebody by address", evidence.AddressBook, evidence.One, []intake.Claim{claim("mail_contact", "SUZUKI@example.jp"), claim("mail_contact", "鈴木")}},
		{"somebody by the sound of the name", evidence.AddressBook, evidence.Two, []intake.Claim{claim("mail_contact", "すずき"), claim("mail_contact", "Saburo Ogawa")}},
		{"politely", evidence.AddressBook, evidence.Two, []intake.Claim{claim("mail_contact", "鈴木さん"), claim("mail_contact", "小川三郎 様")}},
		{"by name and address in one", evidence.AddressBook, evidence.One, []intake.Claim{parts("mail_contact", "name", "鈴木", "email", "suzuki@example.jp")}},
		{"both products in one answer", evidence.Products, evidence.Exact, []intake.Claim{claim("product", "mail、Storage")}},
		{"both products", evidence.Products, evidence.Exact, []intake.Claim{claim("product", "Mail", "storage")}},
		{"one product", evidence.Products, evidence.Partial, []intake.Claim{claim("product", "mail")}},
		{"the month", evidence.Created, evidence.Exact, []intake.Claim{claim("account_created", "2014年5月")}},
		{"a month away", evidence.Created, evidence.Month, []intake.Claim{claim("account_created", "2014-06")}},
		{"the year", evidence.Created, evidence.Year, []intake.Claim{claim("account_created", "2014")}},
		{"digits and expiry", evidence.Card, evidence.Exact, []intake.Claim{parts("card", "last4", "１２３４", "expiry", "03/27")}},
		{"digits and holder", evidence.Card, evidence.Exact, []intake.Claim{parts("card", "last4", "1234", "holder", "Hanako Sato")}},
		{"digits alone", evidence.Card, evidence.LastFour, []intake.Claim{parts("card", "last4", "1234", "expiry", "04/29")}},
		{"holder and expiry", evidence.Card, evidence.Partial, []intake.Claim{parts("card", "holder", "HANAKO SATO", "expiry", "27/3")}},
		{"another card", evidence.Card, evidence.Wrong, []intake.Claim{parts("card", "last4", "9999", "expiry", "03/27")}},
		{"item and month", evidence.Purchase, evidence.Exact, []intake.Claim{parts("purchase", "item", "Storage 100GB", "when", "2025年2月")}},
		{"item and amount", evidence.Purchase, evidence.Exact, []intake.Claim{parts("purchase", "item", "storage", "amount", "1,300円")}},
		{"as records have it", evidence.Purchase, evidence.Exact, []intake.Claim{parts("purchase", "item", "storage 100GB", "at", "2025-02-11")}},
		{"a card with what it paid for", evidence.Card, evidence.Exact, []intake.Claim{parts("purchase", "item", "storage 100GB", "last4", "1234", "expiry", "03/27")}},
		{"item alone", evidence.Purchase, evidence.Partial, []intake.Claim{parts("purchase", "item", "storage 100gb")}},
		{"a kind of the operator's own", evidence.Custom, evidence.Exact, []intake.Claim{claim("favourite", "青い鳥の本")}},
		{"nearly that", evidence.Custom, evidence.Near, []intake.Claim{claim("favourite", "青い鳥の木")}},
		{"not that", evidence.Custom, evidence.Wrong, []intake.Claim{claim("favourite", "赤い靴")}},
	} {
		if got := level(hanako(), c.item, c.claims...); got != c.want {
			t.Errorf("%s, %s: %s, want %s", c.item, c.says, got, c.want)
		}
	}
}

func TestWhereNothingIsHeldTheItemIsAbsent(t *testing.T) {
	bare := evidence.Account{ID: "a", Created: *on(2020, 1, 1)}
	var items []evidence.Item
	for _, f := range evidence.Compare(evidence.NewDossier(bare), intake.Application{At: applied}, evidence.Evidence{}).Findings {
		items = append(items, f.Item)
	}
	if !slices.Equal(items, []evidence.Item{evidence.Created}) {
		t.Errorf("a bare account is compared on %v", items)
	}
}

func TestContextIsGradedByWhatWasUsedBefore(t *testing.T) {
	for _, c := range []struct {
		says    string
		item    evidence.Item
		want    evidence.Level
		context intake.Context
	}{
		{"the signed device", evidence.Device, evidence.Known, intake.Context{Device: "d-1", UserAgent: safari}},
		{"another device", evidence.Device, evidence.Wrong, intake.Context{Device: "d-2", UserAgent: safari}},
		{"nothing at all", evidence.Device, evidence.Blank, intake.Context{}},
		{"the address", evidence.Network, evidence.Known, intake.Context{IP: "203.0.113.7"}},
		{"a neighbour", evidence.Network, evidence.Known, intake.Context{IP: "203.0.113.200"}},
		{"the block around", evidence.Network, evidence.KnownArea, intake.Context{IP: "203.0.1.1"}},
		{"elsewhere", evidence.Network, evidence.Wrong, intake.Context{IP: "198.51.100.1"}},
		{"no address", evidence.Network, evidence.Blank, intake.Context{IP: "junk"}},
	} {
		if f, _ := findingOf(hanako(), c.item, intake.Application{At: applied, Context: c.context}); f.Level != c.want {
			t.Errorf("%s, %s: %s, want %s", c.item, c.says, f.Level, c.want)
		}
	}
}

func TestOnlyAChannelVerifiedBeforeTheBaselineIsOne(t *testing.T) {
	a := hanako()
	a.Contacts = append(a.Contacts,
		evidence.Contact{Kind: "email", Value: "late@example.net", Verified: true, From: applied.Add(-48 * time.Hour)},
		evidence.Contact{Kind: "email", Value: "given.up@example.net", Verified: true, From: *on(2015, 1, 1), Until: on(2020, 1, 1)})
	for contact, want := range map[string]evidence.Level{
		"Hanako.S@EXAMPLE.jp": evidence.Passed, "unverified@example.jp": evidence.Wrong, "new@example.com": evidence.Wrong,
		"late@example.net": evidence.Wrong, "given.up@example.net": evidence.Wrong, "": evidence.Wrong,
	} {
		if f, _ := findingOf(a, evidence.Channel, intake.Application{At: applied, Contact: contact}); f.Level != want {
			t.Errorf("%s: %s, want %s", contact, f.Level, want)
		}
	}
}
