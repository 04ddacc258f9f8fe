package apply

import (
	"slices"
	"time"

	"okaeri/internal/intake"
)

// The words for what was remembered and is still to come.
const (
	codeOpenedAhead = "question.future"
	codeBoughtAhead = "bought.future"
)

// check says what on a page needs another look: what the questionnaire says, and what is said to have been and is still to come. Only what
// is over by its nature is held to that. A question of the operator's own may well ask when something ends, and cards expire later.
func (t *turn) check(page intake.Page, a intake.Answers) []intake.Problem {
	problems := t.a.q.Check(page, a, t.today())
	for _, question := range t.a.q.Asked(page, a) {
		field := question.Field()
		if question.Kind == intake.KindAccountCreated && !a.Ticked(field+".unknown") && ahead(intake.MonthText(a[field]), t.today()) {
			problems = append(problems, intake.Problem{Field: field, Code: codeOpenedAhead})
		}
	}
	if page == intake.PagePurchases && a.One("bought") == "yes" {
		for n := range intake.PurchaseSets {
			if when := intake.Nth("bought_when", n+1); ahead(a.One(when), t.today()) {
				problems = append(problems, intake.Problem{Field: when, Code: codeBoughtAhead})
			}
		}
	}
	return problems
}

// ahead tells whether words are a date that is later than today, whichever of its meanings is taken.
func ahead(words string, today time.Time) bool {
	days := intake.Date(words).Days
	now := intake.Day{Year: today.Year(), Month: int(today.Month()), Day: today.Day()}
	return len(days) > 0 && !slices.ContainsFunc(days, func(d intake.Day) bool { return d.Compare(now) <= 0 })
}
