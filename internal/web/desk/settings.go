package desk

import (
	"context"
	"errors"
	"html/template"
	"strconv"
	"time"

	"okaeri/internal/intake"
	"okaeri/internal/notice"
	"okaeri/internal/recovery"
	"okaeri/internal/settings"
	"okaeri/internal/staff"
)

// Settings is what the pages ask of the story of the rules; settings.Settings tells it. Errors: *recovery.Refused, *recovery.TooSoon,
// *settings.BadFile, *settings.Unclear, settings.ErrNotFound.
type Settings interface {
	InForce(ctx context.Context) ([]settings.Standing, error)
	Propose(ctx context.Context, a recovery.Actor, d settings.Draft) (*settings.Proposal, error)
	Look(ctx context.Context, a recovery.Actor, id string) (*settings.Look, error)
	History(ctx context.Context, a recovery.Actor) ([]*settings.Proposal, error)
	Confirm(ctx context.Context, a recovery.Actor, id string) (live bool, err error)
	Reject(ctx context.Context, a recovery.Actor, id, why string) error
	Withdraw(ctx context.Context, a recovery.Actor, id string) error
	Again(ctx context.Context, a recovery.Actor, id string) error

	Kept(ctx context.Context, a recovery.Actor) (*settings.Kept, error)
	Letter(kind notice.Kind, lang string) (notice.Message, error)
	TestLetter(ctx context.Context, a recovery.Actor, kind notice.Kind, lang string) (to string, err error)
	Signs(ctx context.Context, a recovery.Actor) (domain string, signs []settings.Sign, err error)
	Ready(ctx context.Context, tries bool) ([]settings.Point, error)
	Attest(ctx context.Context, a recovery.Actor, what string) error
}

// Form shows the pages of the form as applicants see them, without a case.
type Form interface {
	Questionnaire() *intake.Questionnaire
	// Show is what a page holds, in a language, with nothing in it that leads anywhere.
	Show(ctx context.Context, lang string, page intake.Page) (title string, body template.HTML, err error)
}

// oversees may look at how the server is run; changing it takes operates, and putting rules into force manages.
var oversees = allow{roles: []string{staff.Auditor, staff.Operator, staff.Admin}}

// settings registers the pages about how the server is run.
func (d *Desk) settings() {
	if d.Settings == nil {
		return
	}
	d.nav("settings", "/desk/settings", oversees)
	d.page("GET /desk/settings", oversees, d.showRules)
	d.page("GET /desk/settings/history", oversees, d.showHistory)
	d.page("GET /desk/settings/propose/{kind}", operates, func(t *turn) { t.proposeForm(nil, nil) })
	d.act("POST /desk/settings/propose/{kind}", operates, d.propose)
	d.page("GET /desk/settings/proposals/{id}", oversees, func(t *turn) { t.showProposal(nil, "") })
	d.act("POST /desk/settings/proposals/{id}/confirm", manages, d.confirmRules)
	d.act("POST /desk/settings/proposals/{id}/reject", heads, d.rejectRules)
	d.act("POST /desk/settings/proposals/{id}/withdraw", operates, d.withdrawRules)
	d.act("POST /desk/settings/proposals/{id}/again", operates, d.tryRulesAgain)
	if d.Form != nil {
		d.page("GET /desk/settings/form", oversees, d.showForm)
	}
	d.page("GET /desk/settings/kept", oversees, d.showKept)
	d.page("GET /desk/settings/letters", oversees, func(t *turn) { t.showLetters(nil) })
	d.act("POST /desk/settings/letters/signs", operates, d.lookUpSigns)
	d.page("GET /desk/settings/letters/{kind}", oversees, func(t *turn) { t.showLetter(nil) })
	d.act("POST /desk/settings/letters/{kind}", operates, d.sendTestLetter)
	d.page("GET /desk/settings/ready", oversees, d.showReady)
	d.act("POST /desk/settings/ready/{what}", operates, d.attest)
}

// settingsPage is the part that all of these pages share.
type settingsPage struct {
	Page
	Views []place // the pages of the section
	Runs  bool    // the reader may change something
}

// sectionOf fills it in; current names the page.
func (t *turn) sectionOf(current string) settingsPage {
	p := settingsPage{Runs: operates.role(t.who)}
	for _, name := range []string{"rules", "history", "form", "letters", "kept", "ready"} {
		if name == "form" && t.d.Form == nil {
			continue
		}
		path := "/desk/settings/" + name
		if name == "rules" {
			path = "/desk/settings"
		}
		p.Views = append(p.Views, place{Name: t.say("desk.settings." + name), Path: t.path(path), Current: name == current})
	}
	return p
}

// rulesView is what is in force, and what waits.
type rulesView struct {
	settingsPage
	Rules   []ruleRow
	Waiting []proposalRow
	Missing int // what has to be done before real people come
	Ready   string
}

// ruleRow is one kind of rules.
type ruleRow struct {
	Kind, Name, About, Version, Since, Source string
	Propose                                   string
}

// proposalRow is one proposal in a list.
type proposalRow struct {
	Path, Kind, By, At, Why  string
	Loosens                  bool
	State, StateWord         string
	Number, Changes, EndedBy string
}

func (t *turn) proposalOf(p *settings.Proposal) proposalRow {
	r := proposalRow{
		Path: t.path("/desk/settings/proposals/" + p.ID), Kind: t.say("desk.settings.kind." + string(p.Kind)), By: p.By.Login, At: t.dated(p.At),
		Why: p.Why, Loosens: p.Loosens, State: string(p.State), StateWord: t.say("desk.settings.state." + string(p.State)),
		Changes: t.say("desk.settings.changes", "N", strconv.Itoa(len(p.Changes))),
	}
	if p.Number > 0 {
		r.Number = strconv.FormatInt(p.Number, 10)
	}
	if p.Ended != nil {
		r.EndedBy = p.Ended.Login
	}
	return r
}

// showRules shows what is in force, and what waits.
func (d *Desk) showRules(t *turn) {
	all, err := d.Settings.InForce(t.ctx())
	if err != nil {
		t.fail(err)
		return
	}
	v := &rulesView{settingsPage: t.sectionOf("rules"), Ready: t.path("/desk/settings/ready")}
	for _, s := range all {
		kind := "desk.settings.kind." + string(s.Kind)
		r := ruleRow{Kind: string(s.Kind), Name: t.say(kind), About: t.say(kind + ".about"), Version: s.Name, Propose: t.path("/desk/settings/propose/" + string(s.Kind))}
		switch {
		case s.Number > 0:
			r.Since = t.dated(s.At)
			r.Source = t.say("desk.settings.source.desk", "N", strconv.FormatInt(s.Number, 10))
		case s.Source != "":
			r.Source = t.say("desk.settings.source.file", "File", s.Source)
		default:
			r.Source = t.say("desk.settings.source.shipped")
		}
		v.Rules = append(v.Rules, r)
	}
	proposals, err := d.Settings.History(t.ctx(), t.actor())
	if err == nil {
		var points []settings.Point
		points, err = d.Settings.Ready(t.ctx(), false)
		v.Missing = settings.Lacking(points)
	}
	if err != nil {
		t.failSettings(err)
		return
	}
	for _, p := range proposals {
		if p.State == settings.Waiting {
			v.Waiting = append(v.Waiting, t.proposalOf(p))
		}
	}
	v.Said = t.justDone("desk.settings.done.", "rejected", "withdrawn")
	t.show("settings", v, "desk.settings.title")
}

// historyView is every proposal.
type historyView struct {
	settingsPage
	Rows []proposalRow
}

func (d *Desk) showHistory(t *turn) {
	all, err := d.Settings.History(t.ctx(), t.actor())
	if err != nil {
		t.failSettings(err)
		return
	}
	v := &historyView{settingsPage: t.sectionOf("history")}
	for _, p := range all {
		v.Rows = append(v.Rows, t.proposalOf(p))
	}
	t.show("settings_history", v, "desk.settings.history.title")
}

// failSettings answers an error of the story with the page that it means.
func (t *turn) failSettings(err error) {
	var unclear *settings.Unclear
	switch {
	case errors.Is(err, settings.ErrNotFound):
		t.fail(staff.ErrNotFound)
	case errors.As(err, &unclear):
		t.refuse(unclear.Code)
	default:
		t.fail(err)
	}
}

// dated says a time with its year: rules live for years.
func (t *turn) dated(at time.Time) string {
	loc := t.d.shell.Location
	if loc == nil {
		loc = time.UTC
	}
	return at.In(loc).Format("2006-01-02 15:04")
}
