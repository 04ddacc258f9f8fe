package intake_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"okaeri/internal/intake"
)

func TestPagesFollowTheProductsThatWereTicked(t *testing.T) {
	q := intake.DefaultQuestionnaire()
	for name, c := range map[string]struct {
		answers intake.Answers
		want    []intake.Page
	}{
		"nothing answered yet": {nil, []intake.Page{
			"who", "account", "contact", "code", "name", "birth", "address", "passwords", "products", "q-general", "purchases", "else",
		}},
		"mail and paid, in the order of the file": {intake.Answers{"product": {"paid", "mail"}}, []intake.Page{
			"who", "account", "contact", "code", "name", "birth", "address", "passwords", "products", "q-general", "q-mail", "q-paid",
			"purchases", "else",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, q.Pages(c.answers)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

const branching = `
version: 1
switches: {old_passwords: false, purchases: false, one_name: false}
products:
  - {id: game, label: {ja: ゲーム, en: Games}}
questions:
  - id: played
    product: game
    kind: last_sign_in
    control: choice
    label: {ja: 遊んだ日, en: When you played}
    options:
      - {value: week, label: {ja: 今週, en: This week}}
      - {value: earlier, label: {ja: 前, en: Earlier}}
  - id: friends
    product: game
    kind: mail_contact
    control: names
    label: {ja: 友だち, en: Friends}
    when: {question: played, is: [week]}
  - id: clan
    product: game
    kind: mail_folder
    control: text
    label: {ja: 仲間, en: Clan}
`

func TestBranchStandsOnAPageOfItsOwnBehindItsChoice(t *testing.T) {
	q, err := intake.ParseQuestionnaire("x.yaml", []byte(branching))
	if err != nil {
		t.Fatal(err)
	}
	start := []intake.Page{"who", "account", "contact", "code", "name", "birth", "address", "products"}
	for name, c := range map[string]struct {
		answers intake.Answers
		want    []intake.Page
	}{
		"not chosen":        {intake.Answers{"product": {"game"}}, []intake.Page{"q-game", "else"}},
		"the other choice":  {intake.Answers{"product": {"game"}, "q.played": {"earlier"}}, []intake.Page{"q-game", "else"}},
		"the choice":        {intake.Answers{"product": {"game"}, "q.played": {"week"}}, []intake.Page{"q-game", "q-game-2", "else"}},
		"a product no more": {intake.Answers{"q.played": {"week"}}, []intake.Page{"else"}},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(append(start[:len(start):len(start)], c.want...), q.Pages(c.answers)); diff != "" {
				t.Error(diff)
			}
		})
	}
	if got := intake.Page("q-game-2").Product(); got != "game" {
		t.Errorf("q-game-2 is about %q", got)
	}
	answers := intake.Answers{"product": {"game"}, "q.played": {"earlier"}, "q.friends": {"Ken"}}
	want := []intake.Claim{
		{Kind: "product", Value: intake.Texts("game")},
		{Kind: "last_sign_in", Value: intake.Text("earlier")},
	}
	if diff := cmp.Diff(want, q.Claims(answers)); diff != "" {
		t.Errorf("an answer on a page that no longer applies is no claim: %s", diff)
	}
}

// A whole name in one box is a name all the same; whoever compares tries both orders.
func TestAWholeNameMayStandInOneBox(t *testing.T) {
	q := intake.DefaultQuestionnaire()
	for _, c := range []struct {
		a    intake.Answers
		want intake.Value
	}{
		{intake.Answers{"family_name": {"佐藤　花子"}}, intake.Text("佐藤　花子")},
		{intake.Answers{"given_name": {"Hanako Sato"}}, intake.Text("Hanako Sato")},
		{
			intake.Answers{"family_name": {"佐藤 花子"}, "family_kana": {"さとう"}},
			intake.Parts("family", "佐藤", "given", "花子", "family_kana", "さとう"),
		},
		{intake.Answers{"family_name": {"佐藤"}}, intake.Parts("family", "佐藤")},
	} {
		if diff := cmp.Diff([]intake.Claim{{Kind: "name", Value: c.want}}, q.Claims(c.a)); diff != "" {
			t.Errorf("%v: %s", c.a, diff)
		}
	}
}

func TestClaimsHoldWhatWasTyped(t *testing.T) {
	q := intake.DefaultQuestionnaire()
	answers := intake.Answers{
		"family_name": {"髙橋"}, "given_name": {"花子"}, "family_kana": {"ﾀｶﾊｼ"}, "former_name": {"佐藤 花子"},
		"birth_era": {"showa"}, "birth_year": {"３５"}, "birth_month": {"4月"}, "birth_day": {"8"},
		"country": {"JP"}, "region": {"unknown"}, "postal_code": {"５３０−０００１"},
		"product":           {"mail"},
		"q.account_created": {"平成26", "5"},
		"q.mail_recipients": {"taro@example.jp", "鈴木"},
		"q.mail_subjects":   {"同窓会"}, "q.mail_subjects.unknown": {"1"},
		"q.last_sign_in": {"unknown"},
		"bought":         {"yes"}, "card_holder": {"H SATO"}, "card_last4": {"1234"}, "card_month": {"03"}, "card_year": {"27"},
		"else": {"引っ越しました"},
	}
	want := []intake.Claim{
		{Kind: "name", Value: intake.Parts("family", "髙橋", "given", "花子", "family_kana", "ﾀｶﾊｼ")},
		{Kind: "former_name", Value: intake.Text("佐藤 花子")},
		{Kind: "birth_date", Value: intake.Text("昭和３５年4月8日")},
		{Kind: "country", Value: intake.Text("JP")},
		{Kind: "postal_code", Value: intake.Text("５３０−０００１")},
		{Kind: "product", Value: intake.Texts("mail")},
		{Kind: "account_created", Value: intake.Text("平成26年5月")},
		{Kind: "mail_recipient", Value: intake.Text("taro@example.jp")},
		{Kind: "mail_recipient", Value: intake.Text("鈴木")},
		{Kind: "card", Value: intake.Parts("holder", "H SATO", "last4", "1234", "expiry", "03/27")},
		{Kind: "other", Value: intake.Text("引っ越しました")},
	}
	if diff := cmp.Diff(want, q.Claims(answers)); diff != "" {
		t.Error(diff)
	}
}
