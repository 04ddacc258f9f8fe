package intake_test

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"okaeri/internal/intake"
)

var filedAt = time.Date(2026, 11, 1, 10, 0, 0, 0, time.UTC)

// filed is an application with these claims, as JSON.
func filed(t *testing.T, claims string) (intake.Application, intake.Filed) {
	t.Helper()
	a, err := intake.DecodeApplication([]byte(`{"account": "hanako@momiji.example", "contact": "sister@example.jp", "claims": [` + claims + `]}`))
	if err != nil {
		t.Fatal(err)
	}
	return a, intake.DefaultQuestionnaire().File(a, filedAt)
}

func TestAFiledApplicationSaysWhatTheFormWouldHaveSaid(t *testing.T) {
	a, f := filed(t, `{"kind": "name", "value": {"family": "さとう", "given": "花子"}}, {"kind": "birth_date", "value": "昭和35年4月8日"},
		{"kind": "country", "value": "日本"}, {"kind": "region", "value": "大阪府"}, {"kind": "postal_code", "value": "５３０−０００１"},
		{"kind": "past_password", "value": "as typed"}, {"kind": "product", "value": ["mail"]},
		{"kind": "account_created", "value": "2014年5月"}, {"kind": "last_sign_in", "value": "month"},
		{"kind": "mail_recipient", "value": "taro@example.jp"}, {"kind": "mail_recipient", "value": "鈴木"}, {"kind": "mail_subject", "value": "同窓会について"},
		{"kind": "card", "value": {"holder": "Hanako Sato", "last4": "1234", "expiry": "03/2027"}}, {"kind": "other", "value": "moved in 2021"}`)
	if len(f.Problems) > 0 {
		t.Fatalf("problems: %+v", f.Problems)
	}
	if !slices.Equal(f.Passwords, []string{"as typed"}) {
		t.Errorf("passwords %q", f.Passwords)
	}
	var want []intake.Claim
	for _, c := range a.Claims {
		if c.Kind != intake.KindPastPassword {
			want = append(want, c)
		}
	}
	made := intake.DefaultQuestionnaire().Claims(f.Answers)
	text := func(claims []intake.Claim) []string {
		var out []string
		for _, c := range claims {
			b, err := json.Marshal(c)
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, string(b))
		}
		slices.Sort(out)
		return out
	}
	if diff := cmp.Diff(text(want), text(made)); diff != "" {
		t.Errorf("claims:\n%s", diff)
	}
}

func TestAFiledApplicationIsJudgedAsTheFormIs(t *testing.T) {
	for name, c := range map[string]struct {
		claims string
		claim  int
		code   string
	}{
		"a birth in the future":              {`{"kind": "country", "value": "JP"}, {"kind": "birth_date", "value": "2031-01-01"}`, 1, "birth.future"},
		"no date":                            {`{"kind": "birth_date", "value": "in spring"}`, 0, "birth.month_missing"},
		"a name too long":                    {`{"kind": "former_name", "value": "` + string(make201()) + `"}`, 0, "field.too_long"},
		"an unknown kind":                    {`{"kind": "shoe_size", "value": "24"}`, 0, intake.CodeClaimNotAsked},
		"a product that is not claimed":      {`{"kind": "mail_subject", "value": "x"}`, 0, intake.CodeClaimNotAsked},
		"a product that nobody sells":        {`{"kind": "product", "value": "boats"}`, 0, "field.unknown"},
		"no such choice":                     {`{"kind": "last_sign_in", "value": "yesterday"}`, 0, "field.unknown"},
		"more of a kind than there are rows": {`{"kind": "product", "value": "files"}, {"kind": "file_name", "value": ["a", "b", "c"]}, {"kind": "file_name", "value": "d"}`, 2, intake.CodeClaimNotAsked},
		"two birth dates":                    {`{"kind": "birth_date", "value": "1960-04-08"}, {"kind": "birth_date", "value": "1961-04-08"}`, 1, "field.twice"},
		"too many old passwords":             {`{"kind": "past_password", "value": ["a", "b", "c", "d", "e", "f"]}`, 0, intake.CodeClaimNotAsked},
	} {
		t.Run(name, func(t *testing.T) {
			_, f := filed(t, c.claims)
			if !slices.ContainsFunc(f.Problems, func(p intake.FiledProblem) bool { return p.Claim == c.claim && p.Code == c.code }) {
				t.Errorf("problems: %+v, want %s in claim %d", f.Problems, c.code, c.claim)
			}
		})
	}
}

func make201() []rune { return slices.Repeat([]rune{'あ'}, 201) }

func TestWhatIsLeftOutIsNotKnown(t *testing.T) {
	if _, f := filed(t, `{"kind": "region", "value": "大阪府"}, {"kind": "name", "value": {"family": "佐藤"}}`); len(f.Problems) > 0 {
		t.Errorf("half an answer is a problem: %+v", f.Problems)
	}
	_, f := filed(t, "")
	if len(f.Problems) > 0 {
		t.Fatalf("problems: %+v", f.Problems)
	}
	q := intake.DefaultQuestionnaire()
	if claims := q.Claims(f.Answers); len(claims) > 0 {
		t.Errorf("claims out of nothing: %+v", claims)
	}
	for _, page := range q.Pages(f.Answers) {
		if page == intake.PageWho || page == intake.PageCode {
			continue // not asked of a program; the code comes later
		}
		for _, p := range q.Check(page, f.Answers, filedAt) {
			t.Errorf("the form would stop at %s: %+v", page, p)
		}
	}
}
