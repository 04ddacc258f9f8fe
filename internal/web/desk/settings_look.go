package desk

import (
	"errors"
	"html/template"
	"slices"
	"strconv"
	"strings"
	"time"

	"okaeri/internal/intake"
	"okaeri/internal/notice"
	"okaeri/internal/settings"
	"okaeri/internal/staff"
	"okaeri/internal/text"
	"okaeri/internal/web"
)

// formView is the form as applicants see it.
type formView struct {
	settingsPage
	Pages   []place
	Heading string
	Body    template.HTML
	Form    string // the language of what is shown
	Langs   []place
	Kinds   []kindRow
	Limits  []limitRow
}

// kindRow is one kind of answer and how it is compared.
type kindRow struct{ Label, Word, Comparator, Common string }

// limitRow is one bound.
type limitRow struct{ Name, Value string }

// formPages are the pages of the form for somebody who ticks everything.
func formPages(q *intake.Questionnaire) []intake.Page {
	a := intake.Answers{"bought": {"yes"}}
	for _, p := range q.Products {
		a["product"] = append(a["product"], p.ID)
	}
	for i := range q.Questions {
		if w := q.Questions[i].When; w != nil {
			a["q."+w.Question] = w.Is[:1]
		}
	}
	return q.Pages(a)
}

// showForm shows one page of the form, in one of its languages, and how answers are compared.
func (d *Desk) showForm(t *turn) {
	q := d.Form.Questionnaire()
	pages := formPages(q)
	asked := intake.Page(t.r.URL.Query().Get("page"))
	if asked == "" {
		asked = pages[0]
	}
	lang := t.r.URL.Query().Get("form")
	if !slices.Contains(text.Languages(), lang) {
		lang = t.lang()
	}
	if !slices.Contains(pages, asked) {
		t.fail(staff.ErrNotFound)
		return
	}
	v := &formView{settingsPage: t.sectionOf("form"), Form: lang}
	var err error
	if v.Heading, v.Body, err = d.Form.Show(t.ctx(), lang, asked); err != nil {
		t.fail(err)
		return
	}
	address := func(page intake.Page, lang string) string {
		return t.path("/desk/settings/form") + "?page=" + string(page) + "&form=" + lang
	}
	for _, page := range pages {
		v.Pages = append(v.Pages, place{Name: t.pageName(q, page), Path: address(page, lang), Current: page == asked})
	}
	for _, l := range text.Languages() {
		v.Langs = append(v.Langs, place{Name: t.say("desk.settings.form.in." + l), Path: address(asked, l), Current: l == lang})
	}
	v.Kinds, v.Limits = t.kindsOf(q), t.limitsOf(q)
	t.show("settings_form", v, "desk.settings.form.title")
}

// pageName is what a page is called in the list of them.
func (t *turn) pageName(q *intake.Questionnaire, page intake.Page) string {
	product, ok := strings.CutPrefix(string(page), "q-")
	if !ok {
		return t.say("desk.settings.page." + string(page))
	}
	for _, p := range q.Products {
		if p.ID == product {
			return p.Label[t.lang()]
		}
	}
	return t.say("desk.settings.page.q")
}

func (t *turn) kindsOf(q *intake.Questionnaire) []kindRow {
	var rows []kindRow
	for _, k := range q.Kinds {
		r := kindRow{Word: k.ID, Label: t.kindName(q, k), Comparator: t.say("desk.settings.comparator." + string(k.Comparator))}
		if k.Common > 0 {
			r.Common = strconv.FormatFloat(k.Common, 'g', 3, 64)
		}
		rows = append(rows, r)
	}
	slices.SortFunc(rows, func(a, b kindRow) int { return strings.Compare(a.Word, b.Word) })
	return rows
}

// kindName is what a kind of answer is called: in the operator's words, in those of the desk or the form, or as its first question asks.
func (t *turn) kindName(q *intake.Questionnaire, k intake.Kind) string {
	if name := k.Label[t.lang()]; name != "" {
		return name
	}
	for _, key := range []string{"desk.evidence." + k.ID, "apply.field." + k.ID, "desk.settings.named." + k.ID} {
		if t.d.shell.Catalogue.Has(t.lang(), key) {
			return t.say(key)
		}
	}
	for i := range q.Questions {
		if q.Questions[i].Kind == k.ID {
			return q.Questions[i].Label[t.lang()]
		}
	}
	return k.ID
}

func (t *turn) limitsOf(q *intake.Questionnaire) []limitRow {
	yes := func(b bool) string {
		if b {
			return t.say("desk.settings.yes")
		}
		return t.say("desk.settings.no")
	}
	n := strconv.Itoa
	c := q.Limits.Contact
	var rows []limitRow
	for _, r := range [][2]string{
		{"evidence", yes(q.Switches.Evidence)},
		{"old_passwords", yes(q.Switches.OldPasswords)},
		{"purchases", yes(q.Switches.Purchases)},
		{"one_name", yes(q.Switches.OneName)},
		{"password_rows", n(q.Limits.PasswordRows)},
		{"else_max", n(q.Limits.ElseMax)},
		{"refuse", n(len(c.Refuse))},
		{"warn", n(len(c.Warn))},
		{"disposable", t.say("desk.settings.treatment." + string(c.Disposable))},
		{"carrier", t.say("desk.settings.treatment." + string(c.Carrier))},
	} {
		rows = append(rows, limitRow{t.say("desk.settings.limit." + r[0]), r[1]})
	}
	return rows
}

// keptView is what is kept and how long.
type keptView struct {
	settingsPage
	Rows    []limitRow
	Next    string
	Soon    string
	Purges  []limitRow
	Propose string
}

func (d *Desk) showKept(t *turn) {
	k, err := d.Settings.Kept(t.ctx(), t.actor())
	if err != nil {
		t.failSettings(err)
		return
	}
	v := &keptView{settingsPage: t.sectionOf("kept"), Soon: t.say("desk.settings.kept.soon", "N", strconv.Itoa(k.Soon)), Propose: t.path("/desk/settings/propose/retention")}
	for _, r := range k.Rows {
		v.Rows = append(v.Rows, limitRow{t.say("desk.settings.kept." + r.Key), t.lasts(r)})
	}
	v.Next = t.say("desk.settings.kept.next_unknown")
	if !k.Next.IsZero() {
		v.Next = t.say("desk.settings.kept.next", "Time", t.moment(k.Next))
	}
	for _, p := range k.Purges {
		v.Purges = append(v.Purges, limitRow{t.dated(p.At), strconv.Itoa(p.Cases)})
	}
	t.show("settings_kept", v, "desk.settings.kept.title")
}

// lasts says how long something is kept.
func (t *turn) lasts(r settings.KeptRow) string {
	n := func(unit time.Duration) string { return strconv.Itoa(int(r.For / unit)) }
	switch {
	case r.For == 0:
		return t.say("desk.settings.kept." + r.Key + ".for")
	case r.For%(24*time.Hour) == 0:
		return t.say("desk.settings.days", "N", n(24*time.Hour))
	case r.For%time.Hour == 0:
		return t.say("desk.settings.hours", "N", n(time.Hour))
	}
	return t.say("desk.settings.minutes", "N", n(time.Minute))
}

// lettersView lists the letters, and says what others see of where they come from.
type lettersView struct {
	settingsPage
	Applicant, Owner []letterRow
	From             string
	Signs            []signRow
	Domain           string
}

type letterRow struct{ Name, Path, Subject string }

type signRow struct{ What, Name, Found, State, Hint string }

// showLetters lists the letters; signs are those that were just looked up.
func (t *turn) showLetters(signs []settings.Sign) {
	v := &lettersView{settingsPage: t.sectionOf("letters"), From: t.d.shell.MailFrom}
	for _, kind := range settings.LetterKinds() {
		m, err := t.d.Settings.Letter(kind, t.lang())
		if err != nil {
			t.fail(err)
			return
		}
		row := letterRow{t.say("desk.settings.letter." + string(kind)), t.path("/desk/settings/letters/" + string(kind)), m.Subject}
		if kind.ToOwner() {
			v.Owner = append(v.Owner, row)
		} else {
			v.Applicant = append(v.Applicant, row)
		}
	}
	for _, s := range signs {
		v.Signs = append(v.Signs, signRow{strings.ToUpper(s.What), s.Name, s.Found, string(s.State), t.say("desk.settings.sign." + s.Hint)})
	}
	t.show("settings_letters", v, "desk.settings.letters.title")
}

// lookUpSigns asks the name system, because somebody asked for it.
func (d *Desk) lookUpSigns(t *turn) {
	if !t.whole() {
		return
	}
	_, signs, err := d.Settings.Signs(t.ctx(), t.actor())
	if err != nil {
		t.failSettings(err)
		return
	}
	t.showLetters(signs)
}

// letterView is one letter in both languages.
type letterView struct {
	settingsPage
	Name, Path, Mail string
	Samples          []sampleRow
}

type sampleRow struct{ Lang, In, Subject, Text, Send string }

// showLetter shows one letter; fault is what kept a test from being sent.
func (t *turn) showLetter(fault *web.Fault) {
	kind := notice.Kind(t.r.PathValue("kind"))
	v := &letterView{settingsPage: t.sectionOf("letters"), Name: t.say("desk.settings.letter." + string(kind)), Path: t.path("/desk/settings/letters/" + string(kind)), Mail: t.who.Mail}
	for _, lang := range text.Languages() {
		m, err := t.d.Settings.Letter(kind, lang)
		if err != nil {
			t.failSettings(err)
			return
		}
		in := t.say("desk.settings.form.in." + lang)
		v.Samples = append(v.Samples, sampleRow{lang, in, m.Subject, m.Text, t.say("desk.settings.letter.send", "In", in)})
	}
	v.Said = t.justDone("desk.settings.done.", "sent")
	if fault != nil {
		t.again("settings_letter", v, []web.Fault{*fault}, "desk.settings.letter.title", "Letter", v.Name)
		return
	}
	t.show("settings_letter", v, "desk.settings.letter.title", "Letter", v.Name)
}

// sendTestLetter sends a sample to the reader's own address on record.
func (d *Desk) sendTestLetter(t *turn) {
	lang, ok := t.one("lang")
	if !ok || !t.whole() {
		return
	}
	_, err := d.Settings.TestLetter(t.ctx(), t.actor(), notice.Kind(t.r.PathValue("kind")), lang)
	var unclear *settings.Unclear
	switch {
	case errors.As(err, &unclear):
		t.showLetter(&web.Fault{Field: "send-" + lang, Words: t.say("desk.refused." + unclear.Code)})
	case err != nil:
		t.failSettings(err)
	default:
		t.goTo("/desk/settings/letters/" + t.r.PathValue("kind") + "?done=sent")
	}
}
