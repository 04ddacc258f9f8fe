package desk

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"okaeri/internal/recovery"
	"okaeri/internal/web"
)

// decideView is the page on which one person decides: what to do, why, what it leads to, and the letter that leaves.
type decideView struct {
	Page
	Case    *recovery.Look
	Path    string
	Ways    []way
	Way     string
	Grant   []option // reasons
	Decline []option
	Reason  string
	Proofs  []option
	Words   string
	Kinds   []option
	Asks    string // the kinds that the letter of asking names, as it is shown
	Minima  []minimum
	Human   string
	Machine machineView
	Second  string // what this vote is: the first of two, the second, a senior's
	Hold    string
	Confirm string // where to confirm with a passkey first; empty while the last time is fresh
	Onward  bool   // the next case is taken afterwards
}

// way is one thing to do with the case.
type way struct {
	Value, Label, Hint string
	Chosen             bool
	Then               []string // what it leads to
	Subject, Letter    string   // the letter that leaves
	Open               bool     // and is shown
}

type minimum struct {
	Said string
	Met  bool
}

// ways are what a person may do on the page.
var ways = []string{"grant", "decline", "ask", "escalate"}

// showDecide shows the page to whoever holds the case, and sends everybody else to the case itself.
func (d *Desk) showDecide(t *turn) {
	look, err := d.Cases.Open(t.ctx(), t.actor(), t.ref())
	if err != nil {
		t.fail(err)
		return
	}
	if !look.Mine {
		t.goTo(casePath(look.Row.Ref, ""))
		return
	}
	t.show("decide", t.decideOf(look, ballot{}), "desk.decide.title")
}

// ballot is the page's form as it was sent.
type ballot struct {
	way, reason, proof, words string
	onward                    bool // take the next case afterwards
	kinds                     []string
	asks                      string // the kinds that the letter named which the page showed
	show                      bool   // show the letter for what is ticked now, and do nothing
}

// unread tells whether the letter that would leave is not the one that the page showed.
func (b ballot) unread() bool {
	return b.way == "ask" && len(b.kinds) > 0 && strings.Join(b.kinds, ",") != b.asks
}

// readBallot takes the form.
func (t *turn) readBallot() (b ballot, ok bool) {
	var onward, show string
	for _, f := range []struct {
		name string
		into *string
	}{{"way", &b.way}, {"reason", &b.reason}, {"proof", &b.proof}, {"asks", &b.asks}, {"onward", &onward}, {"show", &show}} {
		if *f.into, ok = t.one(f.name); !ok {
			return b, false
		}
	}
	if b.words, ok = t.text("words"); !ok {
		return b, false
	}
	b.onward, b.show = onward != "", show != ""
	b.kinds = t.form.All("kinds")
	return b, t.whole()
}

// text takes a field of several lines out of the form.
func (t *turn) text(name string) (string, bool) {
	values := t.form.All(name)
	if len(values) > 1 {
		t.fail(web.ErrForm)
		return "", false
	}
	return strings.TrimSpace(strings.ReplaceAll(strings.Join(values, ""), "\r\n", "\n")), true
}

// decide does what was chosen. What the rules refuse for the form's own sake shows the page again with what was typed.
func (d *Desk) decide(t *turn) {
	b, ok := t.readBallot()
	if !ok {
		return
	}
	a, ref, err := t.actor(), t.ref(), error(nil)
	if b.show {
		d.showLetter(t, b)
		return
	}
	switch b.way {
	case "grant", "decline":
		err = d.Cases.Decide(t.ctx(), a, ref, recovery.Ballot{Grant: b.way == "grant", Reason: b.reason, Words: b.words, Proof: b.proof})
	case "ask":
		err = d.ask(t, b)
	case "escalate":
		err = d.Cases.Escalate(t.ctx(), a, ref, b.words)
	default:
		err = &recovery.Refused{Code: "way_missing"}
	}
	var refused *recovery.Refused
	if errors.As(err, &refused) && t.mend(b, refused.Code) {
		return
	}
	if err == nil {
		t.keepOnward(b.onward)
	}
	if err == nil && b.onward {
		d.onward(t)
		return
	}
	t.done(err, casePath(ref, b.way))
}

// ask asks the applicant for what is ticked, by the letter that the page showed and no other.
func (d *Desk) ask(t *turn, b ballot) error {
	if b.unread() {
		return &recovery.Refused{Code: "letter_unread"}
	}
	return d.Cases.AskMore(t.ctx(), t.actor(), t.ref(), b.kinds)
}

// showLetter shows the page again with everything that was typed, and the letter that asks for what is ticked now.
func (d *Desk) showLetter(t *turn, b ballot) {
	look, err := d.Cases.Open(t.ctx(), t.actor(), t.ref())
	switch {
	case err != nil:
		t.fail(err)
	case !look.Mine:
		t.goTo(casePath(look.Row.Ref, ""))
	default:
		b.way = "ask"
		t.show("decide", t.decideOf(look, b), "desk.decide.title")
	}
}

// fieldOf is the field that a refusal is about; refusals that no field mends are not in it.
var fieldOf = map[string]string{
	"way_missing": "way-grant", "reason_unknown": "reason", "words_missing": "words", "words_long": "words", "words_card": "words", "proof_unknown": "proof",
	"proof_missing": "proof", "minimum_identity": "proof", "minimum_no_objection": "proof", "minimum_two_kinds": "proof",
	"kinds_missing": "kinds", "kind_unknown": "kinds", "letter_unread": "letter-ask", "sign_in_again": "send", "no_account": "way-grant", "asked_before": "way-ask",
}

// mend shows the page again if the refusal is one that it can mend.
func (t *turn) mend(b ballot, code string) bool {
	field, ok := fieldOf[code]
	if !ok {
		return false
	}
	look, err := t.d.Cases.Open(t.ctx(), t.actor(), t.ref())
	if err != nil || !look.Mine {
		return false
	}
	t.again("decide", t.decideOf(look, b), []web.Fault{t.fault(field, code)}, "desk.decide.title")
	return true
}

// decideOf words the page.
func (t *turn) decideOf(l *recovery.Look, b ballot) *decideView {
	v := &decideView{
		Case: l, Path: t.path("/desk/cases/" + l.Row.Ref), Way: b.way, Reason: b.reason, Words: b.words, Machine: t.machine(l.Machine),
		Hold: t.say("desk.hours", "N", strconv.Itoa(l.HoldHours)), Onward: b.onward || b.way == "" && t.prefers(onwardCookie, "on"),
	}
	v.Ref = l.Row.Ref
	v.Human = t.say("desk.human", "N", strconv.Itoa(l.Row.Votes), "Of", strconv.Itoa(l.Row.People))
	v.Second = t.say("desk.second." + turnOf(l))
	if b.way == "" && len(b.kinds) == 0 {
		b.kinds = l.Advice
	}
	var kinds []string // as the form will send them
	for _, kind := range recovery.AskKinds {
		chosen := slices.Contains(b.kinds, kind)
		v.Kinds = append(v.Kinds, option{kind, t.say("desk.evidence." + kind), chosen})
		if chosen {
			kinds = append(kinds, kind)
		}
	}
	v.Asks = strings.Join(kinds, ",")
	for _, w := range ways {
		if w == "escalate" && t.actor().Is(recovery.RoleSenior) {
			continue
		}
		m := l.Letters[w]
		if w == "ask" {
			m = t.d.Cases.AskLetter(l, kinds)
		}
		v.Ways = append(v.Ways, way{
			Value: w, Label: t.say("desk.way." + w), Hint: t.say("desk.way." + w + ".hint"), Chosen: w == b.way, Then: t.then(w, l),
			Subject: m.Subject, Letter: m.Text, Open: w == "ask" && (b.show || b.unread()),
		})
	}
	choose := func(list []string, room, chosen string) (out []option) {
		for _, value := range list {
			out = append(out, option{value, t.say(room + value), value == chosen})
		}
		return out
	}
	v.Grant, v.Decline = choose(recovery.GrantReasons, "desk.reason.", b.reason), choose(recovery.DeclineReasons, "desk.reason.", b.reason)
	v.Proofs = choose(recovery.ProofKinds, "desk.proof.", b.proof)
	for _, m := range l.Minima {
		v.Minima = append(v.Minima, minimum{t.say("desk.minimum." + m.Code), m.Met})
	}
	if !grants.fresh(t.session, t.now()) {
		v.Confirm = t.path("/desk/confirm?next=" + "/desk/cases/" + l.Row.Ref + "/decide")
	}
	return v
}

// turnOf says which vote this would be.
func turnOf(l *recovery.Look) string {
	switch {
	case l.Row.Votes >= 2:
		return "senior"
	case l.Row.Votes == 1:
		return "second"
	case l.Row.People > 1:
		return "first"
	}
	return "alone"
}

// then lists what a way leads to.
func (t *turn) then(w string, l *recovery.Look) []string {
	var keys []string
	switch w {
	case "grant":
		keys = []string{"hold", "owner", "sessions"}
	case "decline":
		keys = []string{"closed", "advice", "appeal"}
	case "ask":
		keys = []string{"deadline", "anew"}
	case "escalate":
		keys = []string{"seniors"}
	}
	if l.Row.People > l.Row.Votes+1 && (w == "grant" || w == "decline") {
		keys = append([]string{"another"}, keys...)
	}
	out := make([]string, len(keys))
	for i, key := range keys {
		out[i] = t.say("desk.then."+key, "N", strconv.Itoa(l.HoldHours))
	}
	return out
}
