package apply_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	browser "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"okaeri/internal/recovery"
	"okaeri/internal/web/apply"
)

// served is a site that a browser can reach.
func served(t *testing.T, change ...func(*apply.Config)) (*site, string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	base := "http://" + listener.Addr().String()
	s := newSite(t, append(change, func(c *apply.Config) {
		c.Site.PublicURL = &url.URL{Scheme: "http", Host: listener.Addr().String()}
	})...)
	server := &httptest.Server{Listener: listener, Config: &http.Server{Handler: s.h}}
	server.Start()
	t.Cleanup(server.Close)
	return s, base
}

// tab is a browser's window on a site.
type tab struct {
	t    *testing.T
	ctx  context.Context
	base string
	lang string
}

func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	if err := chromedp.Do(b.ctx, steps...); err != nil {
		b.t.Fatal(err)
	}
}

// everyPage runs a script in every page before the page's own.
func (b *tab) everyPage(js string) {
	b.t.Helper()
	_, err := chromedp.Call(b.ctx, browser.AddScriptToEvaluateOnNewDocument, browser.AddScriptToEvaluateOnNewDocumentParams{Source: js})
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *tab) open(path string) {
	b.t.Helper()
	b.do(chromedp.Navigate(b.base + path))
}

// script runs a script in the page for its answer.
func script[T any](b *tab, js string) T {
	b.t.Helper()
	answer, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](js, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatal(err)
	}
	return answer
}

func (b *tab) path() string { return script[string](b, "location.pathname") }

// fillForm fills the form of the page and presses its first button as a person would: the page's own scripts take part.
const fillForm = `((typed) => {
  const at = {};
  for (let i = 0; i + 1 < typed.length; i += 2) {
    const boxes = [...document.getElementsByName(typed[i])], value = typed[i + 1];
    const choice = boxes.find((b) => (b.type === "radio" || b.type === "checkbox") && b.value === value);
    if (choice) { choice.checked = true; continue; }
    const box = boxes[at[typed[i]] = (at[typed[i]] ?? -1) + 1];
    if (!box) throw new Error("no box for " + typed[i]);
    box.value = value;
  }
  const button = document.querySelector("main form .actions button");
  setTimeout(() => button.click());
  return true;
})`

// submit fills the form of the page and presses its first button.
func (b *tab) submit(typed ...string) {
	b.t.Helper()
	list, err := json.Marshal(append([]string{}, typed...))
	if err != nil {
		b.t.Fatal(err)
	}
	press := chromedp.Evaluate[chromedp.Void](fmt.Sprintf("%s(%s)", fillForm, list))
	if _, err := chromedp.RunResponse(b.ctx, press); err != nil {
		b.t.Fatal(err)
	}
}

// tour shows every page of the applicant's side, each as it is and with what needs another look, and calls look at each.
func (b *tab) tour(s *site, look func(name string)) {
	b.t.Helper()
	see := func(path string) { b.open(path); look(path) }
	see("/recover")
	see("/recover/ways")
	see("/recover/worksheet")
	see("/recover/lost")
	see("/status")
	b.submit()
	look("/status#faults")
	see("/check")
	b.submit("ref", "7K2")
	look("/check#faults")
	b.submit("ref", "000-000-00")
	look("/check#not")
	b.open("/recover/who")
	for _, step := range stepsIn(b.lang) {
		if b.path() == "/recover/kept" {
			look("/recover/kept")
			b.open("/recover/" + step.page)
		}
		look("/recover/" + step.page)
		if step.page != "else" {
			b.submit()
			look("/recover/" + step.page + "#faults")
		}
		if step.page == "purchases" {
			b.open("/recover/purchases?more=card&n=3")
			b.submit("bought", "yes", "card_last4", "1234", "card_last4.2", "567", "card_month.3", "13", "card_year.3", "27")
			look("/recover/purchases#more")
			step.typed = append(slices.Clone(step.typed), "card_last4.2", "", "card_month.3", "", "card_year.3", "")
		}
		b.submit(step.typed...)
	}
	look("/recover/send")
	b.submit()
	look("/recover/sent")
	see("/recover/slip")
	see("/status/withdraw")
	b.states(s, look)
	b.links(s, look)
	see("/clear")
	b.submit()
	look("/cleared")
	see("/nothing-here")
	b.open("/recover/who")
	b.submit(steps[0].typed...)
	b.loses()
	b.submit("account", "hanako@momiji.example", "other_hints", "090-0000-0000, and "+strings.Repeat("a-long-word", 20))
	look("/recover/account without a session")
}

// states shows the status page in every state.
func (b *tab) states(s *site, look func(name string)) {
	c := b.theCase(s)
	for _, state := range []recovery.State{
		recovery.Submitted, recovery.Reviewing, recovery.Holding, recovery.Ready, recovery.Restoring, recovery.Restored,
		recovery.Declined, recovery.Contested, recovery.Withdrawn, recovery.Undone, recovery.Expired,
	} {
		now := s.clock.now()
		c.State, c.Submitted, c.Closed = state, now.Add(-time.Hour), time.Time{}
		if state == recovery.Declined {
			c.Closed = now
		}
		c.HoldUntil, c.ReadyTill, c.UndoUntil = now.Add(72*time.Hour), now.Add(72*time.Hour), now.Add(72*time.Hour)
		b.open("/status")
		look("/status " + string(state))
	}
	b.more(s, look)
	b.move(s, look)
}

// more shows what an applicant is asked to add, and the appeal.
func (b *tab) more(s *site, look func(name string)) {
	see := func(path string) { b.open(path); look(path) }
	c, now := b.theCase(s), s.clock.now()
	c.State, c.Desk.Asked = recovery.Reviewing, recovery.Asked{Until: now.Add(48 * time.Hour), Kinds: allKinds}
	see("/status")
	see("/status/more")
	see("/status/more/q-mail")
	b.submit()
	look("/status/more/q-mail#faults")
	b.open("/status/more/passwords")
	b.submit("password", "kinmokusei", "password_when", "2015")
	look("/status/more with something to send")
	b.submit()
	c.State, c.Closed = recovery.Declined, now
	see("/status/appeal")
	b.submit()
	look("/status/appeal#faults")
	b.submit("words", "Please look again.")
}

// move shows the change of the contact address, and the way back.
func (b *tab) move(s *site, look func(name string)) {
	const token = "/KEEPKEEPKEEPKEEPKEEP"
	see := func(path string) { b.open(path); look(path) }
	c := b.theCase(s)
	s.story.links[token[1:]] = c.ID
	c.State = recovery.Submitted
	see("/keep" + token)
	see("/status/contact")
	b.submit()
	look("/status/contact#faults")
	b.submit("contact", "hanako.new@example.org")
	look("/status/contact/code")
	b.submit("code", goodCode)
	look("/status moved")
	c.State = recovery.Withdrawn
	see("/keep" + token)
}

func (b *tab) theCase(s *site) *recovery.Case {
	b.t.Helper()
	for _, c := range s.story.cases {
		if !c.Submitted.IsZero() {
			return c
		}
	}
	b.t.Fatal("nothing was sent")
	return nil
}

// links shows the pages behind the links of letters.
func (b *tab) links(s *site, look func(name string)) {
	const token = "/LINKLINKLINKLINKLINK"
	c := b.theCase(s)
	s.story.links[token[1:]] = c.ID
	for _, state := range []recovery.State{recovery.Submitted, recovery.Restored, recovery.Contested} {
		c.State = state
		b.open("/not-me" + token)
		look("/not-me " + string(state))
		b.open("/undo" + token)
		look("/undo " + string(state))
	}
	c.State = recovery.Restored
	before := c.UndoUntil
	c.UndoUntil = s.clock.now().Add(-time.Hour)
	b.open("/undo" + token)
	look("/undo late")
	c.UndoUntil = before
	c.State = recovery.Undone
	b.open("/undo" + token)
	look("/undo done")
	b.open("/finish" + token)
	look("/finish used")
	c.State = recovery.Ready
	b.open("/finish" + token)
	look("/finish")
	b.submit()
	look("/finish/code")
	b.submit("code", "000000")
	look("/finish/code#faults")
	b.submit("code", goodCode)
	look("/finish/new")
	b.submit("new_password", "short", "new_password_again", "short")
	look("/finish/new#faults")
	b.submit("new_password", "aozora no shita", "new_password_again", "aozora no shita")
	look("/finish/done")
}

// darkness sets what the browser says of the reader's wishes: light or dark, and nothing that moves, so that colours are at rest.
func (b *tab) darkness(dark bool) {
	b.t.Helper()
	scheme := "light"
	if dark {
		scheme = "dark"
	}
	_, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{
			{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"},
		},
	})
	if err != nil {
		b.t.Fatal(err)
	}
}
