package apply

import (
	"cmp"
	"crypto/rand"
	"net/http"
	"slices"
	"strconv"

	"okaeri/internal/intake"
	"okaeri/internal/text"
	"okaeri/internal/web"
)

// askView is a page of the form.
type askView struct {
	web.Page
	Back     string
	Progress string
	Part     int
	Lead     string
	Action   string
	Change   bool
	Fields   []*field
	F        map[string]*field `page:"again"` // the same fields by their names

	Warned     bool // the contact address may be kept in spite of a warning
	Situation  string
	Contact    string
	Sent       bool // another code was just sent
	Robot      *robotView
	Region     *regionView
	Passwords  passwordView
	Cards      sets
	Things     sets
	Eras       bool
	GivenFirst bool
}

// ask shows a page of the form. It changes nothing.
func (t *turn) ask() {
	page := intake.Page(t.r.PathValue("page"))
	if !t.a.exists(page) {
		t.a.shell.Fail(t.w, t.r, http.StatusNotFound, "missing")
		return
	}
	if page == intake.PageWho {
		t.mayHaveDraft()
	} else if !t.draft() {
		return
	}
	if ok, first := t.open(page); !ok {
		t.goTo(first)
		return
	}
	v := t.askView(page)
	t.findFaults(page, v)
	t.dress(page, v)
	t.countShown(page, v)
	t.show(file(page), v, t.title(page), "Name", t.productName(page))
}

// mayHaveDraft finds the draft for the first page, which needs none.
func (t *turn) mayHaveDraft() {
	id := t.session(keyCase)
	if id == "" {
		return
	}
	if c, err := t.a.story.Draft(t.ctx(), id); err == nil && c.State == "draft" {
		t.kase = c
	}
}

// askView fills what every page of the form has.
func (t *turn) askView(page intake.Page) *askView {
	v := &askView{
		Part: part(page), Action: t.path(cmp.Or(t.area, "/recover/") + string(page)), Change: t.r.URL.Query().Get("change") == "1",
		Situation: t.answers().One("situation"), Eras: t.lang() == "ja",
	}
	v.Progress = t.say("apply.progress", "N", strconv.Itoa(v.Part), "Part", t.say("apply.part."+strconv.Itoa(v.Part)))
	v.Back = t.path(t.before(page))
	if v.Change {
		v.Back = t.path("/recover/send")
	}
	if key := "apply.page." + string(page) + ".lead"; t.a.shell.Catalogue.Has(t.lang(), key) {
		v.Lead = t.say(key)
	}
	fields := t.a.q.Fields(page, t.answers())
	v.Fields, v.F = t.fieldsOf(fields, t.answers())
	v.Blank = t.blank(page, fields)
	return v
}

// blank tells whether a page shows nothing of what its applicant has typed so far.
func (t *turn) blank(page intake.Page, fields []intake.Field) bool {
	if _, back := t.hurdles(t.place(page)); back || page == intake.PageCode {
		return false
	}
	return !slices.ContainsFunc(fields, func(f intake.Field) bool { return len(t.answers()[f.Name]) > 0 })
}

// title is the key of a page's heading.
func (t *turn) title(page intake.Page) string {
	key := "apply.page." + string(page) + ".title"
	switch {
	case t.a.shell.Catalogue.Has(t.lang(), key):
		return key
	case page.Product() == "":
		return "apply.page.general.title"
	}
	return "apply.page.question.title"
}

// productName is what a page of questions is about.
func (t *turn) productName(page intake.Page) string {
	for _, p := range t.a.q.Products {
		if p.ID == page.Product() {
			return p.Label[t.lang()]
		}
	}
	return ""
}

// file is the template that shows a page; most pages are a list of fields.
func file(page intake.Page) string {
	switch page {
	case intake.PageWho, intake.PageAccount, intake.PageContact, intake.PageCode, intake.PageName, intake.PageBirth, intake.PageAddress,
		intake.PagePasswords, intake.PagePurchases:
		return string(page)
	}
	return "question"
}

// dress adds what single pages have of their own.
func (t *turn) dress(page intake.Page, v *askView) {
	switch page {
	case intake.PageName:
		v.GivenFirst = t.lang() != text.Japanese
	case intake.PageAccount:
		v.Robot = t.robotView()
	case intake.PageContact:
		v.Once = rand.Text()
	case intake.PageCode:
		v.Once, v.Contact = rand.Text(), intake.Mail(t.answers().One("contact"))
		v.Sent = t.r.URL.Query().Get("sent") == "1"
		v.F["code"].Class = "input-code"
	case intake.PageBirth:
		v.frameDate()
	case intake.PageAddress:
		t.dressAddress(v)
	case intake.PagePasswords:
		t.dressPasswords(v)
	case intake.PagePurchases:
		v.Cards = t.sets(v, anotherCard, intake.CardBoxes, "apply.purchases.card")
		v.Things = t.sets(v, anotherThing, intake.ThingBoxes, "apply.purchases.thing")
	}
}

// frameDate frames all three boxes when the fault is the date's and not one box's.
func (v *askView) frameDate() {
	year := v.F["birth_year"]
	if year.Fault == "" {
		return
	}
	for _, name := range []string{"birth_month", "birth_day"} {
		if v.F[name].Fault != "" {
			return // a box that is named alone
		}
	}
	if v.F["birth_year"].Value == "" && (v.F["birth_month"].Value != "" || v.F["birth_day"].Value != "") {
		return // only the year is missing
	}
	for _, name := range []string{"birth_month", "birth_day"} {
		v.F[name].Attrs = framed(v.F[name].Attrs, year.ID)
	}
}

// findFaults says again what a page was sent back for. What was typed is judged anew, so that the session need not hold it.
func (t *turn) findFaults(page intake.Page, v *askView) {
	found, back := t.hurdles(t.place(page))
	if !back {
		return
	}
	for _, h := range found {
		words := t.say("error."+cardCode(page, h), "N", h.N)
		v.faultOf(h.Field, words, t.named(h.Field, words))
	}
	if page != intake.PageCode {
		for _, p := range t.check(page, t.answers()) {
			words := t.problem(p)
			v.faultOf(p.Field, words, t.named(p.Field, words))
			v.Warned = v.Warned || p.Warning != ""
		}
	}
	place := map[string]int{}
	for i, f := range t.a.q.Fields(page, t.answers()) {
		place[htmlID(f.Name)] = i
	}
	if t.lang() != text.Japanese { // the given name stands first there
		place["family_name"], place["given_name"] = place["given_name"], place["family_name"]
	}
	slices.SortStableFunc(v.Faults, func(a, b web.Fault) int { return place[a.Field] - place[b.Field] })
}

// cardCode is a hurdle's code, or the one whose words fit where a full card number was typed: only the page of purchases has a box for
// the last four digits of one.
func cardCode(page intake.Page, h hurdle) string {
	switch {
	case h.Code != intake.CodeCardFull || page == intake.PagePurchases:
		return h.Code
	case h.Field == "account":
		return "card.as_account"
	}
	return "card.elsewhere"
}

// faultOf lists a fault, once for each field unless they are warnings of one field, and marks the field. The list may say more than the
// field, under whose name its words stand.
func (v *askView) faultOf(name, words, listed string) {
	f := v.F[name]
	if f != nil && f.Fault != "" {
		return
	}
	if f != nil {
		f.mark(words)
	}
	v.Faults = append(v.Faults, web.Fault{Field: htmlID(name), Words: listed})
}

// problem words what intake found.
func (t *turn) problem(p intake.Problem) string {
	pairs := make([]string, 0, 2*len(p.Args))
	for name, value := range p.Args {
		pairs = append(pairs, name, value)
	}
	return t.say("error."+p.Code, pairs...)
}

// named says which of several questions or cards on one page the words are about.
func (t *turn) named(field, words string) string {
	for i := range t.a.q.Questions {
		if q := &t.a.q.Questions[i]; q.Field() == field {
			return t.say("error.of", "Question", q.Label[t.lang()], "Words", words)
		}
	}
	if name, n := intake.NthOf(field); n > 1 {
		set := "apply.look.cards"
		if slices.Contains(intake.ThingBoxes, name) {
			set = "apply.purchases.thing"
		}
		return t.say("error.of", "Question", t.setTitle(set, n), "Words", words)
	}
	return words
}
