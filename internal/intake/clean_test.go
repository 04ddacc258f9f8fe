package intake_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"okaeri/internal/intake"
)

func TestCleanLetsThroughOnlyWhatThePageHas(t *testing.T) {
	q := intake.DefaultQuestionnaire()
	for name, c := range map[string]struct {
		page     intake.Page
		form     map[string][]string
		want     intake.Answers
		problems []intake.Problem
	}{
		"typed texts stay as typed": {
			"name",
			map[string][]string{"family_name": {" 髙橋 "}, "given_name": {"Ｈａｎａ"}},
			intake.Answers{"family_name": {" 髙橋 "}, "given_name": {"Ｈａｎａ"}},
			nil,
		},
		"an unknown field": {
			"name",
			map[string][]string{"family_name": {"a"}, "verdict": {"grant"}},
			intake.Answers{"family_name": {"a"}},
			[]intake.Problem{{Field: "verdict", Code: "field.unknown"}},
		},
		"a field of another page": {
			"name",
			map[string][]string{"birth_year": {"1960"}},
			intake.Answers{},
			[]intake.Problem{{Field: "birth_year", Code: "field.unknown"}},
		},
		"two values for one box": {
			"contact",
			map[string][]string{"contact": {"a@example.jp", "b@example.jp"}},
			intake.Answers{},
			[]intake.Problem{{Field: "contact", Code: "field.twice"}},
		},
		"more rows than boxes": {
			"q-mail",
			map[string][]string{"q.mail_folders": {"a", "b", "c", "d"}},
			intake.Answers{},
			[]intake.Problem{{Field: "q.mail_folders", Code: "field.twice"}},
		},
		"empty rows go, the others move up": {
			"q-mail", map[string][]string{"q.mail_folders": {"", "旅行", "  "}}, intake.Answers{"q.mail_folders": {"旅行"}}, nil,
		},
		"the boxes of a month keep their places": {
			"q-general", map[string][]string{"q.account_created": {"", "5"}}, intake.Answers{"q.account_created": {"", "5"}}, nil,
		},
		"a choice that is none": {
			"who", map[string][]string{"device": {"mine"}}, intake.Answers{}, []intake.Problem{{Field: "device", Code: "field.unknown"}},
		},
		"a text beyond its size is told and kept to be shortened": {
			"name",
			map[string][]string{"given_name": {strings.Repeat("あ", 101)}},
			intake.Answers{"given_name": {strings.Repeat("あ", 101)}},
			[]intake.Problem{{Field: "given_name", Code: "field.too_long", Args: map[string]string{"N": "100"}}},
		},
		"nobody gets back a megabyte": {
			"name",
			map[string][]string{"given_name": {strings.Repeat("あ", 1_000_000)}},
			intake.Answers{"given_name": {strings.Repeat("あ", 200)}},
			[]intake.Problem{{Field: "given_name", Code: "field.too_long", Args: map[string]string{"N": "100"}}},
		},
		"a long story comes back whole": {
			"else",
			map[string][]string{"else": {strings.Repeat("あ", 5_000)}},
			intake.Answers{"else": {strings.Repeat("あ", 5_000)}},
			[]intake.Problem{{Field: "else", Code: "field.too_long", Args: map[string]string{"N": "1000"}}},
		},
		"a full card number for the last four digits": {
			"purchases",
			map[string][]string{"bought": {"yes"}, "card_last4": {"４１１１ １１１１ １１１１ １１１１"}},
			intake.Answers{"bought": {"yes"}},
			[]intake.Problem{{Field: "card_last4", Code: "card.full_number"}},
		},
		"a full card number with a slip in it, too": {
			"purchases",
			map[string][]string{"bought": {"yes"}, "card_last4": {"4111 1111 1111 1112"}},
			intake.Answers{"bought": {"yes"}},
			[]intake.Problem{{Field: "card_last4", Code: "card.full_number"}},
		},
		"a full card number anywhere else": {
			"else",
			map[string][]string{"else": {"カードは 4111-1111-1111-1111 です"}},
			intake.Answers{"else": {"カードは  です"}},
			[]intake.Problem{{Field: "else", Code: "card.full_number"}},
		},
		"a phone number is no card number": {
			"account", map[string][]string{"account": {"+819012345678"}}, intake.Answers{"account": {"+819012345678"}}, nil,
		},
		"passwords never come through": {
			"passwords",
			map[string][]string{"password": {"himitsu", "secret"}, "password_partly": {"1"}},
			intake.Answers{"password_partly": {"1"}},
			nil,
		},
		"an answer outweighs the box beside it": {
			"q-mail",
			map[string][]string{"q.mail_folders": {"旅行"}, "q.mail_folders.unknown": {"1"}},
			intake.Answers{"q.mail_folders": {"旅行"}},
			nil,
		},
		"a whole name outweighs the box beside it": {
			"name",
			map[string][]string{"family_name": {"佐藤"}, "given_name": {"花子"}, "name_unknown": {"1"}},
			intake.Answers{"family_name": {"佐藤"}, "given_name": {"花子"}},
			nil,
		},
		"half a name does not": {
			"name",
			map[string][]string{"family_name": {"佐藤"}, "name_unknown": {"1"}},
			intake.Answers{"family_name": {"佐藤"}, "name_unknown": {"1"}},
			nil,
		},
		"a whole date outweighs the box beside it": {
			"birth",
			map[string][]string{"birth_year": {"1960"}, "birth_month": {"4"}, "birth_day": {"8"}, "birth_unknown": {"1"}},
			intake.Answers{"birth_year": {"1960"}, "birth_month": {"4"}, "birth_day": {"8"}},
			nil,
		},
		"the times of passwords keep their places": {
			"passwords",
			map[string][]string{"password_when": {"", "2015", ""}},
			intake.Answers{"password_when": {"", "2015", ""}},
			nil,
		},
		"a line break in a field of one line": {
			"contact",
			map[string][]string{"contact": {"a@example.jp\r\nBcc: b@example.jp"}},
			intake.Answers{"contact": {"a@example.jp Bcc: b@example.jp"}},
			nil,
		},
		"lines of a text": {
			"else", map[string][]string{"else": {"a\r\nb"}}, intake.Answers{"else": {"a\nb"}}, nil,
		},
		"broken bytes": {
			"else", map[string][]string{"else": {"a\xff\x00b"}}, intake.Answers{"else": {"ab"}}, nil,
		},
	} {
		t.Run(name, func(t *testing.T) {
			got, problems := q.Clean(c.page, intake.Answers{"product": {"mail"}}, c.form)
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(c.problems, problems); diff != "" {
				t.Error(diff)
			}
		})
	}
}
