package desk

import (
	"slices"
	"strconv"
	"strings"

	"okaeri/internal/intake"
	"okaeri/internal/recovery"
)

// people words who decided, and what once all have.
func (t *turn) people(v *caseView, l *recovery.Look) {
	for _, p := range l.Voted {
		v.Voted = append(v.Voted, t.say("desk.voted", "Name", t.name(p.By), "Time", t.moment(p.At)))
	}
	v.Rulings, v.Former = t.rulings(l.Decisions), t.rulings(l.Former)
	for _, n := range l.Notes {
		v.Notes = append(v.Notes, noteRow{By: t.name(n.By), At: t.moment(n.At), Words: n.Words})
	}
}

func (t *turn) rulings(votes []recovery.Vote) []ruling {
	var out []ruling
	for _, d := range votes {
		said := "decline"
		if d.Grant {
			said = "grant"
		}
		out = append(out, ruling{By: t.name(d.By), At: t.moment(d.At), Said: t.say("desk.ruling." + said), Reason: t.say("desk.reason." + d.Reason), Words: d.Words})
	}
	return out
}

// evidence words one row.
func (t *turn) evidence(e recovery.Evidence) evidenceRow {
	row := evidenceRow{
		Kind: e.Kind, Label: t.evidenceName(e), Mark: string(e.Mark), Shape: shapes[e.Mark], Said: t.say("desk.mark." + string(e.Mark)),
		Shown: e.Shown,
	}
	for _, s := range e.Typed {
		row.Typed = append(row.Typed, t.said(e.Kind, s))
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

// said is one answer in the reader's language where it was chosen from a list, and as it was typed everywhere else.
func (t *turn) said(kind string, s recovery.Said) string {
	if kind == intake.KindPastPassword { // when it was in use: a year, or a word of the form
		return word(t.known("apply.option.password_when.", s.Words), s.Words)
	}
	return s.In(t.lang())
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
	said := strconv.FormatFloat(float64(n)/1000, 'f', 1, 64)
	if said == "-0.0" { // nothing has no sign
		return "0.0"
	}
	return strings.Replace(said, "-", "−", 1)
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
		out = add(out, "assisted", t.say("desk.assisted", "Name", t.name(l.Assisted.By), "Shop", l.Assisted.Shop, "Way", t.say("desk.way."+l.Assisted.Way)))
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
		v.Events = append(v.Events, eventRow{At: t.moment(e.At), Who: t.actorName(e.Actor), What: t.happened(e, l)})
	}
}

func (t *turn) actorName(actor string) string {
	if login, ok := strings.CutPrefix(actor, "staff:"); ok {
		return t.name(login)
	}
	return word(t.known("desk.actor.", actor), actor)
}

// rowOf is the row of a kind in a case.
func rowOf(l *recovery.Look, kind string) recovery.Evidence {
	for _, e := range slices.Concat(l.Evidence, l.Hidden) {
		if e.Kind == kind {
			return e
		}
	}
	return recovery.Evidence{Kind: kind}
}

// happened words one event of a case.
func (t *turn) happened(e recovery.Event, l *recovery.Look) string {
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
		said = t.say("desk.door.revealed", "Kind", t.evidenceName(rowOf(l, e.Detail["kind"])), "Reason", t.say("desk.reveal."+e.Detail["reason"]))
	case "view", "vote", "claim", "pick":
		if via := e.Detail["via"]; via == "cli" || via == "api" {
			said = t.say("desk.door.via", "Door", said, "Via", t.say("desk.via."+via))
		}
	}
	return said
}
