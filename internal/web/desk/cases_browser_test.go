package desk

import (
	"bytes"
	"fmt"
	"net/url"
	"testing"

	browser "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"okaeri/internal/evidence"
	"okaeri/internal/recovery"
	"okaeri/internal/testenv"
)

// desks are cases in every state that the pages of cases have.
func (o *office) desks() { o.desksOf(12) }

// desksOf are the first so many of them.
func (o *office) desksOf(n int) {
	o.t.Helper()
	for i := range n {
		change := []func(*evidence.Account){}
		if i%3 == 1 {
			change = append(change, secondFactor)
		}
		check(o.t, o.facts.Put(o.t.Context(), account(i, change...)))
	}
	for i := range n {
		o.apply(i, func(c *recovery.Case) {
			if i%4 == 2 {
				c.Private.Helper = &recovery.Helper{Name: "Yamada", Shop: "Ekimae PC", Phone: "03-1234-5678"}
			}
		})
	}
	for _, p := range []struct{ login, role string }{
		{"sato", recovery.RoleReviewer}, {"suzuki", recovery.RoleReviewer}, {"takahashi", recovery.RoleSenior}, {"ito", recovery.RoleAuditor},
	} {
		o.hire(p.login, p.role)
	}
}

// actor is a person as the story knows them.
func (o *office) actor(login string) recovery.Actor {
	p := o.people[login]
	return recovery.Actor{Login: login, Roles: p.Person.Roles, Strong: o.now(), Via: "desk"}
}

const (
	plainRef  = "7K2-400-00" // one person decides
	strictRef = "7K2-400-01" // two people, with a proofed identity
	endedRef  = "7K2-400-02"
)

// tour shows every page of cases in every state that looks different.
func (b *window) tour(o *office, look func(name string)) {
	see := func(path string) { b.open(path); look(path) }
	ctx := b.t.Context()
	b.open("/as/sato")
	look("/desk/cases")
	b.keys()
	look("the keys")
	b.press(`document.querySelector("form.density button").click()`)
	if !script[bool](b, `document.querySelector("table.queue").classList.contains("close") && document.querySelector("form.density button").value === "wide"`) {
		b.t.Error("the rows do not stand closer")
	}
	look("rows closer together")
	see("/desk/cases?view=mine")
	see("/desk/cases/" + plainRef)
	b.press(`document.querySelector(".strip-actions .button").click()`)
	look("claimed")
	check(b.t, o.r.Reveal(ctx, o.actor("sato"), plainRef, "name", "unclear_match"))
	check(b.t, o.r.AddNote(ctx, o.actor("sato"), plainRef, "Called the number held since 2014. No answer yet."))
	see("/desk/cases/" + plainRef + "?only=people")
	b.open("/desk/cases/" + plainRef + "/decide")
	look("decide")
	for _, way := range ways {
		script[bool](b, `document.getElementById("way-`+way+`").click(), document.querySelectorAll("details").forEach((d) => d.open = true), true`)
		look("decide " + way)
	}
	script[bool](b, `document.getElementById("way-grant").click(), true`)
	b.press(`document.getElementById("send").click()`)
	look("decide#faults")
	check(b.t, o.r.Claim(ctx, o.actor("sato"), strictRef))
	check(b.t, o.r.Decide(ctx, o.actor("sato"), strictRef, recovery.Ballot{Reason: "evidence_insufficient", Words: "The postcode is a neighbour's."}))
	check(b.t, o.r.Claim(ctx, o.actor("suzuki"), strictRef))
	check(b.t, o.r.Decide(ctx, o.actor("suzuki"), strictRef, recovery.Ballot{Grant: true, Reason: "identity_proofed", Words: "Came in person.", Proof: "in_person"}))
	b.open("/as/takahashi")
	look("queue of a senior")
	see("/desk/cases/" + strictRef)
	must(o.db.ByRef(ctx, endedRef))(b.t)
	check(b.t, o.end(endedRef))
	see("/desk/cases/" + endedRef)
	must(o.db.Sequence(ctx))(b.t)
	b.record(look)
	b.open("/as/takahashi")
	see("/desk/assist")
	b.press(`document.querySelector("main form .actions button").click()`)
	look("/desk/assist#faults")
	see("/desk/assist/" + o.slip())
}

// keys walks through the queue by j and k as people press them, opens a case by Enter and the list of keys by ?, and turns all of it off, which
// stays so.
func (b *window) keys() {
	b.t.Helper()
	key := func(k string) { b.t.Helper(); b.do(chromedp.KeyEvent(k)) }
	at := func() int {
		return script[int](b, `[...document.querySelectorAll("table.queue tbody a.ref")].indexOf(document.activeElement)`)
	}
	for _, step := range []struct {
		key  string
		want int
	}{{"j", 0}, {"j", 1}, {"j", 2}, {"k", 1}, {"k", 0}, {"k", 0}, {"j", 1}} {
		if key(step.key); at() != step.want {
			b.t.Errorf("%s leads to row %d, want %d", step.key, at(), step.want)
		}
	}
	second := script[string](b, `new URL(document.activeElement.href).pathname`)
	_, err := chromedp.RunResponse(b.ctx, chromedp.KeyEvent(kb.Enter))
	check(b.t, err)
	if b.path() != second {
		b.t.Errorf("Enter opened %s, want %s", b.path(), second)
	}
	b.open("/desk/cases")
	if !script[bool](b, `document.querySelector("[data-keys-switch]").getBoundingClientRect().bottom < innerHeight`) {
		b.t.Error("nobody sees that there are keys")
	}
	const toggle = `document.querySelector("[data-keys-on]").click(), document.activeElement.blur(), true`
	script[bool](b, toggle)
	b.open("/desk/cases")
	if key("j"); at() != -1 {
		b.t.Error("keys that are off move on")
	}
	script[bool](b, toggle)
	if key("?"); !script[bool](b, `document.querySelector("[data-keys-help]").open`) {
		b.t.Error("? shows no list of keys")
	}
}

// record shows the pages of the record, and the page for a token.
func (b *window) record(look func(name string)) {
	b.t.Helper()
	see := func(path string) { b.open(path); look(path) }
	b.open("/as/ito")
	see("/desk/audit")
	see("/desk/audit?case=" + strictRef)
	see("/desk/audit?actor=nobody")
	see("/desk/audit?case=000-000-00&from=yesterday")
	b.open("/desk/audit")
	b.press(`document.querySelector(".signed button").click()`)
	script[bool](b, `document.querySelectorAll("details").forEach((d) => d.open = true), true`)
	look("the record was checked")
	see("/desk/cases/" + strictRef)
	b.open("/as/sato")
	see("/desk/token")
	b.press(`document.querySelector("main form button").click()`)
	look("/desk/token#faults")
	b.press(`document.getElementById("name").value = "script", document.querySelector("main form button").click()`)
	look("a token")
}

// end lets the owner stop a case.
func (o *office) end(ref string) error {
	c := must(o.db.ByRef(o.t.Context(), ref))(o.t)
	return o.db.Update(o.t.Context(), c.ID, func(s *recovery.Step) error {
		s.Case.State, s.Case.Closed, s.Case.Disputed = recovery.Contested, o.now(), true
		return nil
	})
}

// slip is the reference number of an application that the senior types.
func (o *office) slip() string {
	id := must(o.r.BeginAssisted(o.t.Context(), o.actor("takahashi"), recovery.Visitor{Language: "ja", Lane: "off"}, "counter", "駅前店"))(o.t)
	return must(o.db.Case(o.t.Context(), id))(o.t).Ref
}

// Every page of cases, in both languages, light and dark: nothing that axe finds, nothing wider than a narrow telephone; the slip prints
// on one sheet.
func TestEveryPageOfCasesCanBeUsedByEverybody(t *testing.T) {
	for _, lang := range []string{"ja", "en"} {
		t.Run(lang, func(t *testing.T) {
			o, b := served(t)
			o.desks()
			_, err := chromedp.Call(b.ctx, browser.AddScriptToEvaluateOnNewDocument, browser.AddScriptToEvaluateOnNewDocumentParams{Source: testenv.AxeJS(t)})
			check(t, err)
			b.do(chromedp.EmulateViewport(1280, 900))
			b.open("/as/sato")
			b.open("/desk/cases?" + url.Values{"lang": {lang}}.Encode())
			b.tour(o, func(name string) {
				if got := script[string](b, "document.documentElement.lang"); got != lang {
					t.Fatalf("%s is in %s", name, got)
				}
				for _, dark := range []bool{false, true} {
					b.darkness(dark)
					for _, found := range script[[]string](b, fmt.Sprintf("%s(%t)", axe, dark)) {
						t.Errorf("%s (dark: %v): %s", name, dark, found)
					}
				}
				b.darkness(false)
				b.do(chromedp.EmulateViewport(320, 640))
				if over := script[int](b, "document.documentElement.scrollWidth - 320"); over > 0 {
					t.Errorf("%s: %d pixels wider than a narrow telephone", name, over)
				}
				if over := script[int](b, `Math.max(0, ...[...document.querySelectorAll("table.blocks")].map((t) => t.parentElement.scrollWidth - t.parentElement.clientWidth))`); over > 0 {
					t.Errorf("%s: a table scrolls %d pixels to the side on a narrow telephone", name, over)
				}
				b.do(chromedp.EmulateViewport(1280, 900))
			})
			pdf := must(chromedp.Run(b.ctx, chromedp.PrintToPDF(chromedp.PDFPreferCSSPageSize())))(t)
			if n := bytes.Count(pdf, []byte("/Type /Page\n")); n != 1 {
				t.Errorf("the slip prints on %d sheets", n)
			}
		})
	}
}
