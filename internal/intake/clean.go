package intake

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Clean takes a posted page apart. It lets through only fields that the page has: an unknown field, several values where there
// is one box, a value that is not among the choices and a text beyond its size are refused with a problem that names the
// field. Full card numbers are dropped, whichever box they were typed into. Passwords are left out without a word: the page
// takes them from the form itself. Texts stay as typed but for line breaks in fields of one line.
//
// What is refused is not among the answers; everything else is, so that the page shows again what was typed. answers are those
// of earlier pages: they decide which questions the page has. Framework fields (CSRF tokens, buttons) are the caller's to
// remove first.
func (q *Questionnaire) Clean(page Page, answers Answers, form map[string][]string) (Answers, []Problem) {
	return cleanFields(q.Fields(page, answers), form)
}

func cleanFields(order []Field, form map[string][]string) (Answers, []Problem) {
	fields := map[string]Field{}
	for _, f := range order {
		fields[f.Name] = f
	}
	cleaned := Answers{}
	var problems []Problem
	for _, name := range slices.Sorted(maps.Keys(form)) {
		if _, ok := fields[name]; !ok {
			problems = append(problems, Problem{Field: shorten(name), Code: CodeFieldUnknown})
		}
	}
	for _, f := range order {
		values, ok := form[f.Name]
		if !ok || f.Control == ControlPassword {
			continue
		}
		kept, problem := f.clean(values)
		if problem.Code != "" {
			problems = append(problems, problem)
		}
		if len(kept) > 0 {
			cleaned[f.Name] = kept
		}
	}
	// An answer outweighs the box "I do not know" beside it: a guess is welcome, and nobody has to untick.
	for _, f := range order {
		if f.Unknown != "" && len(cleaned[f.Name]) > 0 {
			delete(cleaned, f.Unknown)
		}
	}
	cleaned.untick()
	return cleaned, problems
}

// untick does the same for a whole name or a whole date; half of one may be all that somebody knows.
func (a Answers) untick() {
	if a.Ticked(FieldNameUnknown) && !a.Blank("family_name") && !a.Blank("given_name") {
		delete(a, FieldNameUnknown)
	}
	if a.Ticked(FieldBirthUnknown) {
		if day, ok := Date(BirthText(a)).Day(); ok && day.Whole() {
			delete(a, FieldBirthUnknown)
		}
	}
}

// clean takes the values of one field. The problem has no code when there is none.
func (f Field) clean(values []string) ([]string, Problem) {
	if len(values) > f.boxes() {
		return nil, Problem{Field: f.Name, Code: CodeFieldTwice}
	}
	var kept []string
	var problem Problem
	for _, value := range values {
		value = f.oneLine(strings.ToValidUTF8(value, ""))
		if rest, dropped := f.withoutCard(value); dropped {
			value, problem = rest, Problem{Field: f.Name, Code: CodeCardFull}
		}
		switch {
		case utf8.RuneCountInString(value) > f.most():
			problem = Problem{Field: f.Name, Code: CodeTooLong, Args: map[string]string{"N": strconv.Itoa(f.most())}}
			value = f.tooLong(value)
		case len(f.Options) > 0 && value != "" && !slices.Contains(f.Options, value):
			return nil, Problem{Field: f.Name, Code: CodeFieldUnknown}
		}
		kept = append(kept, value)
	}
	return f.withoutBlanks(kept), problem
}

// withoutCard drops full card numbers. Where four digits are asked for, any twelve or more are taken for one, check digit or
// not; where a phone number is a fair answer, one is let be.
func (f Field) withoutCard(value string) (string, bool) {
	switch name, _ := NthOf(f.Name); name {
	case "card_last4":
		if len(plainDigits(value)) >= shortestCard {
			return "", true
		}
	case "account", "contact", "other_hints", "helper_phone":
		rest := DropFullCardButPhone(value)
		return rest, rest != value
	}
	return DropFullCards(value)
}

// tooLong keeps twice the allowed size of what was typed, and ten times that of a story, for the person to shorten; a page must not
// carry back more.
func (f Field) tooLong(value string) string {
	most := 2 * f.most()
	if f.Control == ControlTextArea {
		most = 10 * f.most()
	}
	if runes := []rune(value); len(runes) > most {
		return string(runes[:most])
	}
	return value
}

// oneLine makes spaces of line breaks in fields of one line and drops what would end a text early.
func (f Field) oneLine(value string) string {
	value = strings.ReplaceAll(value, "\x00", "")
	if f.Control == ControlTextArea {
		return strings.ReplaceAll(value, "\r\n", "\n")
	}
	return strings.NewReplacer("\r\n", " ", "\n", " ", "\r", " ").Replace(value)
}

// withoutBlanks drops empty rows, and an empty single answer; boxes that belong to their neighbours keep their places.
func (f Field) withoutBlanks(values []string) []string {
	blank := func(s string) bool { return strings.TrimSpace(visible(s)) == "" }
	if f.Control == ControlMonth || f.Name == FieldPasswordWhen {
		if slices.ContainsFunc(values, func(s string) bool { return !blank(s) }) {
			return values
		}
		return nil
	}
	return slices.DeleteFunc(values, blank)
}
