package desk

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

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
	Human    string
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
	v.Kind, v.State = t.say("desk.kind."+string(l.Row.Kind)), t.say("desk.is."+string(l.State))
	v.Human = t.say("desk.human", "N", strconv.Itoa(l.Row.Votes), "Of", strconv.Itoa(l.Row.People))
	if l.State == recovery.Reviewing {
		v.State = t.state(l.Row)
		if l.Row.Claimed(t.now()) {
			v.Claim = t.say("desk.claimed", "Name", l.Row.ClaimBy, "N", strconv.Itoa(int(t.now().Sub(l.Row.ClaimAt).Minutes())))
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

// join puts one more thing into a list in words.
func (t *turn) join(list, more string) string {
	if list == "" {
		return more
	}
	return t.say("desk.join", "A", list, "B", more)
}

// people words who decided, and what once all have.
func (t *turn) people(v *caseView, l *recovery.Look) {
	for _, p := range l.Voted {
		v.Voted = append(v.Voted, t.say("desk.voted", "Name", p.By, "Time", t.moment(p.At)))
	}
	v.Rulings, v.Former = t.rulings(l.Decisions), t.rulings(l.Former)
	for _, n := range l.Notes {
		v.Notes = append(v.Notes, noteRow{By: n.By, At: t.moment(n.At), Words: n.Words})
	}
}

func (t *turn) rulings(votes []recovery.Vote) []ruling {
	var out []ruling
	for _, d := range votes {
		said := "decline"
		if d.Grant {
			said = "grant"
		}
		out = append(out, ruling{By: d.By, At: t.moment(d.At), Said: t.say("desk.ruling." + said), Reason: t.say("desk.reason." + d.Reason), Words: d.Words})
	}
	return out
}

// evidence words one row.
func (t *turn) evidence(e recovery.Evidence) evidenceRow {
	row := evidenceRow{
		Kind: e.Kind, Label: t.evidenceName(e), Mark: string(e.Mark), Shape: shapes[e.Mark], Said: t.say("desk.mark." + string(e.Mark)),
		Typed: e.Typed, Shown: e.Shown,
	}
	row.Asked = !slices.Contains([]string{"device", "network", "channel"}, e.Kind) // those are seen, not asked
	if e.Answers > 0 {
		row.Answers = t.say("desk.answers", "N", strconv.Itoa(e.Answers))
	}
	if e.Mark == recovery.Unknown {
		row.How = t.say("desk.how.unknown")
		return row
	}
	e.Finding.Kind = word(e.Label[t.lang()], e.Finding.Kind)
	row.How = e.Finding.Explained(func(key string, args map[string]string) string { return t.d.shell.Catalogue.T(t.lang(), key, args) })
	row.Weight = bits(int64(e.Finding.Bits))
	if e.Age != recovery.AgeUnknown {
		row.Age = t.say("desk.age." + string(e.Age))
	}
	return row
}

// evidenceName is the word for a kind of evidence: the operator's for theirs, ours for ours.
func (t *turn) evidenceName(e recovery.Evidence) string {
	if own := e.Label[t.lang()]; own != "" {
		return own
	}
	if key := "desk.evidence." + e.Kind; t.d.shell.Catalogue.Has(t.lang(), key) {
		return t.say(key)
	}
	return e.Kind
}

// bits are thousandths of a bit with a sign and one place.
func bits(n int64) string {
	return strings.Replace(strconv.FormatFloat(float64(n)/1000, 'f', 1, 64), "-", "−", 1)
}

// machine words what the engine says.
func (t *turn) machine(m recovery.Machine) machineView {
	v := machineView{
		Said: t.say("desk.machine." + string(word(string(m.Suggestion), "unclear"))), Bits: bits(int64(m.Bits)), Engine: m.Engine,
		Line: t.say("desk.machine.line", "Grant", bits(int64(m.Threshold.Grant)), "Decline", bits(int64(m.Threshold.Decline))),
	}
	for _, f := range m.Flags {
		v.Flags = append(v.Flags, t.say("desk.flag."+string(f)))
	}
	say := func(rows []recovery.Evidence) (out []string) {
		for _, e := range rows {
			r := t.evidence(e)
			out = append(out, t.say("desk.machine.row", "Kind", r.Label, "Mark", r.Said, "Bits", r.Weight))
		}
		return out
	}
	v.For, v.Not = say(m.For), say(m.Not)
	return v
}

// context words what stands around the answers.
func (t *turn) context(l *recovery.Look) []pair {
	add := func(out []pair, key, value string) []pair {
		if value == "" {
			return out
		}
		return append(out, pair{t.say("desk.context." + key), value})
	}
	var out []pair
	out = add(out, "situation", t.known("desk.situation.", l.Situation))
	out = add(out, "device", t.known("desk.device.", l.Device))
	familiar := "no"
	if l.Familiar {
		familiar = "yes"
	}
	out = add(out, "familiar", t.say("desk.familiar."+familiar))
	out = add(out, "attempt", strconv.Itoa(l.Attempt))
	out = add(out, "profile", t.known("desk.profile.", string(l.Row.Profile)))
	out = add(out, "language", t.say("desk.language."+l.Row.Language))
	if l.Helper != "" || l.Shop != "" {
		out = add(out, "helper", strings.Trim(l.Helper+" / "+l.Shop, " /"))
	}
	if l.Assisted.By != "" {
		out = add(out, "assisted", t.say("desk.assisted", "Name", l.Assisted.By, "Shop", l.Assisted.Shop, "Way", t.say("desk.way."+l.Assisted.Way)))
	}
	if !l.Asked.At.IsZero() {
		out = add(out, "asked", t.say("desk.asked", "Time", t.moment(l.Asked.At), "Until", t.moment(l.Asked.Until)))
	}
	if !l.Appealed.IsZero() {
		out = add(out, "appealed", t.moment(l.Appealed))
	}
	return out
}

// known is a word of the catalogue, or nothing.
func (t *turn) known(room, value string) string {
	if key := room + value; value != "" && t.d.shell.Catalogue.Has(t.lang(), key) {
		return t.say(key)
	}
	return ""
}

// timelines are the ways to narrow the timeline.
var timelines = []string{"all", "people", "letters", "views"}

// timeline words what happened, narrowed as the address says.
func (t *turn) timeline(v *caseView, l *recovery.Look) {
	v.Only = t.r.URL.Query().Get("only")
	for _, only := range timelines {
		v.Onlys = append(v.Onlys, option{Value: v.Path + "?only=" + only + "#timeline", Label: t.say("desk.only." + only), Chosen: only == word(v.Only, "all")})
	}
	for _, e := range l.Timeline {
		staff := strings.HasPrefix(e.Actor, "staff:")
		seen := e.Door == "view" || e.Door == "reveal"
		if v.Only == "people" && !staff || v.Only == "letters" && e.Door != "letter" || v.Only == "views" && !seen {
			continue
		}
		v.Events = append(v.Events, eventRow{At: t.moment(e.At), Who: t.actorName(e.Actor), What: t.happened(e)})
	}
}

func (t *turn) actorName(actor string) string {
	if name, ok := strings.CutPrefix(actor, "staff:"); ok {
		return name
	}
	return word(t.known("desk.actor.", actor), actor)
}

// happened words one event.
func (t *turn) happened(e recovery.Event) string {
	if e.Door == "letter" {
		sent := "waits"
		switch {
		case e.Failed != "":
			sent = "failed"
		case !e.Sent.IsZero():
			sent = "sent"
		}
		return t.say("desk.letter."+sent, "Kind", word(t.known("desk.letterkind.", e.Letter), e.Letter))
	}
	said := word(t.known("desk.door.", e.Door), e.Door)
	switch e.Door {
	case "reveal":
		said = t.say("desk.door.revealed", "Kind", t.evidenceName(recovery.Evidence{Kind: e.Detail["kind"]}), "Reason", t.say("desk.reveal."+e.Detail["reason"]))
	case "view", "vote", "claim", "pick":
		if via := e.Detail["via"]; via == "cli" || via == "api" {
			said = t.say("desk.door.via", "Door", said, "Via", t.say("desk.via."+via))
		}
	}
	return said
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
