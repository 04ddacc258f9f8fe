package apply_test

import (
	"slices"

	"okaeri/internal/recovery"
)

// steps are the pages of a whole application with what a person types on each.
type step struct {
	page  string
	typed []string
}

var steps = []step{
	{"who", []string{"device", "own", "situation", "forgot_password"}},
	{"account", []string{"account", "hanako@momiji.example"}},
	{"contact", []string{"contact", "sister@example.jp"}},
	{"code", []string{"code", "４８２ ９１３"}},
	{"name", []string{"family_name", "佐藤", "given_name", "花子", "family_kana", "さとう", "given_kana", "はなこ", "former_name", ""}},
	{"birth", []string{"birth_era", "showa", "birth_year", "35", "birth_month", "4", "birth_day", "8"}},
	{"address", []string{"country", "JP", "postal_code", "530-0001", "region", "JP-27"}},
	{"passwords", []string{"password", "himawari-1987", "password", "sakura2001", "password", "", "password", "", "password", ""}},
	{"products", []string{"product", "mail", "product", "files"}},
	{"q-general", []string{"q.account_created", "2014", "q.account_created", "5", "q.last_sign_in", "month"}},
	{"q-mail", []string{
		"q.mail_recipients", "taro@example.jp", "q.mail_recipients", "山田 太郎", "q.mail_recipients", "",
		"q.mail_subjects", "来週の同窓会について", "q.mail_folders", "旅行", "q.mail_contacts.unknown", "1",
	}},
	{"q-files", []string{"q.file_names.unknown", "1"}},
	{"purchases", []string{"bought", "yes", "card_holder", "HANAKO SATO", "card_last4", "１２３４", "card_month", "03", "card_year", "27", "bought_item", "", "bought_when", "", "bought_amount", ""}},
	{"else", []string{"else", "去年、電話を買い替えました。"}},
}

// stepsIn are the steps as a page in that language has them: only Japanese pages ask for an era.
func stepsIn(lang string) []step {
	out := slices.Clone(steps)
	for i := range out {
		if out[i].page == "birth" && lang == "en" {
			out[i].typed = []string{"birth_year", "1960", "birth_month", "4", "birth_day", "8"}
		}
	}
	return out
}

// walk fills pages one after another until one page is shown.
func (v *visitor) walk(until string) {
	v.t.Helper()
	v.get("/recover/who")
	for _, s := range stepsIn(v.lang) {
		if v.pathNow() == "/recover/"+until {
			return
		}
		if v.pathNow() == "/recover/kept" {
			v.get("/recover/name")
		}
		v.mustBeAt("/recover/" + s.page)
		if until == s.page {
			return
		}
		v.post("/recover/"+s.page, s.typed...)
	}
	if v.pathNow() != "/recover/"+until {
		v.t.Fatalf("ended at %s, not at %s", v.at, until)
	}
}

// walkOn fills the pages from one on until another is shown, with the last pairs in place of what the steps have.
func (v *visitor) walkOn(from, until string, instead ...string) {
	v.t.Helper()
	list := stepsIn(v.lang)
	start := slices.IndexFunc(list, func(s step) bool { return s.page == from })
	for _, s := range list[start:] {
		v.mustBeAt("/recover/" + s.page)
		typed := slices.Clone(s.typed)
		for i := 0; i+1 < len(typed); i += 2 {
			for j := 0; j+1 < len(instead); j += 2 {
				if typed[i] == instead[j] {
					typed[i+1] = instead[j+1]
				}
			}
		}
		v.post("/recover/"+s.page, typed...)
	}
	v.mustBeAt("/recover/" + until)
}

// caseOf is the only case of the story.
func (v *visitor) caseOf() *recovery.Case {
	v.t.Helper()
	for _, c := range v.story.cases {
		return c
	}
	v.t.Fatal("no case")
	return nil
}
