package desk

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"okaeri/internal/settings"
	"okaeri/internal/staff"
	"okaeri/internal/web"
)

// proposeView asks for a changed file.
type proposeView struct {
	settingsPage
	Kind, Name, About, Action string
	Text, TextFault           string
	TextLang                  string // of what is wrong with the file: it is told in the file's own words
	Why, WhyFault             string
}

// proposeForm shows the form: with the rules in force, or with what was typed and what is wrong with it.
func (t *turn) proposeForm(typed map[string]string, err error) {
	kind := settings.Kind(t.r.PathValue("kind"))
	if !slices.Contains(settings.Kinds(), kind) {
		t.fail(staff.ErrNotFound)
		return
	}
	name := "desk.settings.kind." + string(kind)
	v := &proposeView{
		settingsPage: t.sectionOf("rules"), Kind: string(kind), Name: t.say(name), About: t.say(name + ".hint"),
		Action: t.path("/desk/settings/propose/" + string(kind)),
	}
	if err == nil {
		all, err := t.d.Settings.InForce(t.ctx())
		if err != nil {
			t.fail(err)
			return
		}
		v.Text = all[slices.IndexFunc(all, func(s settings.Standing) bool { return s.Kind == kind })].Text
		t.show("settings_propose", v, "desk.settings.propose.title", "Kind", v.Name)
		return
	}
	v.Text, v.Why = typed["text"], typed["why"]
	fault, ok := v.mark(t, err)
	if !ok {
		t.failSettings(err)
		return
	}
	t.again("settings_propose", v, []web.Fault{fault}, "desk.settings.propose.title", "Kind", v.Name)
}

// mark puts what is wrong beside its box.
func (v *proposeView) mark(t *turn, err error) (web.Fault, bool) {
	var bad *settings.BadFile
	var unclear *settings.Unclear
	switch {
	case errors.As(err, &bad):
		v.TextFault, v.TextLang = t.badFile(bad)
		return web.Fault{Field: "text", Words: t.say("desk.settings.text.wrong")}, true
	case errors.As(err, &unclear) && slices.Contains([]string{"why_missing", "words_long"}, unclear.Code):
		v.WhyFault = t.say("desk.refused." + unclear.Code)
		return web.Fault{Field: "why", Words: v.WhyFault}, true
	case errors.As(err, &unclear):
		v.TextFault = t.say("desk.refused." + unclear.Code)
		return web.Fault{Field: "text", Words: v.TextFault}, true
	}
	return web.Fault{}, false
}

// badFile words what is wrong with a file in the reader's language where there are words for it, and else in the file's own, which is lang.
func (t *turn) badFile(bad *settings.BadFile) (words, lang string) {
	key := "desk.settings.bad." + bad.Code
	if bad.Code == "" || !t.d.shell.Catalogue.Has(t.lang(), key) {
		return bad.Words, "en"
	}
	return t.d.shell.Catalogue.T(t.lang(), key, bad.Args), ""
}

// propose takes a changed file.
func (d *Desk) propose(t *turn) {
	typed, ok := t.many("text", "why")
	if !ok {
		return
	}
	p, err := d.Settings.Propose(t.ctx(), t.actor(), settings.Draft{
		Kind: settings.Kind(t.r.PathValue("kind")), Text: typed["text"], Why: typed["why"],
	})
	if err != nil {
		t.proposeForm(typed, err)
		return
	}
	t.goTo("/desk/settings/proposals/" + p.ID)
}

// many takes all fields of a form that may have several lines. It answers and returns false for what no form of ours sends.
func (t *turn) many(names ...string) (typed map[string]string, ok bool) {
	typed = map[string]string{}
	for _, name := range names {
		values := t.form.All(name)
		if len(values) > 1 {
			t.fail(web.ErrForm)
			return nil, false
		}
		if len(values) == 1 {
			typed[name] = strings.ReplaceAll(values[0], "\r\n", "\n") // browsers send what was typed so
		}
	}
	return typed, t.whole()
}

// proposalView is one proposal.
type proposalView struct {
	settingsPage
	proposalRow
	Was, Text         string
	List              []changeRow
	More              string // how many changes are not in the list
	Trial             *trialView
	Given             []givenRow
	Needs             string
	Bar               string // why the reader can't confirm it
	Open, Mine, Heads bool
	Words, WordsFault string
	Rejection         string
	LiveAs            string
	Confirm           string // what the button says
}

// changeRow is one changed key.
type changeRow struct {
	Key, Before, After string
	Loosens            bool
}

// givenRow is one administrator's word.
type givenRow struct{ Login, At string }

// trialView is a dry run.
type trialView struct {
	State         string
	Done, Total   int
	Words         string
	Same          string
	Turns         []turnRow
	Shorter       string
	Longer        string
	Rows          []differRow
	More          string
	At            string
	Retention     bool
	Running, Fail bool
}

type turnRow struct {
	Before, After string
	N             string
	Loosens       bool
}

type differRow struct{ Ref, Before, After string }

// mostChanges bounds the list of changed keys.
const mostChanges = 100

// showProposal shows one proposal; words and fault are those of a rejection that needs another look.
func (t *turn) showProposal(faults []web.Fault, words string) {
	look, err := t.d.Settings.Look(t.ctx(), t.actor(), t.r.PathValue("id"))
	if err != nil {
		t.failSettings(err)
		return
	}
	v := &proposalView{
		settingsPage: t.sectionOf("rules"), proposalRow: t.proposalOf(look.Proposal), Was: look.Was, Text: look.Text,
		Open: look.State == settings.Waiting, Mine: look.Mine, Heads: heads.role(t.who), Words: words, Rejection: look.Words,
		Needs: t.say("desk.settings.needs", "N", strconv.Itoa(look.Counts), "Of", strconv.Itoa(look.Needs())),
		Trial: t.trialOf(look), Confirm: t.say("desk.settings.confirm.first"),
	}
	if look.Counts+1 >= look.Needs() {
		v.Confirm = t.say("desk.settings.confirm.last")
	}
	if look.Bar != "" {
		v.Bar = t.say("desk.refused." + look.Bar)
	}
	if look.Number > 0 {
		v.LiveAs = t.say("desk.settings.live_as", "N", strconv.FormatInt(look.Number, 10))
	}
	for i, c := range look.Changes {
		if i == mostChanges {
			v.More = t.say("desk.settings.more", "N", strconv.Itoa(len(look.Changes)-i))
			break
		}
		v.List = append(v.List, changeRow{c.Key, c.Before, c.After, c.Direction != settings.Tightens})
	}
	for _, h := range look.Confirmed {
		v.Given = append(v.Given, givenRow{h.Login, t.dated(h.At)})
	}
	v.Said = t.justDone("desk.settings.done.", "confirmed", "live", "again")
	if faults != nil {
		v.WordsFault = faults[0].Words
		t.again("settings_proposal", v, faults, "desk.settings.proposal.title", "Kind", v.Kind)
		return
	}
	t.show("settings_proposal", v, "desk.settings.proposal.title", "Kind", v.Kind)
}

// trialOf words a dry run.
func (t *turn) trialOf(l *settings.Look) *trialView {
	tr := l.Trial
	if tr == nil {
		return nil
	}
	n := strconv.Itoa
	v := &trialView{
		State: string(tr.State), Done: tr.Done, Total: tr.Total, Retention: l.Kind == settings.Retention,
		Running: tr.State == settings.TrialWaiting || tr.State == settings.TrialRunning, Fail: tr.State == settings.TrialFailed,
	}
	switch {
	case v.Fail:
		v.Words = t.say("desk.settings.trial.failed")
	case v.Running:
		v.Words = t.say("desk.settings.trial.running", "N", n(tr.Done), "Of", n(tr.Total))
	case v.Retention:
		v.Words = t.say("desk.settings.trial.forgets", "N", n(tr.Forgets))
	case tr.Total == 0:
		v.Words = t.say("desk.settings.trial.none")
	case tr.All == 0:
		v.Words = t.say("desk.settings.trial.same", "Of", n(tr.Done))
	default:
		v.Words = t.say("desk.settings.trial.done", "N", n(tr.Verdicts()), "Holds", n(tr.All-tr.Verdicts()), "Of", n(tr.Done))
	}
	if !tr.At.IsZero() {
		v.At = t.dated(tr.At)
	}
	for _, x := range tr.Turns {
		row := turnRow{t.verdict(string(x.Before)), t.verdict(string(x.After)), n(x.N), eases[x.Before] < eases[x.After]}
		if x.Before == x.After {
			row.After = t.say("desk.settings.same_verdict")
		}
		v.Turns = append(v.Turns, row)
	}
	v.Shorter, v.Longer = n(tr.Shorter), n(tr.Longer)
	for _, d := range tr.Differ {
		v.Rows = append(v.Rows, differRow{d.Ref, t.decided(d.Before), t.decided(d.After)})
	}
	if more := tr.All - len(tr.Differ); more > 0 {
		v.More = t.say("desk.settings.trial.more", "N", n(more))
	}
	return v
}
