package main

import (
	"fmt"
	"net/url"
	"slices"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"okaeri/internal/testenv"
)

// axe runs every rule and names what it finds with the element; what passes it need not tell. Darkness changes colours only.
const axe = `(async (dark) => {
  const quick = { resultTypes: ["violations"], preload: false, iframes: false, selectors: false };
  const what = dark ? { runOnly: ["color-contrast"] } : { rules: { "target-size": { enabled: true } } };
  const found = await axe.run(document, { ...quick, ...what });
  return found.violations.flatMap((v) => v.nodes.map((n) => v.id + ": " + n.html.slice(0, 160)));
})`

// inspect looks at a page as people do who see little, use a narrow telephone, or read in the dark.
func (g *guest) inspect(where string) {
	g.t.Helper()
	script[bool](g, testenv.AxeJS(g.t)+"; true")
	for _, dark := range []bool{false, true} {
		g.darkness(dark)
		for _, found := range script[[]string](g, fmt.Sprintf("%s(%t)", axe, dark)) {
			g.t.Errorf("%s in %s (dark: %v): %s", where, g.lang, dark, found)
		}
	}
	g.darkness(false)
	g.do(chromedp.EmulateViewport(320, 640))
	if over := script[int](g, "document.documentElement.scrollWidth - 320"); over > 0 {
		g.t.Errorf("%s in %s: %d pixels wider than a narrow telephone", where, g.lang, over)
	}
	g.do(chromedp.EmulateViewport(1280, 800))
}

// focus is what the keyboard stands on.
type focus struct {
	Name, Type, Value         string
	Checked, Forward, Covered bool
	Outlined                  bool
}

const focusJS = `(() => {
  const e = document.activeElement, r = e.getBoundingClientRect();
  const top = document.elementFromPoint(r.left + r.width / 2, r.top + r.height / 2);
  const near = [e, ...(e.labels ?? [])];
  return {
    Name: e.name ?? "", Type: e.type ?? "", Value: e.value ?? "", Checked: e.checked ?? false,
    Forward: e.matches('main form[method="post"] .actions button, main a.button'),
    Covered: !near.some((n) => n.contains(top) || top?.contains(n)),
    Outlined: near.some((n) => { const s = getComputedStyle(n); return s.outlineStyle !== "none" || s.boxShadow !== "none"; }),
  };
})()`

// byKeyboard fills in a form and sends it with keys alone, and sees that the focus can be seen wherever it goes.
func (g *guest) byKeyboard(values url.Values) {
	g.t.Helper()
	boxes := map[string]int{}
	for range 150 {
		g.do(chromedp.KeyEvent(kb.Tab))
		f := script[focus](g, focusJS)
		if f.Covered || !f.Outlined {
			g.t.Errorf("%s: the focus on %q %q can't be seen (covered: %v)", g.path(), f.Type, f.Name, f.Covered)
		}
		want := values[f.Name]
		switch {
		case f.Forward:
			if _, err := chromedp.RunResponse(g.ctx, chromedp.KeyEvent(kb.Enter)); err != nil {
				g.t.Fatalf("%s: pressing Enter: %v", g.path(), err)
			}
			return
		case f.Type == "checkbox" && slices.Contains(want, f.Value) != f.Checked:
			g.do(chromedp.KeyEvent(" "))
		case f.Type == "radio" && len(want) == 1:
			g.choose(f, want[0], func(f focus) bool { return f.Value == want[0] && f.Checked })
		case f.Type == "select-one" && len(want) == 1:
			g.choose(f, want[0], func(f focus) bool { return f.Value == want[0] })
		case f.Type == "text" || f.Type == "email" || f.Type == "password" || f.Type == "textarea" || f.Type == "tel":
			if i := boxes[f.Name]; i < len(want) {
				boxes[f.Name]++
				g.do(chromedp.KeyEvent("a", chromedp.KeyModifiers(chromedp.ModifierCtrl)), chromedp.KeyEvent(want[i]))
			}
		}
	}
	g.t.Fatalf("%s: no key leads to the button", g.path())
}

// choose goes through a list with the arrow until it stands where it should.
func (g *guest) choose(f focus, want string, done func(focus) bool) {
	g.t.Helper()
	if f.Type == "radio" && f.Value == want && !f.Checked {
		g.do(chromedp.KeyEvent(" "))
		return
	}
	for range 300 {
		if done(f) {
			return
		}
		g.do(chromedp.KeyEvent(kb.ArrowDown))
		f = script[focus](g, focusJS)
	}
	g.t.Errorf("%s: no arrow leads to %q", g.path(), want)
}
