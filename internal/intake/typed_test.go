package intake_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"okaeri/internal/intake"
)

// What was typed on a page can be told without the pages before it; secrets and what the page does not have are never among it.
func TestTypedTellsAPageWithoutTheOnesBefore(t *testing.T) {
	q := intake.DefaultQuestionnaire()
	branches, err := intake.ParseQuestionnaire("x.yaml", []byte(branching))
	if err != nil {
		t.Fatal(err)
	}
	if _, typed, _, ok := branches.Typed("q-game-2", map[string][]string{"q.friends": {"Ken"}}); !ok || typed.One("q.friends") != "Ken" {
		t.Errorf("a question that waits for another page's choice: %v %v", typed, ok)
	}
	for name, c := range map[string]struct {
		page   intake.Page
		form   map[string][]string
		want   intake.Answers
		secret bool
	}{
		"old passwords": {"passwords", map[string][]string{"password": {"a", ""}, "password_when": {"b", ""}}, intake.Answers{}, true},
		"no old password": {
			"passwords", map[string][]string{"password": {"", ""}, "password_unknown": {"1"}}, intake.Answers{"password_unknown": {"1"}}, false,
		},
		"the end of a card's number": {
			"purchases", map[string][]string{"bought": {"yes"}, "card_last4.2": {"1234"}}, intake.Answers{"bought": {"yes"}}, true,
		},
		"a whole one in another box": {"else", map[string][]string{"else": {"4111111111111111!"}}, intake.Answers{"else": {"!"}}, true},
	} {
		fields, typed, secret, ok := q.Typed(c.page, c.form)
		if diff := cmp.Diff(c.want, typed); diff != "" || secret != c.secret || !ok || len(fields) == 0 {
			t.Errorf("%s: %v %v %d fields\n%s", name, secret, ok, len(fields), diff)
		}
	}
	for _, form := range []map[string][]string{{"family_name": {"a"}, "x": {"b"}}, {"family_name": {"a", "b"}}} {
		if fields, typed, _, ok := q.Typed("name", form); ok || fields != nil || typed != nil {
			t.Errorf("%v: %v", form, typed)
		}
	}
}
