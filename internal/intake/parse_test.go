package intake_test

import (
	"strings"
	"testing"

	"okaeri/internal/intake"
)

// good is a questionnaire with one of everything; each refusal test spoils one line of it.
const good = `version: 1
switches: {old_passwords: true, one_name: true, purchases: true, evidence: true}
limits:
  password_rows: 5
  else_characters: 1000
  contact: {refuse: [example.org], warn: [example.net], disposable: refuse, carrier: warn}
kinds:
  - {id: member_number, comparator: digits, label: {ja: 会員番号, en: Membership number}, common: 0.00001}
  - {id: pass_phrase, comparator: password, label: {ja: 合言葉, en: Pass phrase}, common: 0.01}
products:
  - {id: shop, label: {ja: 店, en: Shop}}
  - {id: game, label: {ja: ゲーム, en: Games}}
questions:
  - {id: member, kind: member_number, control: text, characters: 20, label: {ja: 会員番号, en: Membership number}}
  - id: paid
    product: shop
    kind: payment_method
    control: choice
    label: {ja: 支払い, en: Payment}
    options:
      - {value: card, label: {ja: カード, en: Card}}
      - {value: cash, label: {ja: 現金, en: Cash}}
  - id: items
    product: shop
    kind: file_name
    control: rows
    rows: 3
    characters: 100
    label: {ja: 買ったもの, en: What you bought}
    hint: {ja: 近いものでも, en: Close ones help}
    good: [{ja: 靴, en: Shoes}]
    bad: [{ja: もの, en: Things}]
    when: {question: paid, is: [card, cash]}
`

func TestQuestionnaireThatIsGoodIsRead(t *testing.T) {
	q, err := intake.ParseQuestionnaire("q.yaml", []byte(good))
	if err != nil {
		t.Fatal(err)
	}
	if k := q.Kinds["member_number"]; k.Comparator != intake.CompareDigits || k.Common != 0.00001 || !k.Custom || k.Label["en"] != "Membership number" {
		t.Errorf("%+v", k)
	}
	items := q.Questions[2]
	if items.Rows != 3 || items.Max != 100 || items.Page() != "q-shop-2" || items.Hint["ja"] != "近いものでも" || items.When.Is[1] != "cash" {
		t.Errorf("%+v", items)
	}
	if q.Limits.Contact.Refuse[0] != "example.org" || q.Limits.Contact.Carrier != intake.Warn {
		t.Errorf("%+v", q.Limits)
	}
}

func TestShippedQuestionnaireIsReadFromTheFileThatOperatorsCopy(t *testing.T) {
	if _, err := intake.ParseQuestionnaire("questionnaire.yaml", intake.DefaultQuestionnaireFile()); err != nil {
		t.Fatal(err)
	}
	q := intake.DefaultQuestionnaire()
	for _, product := range []string{"mail", "files", "paid"} {
		if len(q.Asked(intake.Page("q-"+product), nil)) == 0 {
			t.Errorf("nothing is asked about %s", product)
		}
	}
}

func TestQuestionnaireIsRefusedWithLineAndReason(t *testing.T) {
	for name, c := range map[string]struct {
		old, new string // spoils one place of the good file
		line     string
		reason   string
	}{
		"no YAML":                          {"version: 1", "version: [1", "", "not YAML"},
		"a tab":                            {"  password_rows: 5", "\tpassword_rows: 5", "4", "not YAML"},
		"another version":                  {"version: 1", "version: 2", "1", "version has to be 1"},
		"no version":                       {"version: 1\n", "", "1", `lacks the key "version"`},
		"an unknown key":                   {"kinds:", "sorts: []\nkinds:", "7", `the file has no key "sorts"`},
		"a key twice":                      {"kinds:", "limits: {}\nkinds:", "7", `has the key "limits" twice`},
		"an unknown switch":                {"one_name: true", "two_names: true", "2", `switches has no key "two_names"`},
		"a switch that says yes":           {"one_name: true", "one_name: yes", "2", "one_name has to be true or false"},
		"a switch that says 1":             {"purchases: true", "purchases: 1", "2", "purchases has to be true or false"},
		"no rows":                          {"password_rows: 5", "password_rows: 0", "4", "password_rows has to be a whole number from 1 to 10"},
		"too many characters":              {"else_characters: 1000", "else_characters: 100000", "5", "else_characters has to be a whole number from 100 to 4000"},
		"a size in words":                  {"password_rows: 5", "password_rows: five", "4", "whole number"},
		"a domain with a star":             {"[example.org]", "['*.example.org']", "6", "is no mail domain"},
		"a domain with an at":              {"[example.org]", "['a@example.org']", "6", "is no mail domain"},
		"a domain of one word":             {"[example.org]", "[example]", "6", "is no mail domain"},
		"a domain list that is a word":     {"[example.org]", "example.org", "6", "refuse has to be a list"},
		"an unknown treatment":             {"carrier: warn", "carrier: ban", "6", "carrier has to be one of [allow warn refuse]"},
		"an unknown comparator":            {"comparator: digits", "comparator: fuzzy", "8", "comparator has to be one of"},
		"a kind of ours":                   {"id: member_number", "id: birth_date", "8", `the kind "birth_date" is one of ours`},
		"a kind twice":                     {"id: pass_phrase", "id: member_number", "9", `"member_number" is taken`},
		"a kind without a share":           {", common: 0.00001", "", "8", `a kind lacks the key "common"`},
		"a share of nothing":               {"common: 0.00001", "common: 0", "8", "common has to be a number above 0 and up to 1"},
		"a share above all":                {"common: 0.00001", "common: 2", "8", "common has to be a number above 0 and up to 1"},
		"a share that is no number":        {"common: 0.00001", "common: .nan", "8", "common has to be a number above 0 and up to 1"},
		"one language only":                {"label: {ja: 店, en: Shop}", "label: {ja: 店}", "11", `label lacks the key "en"`},
		"a third language":                 {"label: {ja: 店, en: Shop}", "label: {ja: 店, en: Shop, fr: Magasin}", "11", `label has no key "fr"`},
		"an empty label":                   {"label: {ja: 店, en: Shop}", "label: {ja: 店, en: ' '}", "11", "label.en is empty"},
		"a label that is a list":           {"label: {ja: 店, en: Shop}", "label: [店, Shop]", "11", "label has to be a mapping"},
		"a label of nothing":               {"label: {ja: 店, en: Shop}", "label: {ja: 店, en: }", "11", "label.en has to be a text"},
		"a product twice":                  {"id: game", "id: shop", "12", `"shop" is taken`},
		"a product with our word":          {"id: game", "id: general", "12", `"general" is taken`},
		"a product id with a hyphen":       {"id: game", "id: my-game", "12", "has to begin with a letter"},
		"a product id in capitals":         {"id: game", "id: Game", "12", "has to begin with a letter"},
		"products that are no list":        {"  - {id: shop, label: {ja: 店, en: Shop}}\n  - {id: game, label: {ja: ゲーム, en: Games}}", "  shop: game", "11", "products has to be a list"},
		"an unknown kind":                  {"kind: member_number", "kind: member", "14", `the kind "member" is neither one of ours`},
		"a kind with its own page":         {"kind: member_number", "kind: birth_date", "14", `the kind "birth_date" is asked on a page of its own`},
		"a question for a password":        {"kind: member_number", "kind: past_password", "14", "compared as a password"},
		"a question for a pass phrase":     {"kind: member_number", "kind: pass_phrase", "14", "compared as a password"},
		"an unknown control":               {"control: text", "control: slider", "14", "control has to be one of"},
		"rows for one text":                {"control: text,", "control: text, rows: 3,", "14", "a question with control text has no rows"},
		"options for a text":               {"control: text,", "control: text, options: [],", "14", "a question with control text has no options"},
		"characters for a choice":          {"    control: choice", "    control: choice\n    characters: 5", "19", "a question with control choice has no characters"},
		"too many characters in an answer": {"characters: 20", "characters: 2000", "14", "characters has to be a whole number from 1 to 1024"},
		"a month that is no date":          {"control: text, characters: 20", "control: month", "14", "control month asks for a date"},
		"an unknown product":               {"product: shop\n    kind: payment", "product: store\n    kind: payment", "16", `the product "store" is not among the products`},
		"a question twice":                 {"id: items", "id: paid", "23", `"paid" is taken`},
		"one option":                       {"      - {value: cash, label: {ja: 現金, en: Cash}}\n", "", "21", "a choice needs two options or more"},
		"an option twice":                  {"value: cash", "value: card", "22", `"card" is taken`},
		"our own option":                   {"value: cash", "value: unknown", "22", `"unknown" is taken`},
		"an unknown key of a question":     {"    rows: 3", "    lines: 3", "27", `a question has no key "lines"`},
		"a question without a label":       {"    label: {ja: 買ったもの, en: What you bought}\n", "", "23", `a question lacks the key "label"`},
		"a branch to nowhere":              {"{question: paid, is", "{question: payed, is", "33", `no question "payed" stands before`},
		"a branch to a later question":     {"{question: paid, is", "{question: items, is", "33", `no question "items" stands before`},
		"a branch on a text":               {"{question: paid, is", "{question: member, is", "33", `the question "member" is no choice`},
		"a branch on another product":      {"product: shop\n    kind: file", "product: game\n    kind: file", "33", "belongs to another product"},
		"a branch on no option":            {"is: [card, cash]", "is: [card, gold]", "33", `has no option "gold"`},
		"a branch on nothing":              {"is: [card, cash]", "is: []", "33", "is lists no option"},
		"a branch without its options":     {", is: [card, cash]", "", "33", `when lacks the key "is"`},
		"an alias":                         {"label: {ja: 店, en: Shop}", "label: &l {ja: 店, en: *l}", "11", ""},
		"a second document":                {"kinds:", "---\nkinds:", "", "a second document"},
	} {
		t.Run(name, func(t *testing.T) {
			if strings.Count(good, c.old) == 0 {
				t.Fatalf("the good file has no %q", c.old)
			}
			_, err := intake.ParseQuestionnaire("q.yaml", []byte(strings.Replace(good, c.old, c.new, 1)))
			if err == nil {
				t.Fatal("it was read")
			}
			want := "q.yaml:"
			if c.line != "" {
				want += c.line + ":"
			}
			if !strings.HasPrefix(err.Error(), want) || !strings.Contains(err.Error(), c.reason) {
				t.Errorf("the refusal is %q, not %q with %q", err, want, c.reason)
			}
		})
	}
}

func TestRefusalNamesEveryFaultUpToABound(t *testing.T) {
	_, err := intake.ParseQuestionnaire("q.yaml", []byte("version: 2\nproducts: {}\nquestions: 5\n"))
	if err == nil || strings.Count(err.Error(), "\n") != 2 {
		t.Errorf("three faults are told as %v", err)
	}
	_, err = intake.ParseQuestionnaire("q.yaml", []byte("version: 1\nproducts: []\nquestions:\n"+strings.Repeat("  - {}\n", 100)))
	if err == nil || strings.Count(err.Error(), "\n") != 19 {
		t.Errorf("four hundred faults are told as %v", err)
	}
}

func TestEmptyAndHugeQuestionnairesAreRefused(t *testing.T) {
	for name, data := range map[string]string{
		"empty": "", "a comment": "# nothing\n", "a word": "questionnaire", "a list": "- a", "null": "~", "huge": strings.Repeat("# word\n", 1<<18),
		"deep":     "version: 1\nproducts: " + strings.Repeat("[", 5000) + strings.Repeat("]", 5000) + "\nquestions: []\n",
		"laughing": "a: &a [x,x,x]\nb: &b [*a,*a,*a]\nversion: *b\nproducts: *b\nquestions: *b\n",
	} {
		if _, err := intake.ParseQuestionnaire("q.yaml", []byte(data)); err == nil || !strings.HasPrefix(err.Error(), "q.yaml:") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSwitchesTakePagesAway(t *testing.T) {
	for change, gone := range map[string]intake.Page{
		"old_passwords: true": "passwords", "purchases: true": "purchases", "evidence: true": "name",
	} {
		q, err := intake.ParseQuestionnaire("q.yaml", []byte(strings.Replace(good, change, strings.Replace(change, "true", "false", 1), 1)))
		if err != nil {
			t.Fatal(err)
		}
		for _, page := range q.Pages(nil) {
			if page == gone {
				t.Errorf("%s is still there", gone)
			}
		}
	}
}

// FuzzParseQuestionnaireRefusesWithAPlace: whatever the file holds, it is read or refused with a place in it.
func FuzzParseQuestionnaireRefusesWithAPlace(f *testing.F) {
	f.Add([]byte(good))
	f.Add(intake.DefaultQuestionnaireFile())
	f.Add([]byte("version: 1\nproducts: []\nquestions: []\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		q, err := intake.ParseQuestionnaire("q.yaml", data)
		if err != nil {
			if !strings.HasPrefix(err.Error(), "q.yaml:") {
				t.Fatalf("a refusal without a place: %v", err)
			}
			return
		}
		for _, page := range q.Pages(nil) {
			q.Fields(page, nil)
		}
	})
}
