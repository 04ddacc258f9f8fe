package apply_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"okaeri/internal/testenv"
	"okaeri/internal/web/apply"
)

// axe runs every rule, that of WCAG 2.2 for small targets too, and names what it finds with the element. Darkness changes colours only.
// What would only make the answer longer is left out: style sheets of other sites, frames, paths to elements that are well.
const axe = `(async (dark) => {
  const quick = { resultTypes: ["violations"], preload: false, iframes: false, selectors: false };
  const what = dark ? { runOnly: ["color-contrast"] } : { rules: { "target-size": { enabled: true } } };
  const found = await axe.run(document, { ...quick, ...what });
  return found.violations.flatMap((v) => v.nodes.map((n) => v.id + ": " + n.html.slice(0, 160) + " " + (n.any[0]?.message ?? "")));
})`

// Every page of the applicant's side, as it is and with what needs another look, in both languages, light and dark: nothing that axe
// finds, nothing wider than a narrow telephone, every field with a name and every id once. The worksheet and the slip print on one sheet each.
func TestEveryPageCanBeUsedByEverybody(t *testing.T) {
	t.Parallel()
	for _, lang := range []string{"ja", "en"} {
		t.Run(lang, func(t *testing.T) {
			t.Parallel()
			s, base := served(t, func(c *apply.Config) {
				c.Robot = apply.Robot{Policy: apply.RobotBoth, Key: []byte("0123456789abcdef"), Used: newLedger(), Work: 1000}
			})
			b := newTab(t, base, lang)
			b.everyPage(testenv.AxeJS(t))
			b.do(chromedp.EmulateViewport(1280, 800))
			pages := 0
			b.tour(s, func(name string) {
				pages++
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
				b.do(chromedp.EmulateViewport(1280, 800))
				if name == "/recover/worksheet" || name == "/recover/slip" {
					b.oneSheet(name)
				}
			})
			if pages < 60 {
				t.Errorf("only %d pages were seen", pages)
			}
		})
	}
}

// The summary of what needs another look is the first thing a person hears, with and without script.
func TestTheSummaryIsFocused(t *testing.T) {
	t.Parallel()
	_, base := served(t)
	b := newTab(t, base, "en")
	b.open("/recover/who")
	b.submit()
	if id := script[string](b, "document.activeElement.id"); id != "faults" {
		t.Errorf("focus is on %q", id)
	}
	if title := script[string](b, "document.title"); !strings.HasPrefix(title, "Error: ") {
		t.Errorf("title %q", title)
	}
}

// oneSheet prints the page shown and counts the sheets of A4.
func (b *tab) oneSheet(name string) {
	b.t.Helper()
	pdf, err := chromedp.Run(b.ctx, chromedp.PrintToPDF(chromedp.PDFPreferCSSPageSize()))
	if err != nil {
		b.t.Fatal(err)
	}
	if n := bytes.Count(pdf, []byte("/Type /Page\n")); n != 1 {
		b.t.Errorf("%s: %d sheets", name, n)
	}
}
