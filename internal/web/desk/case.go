package desk

import (
	"net/url"
	"strconv"

	"okaeri/internal/recovery"
)

// caseView is one case as the person at the desk may see it. Nothing in it is held of an account.
type caseView struct {
	Page
	Case     *recovery.Look
	Path     string
	Left     string
	LeftTag  string
	Kind     string
	State    string
	Claim    string
	Bar      string // why this person can't take or decide it, in words
	Stop     string // the owner's word, where it ended the case
	Warnings []string
	Human    string // how many people have decided; empty where nobody has to
	Nobody   string // that nobody has decided
	Voted    []string
	Rulings  []ruling
	Former   []ruling
	Evidence []evidenceRow
	Hidden   []evidenceRow
	Reasons  []option // to look at what was typed
	Machine  machineView
	Context  []pair
	Related  []relatedRow
	Events   []eventRow
	Notes    []noteRow
	Works    bool
	Takes    bool // may take the case
	Only     string
	Record   string // address of the case's record, for whoever may read it
	Onlys    []option
}

type ruling struct{ By, At, Said, Reason, Words string }

type pair struct{ Name, Value string }

type relatedRow struct{ Ref, Path, State, At, By string }

type eventRow struct{ At, Who, What string }

type noteRow struct{ By, At, Words string }

// evidenceRow is one row of the table, in words.
type evidenceRow struct {
	Kind, Label       string
	Mark, Shape, Said string
	How, Weight, Age  string
	Answers           string
	Typed             []string
	Shown             bool
	Asked             bool // it is a question of the form
}

// machineView is what the engine says, in words. It looks otherwise than what people decide.
type machineView struct {
	Said, Bits, Line, Engine string
	Flags                    []string
	For, Not                 []string
}

// shapes are drawn beside the words of the marks, so that neither color nor shape has to be seen alone.
var shapes = map[recovery.Mark]string{
	recovery.Exact: "●", recovery.Near: "◐", recovery.Different: "○", recovery.Unanswered: "－", recovery.Unknown: "？",
}

// showCase shows a case and thereby writes down that it was seen.
func (d *Desk) showCase(t *turn) {
	look, err := d.Cases.Open(t.ctx(), t.actor(), t.ref())
	if err != nil {
		t.fail(err)
		return
	}
	v := t.caseOf(look)
	if said := t.r.URL.Query().Get("done"); t.d.shell.Catalogue.Has(t.lang(), "desk.done."+said) {
		v.Said = t.say("desk.done." + said)
	}
	t.show("case", v, "desk.case.title")
}

func (t *turn) ref() string { return t.r.PathValue("ref") }

// casePath is the address of a case, with what has just been done to it.
func casePath(ref, done string) string {
	path := "/desk/cases/" + url.PathEscape(recovery.NormalRef(ref))
	if done != "" {
		path += "?done=" + done
	}
	return path
}

// caseOf words a case.
func (t *turn) caseOf(l *recovery.Look) *caseView {
	v := &caseView{Case: l, Path: t.path("/desk/cases/" + l.Row.Ref), Works: t.who.Is(works.roles...)}
	v.Ref = l.Row.Ref
	v.Left, v.LeftTag = t.left(l.Row.Due)
	if t.d.Record != nil && audits.role(t.who) {
		v.Record = t.path("/desk/audit") + recordAsk{Case: l.Row.Ref}.query("")
	}
	v.Kind, v.State = t.kind(l), t.say("desk.is."+string(l.State))
	v.Nobody = t.say("desk.case.nobody")
	if l.State != recovery.Reviewing {
		v.Nobody = t.say("desk.case.undecided")
	}
	if l.State == recovery.Reviewing || l.Row.Votes > 0 { // the machine alone decides the others, or nobody does
		v.Human = t.say("desk.human", "N", strconv.Itoa(l.Row.Votes), "Of", strconv.Itoa(l.Row.People))
	}
	if l.State == recovery.Reviewing {
		v.State = t.state(l.Row)
		if l.Row.Claimed(t.now()) {
			v.Claim = t.claimed(l.Row)
		}
		v.Takes = v.Works && l.Bar == "" && !l.Mine
	} else {
		v.Left, v.LeftTag = "", ""
	}
	if l.Bar != "" && l.Bar != "role" && l.Bar != "closed" {
		v.Bar = t.say("desk.refused." + l.Bar)
	}
	if l.State == recovery.Contested {
		v.Stop = t.say("desk.stop.contested", "Time", t.moment(l.Closed))
	}
	if l.Disputed && l.State == recovery.Reviewing {
		v.Warnings = append(v.Warnings, t.say("desk.warn.disputed"))
	}
	if l.Expired && l.State == recovery.Reviewing {
		v.Warnings = append(v.Warnings, t.say("desk.refused.claim_expired"))
	}
	if l.State == recovery.Reviewing {
		if who := t.stuck(l); who != "" {
			v.Warnings = append(v.Warnings, t.say("desk.stuck."+who))
		}
	}
	for _, reason := range recovery.RevealReasons {
		v.Reasons = append(v.Reasons, option{Value: reason, Label: t.say("desk.reveal." + reason)})
	}
	t.people(v, l)
	for _, e := range l.Evidence {
		v.Evidence = append(v.Evidence, t.evidence(e))
	}
	for _, e := range l.Hidden {
		v.Hidden = append(v.Hidden, t.evidence(e))
	}
	v.Machine = t.machine(l.Machine)
	v.Context = t.context(l)
	for _, r := range l.Related {
		by := ""
		for _, w := range r.By {
			by = t.join(by, t.say("desk.shares."+w))
		}
		v.Related = append(v.Related, relatedRow{
			Ref: r.Ref, Path: t.path("/desk/cases/" + r.Ref), State: t.say("desk.is." + string(r.State)), At: t.moment(r.Submitted),
			By: by,
		})
	}
	t.timeline(v, l)
	return v
}

// kind is what sort of case it is, and of one that staff typed, where its applicant was.
func (t *turn) kind(l *recovery.Look) string {
	key := "desk.kind." + string(l.Row.Kind)
	if l.Row.Kind == recovery.KindAssisted {
		key += "." + l.Assisted.Way
	}
	return t.say(key)
}

// join puts one more thing into a list in words.
func (t *turn) join(list, more string) string {
	if list == "" {
		return more
	}
	return t.say("desk.join", "A", list, "B", more)
}

// claim takes the case.
func (d *Desk) claim(t *turn) {
	if t.whole() {
		t.done(d.Cases.Claim(t.ctx(), t.actor(), t.ref()), casePath(t.ref(), "claim"))
	}
}

// release puts the case back.
func (d *Desk) release(t *turn) {
	if t.whole() {
		t.done(d.Cases.PutBack(t.ctx(), t.actor(), t.ref()), "/desk/cases")
	}
}

// done sends the browser on, or says what went wrong.
func (t *turn) done(err error, path string) {
	if err != nil {
		t.fail(err)
		return
	}
	t.goTo(path)
}

// note adds an internal note.
func (d *Desk) note(t *turn) {
	words, ok := t.text("words")
	if ok && t.whole() {
		t.done(d.Cases.AddNote(t.ctx(), t.actor(), t.ref(), words), casePath(t.ref(), "note")+"#notes")
	}
}

// reveal shows what was typed to one question, for as long as the claim lives.
func (d *Desk) reveal(t *turn) {
	kind, ok := t.one("kind")
	if !ok {
		return
	}
	reason, ok := t.one("reason")
	if !ok || !t.whole() {
		return
	}
	t.done(d.Cases.Reveal(t.ctx(), t.actor(), t.ref(), kind, reason), casePath(t.ref(), "reveal")+"#e-"+url.QueryEscape(kind))
}
