package intake

import "slices"

// secretFields are boxes whose values are not shown once they were typed, whoever asks: passwords, codes, and where a card number is
// tried first.
var secretFields = []string{"password", FieldPasswordWhen, "code", "card_last4"}

// Typed takes a posted page apart for showing it to the person who typed it, where nothing is known of the pages before it: the questions
// are all that the page can have, and a box and what is left of it are as Clean has them. Secrets are left out; secret says that there
// were some. What no page of ours can have sent is not ok, and then there is nothing to show.
func (q *Questionnaire) Typed(page Page, form map[string][]string) (fields []Field, typed Answers, secret, ok bool) {
	fields = q.Fields(page, nil)
	if all := q.on(page); len(all) > 0 {
		fields = questionFields(all)
	}
	typed, problems := cleanFields(fields, form)
	for _, p := range problems {
		switch p.Code {
		case CodeFieldUnknown, CodeFieldTwice:
			return nil, nil, false, false
		case CodeCardFull:
			secret = true
		}
	}
	fields = slices.DeleteFunc(slices.Clone(fields), func(f Field) bool {
		name, _ := NthOf(f.Name)
		if !slices.Contains(secretFields, name) {
			return false
		}
		delete(typed, f.Name)
		secret = secret || slices.ContainsFunc(form[f.Name], func(s string) bool { return s != "" })
		return true
	})
	return fields, typed, secret, true
}

// on are all questions that a page may have.
func (q *Questionnaire) on(page Page) []*Question {
	var all []*Question
	for i := range q.Questions {
		if q.Questions[i].page == page {
			all = append(all, &q.Questions[i])
		}
	}
	return all
}
