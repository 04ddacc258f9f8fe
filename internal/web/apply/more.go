package apply

import (
	"errors"
	"maps"
	"slices"

	"okaeri/internal/intake"
	"okaeri/internal/recovery"
)

// People who look at an application may ask for more. The applicant then finds on the status page what would help, and answers it on the
// pages of the form that ask for it: the same boxes, the same care, kept beside what the application itself said.

// areaMore is the address that these pages stand under.
const areaMore = "/status/more/"

// pageOf is the page of the form on which a kind of evidence is answered; "" for what is no question, such as the device.
func (a *Apply) pageOf(kind string) intake.Page {
	switch kind {
	case intake.KindName, intake.KindFormerName:
		return intake.PageName
	case intake.KindBirthDate:
		return intake.PageBirth
	case "address", "former_address":
		return intake.PageAddress
	case "past_password":
		return intake.PagePasswords
	case intake.KindProduct:
		return intake.PageProducts
	case intake.KindCard, intake.KindPurchase:
		return intake.PagePurchases
	case intake.KindOther:
		return intake.PageElse
	}
	for i := range a.q.Questions {
		if q := &a.q.Questions[i]; q.Kind == kind {
			return q.Page()
		}
	}
	return ""
}

// asked finds the visitor's case if it is asked for more, and the pages that ask.
func (t *turn) asked() (pages []intake.Page, until recovery.Asked, ok bool) {
	if !t.takeOwned() {
		return nil, until, false
	}
	until, open := t.kase.Asking(t.now())
	if !open {
		t.goTo("/status")
		return nil, until, false
	}
	for _, kind := range until.Kinds {
		page := t.a.pageOf(kind)
		if page != "" && t.a.exists(page) && !slices.Contains(pages, page) {
			pages = append(pages, page)
		}
	}
	return pages, until, true
}

// moreView lists what would help.
type moreView struct {
	plainView
	Until string
	Tasks []task
	Other []string // what is no page, in words
	Any   bool     // something was added, so that there is something to send
}

type task struct {
	Title, URL string
	Done       bool
}

// more shows the list.
func (t *turn) more() {
	pages, asked, ok := t.asked()
	if !ok {
		return
	}
	v := &moreView{Until: t.moment(asked.Until)}
	for _, page := range pages {
		done := t.added(page)
		v.Any = v.Any || done
		v.Tasks = append(v.Tasks, task{Title: t.say(t.title(page), "Name", t.productName(page)), URL: t.path(areaMore + string(page)), Done: done})
	}
	for _, kind := range asked.Kinds {
		if key := "apply.advice." + kind; t.a.pageOf(kind) == "" && t.a.shell.Catalogue.Has(t.lang(), key) {
			v.Other = append(v.Other, t.say(key))
		}
	}
	t.show("more", v, "apply.more.title")
}

// added tells whether a page was answered when it was asked for.
func (t *turn) added(page intake.Page) bool {
	if page == intake.PagePasswords {
		return t.kase.Private.Added.One(intake.FieldPasswordCount) != ""
	}
	for _, f := range t.a.q.Fields(page, t.kase.Private.Added) {
		if f.Name != "birth_era" && f.Name != "country" && !t.kase.Private.Added.Blank(f.Name) {
			return true
		}
	}
	return false
}

// adding puts the further answers in the place of the application's own, so that the form's pages show and judge those.
func (t *turn) adding() (page intake.Page, ok bool) {
	page = intake.Page(t.r.PathValue("page"))
	pages, _, ok := t.asked()
	if !ok {
		return "", false
	}
	if !slices.Contains(pages, page) {
		t.goTo("/status/more")
		return "", false
	}
	c := *t.kase
	c.Private.Answers = intake.Answers{}
	maps.Copy(c.Private.Answers, c.Private.Added)
	for _, name := range []string{"family_name", "given_name"} { // "the same name as I gave" on the page of purchases
		if given := t.kase.Private.Answers[name]; page != intake.PageName && len(given) > 0 {
			c.Private.Answers[name] = given
		}
	}
	t.kase, t.area = &c, areaMore
	return page, true
}

// askMore shows one of the pages.
func (t *turn) askMore() {
	page, ok := t.adding()
	if !ok {
		return
	}
	v := t.askView(page)
	v.Progress, v.Back = "", t.path("/status/more")
	t.findFaults(page, v)
	t.dress(page, v)
	t.show(file(page), v, t.title(page), "Name", t.productName(page))
}

// takeMore takes it.
func (t *turn) takeMore() {
	page, ok := t.adding()
	if !ok {
		return
	}
	p, err := t.read(page)
	if err == nil {
		err = t.acceptMore(p)
	}
	if err != nil {
		t.fail(err)
	}
}

func (t *turn) acceptMore(p *posted) error {
	if p.lang == "" && p.button == "" {
		p.stopped = p.stopped || len(t.check(p.page, p.all)) > 0
		if p.page == intake.PagePasswords && !p.stopped && len(p.typed) > 0 {
			if err := t.a.story.AddPasswords(t.ctx(), t.kase.ID, p.typed); err != nil {
				return err
			}
		}
	}
	t.fill(p)
	if product := p.page.Product(); product != "" { // questions about a product count for those who used it
		p.answers["product"] = t.withProduct(product)
	}
	if err := t.a.story.Add(t.ctx(), t.kase.ID, p.page, p.answers); err != nil {
		return err
	}
	here := areaMore + string(p.page)
	switch {
	case p.lang != "":
		t.a.shell.SpeakFromNow(t.w, p.lang)
		t.goTo(here)
	case p.stopped:
		t.lookAgain(t.place(p.page), here, p.found...)
	case p.button != "":
		t.pressed(p, here)
	default:
		t.drop(keyAgain)
		t.goTo("/status/more")
	}
	return nil
}

// withProduct are the products chosen so far and one more.
func (t *turn) withProduct(product string) []string {
	chosen := t.answers()["product"]
	if slices.Contains(chosen, product) {
		return chosen
	}
	return append(slices.Clone(chosen), product)
}

// sendMore sends what was added.
func (t *turn) sendMore() {
	if err := t.form.Empty(); err != nil {
		t.fail(err)
		return
	}
	if !t.takeOwned() {
		return
	}
	if err := t.a.story.SendMore(t.ctx(), t.kase.ID); err != nil && !errors.Is(err, recovery.ErrClosed) {
		t.fail(err)
		return
	}
	t.goTo("/status")
}
