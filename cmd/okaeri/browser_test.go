package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"okaeri/internal/testenv"
	"okaeri/internal/testenv/applicant"
)

// browser is the one Chromium of this test binary; each guest gets a profile of their own in it. It is closed by TestMain.
var browser struct {
	start sync.Once
	ctx   context.Context
	stop  context.CancelFunc
}

func chromium(t testing.TB) context.Context {
	t.Helper()
	path := testenv.Chromium(t)
	browser.start.Do(func() {
		allocator, cancel := chromedp.NewExecAllocator(context.Background(), testenv.BrowserFlags(path, "en")...)
		browser.ctx, _ = chromedp.NewContext(allocator)
		browser.stop = func() {
			_ = chromedp.Cancel(browser.ctx) // waits until the browser and its profile are gone
			cancel()
		}
	})
	check(t, chromedp.Do(browser.ctx)) // starts it
	return browser.ctx
}

// guest is a person at a real browser. What they know and how they read their mail is the applicant's.
type guest struct {
	*applicant.Person
	t    testing.TB
	w    *town
	ctx  context.Context
	lang string
	hand func(*guest, url.Values) // how they fill in and send a form
	look func(where string)       // called on every page, nil for nobody
	errs bool                     // sends every form empty once, to see what the page says then
	mute bool                     // the page's scripts are off
}

// guest opens a browser for somebody who comes from an address and speaks a language.
func (w *town) guest(lang, ip, contact string, knows map[string][]string) *guest {
	w.t.Helper()
	tab, _ := chromedp.NewContext(chromium(w.t), chromedp.WithNewBrowserContext())
	w.t.Cleanup(func() { _ = chromedp.Cancel(tab) })
	ctx, cancel := context.WithTimeout(tab, 3*time.Minute)
	w.t.Cleanup(cancel)
	g := &guest{Person: w.person(lang, ip, contact, knows), t: w.t, w: w, ctx: ctx, lang: lang, hand: (*guest).byMouse}
	_, err := chromedp.Call(ctx, network.SetExtraHTTPHeaders, network.SetExtraHTTPHeadersParams{
		Headers: network.Headers{"X-Forwarded-For": ip},
	})
	check(w.t, err)
	_, err = chromedp.Call(ctx, emulation.SetUserAgentOverride, emulation.SetUserAgentOverrideParams{
		UserAgent: homeAgent, AcceptLanguage: lang,
	})
	check(w.t, err)
	return g
}

// script runs a script in the page for its answer.
func script[T any](g *guest, js string) T {
	g.t.Helper()
	answer, err := chromedp.Run(g.ctx, chromedp.Evaluate[T](js, chromedp.EvalAwaitPromise))
	if err != nil {
		g.t.Fatalf("%s: %v", g.path(), err)
	}
	return answer
}

func (g *guest) do(steps ...chromedp.Action[chromedp.Void]) {
	g.t.Helper()
	if err := chromedp.Do(g.ctx, steps...); err != nil {
		g.t.Fatal(err)
	}
}

// path is where the browser stands.
func (g *guest) path() string {
	at, err := chromedp.Run(g.ctx, chromedp.Location())
	check(g.t, err)
	u, err := url.Parse(at)
	check(g.t, err)
	return u.Path
}

// page reads what the browser shows.
func (g *guest) page() *applicant.Page {
	g.t.Helper()
	at, err := chromedp.Run(g.ctx, chromedp.Location())
	check(g.t, err)
	u, err := url.Parse(at)
	check(g.t, err)
	body, err := chromedp.Run(g.ctx, chromedp.OuterHTML(chromedp.CSS("html")))
	check(g.t, err)
	return must(applicant.Read(u, []byte(body)))(g.t)
}

func (g *guest) open(address string) {
	g.t.Helper()
	g.do(chromedp.Navigate(address))
}

// goes walks from an address, page by page as any reader would, until the path ends in end.
func (g *guest) goes(address, end string) *applicant.Page {
	g.t.Helper()
	g.open(address)
	for range 60 {
		page := g.page()
		g.seen(page.URL.Path)
		switch form := page.Main(); {
		case strings.HasSuffix(page.URL.Path, end):
			return page
		case len(page.Errors) > 0:
			g.t.Fatalf("%s: %s", page.URL.Path, strings.Join(page.Errors, "; "))
		case form != nil:
			g.send(page, form)
		case page.Button != "":
			g.press(`main a.button`)
		default:
			g.t.Fatalf("%s: no way on: %.300s", page.URL.Path, page.Text)
		}
	}
	g.t.Fatalf("%s: the form leads in circles", g.path())
	return nil
}

// send fills in a page's form and sends it, after sending it empty if this guest does so.
func (g *guest) send(page *applicant.Page, form *applicant.Form) {
	g.t.Helper()
	if g.errs && asks(form) && !strings.HasSuffix(page.URL.Path, "/else") { // the last page may stay empty
		g.byMouse(nil)
		g.seen(page.URL.Path + " sent empty")
		if again := g.page(); len(again.Errors) == 0 {
			g.t.Errorf("%s was sent empty without a word", page.URL.Path)
		}
	}
	values, err := g.Fill(g.ctx, form)
	check(g.t, err)
	g.hand(g, values)
}

// asks tells whether a form has anything to fill in.
func asks(form *applicant.Form) bool {
	for _, kind := range form.Kinds {
		if kind != "hidden" {
			return true
		}
	}
	return false
}

// seen looks at a page if this guest looks at pages.
func (g *guest) seen(where string) {
	g.t.Helper()
	if g.look != nil {
		g.look(where)
	}
}

// forward is the button of a page that goes on, alone the one of a page that asks to be seen by no script.
const (
	forward   = `main form[method="post"] .actions button`
	unchecked = `main form[method="post"] .actions button[name="lane"][value="none"]`
)

// press clicks and waits until the next page is there.
func (g *guest) press(what string) {
	g.t.Helper()
	if _, err := chromedp.RunResponse(g.ctx, chromedp.Click(chromedp.CSS(what))); err != nil {
		g.t.Fatalf("%s: pressing %s: %v", g.path(), what, err)
	}
}

// byMouse puts values where they belong and presses the button.
func (g *guest) byMouse(values url.Values) {
	g.t.Helper()
	g.put(values)
	if g.mute && script[bool](g, "document.querySelector('"+unchecked+"') !== null") {
		g.press(unchecked)
		return
	}
	g.press(forward)
}

func (g *guest) put(values url.Values) {
	g.t.Helper()
	if values == nil {
		return
	}
	list, err := json.Marshal(values)
	check(g.t, err)
	script[bool](g, fmt.Sprintf("%s(%s)", putJS, list))
}

const putJS = `((values) => {
  for (const [name, list] of Object.entries(values)) {
    let at = 0;
    for (const box of document.getElementsByName(name)) {
      if (box.type === "hidden" || box.tagName === "BUTTON") continue;
      if (box.type === "radio" || box.type === "checkbox") { box.checked = list.includes(box.value); continue; }
      box.value = list[at++] ?? "";
    }
  }
  return true;
})`

// darkness sets what the browser says of the reader's wish.
func (g *guest) darkness(dark bool) {
	g.t.Helper()
	scheme := "light"
	if dark {
		scheme = "dark"
	}
	_, err := chromedp.Call(g.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{
			{Name: "prefers-color-scheme", Value: scheme},
			{Name: "prefers-reduced-motion", Value: "reduce"}, // no colour is on its way to another when it is measured
		},
	})
	check(g.t, err)
}

// scripts switches the page's own scripts off or on.
func (g *guest) scripts(on bool) {
	g.t.Helper()
	_, err := chromedp.Call(g.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !on})
	check(g.t, err)
	g.mute = !on
}
