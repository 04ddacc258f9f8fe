package main

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"okaeri/internal/evidence"
	"okaeri/internal/recovery"
	"okaeri/internal/staff"
)

// seated is somebody at the desk, in a browser, who was proven by a passkey some time ago.
func (w *town) seated(p *staff.Person, ago time.Duration) *typist {
	w.t.Helper()
	y := w.typist("198.51.100.77")
	y.pages = must(w.withDesk(w.handler()))(w.t)
	y.cookies["okaeri-desk"] = must(w.staff.Enter(w.t.Context(), p.ID, "passkey", w.now().Add(-ago), homeAgent))(w.t)
	return y
}

// proofed is a decision as it has to be.
func proofed() url.Values {
	return url.Values{"way": {"grant"}, "reason": {"identity_proofed"}, "proof": {"in_person"}, "words": {"Came with a passport."}}
}

// proofedBut is the same with one field changed; empty leaves it out.
func proofedBut(name, value string) url.Values {
	form := proofed()
	form.Set(name, value)
	if value == "" {
		form.Del(name)
	}
	return form
}

// V20: a reviewer who is talked into it, hurried, impersonated or bought gets nowhere alone: every way round the rules that a browser has is
// tried on a case that is worth much, and moves nothing.
func TestV20NobodyAtTheDeskIsAWayIn(t *testing.T) {
	t.Parallel()
	k := kinOf(9)
	w := newTown(t, plan{people: folk(k.record("a-1", func(a *evidence.Account) { a.Worth = evidence.High })), config: func(c *Config) { c.Policy = lenient(t) }})
	before := w.held()
	helped := map[string][]string{"helped": {"1"}, "helper_name": {"kumagai"}, "helper_shop": {"Kumagai Denki"}}
	ref := w.sent(w.person("ja", k.ip, k.contact, k.memory(helped)))
	w.until(ref, recovery.Reviewing)
	at := "/desk/cases/" + ref
	mori, ito := w.employs("mori", staff.Reviewer), w.employs("ito", staff.Reviewer)
	votes := func() int { return len(must(w.find(t.Context(), ref))(t).Private.Votes) }
	still := func(what string, r reply, n int) {
		t.Helper()
		c := must(w.find(t.Context(), ref))(t)
		if c.State != recovery.Reviewing || len(c.Private.Votes) != n {
			t.Fatalf("%s (%d %s): the case is %s with %d votes\n%.1500s", what, r.status, r.to, c.State, len(c.Private.Votes), r.body)
		}
	}

	nobody := w.seated(mori, time.Minute)
	delete(nobody.cookies, "okaeri-desk")
	still("nobody", nobody.do(at+"/decide", proofed()), 0)
	for _, role := range []string{staff.Auditor, staff.Operator, staff.Admin} {
		y := w.seated(w.employs("a-"+role, role), time.Minute)
		y.do(at+"/claim", url.Values{})
		still(role, y.do(at+"/decide", proofed()), 0)
	}
	helper := w.seated(w.employs("kumagai", staff.Reviewer), time.Minute)
	helper.do(at+"/claim", url.Values{})
	still("who helped the applicant", helper.do(at+"/decide", proofed()), 0)

	first := w.seated(mori, time.Minute)
	still("without the case in hand", first.do(at+"/decide", proofed()), 0)
	first.do(at+"/claim", url.Values{})
	still("a sign-in of an hour ago", w.seated(mori, time.Hour).do(at+"/decide", proofed()), 0)
	first.header = http.Header{"Sec-Fetch-Site": {"cross-site"}}
	still("a form of another site", first.do(at+"/decide", proofed()), 0)
	first.header = http.Header{}
	for name, form := range map[string]url.Values{
		"no reason": proofedBut("reason", ""), "a reason that is none": proofedBut("reason", "urgent"), "no words": proofedBut("words", ""),
		"no proof": proofedBut("proof", ""), "a proof that is none": proofedBut("proof", "sounded honest"), "on knowledge": proofedBut("reason", "evidence_sufficient"),
		"a shorter wait": proofedBut("hold", "0"), "at once": proofedBut("way", "restore"),
	} {
		if name == "on knowledge" {
			form.Del("proof")
		}
		still(name, first.do(at+"/decide", form), 0)
	}

	if r := first.do(at+"/decide", proofed()); votes() != 1 {
		t.Fatalf("a decision as it has to be: %d %s\n%.1500s", r.status, r.to, r.body)
	}
	again := w.seated(mori, 0)
	again.do(at+"/claim", url.Values{})
	still("one person twice", again.do(at+"/decide", proofed()), 1)
	second := w.seated(ito, time.Minute)
	second.do(at+"/claim", url.Values{})
	if seen := second.do(at, nil).body + second.do(at+"/decide", nil).body; strings.Contains(seen, "passport") || !strings.Contains(seen, "mori") {
		t.Error("the second person sees what the first one said, or not that they did")
	}
	w.clock.pass(20 * time.Minute) // still within the hour of the claim
	second = w.seated(ito, time.Minute)
	second.do(at+"/decide", proofed())
	c := w.until(ref, recovery.Holding)
	if wait := c.HoldUntil.Sub(w.clock.now()); wait < 23*time.Hour {
		t.Errorf("after two people the owner has %v to object", wait)
	}
	if w.held() != before {
		t.Error("a decision alone changed the account")
	}
	if r := w.typist("203.0.113.200").do(strings.TrimPrefix(w.link(k.own, "not-me"), w.base), url.Values{}); r.status != http.StatusSeeOther {
		t.Errorf("the owner's word: %d", r.status)
	}
	w.until(ref, recovery.Contested)
	second.do(at+"/claim", url.Values{})
	second.do(at+"/decide", proofed())
	w.clock.pass(200 * time.Hour)
	must(w.recovery.Sweep(t.Context()))(t)
	if c := w.until(ref, recovery.Contested); w.held() != before {
		t.Errorf("the account of a stopped case (%s) was changed", c.State)
	}
}

// V15: no one secret stands for two. On an account with a second factor, with two people's word and a proofed identity behind the case, the
// mailed link opens nothing without its own code, a code of another kind is not that code, and neither leaves anybody signed in.
func TestV15OneSecretNeverStandsForTwo(t *testing.T) {
	t.Parallel()
	k := kinOf(10)
	w := newTown(t, plan{
		people: folk(k.record("a-1", func(a *evidence.Account) { a.MFA = true })), with: unlimited, config: func(c *Config) { c.Policy = lenient(t) },
	})
	before := w.held()
	ref := w.sent(w.person("ja", k.ip, k.own, k.memory())) // the owner's own verified mailbox, and every answer right
	w.until(ref, recovery.Reviewing)
	tries := func(y *typist, what string) {
		t.Helper()
		for _, form := range []url.Values{nil, {"new_password": {newPassword}, "new_password_again": {newPassword}}} {
			if r := y.do("/finish/new", form); r.status != http.StatusGone {
				t.Errorf("%s: %d, then %q", what, r.status, r.to)
			}
		}
		for name := range y.cookies {
			if name != "okaeri" && name != "okaeri-device" && name != "okaeri-lang" {
				t.Errorf("%s: a cookie %q", what, name)
			}
		}
		if w.held() != before {
			t.Fatalf("%s changed the account", what)
		}
	}
	back := func(code int) (*typist, string) {
		y := w.typist("198.51.100.20")
		y.do("/status", url.Values{"ref": {ref}, "contact": {k.own}, "once": {fmt.Sprint(code)}})
		said := must(w.code(t.Context(), k.own, code))(t)
		y.do("/status/code", url.Values{"code": {said}})
		return y, said
	}
	y, _ := back(1)
	tries(y, "the code of the way back, before anybody decided")
	for _, login := range []string{"mori", "ito"} {
		p := w.seated(w.employs(login, staff.Senior), time.Minute)
		p.do("/desk/cases/"+ref+"/claim", url.Values{})
		p.do("/desk/cases/"+ref+"/decide", proofed())
	}
	c := w.until(ref, recovery.Holding)
	tries(y, "the hold")
	w.clock.pass(c.HoldUntil.Sub(w.clock.now()) + time.Minute)
	w.until(ref, recovery.Ready)
	link := strings.TrimPrefix(w.link(k.own, "finish"), w.base)
	y, code := back(2)
	tries(y, "a code without the link")
	z := w.typist("198.51.100.21")
	z.do(link, url.Values{}) // has the letter's own code sent
	z.do(link, nil)
	for _, typed := range []string{"", "000000", code} {
		z.do(link+"/code", url.Values{"code": {typed}})
		tries(z, "the link with a code that is not its own")
	}
	if c := must(w.find(t.Context(), ref))(t); c.State != recovery.Ready {
		t.Errorf("the case is %s", c.State)
	}
	if !must(w.dossiers.Account(t.Context(), "a-1"))(t).MFA {
		t.Error("the second factor is gone")
	}
}
