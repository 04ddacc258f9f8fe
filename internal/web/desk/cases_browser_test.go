package desk

import (
	"bytes"
	"fmt"
	"net/url"
	"strings"
	"testing"

	browser "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

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
	see("/desk/assist")
	b.press(`document.querySelector("main form .actions button").click()`)
	look("/desk/assist#faults")
	see("/desk/assist/" + o.slip())
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
				b.do(chromedp.EmulateViewport(1280, 900))
			})
			pdf := must(chromedp.Run(b.ctx, chromedp.PrintToPDF(chromedp.PDFPreferCSSPageSize())))(t)
			if n := bytes.Count(pdf, []byte("/Type /Page\n")); n != 1 {
				t.Errorf("the slip prints on %d sheets", n)
			}
		})
	}
}

// work takes the next case in the window and decides it as told. It returns false when nothing waits for the person.
func (b *window) work(way, reason, proof string) bool {
	b.open("/desk/cases")
	b.press(`document.querySelector(".head-row .button").click()`)
	if b.path() == "/desk/cases" {
		return false
	}
	b.press(`document.querySelector(".strip-actions a.button").click()`)
	b.press(fmt.Sprintf(`
		const form = document.querySelector("form.decide");
		document.getElementById("way-%s").checked = true;
		form.elements.reason.value = %q;
		form.elements.proof.value = %q;
		form.elements.words.value = "Looked at with care.";
		document.getElementById("send").click();`, way, reason, proof))
	if !strings.Contains(script[string](b, "document.location.search"), "done=") {
		b.t.Fatalf("not decided: %s", script[string](b, "document.querySelector('main').innerText"))
	}
	return true
}

// Two reviewers and a senior, each in a browser, work through a queue of forty cases until nothing is left.
func TestTwoReviewersAndASeniorWorkThroughTheQueue(t *testing.T) {
	o, first := served(t)
	const cases = 40
	for i := range cases {
		var change []func(*evidence.Account)
		if i%5 == 1 {
			change = append(change, secondFactor)
		}
		check(t, o.facts.Put(t.Context(), account(i, change...)))
	}
	waiting := 0
	for i := range cases {
		if o.apply(i).State == recovery.Reviewing {
			waiting++
		}
	}
	o.hire("sato", recovery.RoleReviewer)
	o.hire("suzuki", recovery.RoleReviewer)
	o.hire("takahashi", recovery.RoleSenior)
	people := []struct {
		b                  *window
		login              string
		way, reason, proof string
	}{
		{first, "sato", "grant", "identity_proofed", "in_person"},
		{first.beside(), "suzuki", "decline", "evidence_insufficient", ""},
		{first.beside(), "takahashi", "grant", "identity_proofed", "document"},
	}
	for _, p := range people {
		p.b.open("/as/" + p.login)
	}
	for busy := true; busy; {
		busy = false
		for _, p := range people {
			busy = p.b.work(p.way, p.reason, p.proof) || busy
		}
	}
	if waiting != cases {
		t.Errorf("%d of %d cases waited for people", waiting, cases)
	}
	settled := 0
	for i := range cases {
		c := must(o.db.Case(t.Context(), fmt.Sprintf("%032x", i+1)))(t)
		by := map[string]bool{}
		for _, v := range c.Private.Votes {
			by[v.By] = true
		}
		if c.State != recovery.Judged || len(by) != len(c.Private.Votes) || len(by) < c.People() {
			t.Errorf("case %d is %s by %v", i, c.State, c.Private.Votes)
		}
		if len(by) == 3 {
			settled++
		}
	}
	if settled == 0 {
		t.Error("no two people differed, so no senior settled anything")
	}
}
