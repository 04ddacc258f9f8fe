package desk

import (
	"context"
	"errors"
	"net/url"
	"strconv"

	"okaeri/internal/notice"
	"okaeri/internal/recovery"
	"okaeri/internal/staff"
	"okaeri/internal/text"
	"okaeri/internal/web"
)

// Cases is what the pages ask of the story of recovery. Errors are those of package recovery; every rule is checked there.
type Cases interface {
	Line(ctx context.Context, a recovery.Actor, q recovery.QueueQuery) (recovery.Line, error)
	Next(ctx context.Context, a recovery.Actor) (ref string, err error)
	Open(ctx context.Context, a recovery.Actor, ref string) (*recovery.Look, error)
	Claim(ctx context.Context, a recovery.Actor, ref string) error
	PutBack(ctx context.Context, a recovery.Actor, ref string) error
	Decide(ctx context.Context, a recovery.Actor, ref string, b recovery.Ballot) error
	AddNote(ctx context.Context, a recovery.Actor, ref, words string) error
	Reveal(ctx context.Context, a recovery.Actor, ref, kind, reason string) error
	AskMore(ctx context.Context, a recovery.Actor, ref string, kinds []string) error
	// AskLetter is the letter that AskMore would send; empty where it would send none.
	AskLetter(l *recovery.Look, kinds []string) notice.Message
	Escalate(ctx context.Context, a recovery.Actor, ref, words string) error
	BeginAssisted(ctx context.Context, a recovery.Actor, v recovery.Visitor, way, shop string) (caseID string, err error)
	Slip(ctx context.Context, a recovery.Actor, ref string) (recovery.Slip, error)
}

// assists are the people who may type for an applicant.
var assists = allow{roles: []string{staff.Reviewer, staff.Senior, staff.Operator}}

// cases registers the queue and the pages of one case.
func (d *Desk) cases() {
	if d.Cases == nil {
		return
	}
	d.nav("cases", "/desk/cases", reads)
	d.page("GET /desk/cases", reads, d.showQueue)
	d.page("GET /desk/find", reads, d.find)
	d.act("POST /desk/cases/next", works, d.next)
	d.act("POST /desk/density", reads, d.changeDensity)
	d.page("GET /desk/cases/{ref}", reads, d.showCase)
	d.act("POST /desk/cases/{ref}/claim", works, d.claim)
	d.act("POST /desk/cases/{ref}/release", works, d.release)
	d.act("POST /desk/cases/{ref}/note", works, d.note)
	d.act("POST /desk/cases/{ref}/reveal", decides, d.reveal)
	d.page("GET /desk/cases/{ref}/decide", decides, d.showDecide)
	d.act("POST /desk/cases/{ref}/decide", decides, d.decide)
	d.nav("assist", "/desk/assist", assists)
	d.page("GET /desk/assist", assists, d.showAssist)
	d.act("POST /desk/assist", assists, d.assist)
	d.page("GET /desk/assist/{ref}", assists, d.showSlip)
}

// queuePage is how many cases one page of the queue shows.
const queuePage = 50

// queueView is the queue.
type queueView struct {
	Page
	Views   []place
	View    string
	Filters []filter
	Heads   []head
	Rows    []queueRow
	Total   string
	Works   bool   // may take cases
	Close   bool   // rows stand closer together
	Picked  string // how many this person chose today
	Before  string // address of the page before; empty on the first
	After   string
	Empty   bool
}

// filter is one choice that narrows the queue.
type filter struct {
	Name, Label string
	Options     []option
}

type option struct {
	Value, Label string
	Chosen       bool
}

// head is a column's heading; with an address where it sorts.
type head struct {
	Label, Path, Sorted string // Sorted: ascending, descending or empty
}

// queueRow is one case in words.
type queueRow struct {
	Ref, Path                          string
	Left, LeftTag                      string
	Kind, State, Machine, Human, Claim string
	ClaimBy                            string // login
	Lacks                              string // whom the desk needs and hasn't got
	Flags                              int
	Mine, Crowded                      bool
	Language, Submitted                string
}

// showQueue shows a view of the queue; its whole state is its address.
func (d *Desk) showQueue(t *turn) {
	q := t.query()
	line, err := d.Cases.Line(t.ctx(), t.actor(), q)
	if err != nil {
		t.fail(err)
		return
	}
	v := &queueView{View: string(q.View), Works: t.who.Is(works.roles...), Empty: len(line.Rows) == 0, Close: t.prefers(densityCookie, "close")}
	for _, view := range recovery.QueueViews {
		v.Views = append(v.Views, place{
			Name: t.say("desk.view."+word(string(view), "all"), "N", strconv.Itoa(line.Counts[view])), Path: t.with("view", string(view)), Current: view == q.View,
		})
	}
	v.Filters = t.filters(q)
	for _, h := range []struct{ key, by string }{
		{"left", "due"}, {"ref", "ref"}, {"kind", ""}, {"state", ""}, {"machine", ""}, {"claim", ""}, {"flags", ""}, {"language", ""}, {"submitted", "submitted"},
	} {
		v.Heads = append(v.Heads, t.head(h.key, h.by, q))
	}
	for _, r := range line.Rows {
		v.Rows = append(v.Rows, t.row(r))
	}
	if t.r.URL.Query().Get("none") == "1" {
		v.Said = t.say("desk.queue.none")
	}
	v.Picked = t.say("desk.queue.picked", "N", strconv.Itoa(line.Picked))
	if q.From > 0 {
		v.Before = t.with("page", strconv.Itoa(q.From/queuePage))
	}
	if len(line.Rows) == queuePage && q.From+queuePage < line.Counts[q.View] {
		v.After = t.with("page", strconv.Itoa(q.From/queuePage+2))
	}
	t.show("queue", v, "desk.queue.title")
}

func word(s, empty string) string {
	if s == "" {
		return empty
	}
	return s
}

// query reads the address; what it doesn't know is as if it weren't there.
func (t *turn) query() recovery.QueueQuery {
	get := t.r.URL.Query().Get
	q := recovery.QueueQuery{Now: t.now(), N: queuePage, Sort: get("sort")}
	for _, view := range recovery.QueueViews {
		if string(view) == get("view") {
			q.View = view
		}
	}
	for _, kind := range recovery.Kinds {
		if string(kind) == get("kind") {
			q.Kind = kind
		}
	}
	for _, lang := range text.Languages() {
		if lang == get("language") {
			q.Language = lang
		}
	}
	for _, s := range suggestions {
		if string(s) == get("machine") {
			q.Machine = s
		}
	}
	if n, err := strconv.Atoi(get("page")); err == nil && n > 1 && n < 10_000 {
		q.From = (n - 1) * queuePage
	}
	return q
}

var suggestions = []recovery.Suggestion{recovery.SuggestGrant, recovery.SuggestDecline, recovery.Unclear}

// with is this page's address with one thing changed, back on its first page.
func (t *turn) with(name, value string) string {
	q := t.r.URL.Query()
	q.Del("page")
	q.Del("lang")
	q.Set(name, value)
	for key := range q {
		if q.Get(key) == "" {
			q.Del(key)
		}
	}
	path := t.path("/desk/cases")
	if len(q) > 0 {
		path += "?" + q.Encode()
	}
	return path
}

// filters are the choices that narrow the queue.
func (t *turn) filters(q recovery.QueueQuery) []filter {
	choice := func(name, chosen string, values []string) filter {
		f := filter{Name: name, Label: t.say("desk.filter." + name), Options: []option{{"", t.say("desk.filter.any"), chosen == ""}}}
		for _, value := range values {
			f.Options = append(f.Options, option{value, t.say("desk." + name + "." + value), value == chosen})
		}
		return f
	}
	return []filter{
		choice("kind", string(q.Kind), words(recovery.Kinds)), choice("machine", string(q.Machine), words(suggestions)),
		choice("language", q.Language, text.Languages()),
	}
}

func words[S ~string](list []S) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = string(s)
	}
	return out
}

// head is a column's heading; sorting by it again turns the order round.
func (t *turn) head(key, by string, q recovery.QueueQuery) head {
	h := head{Label: t.say("desk.column." + key)}
	if by == "" {
		return h
	}
	now := word(q.Sort, "due")
	h.Path = t.with("sort", by)
	switch now {
	case by:
		h.Sorted, h.Path = "ascending", t.with("sort", "-"+by)
	case "-" + by:
		h.Sorted = "descending"
	}
	return h
}

// next takes the case that is due first.
func (d *Desk) next(t *turn) {
	if !t.whole() {
		return
	}
	ref, err := d.Cases.Next(t.ctx(), t.actor())
	if errors.Is(err, recovery.ErrNotFound) {
		t.goTo("/desk/cases?none=1")
		return
	}
	if err != nil {
		t.fail(err)
		return
	}
	t.goTo("/desk/cases/" + ref)
}

// find goes to the case with a reference number; there is no search by name (H6).
func (d *Desk) find(t *turn) {
	ref := recovery.NormalRef(t.r.URL.Query().Get("ref"))
	if ref == "" {
		t.fail(recovery.ErrNotFound)
		return
	}
	t.goTo("/desk/cases/" + url.PathEscape(ref))
}

// FaultAt is what has to be said beside a field; empty where its answer is well.
func (p *Page) FaultAt(field string) string {
	for _, f := range p.Faults {
		if f.Field == field {
			return f.Words
		}
	}
	return ""
}

// fault is one answer that needs another look.
func (t *turn) fault(field, code string) web.Fault {
	return web.Fault{Field: field, Words: t.say("desk.refused." + code)}
}
