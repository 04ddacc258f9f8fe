package apply_test

import (
	"slices"
	"testing"

	"github.com/chromedp/chromedp"

	"okaeri/internal/web/apply"
)

// The proof of work is done by a real browser, quietly, and a press of the button before it is done waits for it.
func TestABrowserDoesItsProofOfWork(t *testing.T) {
	t.Parallel()
	s, base := served(t, func(c *apply.Config) {
		c.Robot = apply.Robot{Policy: apply.RobotPow, Key: []byte("0123456789abcdef"), Used: newLedger()}
	})
	b := newTab(t, base, "ja")
	b.open("/recover/who")
	b.submit(steps[0].typed...)
	b.submit(steps[1].typed...)
	b.submit(steps[2].typed...)
	if got := s.story.seen[len(s.story.seen)-1].Lane; got != "pow" {
		t.Errorf("lane %s", got)
	}
}

// Enter in a box goes on, whatever other buttons a page has before its last one.
func TestEnterGoesOn(t *testing.T) {
	t.Parallel()
	_, base := served(t, robot(apply.RobotBoth))
	b := newTab(t, base, "ja")
	b.open("/recover/who")
	b.submit(steps[0].typed...)
	if _, err := chromedp.RunResponse(b.ctx, chromedp.SendKeys(chromedp.CSS("#account"), "hanako@momiji.example\r")); err != nil {
		t.Fatal(err)
	}
	if got := b.path(); got != "/recover/contact" {
		t.Errorf("at %s", got)
	}
}

// Scripts add comfort: a language link keeps what is typed, a password can be shown and is hidden again, a button pressed twice sends once.
func TestScriptsAddComfort(t *testing.T) {
	t.Parallel()
	s, base := served(t)
	b := newTab(t, base, "ja")
	b.open("/recover/who")
	for _, step := range steps {
		if b.path() == "/recover/kept" {
			b.open("/recover/" + step.page)
		}
		if step.page == "passwords" {
			break
		}
		if step.page == "name" {
			b.do(chromedp.SendKeys(chromedp.CSS("#family_name"), "Yamada"))
			if _, err := chromedp.RunResponse(b.ctx, chromedp.Click(chromedp.CSS(`.languages a[lang="en"]`))); err != nil {
				t.Fatal(err)
			}
			if got := script[string](b, `document.documentElement.lang + " " + document.getElementById("family_name").value`); got != "en Yamada" {
				t.Errorf("after the language link: %q", got)
			}
			b.open("/recover/name?lang=ja")
		}
		b.submit(step.typed...)
	}
	b.do(chromedp.SendKeys(chromedp.CSS("#password"), "himawari"), chromedp.Click(chromedp.CSS("#password + button")))
	if got := script[string](b, `document.getElementById("password").type`); got != "text" {
		t.Errorf("shown: type %s", got)
	}
	script[bool](b, `addEventListener("submit", (e) => { e.preventDefault(); document.title = document.getElementById("password").type; }) ?? true`)
	b.do(chromedp.Click(chromedp.CSS("main form .actions button")))
	if got := script[string](b, "document.title"); got != "password" {
		t.Errorf("sent: type %s", got)
	}
	_ = s
}

// The page of old passwords goes by keyboard in the order in which it is read: box, show, when, the next box.
func TestOldPasswordsGoByKeyboard(t *testing.T) {
	t.Parallel()
	_, base := served(t)
	b := newTab(t, base, "ja")
	b.open("/recover/who")
	for _, step := range steps {
		if b.path() == "/recover/kept" {
			b.open("/recover/" + step.page)
		}
		if step.page == "passwords" {
			break
		}
		b.submit(step.typed...)
	}
	b.do(chromedp.SendKeys(chromedp.CSS("#password"), "kinmokusei\t"))
	where := `document.activeElement.id || document.activeElement.textContent`
	var seen []string
	for range 3 {
		seen = append(seen, script[string](b, where))
		b.do(chromedp.KeyEvent("\t"))
	}
	if want := []string{"表示する", "password_when", "password-2"}; !slices.Equal(seen, want) {
		t.Errorf("the keyboard goes %q, not %q", seen, want)
	}
	if over := script[bool](b, `(() => { const e = document.activeElement, r = e.getBoundingClientRect(); return e.contains(document.elementFromPoint(r.x + r.width / 2, r.y + r.height / 2)); })()`); !over {
		t.Error("something lies over what has the focus")
	}
}
