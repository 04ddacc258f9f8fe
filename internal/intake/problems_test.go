package intake_test

import (
	"slices"
	"testing"

	"okaeri/internal/intake"
	"okaeri/internal/text"
)

// problemArgs says which placeholders the sentence of a code may use.
var problemArgs = map[string][]string{
	intake.CodeFieldUnknown: nil, intake.CodeFieldTwice: nil, intake.CodeTooLong: {"N"}, intake.CodeCardFull: nil,
	intake.CodeDeviceMissing: nil, intake.CodeSituationMissing: nil, intake.CodeAccountMissing: nil,
	intake.CodeContactMissing: nil, intake.CodeContactForm: nil, intake.CodeContactSame: nil, intake.CodeContactRefused: {"Domain"}, intake.CodeContactDisposable: {"Domain"},
	intake.CodeContactCarrier: {"Domain"}, intake.CodeContactWarned: {"Domain"}, intake.CodeContactTypo: {"Typed", "Suggested"}, intake.CodeContactOddDots: nil,
	intake.CodeCodeMissing: nil, intake.CodeCodeForm: nil,
	intake.CodeFamilyMissing: nil, intake.CodeGivenMissing: nil, intake.CodeNameMissing: nil,
	intake.CodeBirthMissing: nil, intake.CodeBirthYearMissing: nil, intake.CodeBirthMonthMissing: nil, intake.CodeBirthDayMissing: nil, intake.CodeBirthUnreadable: nil,
	intake.CodeBirthImpossible: nil, intake.CodeBirthFuture: nil, intake.CodeBirthEraUnclear: {"Y"}, intake.CodeBirthOrderUnclear: nil, intake.CodeBirthYearShort: {"Y"},
	intake.CodeCountryMissing: nil, intake.CodeRegionMissing: nil, intake.CodePostalLength: {"N"},
	intake.CodePasswordMissing: nil, intake.CodeProductMissing: nil,
	intake.CodeQuestionMissing: nil, intake.CodeMonthRange: nil, intake.CodeYearUnreadable: nil,
	intake.CodeBoughtMissing: nil, intake.CodeLast4Length: {"N"}, intake.CodeCardMonth: nil, intake.CodeCardYear: nil,
}

// Everything that a page can find wrong has a sentence in both languages, which asks for nothing that the page does not give.
func TestEveryProblemHasItsSentence(t *testing.T) {
	c, err := text.Load()
	if err != nil {
		t.Fatal(err)
	}
	for code, args := range problemArgs {
		for _, lang := range text.Languages() {
			key := "error." + code
			if !c.Has(lang, key) {
				t.Errorf("%s: no sentence %s", lang, key)
			}
			for _, name := range c.Placeholders(lang, key) {
				if !slices.Contains(append([]string{"MailFrom", "MailDomain", "Product"}, args...), name) {
					t.Errorf("%s: %s asks for %s", lang, key, name)
				}
			}
		}
	}
}

func TestEveryProblemThatAPageCanHaveIsListed(t *testing.T) {
	for _, code := range []string{"contact.typo", "birth.era_unclear", "card.last4_length", "field.too_long", "question.month"} {
		if _, ok := problemArgs[code]; !ok {
			t.Errorf("%s is not listed", code)
		}
	}
	q := intake.DefaultQuestionnaire()
	for _, page := range q.Pages(intake.Answers{"product": {"mail", "files", "paid"}}) {
		for _, p := range q.Check(page, intake.Answers{"product": {"mail", "files", "paid"}}, now) {
			args, ok := problemArgs[p.Code]
			if !ok || len(args) != len(p.Args) {
				t.Errorf("%s: %s has the arguments %v and is listed with %v", page, p.Code, p.Args, args)
			}
			if !contains(q.Fields(page, nil), p.Field) {
				t.Errorf("%s has no field %s", page, p.Field)
			}
		}
	}
}
