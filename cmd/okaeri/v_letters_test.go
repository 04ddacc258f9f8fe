package main

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"okaeri/internal/evidence"
	"okaeri/internal/recovery"
	"okaeri/internal/staff"
	"okaeri/internal/testenv/applicant"
)

// poisons are headers by which a request can claim that the site lies elsewhere.
var poisons = []http.Header{
	{"Host": {"evil.example"}},
	{"X-Forwarded-Host": {"evil.example"}},
	{"X-Forwarded-Proto": {"gopher"}, "X-Forwarded-Scheme": {"gopher"}, "X-Forwarded-Port": {"666"}},
	{"Forwarded": {`for=198.51.100.1;host=evil.example;proto=https`}},
	{"X-Host": {"evil.example"}, "X-Forwarded-Server": {"evil.example"}, "X-Http-Host-Override": {"evil.example"}},
	{"X-Original-Url": {"http://evil.example/"}, "X-Rewrite-Url": {"http://evil.example/"}, "X-Forwarded-Prefix": {"//evil.example"}},
	{"Referer": {"http://evil.example/recover/who"}},
}

var addresses = regexp.MustCompile(`(?i)\b[a-z][a-z+.-]*://[^\s"<>)]+|evil\.example`)

// Every route that makes a letter is asked with every header that could poison its links.
func TestV1NoHeaderChangesALinkInAnyLetter(t *testing.T) {
	t.Parallel()
	var records []evidence.Account
	for i := range 2 * len(poisons) {
		records = append(records, kinOf(i).record(fmt.Sprintf("a-%02d", i)))
	}
	w := newTown(t, plan{people: folk(records...), config: func(c *Config) { c.Policy = lenient(t) }, with: unlimited})
	for i, header := range poisons {
		w.restores(kinOf(2*i), header)
		w.contests(kinOf(2*i+1), header)
	}
	kinds := map[string]bool{}
	for _, l := range w.sink.Letters("", 1000) {
		kinds[regexp.MustCompile(`\d+`).ReplaceAllString(l.Subject, "")] = true
		for _, found := range addresses.FindAllString(l.Text+"\n"+l.HTML, -1) {
			if !strings.HasPrefix(found, w.base+"/") && found != w.base {
				t.Errorf("%q has the address %q", l.Subject, found)
			}
		}
	}
	if len(kinds) < 10 {
		t.Errorf("only %d kinds of letters were written: %v", len(kinds), kinds)
	}
}

// poisoned is a person each of whose requests carries headers.
func (w *town) poisoned(k kin, header http.Header) *applicant.Person {
	p := w.person("ja", k.ip, k.contact, k.memory())
	for name, values := range header {
		p.Header[name] = values
	}
	return p
}

// restores goes all the way, comes back to the status page in between, and undoes it.
func (w *town) restores(k kin, header http.Header) {
	w.t.Helper()
	p := w.poisoned(k, header)
	ref := w.sent(p)
	c := w.until(ref, recovery.Holding)
	must(p.Post(w.t.Context(), w.base+"/status", url.Values{"ref": {ref}, "contact": {k.contact}, "once": {"again"}}))(w.t)
	must(w.code(w.t.Context(), k.contact, 1))(w.t)
	w.clock.pass(c.HoldUntil.Sub(w.clock.now()) + time.Minute)
	w.until(ref, recovery.Ready)
	q := w.poisoned(k, header)
	q.Code = w.codesAfter(2)
	if _, err := q.Walk(w.t.Context(), w.link(k.contact, "finish"), "/finish/done"); err != nil {
		w.t.Fatal(err)
	}
	w.until(ref, recovery.Restored)
	must(q.Post(w.t.Context(), w.link(k.own, "undo"), url.Values{}))(w.t)
	w.until(ref, recovery.Undone)
	w.letter(k.contact, ref)
}

// contests files two applications and ends them, by the owner's word and by the applicant's.
func (w *town) contests(k kin, header http.Header) {
	w.t.Helper()
	p := w.poisoned(k, header)
	ref := w.sent(p)
	w.until(ref, recovery.Holding)
	must(p.Post(w.t.Context(), w.link(k.own, "not-me"), url.Values{}))(w.t)
	w.until(ref, recovery.Contested)
	q := w.poisoned(k, header)
	q.Code = w.codesAfter(1)
	ref = w.sent(q)
	must(q.Post(w.t.Context(), w.base+"/status/withdraw", url.Values{}))(w.t)
	w.until(ref, recovery.Withdrawn)
}

// lookalikes are ways to write a name that a careless comparison takes for it: another letter that is drawn alike, one that becomes it in
// capitals, a domain in its other spelling.
func lookalikes(name string) []string {
	local, domain, _ := strings.Cut(name, "@")
	var out []string
	for from, to := range map[string]string{"i": "ı", "k": "к", "a": "а", "o": "о", "n": "ո", "h": "һ"} {
		if strings.Contains(local, from) {
			out = append(out, strings.Replace(local, from, to, 1)+"@"+domain)
		}
	}
	for from, to := range map[string]string{"o": "о", "i": "ı"} {
		if strings.Contains(domain, from) {
			out = append(out, local+"@"+strings.Replace(domain, from, to, 1))
		}
	}
	return append(out, local+"%40"+domain+"@evil.example", `"`+local+`"@`+domain, local+"@"+domain+"@evil.example")
}

func TestV5ALookAlikeOfAnAddressIsNeverTheAddress(t *testing.T) {
	t.Parallel()
	k := kinOf(3)
	w := newTown(t, plan{people: folk(k.record("a-1")), with: unlimited, config: func(c *Config) { c.Policy = lenient(t) }})
	ref := w.sent(w.person("ja", k.ip, k.contact, k.memory()))
	w.until(ref, recovery.Holding)
	for _, to := range []string{k.own, k.mail} { // the two for now, in whichever order they come
		w.letter(to, "申し込みがありました")
		w.letter(to, "まもなく")
	}
	before := len(w.sink.Letters(k.own, 100)) + len(w.sink.Letters(k.mail, 100))
	for i, other := range lookalikes(k.mail) {
		contact := fmt.Sprintf("other%d@contact.example", i)
		p := w.person("ja", fmt.Sprintf("198.51.100.%d", i), contact, k.memory(map[string][]string{"account": {other}}))
		c := w.until(w.sent(p), recovery.Declined)
		w.letter(contact, "申し込みの結果")
		if c.AccountID != "" {
			t.Errorf("%q was taken for %q", other, k.mail)
		}
	}
	if after := len(w.sink.Letters(k.own, 100)) + len(w.sink.Letters(k.mail, 100)); after != before {
		t.Errorf("the owner got %d letters about accounts that are not theirs", after-before)
	}
	known := w.sink.Count()
	y := w.typist("198.51.100.200")
	for i, other := range lookalikes(k.contact) { // coming back: a code goes to the stored address or nowhere
		if r := y.do("/status", url.Values{"ref": {ref}, "contact": {other}, "once": {fmt.Sprint(i)}}); r.to != "/status/code" && r.status != http.StatusSeeOther {
			t.Errorf("%q: %d %s", other, r.status, r.to)
		}
	}
	y.do("/status", url.Values{"ref": {ref}, "contact": {k.contact}, "once": {"last"}})
	must(w.code(t.Context(), k.contact, 1))(t)
	for _, l := range w.sink.Letters("", w.sink.Count()-known) {
		if l.To != k.contact {
			t.Errorf("a letter went to %q", l.To)
		}
	}
	if n := w.sink.Count() - known; n != 1 {
		t.Errorf("%d letters were sent for one address that was right", n)
	}
}

// hostile is what people type who hope that somebody else's program will run it.
var hostile = []string{
	`<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `{{.}}`, `=HYPERLINK("http://evil.example")`, "\u202egnp.exe", "\u2066evil\u2069",
	"a\u200bb\ufeffc", "</title><h1>x", "%0d%0aBcc: victim@example.com", "$(id)", "'; DROP TABLE cases; --", "\x1b[31mred",
}

func TestV30WhatIsTypedNeverReachesALetterOrATerminal(t *testing.T) {
	t.Parallel()
	k := kinOf(5)
	w := newTown(t, plan{people: folk(k.record("a-1"))})
	bad := func(i int) string { return hostile[i%len(hostile)] }
	y := w.typist("198.51.100.77")
	forms := guesses(k.mail, k.contact)
	forms["who"]["helped"], forms["who"]["helper_name"], forms["who"]["helper_shop"] = []string{"1"}, []string{bad(0)}, []string{bad(1)}
	forms["name"] = url.Values{"family_name": {bad(2)}, "given_name": {bad(3)}, "former_name": {bad(4)}}
	forms["q-mail"] = url.Values{
		"q.mail_recipients": {bad(5), bad(6), bad(7)}, "q.mail_subjects": {bad(8), bad(9), bad(10)}, "q.mail_folders": {bad(0)}, "q.mail_contacts": {bad(1)},
	}
	forms["purchases"] = url.Values{"bought": {"yes"}, "card_holder": {bad(1)}, "card_last4": {"1234"}, "bought_item": {bad(3)}, "bought_when": {bad(4)}, "bought_amount": {bad(10)}}
	forms["else"] = url.Values{"else": {strings.Join(hostile[:11], "\n")}}
	ref := w.typed(y, forms, k.contact)
	w.until(ref, recovery.Declined)
	w.letter(k.contact, "http")
	w.employs(whoami(), staff.Auditor)
	out := w.okaeri(t, "case", "list", "--state", "declined") + w.okaeri(t, "case", "show", ref) + w.okaeri(t, "case", "show", ref, "--json")
	for _, l := range w.sink.Letters("", 100) {
		out += string(l.Raw) + l.Subject + l.Text + l.HTML
	}
	for _, h := range slices.Concat(hostile, []string{"alert(1)", "evil.example", "DROP TABLE", "\x1b"}) {
		if strings.Contains(out, h) {
			t.Errorf("%q is written out again", h)
		}
	}
	if r := y.do("/status", nil); strings.Contains(r.body, "alert(1)") {
		t.Error("the status page shows what was typed")
	}
}
