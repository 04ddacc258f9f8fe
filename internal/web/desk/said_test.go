package desk

import (
	"html"
	"slices"
	"strings"
	"testing"

	"okaeri/internal/intake"
	"okaeri/internal/recovery"
)

// What the applicant chose from a list is shown as the form calls it, in the language of whoever asks to see it; what they typed stays.
func TestWhatWasChosenFromAListIsShownInWords(t *testing.T) {
	o := newOffice(t, "https://recover.momiji.example")
	o.desksOf(1)
	c := must(o.db.ByRef(t.Context(), plainRef))(t)
	check(t, o.db.Update(t.Context(), c.ID, func(s *recovery.Step) error {
		a := s.Case.Private.Answers
		a["password_when"], a["product"], a["country"], a["region"] = []string{"2015", "opened"}, []string{"mail", "paid"}, []string{"JP"}, []string{"JP-13"}
		a["q.last_sign_in"], a["q.payment_method"] = []string{"week"}, []string{"carrier"}
		s.Case.Private.Passwords.Answers = nil
		a["unknown_account"], a["other_hints"] = []string{"1"}, []string{"hana-chan"}
		return nil
	}))
	check(t, o.r.Claim(t.Context(), o.actor("sato"), plainRef))
	for _, kind := range []string{"past_password", "product", "address", "last_sign_in", "payment_method", "other_identifier"} {
		check(t, o.r.Reveal(t.Context(), o.actor("sato"), plainRef, kind, "unclear_match"))
	}
	for lang, want := range map[string][]string{
		"en": {"2015", "When I opened the account", "Email", "Japan", "Tokyo", "This week", "With the phone bill", "hana-chan"},
		"ja": {"2015", "作ったころ", "メール", "日本", "東京都", "今週", "携帯電話料金といっしょに", "hana-chan"},
	} {
		page := html.UnescapeString(o.ask("sato", "/desk/cases/"+plainRef+"?lang="+lang, nil).Body.String())
		for _, said := range want {
			if !strings.Contains(page, "<li>"+said+"</li>") {
				t.Errorf("%s: %q is not shown", lang, said)
			}
		}
		for _, code := range []string{"opened", "mail", "paid", "JP", "JP-13", "week", "carrier"} {
			if strings.Contains(page, "<li>"+code+"</li>") {
				t.Errorf("%s: %q is shown as it is kept", lang, code)
			}
		}
		if strings.Contains(page, ">last_sign_in<") || strings.Contains(page, ": payment_method") {
			t.Errorf("%s: a row is called by its code", lang)
		}
	}
}

// Every kind that Okaeri knows has a name at the desk, alone or as a part of the address.
func TestEveryKindOfAnswerHasAName(t *testing.T) {
	o := newOffice(t, "https://recover.momiji.example")
	parts := []string{intake.KindCountry, intake.KindRegion, intake.KindPostalCode}
	for kind := range intake.DefaultQuestionnaire().Kinds {
		for _, lang := range []string{"ja", "en"} {
			if !slices.Contains(parts, kind) && !o.d.shell.Catalogue.Has(lang, "desk.evidence."+kind) {
				t.Errorf("%s has no word for %s", lang, kind)
			}
		}
	}
}
