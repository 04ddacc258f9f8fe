package apply

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"okaeri/internal/intake"
	"okaeri/internal/web"
)

// posted is a page of the form as it was sent, taken apart.
type posted struct {
	page    intake.Page
	change  bool
	lang    string         // the page was left by a language link: save, say nothing, show it again in that language
	button  string         // which button besides "continue": find, same, again, other, or what wants another row or set
	nth     int            // the card or thing bought that a button of the page of purchases is about
	once    string         // idempotency token of pages that send a letter
	typed   []string       // old passwords, on their way past the answers
	robot   robotAnswer    // on the account page
	answers intake.Answers // of this page
	all     intake.Answers // of the whole draft with this page
	found   []hurdle       // what the questionnaire's Check will not say again when the page shows itself
	stopped bool           // something needs another look
}

// take takes a page of the form: it saves what was typed, and goes on or back to what needs another look.
func (t *turn) take() {
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
	p, err := t.read(page)
	if err == nil && t.kase == nil {
		err = t.begin()
	}
	if err != nil {
		t.fail(err)
		return
	}
	t.touch()
	if err := t.accept(p); err != nil {
		t.fail(err)
	}
}

// read takes a post apart. What no page of ours can have sent is web.ErrForm.
func (t *turn) read(page intake.Page) (*posted, error) {
	p := &posted{page: page}
	change, err1 := t.form.One("change")
	lang, err2 := t.form.One("switch")
	err := errors.Join(err1, err2, t.readOwn(p))
	if err != nil || lang != "" && lang != "ja" && lang != "en" {
		return nil, web.ErrForm
	}
	p.change, p.lang = change == "1", lang
	cleaned, problems := t.a.q.Clean(page, t.answers(), t.form)
	for _, problem := range problems {
		if problem.Code == intake.CodeFieldUnknown || problem.Code == intake.CodeFieldTwice {
			return nil, web.ErrForm
		}
		p.stop(hurdle{Field: problem.Field, Code: problem.Code, N: problem.Args["N"]})
	}
	p.answers, p.all = cleaned, t.answers().Merge(t.a.q.Fields(page, t.answers()), cleaned)
	if page == intake.PagePasswords {
		p.readPasswords(t.answers())
	}
	return p, nil
}

func (p *posted) stop(h hurdle) {
	p.found, p.stopped = append(p.found, h), true
}

// readOwn takes the page's own buttons and tokens out of the form, before the questionnaire judges the rest.
func (t *turn) readOwn(p *posted) error {
	one := func(name string, to *string) error {
		v, err := t.form.One(name)
		if v != "" {
			*to = v
		}
		return err
	}
	var more, find, sent string
	switch p.page {
	case intake.PageAccount:
		return t.readRobot(p)
	case intake.PageContact:
		return one("once", &p.once)
	case intake.PageCode:
		err := errors.Join(one("once", &p.once), one("again", &sent))
		p.button = named(sent, "again")
		return err
	case intake.PageAddress:
		err := one("find", &find)
		p.button = named(find, "find")
		return err
	case intake.PagePasswords:
		if p.typed = t.form.All("password"); len(p.typed) > t.a.q.Limits.PasswordRows {
			return web.ErrForm
		}
		return nil
	case intake.PagePurchases:
		return t.readPurchaseButtons(p)
	}
	err := one("more", &more)
	p.button = more
	if more != "" && !slices.ContainsFunc(t.a.q.Fields(p.page, t.answers()), func(f intake.Field) bool { return f.Name == more && f.Rows > 1 }) {
		return web.ErrForm
	}
	return err
}

func named(value, name string) string {
	if value == "" {
		return ""
	}
	return name
}

// begin opens a draft for the first page.
func (t *turn) begin() error {
	id, err := t.a.story.Begin(t.ctx(), t.visitor())
	if err != nil {
		return err
	}
	if t.kase, err = t.a.story.Draft(t.ctx(), id); err != nil {
		return err
	}
	return t.enter(keyCase, id)
}

// accept saves a page, acts on it, and sends the browser on.
func (t *turn) accept(p *posted) error {
	if p.page == intake.PageCode {
		return t.takeCode(p)
	}
	onward, was := "", t.complete(p.page)
	if p.lang == "" && p.button == "" {
		p.stopped = p.stopped || len(t.check(p.page, p.all)) > 0
		if !p.stopped {
			var err error
			if onward, err = t.act(p); err != nil {
				return err
			}
		}
	}
	t.fill(p)
	if err := t.save(p); err != nil {
		return err
	}
	here, query := "/recover/"+string(p.page), ""
	if p.change {
		query = "?change=1"
	}
	switch {
	case p.lang != "":
		t.a.shell.SpeakFromNow(t.w, p.lang)
		t.goTo(here + query)
	case p.stopped:
		t.countErrors(p)
		t.lookAgain(t.place(p.page), here+query, p.found...)
	case p.button != "":
		t.pressed(p, here)
	case onward != "":
		t.goTo(onward)
	default:
		t.drop(keyAgain)
		t.countAnswered(p, was)
		t.goTo(t.after(p.page, p.change))
	}
	return nil
}

// today is now as the site's calendar has it.
func (t *turn) today() time.Time { return t.now().In(t.a.shell.Location) }

// act does what single pages are for, once nothing on them needs another look. It may stop the page after all, or name an address to
// go to instead of the next page.
func (t *turn) act(p *posted) (onward string, err error) {
	switch p.page {
	case intake.PageWho:
		t.settle(p.answers.One("device"))
	case intake.PageAccount:
		return "", t.askRobot(p)
	case intake.PageContact:
		return "", t.sendCode(p)
	case intake.PageAddress:
		return t.otherCountry(p), nil
	case intake.PagePasswords:
		if len(p.typed) > 0 {
			return "", t.a.story.OldPasswords(t.ctx(), t.kase.ID, p.typed)
		}
	}
	return "", nil
}

// fill answers what a button of a page asked for.
func (t *turn) fill(p *posted) {
	switch p.button {
	case "find":
		found := intake.PrefecturesOf(p.answers.One("postal_code"))
		if len(found) == 1 {
			p.set("region", found[0])
		}
	case "same":
		a := t.answers()
		if name := strings.TrimSpace(a.One("family_name") + " " + a.One("given_name")); name != "" {
			p.set(intake.Nth("card_holder", p.nth), name)
		}
	}
}

func (p *posted) set(name, value string) {
	p.answers[name], p.all[name] = []string{value}, []string{value}
}

// save keeps a page's answers and follows what the draft then holds.
func (t *turn) save(p *posted) error {
	if err := t.a.story.Save(t.ctx(), t.kase.ID, p.page, p.answers); err != nil {
		return err
	}
	c := *t.kase
	c.Private.Answers = p.all
	c.Private.Done = append(slices.Clone(c.Private.Done), string(p.page))
	t.kase = &c
	return nil
}

// settle remembers the device if it is the applicant's own, and keeps the session short if it is not.
func (t *turn) settle(device string) {
	if device == "own" {
		t.a.shell.KnowDevice(t.w, t.visit)
		t.a.sessions.RememberMe(t.ctx(), true)
		return
	}
	t.a.sessions.RememberMe(t.ctx(), false)
	t.endSoon()
}

// pressed goes where a button besides "continue" leads.
func (t *turn) pressed(p *posted, here string) {
	switch p.button {
	case "find":
		t.goTo(here + "?found=1#region")
	case "same":
		t.goTo(here + "#" + htmlID(intake.Nth("card_holder", p.nth)))
	case anotherCard, anotherThing:
		t.goTo(here + "?more=" + p.button + "&n=" + strconv.Itoa(p.nth) + "#" + p.button + "-" + strconv.Itoa(p.nth))
	case "other":
		t.goTo(here + "#captcha")
	default: // another row
		t.goTo(here + "?more=" + p.button + "#" + rowID(p.button, len(p.answers[p.button])))
	}
}
