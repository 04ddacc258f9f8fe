package intake

import (
	"strconv"
	"strings"
	"time"
)

// FieldPasswordCount is the one thing that Answers know of old passwords: how many were compared. The story sets it.
const FieldPasswordCount = "password_count"

// FieldPasswordWhen says when each of them was in use, as roughly as people know it. It is told to people and never compared: what
// counts is the hash, which has its own dates.
const FieldPasswordWhen = "password_when"

// The boxes "I do not know what is registered" of the name and of the birth date.
const (
	FieldNameUnknown  = "name_unknown"
	FieldBirthUnknown = "birth_unknown"
)

// Check says what on a page would help before going on, in the order of its fields; nothing is a problem that a person cannot
// mend, and "I do not know" is always an answer. Of one field the weightiest comes: what is missing, then what is impossible,
// then the rest. Clean has judged sizes and choices before. now decides which births lie in the future.
func (q *Questionnaire) Check(page Page, a Answers, now time.Time) []Problem {
	switch page {
	case PageWho:
		return missing(a, "device", CodeDeviceMissing, "situation", CodeSituationMissing)
	case PageAccount:
		if a.Ticked("unknown_account") {
			return nil
		}
		return missing(a, "account", CodeAccountMissing)
	case PageContact:
		return q.checkContact(a)
	case PageCode:
		return checkCode(a)
	case PageName:
		return q.checkName(a)
	case PageBirth:
		return checkBirth(a, now)
	case PageAddress:
		return checkAddress(a)
	case PagePasswords:
		if a.Ticked("password_unknown") || a.Ticked("password_partly") {
			return nil
		}
		return missing(a, FieldPasswordCount, CodePasswordMissing)
	case PageProducts:
		if a.Ticked("product_unknown") {
			return nil
		}
		return missing(a, "product", CodeProductMissing)
	case PagePurchases:
		return checkPurchases(a)
	}
	return q.checkQuestions(page, a)
}

// missing reports fields that hold nothing; pairs are field, code, field, code.
func missing(a Answers, pairs ...string) []Problem {
	var problems []Problem
	for i := 0; i+1 < len(pairs); i += 2 {
		if a.Blank(pairs[i]) {
			field := pairs[i]
			if field == FieldPasswordCount {
				field = "password"
			}
			problems = append(problems, Problem{Field: field, Code: pairs[i+1]})
		}
	}
	return problems
}

func checkCode(a Answers) []Problem {
	if a.Blank("code") {
		return []Problem{{Field: "code", Code: CodeCodeMissing}}
	}
	if len(Digits(a.One("code"))) != 6 {
		return []Problem{{Field: "code", Code: CodeCodeForm}}
	}
	return nil
}

func (q *Questionnaire) checkName(a Answers) []Problem {
	if a.Ticked(FieldNameUnknown) || wholeName(a) != "" {
		return nil
	}
	if q.Switches.OneName && a.Ticked("one_name") {
		if a.Blank("family_name") && a.Blank("given_name") {
			return []Problem{{Field: "family_name", Code: CodeNameMissing}}
		}
		return nil
	}
	return missing(a, "family_name", CodeFamilyMissing, "given_name", CodeGivenMissing)
}

// checkBirth judges the parts first, then the date that they make.
func checkBirth(a Answers, now time.Time) []Problem {
	year, month, day := a.Blank("birth_year"), a.Blank("birth_month"), a.Blank("birth_day")
	pasted := Date(BirthText(a))
	if d, _ := pasted.Day(); month && day && (d.Whole() || pasted.Impossible) {
		month, day = false, false // a whole date in the box for the year
	}
	switch {
	case a.Ticked(FieldBirthUnknown):
		return nil // and parts of a date beside it are no date
	case year && month && day:
		return []Problem{{Field: "birth_year", Code: CodeBirthMissing}}
	}
	var problems []Problem
	for _, part := range []struct {
		empty       bool
		field, code string
	}{
		{year, "birth_year", CodeBirthYearMissing}, {month, "birth_month", CodeBirthMonthMissing}, {day, "birth_day", CodeBirthDayMissing},
	} {
		if part.empty {
			problems = append(problems, Problem{Field: part.field, Code: part.code})
		}
	}
	if len(problems) > 0 {
		return problems
	}
	return judgeBirth(a, pasted, now)
}

func judgeBirth(a Answers, r Reading, now time.Time) []Problem {
	fault := func(code string) []Problem { return []Problem{{Field: "birth_year", Code: code}} }
	d, ok := r.Day()
	switch {
	case r.Impossible:
		return fault(CodeBirthImpossible)
	case !ok:
		return fault(CodeBirthUnreadable)
	case r.Unclear:
		if !r.NoEra && len(r.Days) > 1 && r.Days[0].Year == r.Days[1].Year {
			return fault(CodeBirthOrderUnclear)
		}
		typed := shorten(Plain(a.One("birth_year")))
		if r.NoEra && len(a["birth_era"]) > 0 {
			return []Problem{{Field: "birth_era", Code: CodeBirthEraUnclear, Args: map[string]string{"Y": typed}}}
		}
		return []Problem{{Field: "birth_year", Code: CodeBirthYearShort, Args: map[string]string{"Y": typed}}}
	case d.Compare(Day{now.Year(), int(now.Month()), now.Day()}) >= 0:
		return fault(CodeBirthFuture)
	}
	return nil
}

// checkAddress asks for a country, and in Japan for a prefecture; "unknown" is an answer to both.
func checkAddress(a Answers) []Problem {
	if a.Ticked("address_unknown") {
		return nil
	}
	problems := missing(a, "country", CodeCountryMissing)
	if len(problems) > 0 || Country(a.One("country")) != homeCountry {
		return problems
	}
	if postal := Postal(a.One("postal_code")); postal != "" && len(postal) != 7 {
		args := map[string]string{"N": strconv.Itoa(len(plainDigits(postal)))}
		problems = append(problems, Problem{Field: "postal_code", Code: CodePostalLength, Args: args})
	}
	if region := a.One("region"); region != unknownValue && !strings.HasPrefix(Region(region), "JP-") {
		problems = append(problems, Problem{Field: "region", Code: CodeRegionMissing})
	}
	return problems
}

// checkQuestions asks each question that applies for one answer or "I do not know".
func (q *Questionnaire) checkQuestions(page Page, a Answers) []Problem {
	var problems []Problem
	for _, question := range q.Asked(page, a) {
		field := question.Field()
		switch {
		case a.Ticked(field + ".unknown"):
		case a.Blank(field):
			problems = append(problems, Problem{Field: field, Code: CodeQuestionMissing})
		case question.Control == ControlMonth:
			problems = append(problems, checkMonth(field, a[field])...)
		}
	}
	return problems
}

// checkMonth judges the two boxes of a month: the year alone is enough, a month without a year says too little to compare.
func checkMonth(field string, values []string) []Problem {
	r := Date(MonthText(values))
	switch {
	case r.Impossible:
		return []Problem{{Field: field, Code: CodeMonthRange}}
	case len(r.Days) == 0 || r.Unclear:
		return []Problem{{Field: field, Code: CodeYearUnreadable}}
	}
	return nil
}
