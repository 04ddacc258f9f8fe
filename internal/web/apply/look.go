package apply

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"okaeri/internal/intake"
	"okaeri/internal/text"
)

// lookView is the last page before sending: everything that was answered, to look over (A14).
type lookView struct {
	plainView
	Back     string
	Progress string
	Part     int
	Groups   []group
	Strength string
	Action   string
}

// group is one part of the summary.
type group struct {
	Title string
	Rows  []answerRow
}

// answerRow is one answer; no values means that nothing was given.
type answerRow struct {
	Label  string
	Values []string
	Change string
	Hidden string // what "change" changes, for people who hear links alone
}

// look shows the summary. A page that still needs another look comes first.
func (t *turn) look() {
	if !t.draft() {
		return
	}
	if back, again := t.unfinished(); again {
		t.goTo(back)
		return
	}
	v := &lookView{Part: lastPart, Action: t.path("/recover/send")}
	v.Progress = t.say("apply.progress", "N", strconv.Itoa(lastPart), "Part", t.say("apply.part."+strconv.Itoa(lastPart)))
	pages := t.a.q.Pages(t.answers())
	v.Back = t.path("/recover/" + string(pages[len(pages)-1]))
	given, asked := 0, 0
	for _, page := range pages {
		rows := t.summary(page)
		if len(rows) == 0 {
			continue
		}
		title := t.say("apply.part." + strconv.Itoa(part(page)))
		if n := len(v.Groups); n == 0 || v.Groups[n-1].Title != title {
			v.Groups = append(v.Groups, group{Title: title})
		}
		g := &v.Groups[len(v.Groups)-1]
		g.Rows = append(g.Rows, rows...)
		if part(page) >= part(intake.PageName) {
			for _, r := range rows {
				asked++
				if len(r.Values) > 0 {
					given++
				}
			}
		}
	}
	if asked > 0 {
		v.Strength = t.say("apply.look.strength", "Given", strconv.Itoa(given), "Asked", strconv.Itoa(asked))
	}
	t.show("look", v, "apply.look.title")
}

// unfinished is the first page that is not answered, or not well enough to be sent.
func (t *turn) unfinished() (path string, found bool) {
	for _, page := range t.a.q.Pages(t.answers()) {
		path := "/recover/" + string(page)
		if !t.answered(page) {
			return path, true
		}
		if page != intake.PageCode && len(t.check(page, t.answers())) > 0 {
			return path, true
		}
	}
	return "", false
}

// summary is what one page came to.
func (t *turn) summary(page intake.Page) []answerRow {
	a := t.answers()
	change := t.path("/recover/"+string(page)) + "?change=1"
	row := func(label string, values ...string) answerRow {
		values = slices.DeleteFunc(values, func(s string) bool { return strings.TrimSpace(s) == "" })
		return answerRow{Label: label, Values: values, Change: change, Hidden: label}
	}
	switch page {
	case intake.PageWho:
		return t.whoSummary(row)
	case intake.PageAccount:
		values := a["account"]
		if a.Ticked("unknown_account") {
			values = append([]string{t.say("apply.field.unknown_account")}, a["other_hints"]...)
		}
		return []answerRow{row(t.say("apply.field.account"), values...)}
	case intake.PageContact:
		return []answerRow{row(t.say("apply.field.contact"), intake.Mail(a.One("contact")))}
	case intake.PageCode:
		return nil
	case intake.PageName:
		return t.nameSummary(row)
	case intake.PageBirth:
		return []answerRow{row(t.say("apply.page.birth.title"), t.bothCalendars())}
	case intake.PageAddress:
		return []answerRow{row(t.say("apply.page.address.short"), t.addressWords()...)}
	case intake.PagePasswords:
		return []answerRow{row(t.say("apply.page.passwords.short"), t.passwordWords()...)}
	case intake.PagePurchases:
		return t.purchaseSummary(row)
	}
	return t.listSummary(page, row)
}

func (t *turn) whoSummary(row func(string, ...string) answerRow) []answerRow {
	a := t.answers()
	rows := []answerRow{
		row(t.say("apply.field.device"), t.say("apply.option.device."+a.One("device"))),
		row(t.say("apply.field.situation"), t.say("apply.option.situation."+a.One("situation"))),
	}
	if a.Ticked("helped") || a.One("helper_name") != "" {
		rows = append(rows, row(t.say("apply.who.helper"), a.One("helper_name"), a.One("helper_shop"), a.One("helper_phone")))
	}
	return rows
}

func (t *turn) nameSummary(row func(string, ...string) answerRow) []answerRow {
	a := t.answers()
	full := func(family, given string) string {
		if t.lang() == text.Japanese || strings.ContainsFunc(family, eastAsian) {
			return strings.TrimSpace(family + " " + given)
		}
		return strings.TrimSpace(given + " " + family)
	}
	rows := []answerRow{row(t.say("apply.page.name.short"), full(a.One("family_name"), a.One("given_name")), full(a.One("family_kana"), a.One("given_kana")))}
	if a.One("former_name") != "" {
		rows = append(rows, row(t.say("apply.field.former_name"), a.One("former_name")))
	}
	return rows
}

// eastAsian tells letters of names that are written with the family name first, whatever language is spoken about them.
func eastAsian(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul)
}

// bothCalendars tells the birth date in the Western calendar and in the Japanese one, so that a slip of the era is seen.
func (t *turn) bothCalendars() string {
	if t.answers().Ticked(intake.FieldBirthUnknown) {
		return ""
	}
	day, ok := intake.Date(intake.BirthText(t.answers())).Day()
	if !ok || !day.Whole() {
		return intake.BirthText(t.answers())
	}
	pairs := []string{
		"Year", strconv.Itoa(day.Year), "Month", t.say("apply.month." + strconv.Itoa(day.Month)), "Day", strconv.Itoa(day.Day),
	}
	era, year := intake.EraOf(day)
	if era == "" {
		return t.say("apply.date", pairs...)
	}
	said := strconv.Itoa(year)
	if year == 1 {
		said = t.say("apply.era.first")
	}
	return t.say("apply.date.both", append(pairs, "Era", t.say("apply.option.birth_era."+era), "EraYear", said)...)
}

func (t *turn) addressWords() []string {
	a := t.answers()
	if a.Ticked("address_unknown") {
		return nil
	}
	known := func(s string) string {
		if s == "unknown" {
			return ""
		}
		return s
	}
	return []string{a.One("postal_code"), prefectureName(t.lang(), known(a.One("region"))), countryName(t.lang(), known(a.One("country")))}
}

func (t *turn) purchaseSummary(row func(string, ...string) answerRow) []answerRow {
	a := t.answers()
	if a.One("bought") != "yes" {
		said := ""
		if a.One("bought") == "no" {
			said = t.say("apply.option.bought.no")
		}
		return []answerRow{row(t.say("apply.field.bought"), said)}
	}
	var rows []answerRow
	for n := 1; n <= max(1, given(a, intake.CardBoxes)); n++ {
		card := a.One(intake.Nth("card_last4", n))
		if card != "" {
			card = t.say("apply.look.card", "Last", cmp.Or(intake.Digits(card), card))
		}
		rows = append(rows, row(t.setTitle("apply.look.cards", n), a.One(intake.Nth("card_holder", n)), card, intake.ExpiryText(a, n)))
	}
	for n := 1; n <= max(1, given(a, intake.ThingBoxes)); n++ {
		rows = append(rows, row(t.setTitle("apply.purchases.thing", n), a.One(intake.Nth("bought_item", n)),
			a.One(intake.Nth("bought_when", n)), a.One(intake.Nth("bought_amount", n))))
	}
	return rows
}

// listSummary is for pages that are a list of fields: products, questions, anything else.
func (t *turn) listSummary(page intake.Page, row func(string, ...string) answerRow) []answerRow {
	a := t.answers()
	var rows []answerRow
	fields := t.a.q.Fields(page, a)
	for i := range fields {
		f := &fields[i]
		if f.Control == intake.ControlTick {
			continue
		}
		label := t.say("apply.field." + f.Name)
		if f.Question != nil {
			label = f.Question.Label[t.lang()]
		}
		values := slices.Clone(a[f.Name])
		switch {
		case f.Unknown != "" && a.Ticked(f.Unknown):
			values = nil
		case f.Control == intake.ControlMonth:
			values = []string{t.monthWords(values)}
		case len(f.Options) > 0:
			for j, v := range values {
				if values[j] = ""; v != "unknown" {
					values[j], _ = t.optionWords(f, v)
				}
			}
		}
		rows = append(rows, row(label, values...))
	}
	return rows
}

// monthWords says a year, or a year and a month.
func (t *turn) monthWords(values []string) string {
	day, ok := intake.Date(intake.MonthText(values)).Day()
	switch {
	case !ok:
		return strings.TrimSpace(strings.Join(values, " "))
	case day.Month == 0:
		return t.say("apply.date.year", "Year", strconv.Itoa(day.Year))
	}
	return t.say("apply.date.month", "Year", strconv.Itoa(day.Year), "Month", t.say("apply.month."+strconv.Itoa(day.Month)))
}
