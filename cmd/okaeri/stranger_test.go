package main

import (
	"crypto/rand"
	"fmt"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"okaeri/internal/recovery"
)

// ear keeps what was answered, without what differs for every visitor, and how long each door took.
type ear struct {
	took  map[string][]time.Duration
	heard map[string]map[string]bool
	rows  map[string]map[string]string // what the database answered, by query and key
}

func newEar() *ear {
	return &ear{map[string][]time.Duration{}, map[string]map[string]bool{}, map[string]map[string]string{}}
}

// own is what belongs to one visitor: numbers, tokens, cookies, times, and what they typed themselves.
var own = []*regexp.Regexp{
	refs, regexp.MustCompile(`value="[A-Z2-7]{26}"`), regexp.MustCompile(`[\w.+-]+@(momiji\.example|contact\.example)`),
	regexp.MustCompile(`(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day \d+ \w+, \d{1,2}:\d{2} JST`),
	regexp.MustCompile(`(okaeri|okaeri-device)=[^;]*`), regexp.MustCompile(`(Expires|Max-Age)=[^;]*`), regexp.MustCompile(`(?m)^X-Request-Id: .*$`),
	regexp.MustCompile(`\b\d{6}\b`),
}

// hear keeps an answer.
func (e *ear) hear(what, answer string) {
	for _, o := range own {
		answer = o.ReplaceAllString(answer, "…")
	}
	if e.heard[what] == nil {
		e.heard[what] = map[string]bool{}
	}
	e.heard[what][answer] = true
}

// flow is one application for one account.
type flow struct {
	*typist
	w                *town
	ear              *ear
	account, contact string
	read             bool // the pages behind the answers and the letters are read as well
	stays            bool // it is not withdrawn
	id, ref          string
}

// row is what the database holds under a key, which is the first word of each row that the query gives. All rows are read when one is
// missed: a query for each of a thousand flows would take longer than their requests.
func (f *flow) row(key, query string) string {
	f.w.t.Helper()
	if f.ear.rows[query][key] == "" {
		f.ear.rows[query] = map[string]string{}
		for _, row := range f.w.text(query) {
			key, value, _ := strings.Cut(row, " ")
			f.ear.rows[query][key] = value
		}
	}
	if f.ear.rows[query][key] == "" {
		f.w.t.Fatalf("no such row: %s", query)
	}
	return f.ear.rows[query][key]
}

// letter is the one letter of a kind that was written for the case.
func (f *flow) letter(kind string) *recovery.Letter {
	f.w.t.Helper()
	id := f.row(f.id+"/"+kind, "SELECT case_id || '/' || kind || ' ' || id FROM letters")
	return must(f.w.store.Letter(f.w.t.Context(), id))(f.w.t)
}

func (w *town) flow(e *ear, account string, i int) *flow {
	return &flow{
		typist: w.typist(fmt.Sprintf("198.51.%d.%d", 100+i/250, i%250)), w: w, ear: e, account: account,
		contact: strings.ToLower(rand.Text()) + "@contact.example", read: i < heard && i%9 < 2, stays: i < heard && i%9 == 0,
	}
}

// try sends a form, or reads a page where there is none, and keeps time and answer.
func (f *flow) try(path string, form url.Values) {
	r := f.do(path, form)
	door := "GET " + path
	if form != nil {
		door = "POST " + path
	}
	f.ear.took[door] = append(f.ear.took[door], r.took)
	if !f.read {
		return
	}
	f.ear.hear(door, written(r))
	if r.to != "" {
		f.ear.hear("behind "+door, r.to+"\n"+written(f.do(r.to, nil)))
	}
}

// written is an answer as it goes over the wire.
func written(r reply) string {
	var b strings.Builder
	fmt.Fprintln(&b, r.status)
	_ = r.header.Write(&b) // a string takes everything
	return b.String() + r.body
}

// doorsOfStrangers are what a stranger can try who knows the name of an account, in their order, and what happens between.
var doorsOfStrangers = []struct {
	try   func(*flow)
	again bool // may be tried as often as one likes
}{
	{(*flow).begins, false},
	{(*flow).names, true},
	{(*flow).asksForCode, false},
	{(*flow).finds, false},
	{(*flow).typesCode, false},
	{(*flow).fillsIn, false},
	{(*flow).typesPasswords, true},
	{(*flow).passwordsCompared, false},
	{(*flow).sends, false},
	{(*flow).judged, false},
	{(*flow).looks, true},
	{(*flow).comesBack, false},
	{(*flow).provesBack, false},
	{(*flow).checks, true},
	{(*flow).withdraws, false},
	{(*flow).hears, false},
}

func (f *flow) begins() { f.do("/recover/who", guesses("", "")["who"]) }

func (f *flow) names() { f.try("/recover/account", guesses(f.account, "")["account"]) }

func (f *flow) asksForCode() {
	f.try("/recover/contact", url.Values{"contact": {f.contact}, "once": {"first"}})
}

// finds learns what its own case is called, once all have one.
func (f *flow) finds() {
	contact := "hex(contact)"
	if f.w.file == "" {
		contact = "upper(encode(contact, 'hex'))"
	}
	row := f.row(fmt.Sprintf("%X", f.w.keys.Index("contact", f.contact)), "SELECT "+contact+" || ' ' || id || ' ' || ref FROM cases WHERE contact IS NOT NULL")
	f.id, f.ref, _ = strings.Cut(row, " ")
}

// typesCode reads the code out of the letter that waits to be sent.
func (f *flow) typesCode() {
	f.try("/recover/code", url.Values{"code": {f.letter("code").Data["code"]}})
}

// fillsIn answers the pages between, at which nothing is looked up, in one step.
func (f *flow) fillsIn() {
	check(f.w.t, f.w.store.Update(f.w.t.Context(), f.id, func(s *recovery.Step) error {
		p := &s.Case.Private
		for page, form := range guesses(f.account, f.contact) {
			if page != "account" && page != "contact" && page != "passwords" {
				maps.Copy(p.Answers, form)
			}
		}
		p.Answers["family_name"] = []string{"Sato " + f.contact} // not one of a campaign
		for _, page := range f.w.recovery.Questionnaire.Pages(p.Answers) {
			if page != "passwords" && !slices.Contains(p.Done, string(page)) {
				p.Done = append(p.Done, string(page))
			}
		}
		return nil
	}))
}

func (f *flow) typesPasswords() { f.try("/recover/passwords", guesses("", "")["passwords"]) }

func (f *flow) passwordsCompared() { f.job(recovery.Job{Kind: recovery.JobCompare, CaseID: f.id}) }

func (f *flow) sends() { f.try("/recover/send", url.Values{}) }

// judged is the one step that takes longer for accounts that exist: their owners are told. Nobody sees its end before the next mark.
func (f *flow) judged() {
	f.job(recovery.Job{Kind: recovery.JobAssess, CaseID: f.id})
	c := must(f.w.store.Case(f.w.t.Context(), f.id))(f.w.t)
	if c.State != recovery.Judged || !c.Mark.Equal(c.Mark.Truncate(15*time.Minute)) {
		f.w.t.Errorf("a case is %s and its letter leaves at %s", c.State, c.Mark)
	}
}

func (f *flow) job(j recovery.Job) { check(f.w.t, f.w.recovery.Handle(f.w.t.Context(), j)) }

func (f *flow) looks() { f.try("/status", nil) }

func (f *flow) comesBack() {
	f.try("/status", url.Values{"ref": {f.ref}, "contact": {f.contact}, "once": {rand.Text()}})
}

// provesBack reads the code of the way back out of its letter.
func (f *flow) provesBack() {
	f.try("/status/code", url.Values{"code": {f.letter("return_code").Data["code"]}})
}

func (f *flow) checks() { f.try("/check", url.Values{"ref": {f.ref}}) }

func (f *flow) withdraws() {
	if !f.stays {
		f.try("/status/withdraw", url.Values{})
	}
}

// hears is the verdict, and every letter that was written to the applicant.
func (f *flow) hears() {
	if !f.read {
		return
	}
	f.w.clock.pass(16 * time.Minute)
	f.job(recovery.Job{Kind: recovery.JobPublish, CaseID: f.id})
	f.ear.hear("the status in the end", written(f.do("/status", nil)))
	for _, id := range f.w.text("SELECT id FROM letters WHERE case_id = $1", f.id) {
		f.job(recovery.Job{Kind: recovery.JobLetter, Letter: id})
	}
	for _, l := range f.w.sink.Letters(f.contact, 20) {
		head, _, _ := strings.Cut(string(l.Raw), "\r\n\r\n")
		f.ear.hear("letters", regexp.MustCompile(`(?m)^(\S+:).*(\n\s.*)*`).ReplaceAllString(head, "$1")+l.From+l.Subject+"\n"+l.Text+l.HTML)
	}
}
