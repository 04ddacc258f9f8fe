package desk_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"okaeri/internal/signin"
	"okaeri/internal/staff"
	"okaeri/internal/testenv"
	"okaeri/internal/web"
	"okaeri/internal/web/desk"
)

// axe runs every rule, that of WCAG 2.2 for small targets too, and names what it finds with the element. Darkness changes colours only.
const axe = `(async (dark) => {
  document.documentElement.dataset.theme = dark ? "dark" : "light";
  const quick = { resultTypes: ["violations"], preload: false, iframes: false, selectors: false };
  const what = dark ? { runOnly: ["color-contrast"] } : { rules: { "target-size": { enabled: true } } };
  const found = await axe.run(document, { ...quick, ...what });
  return found.violations.flatMap((v) => v.nodes.map((n) => v.id + ": " + n.html.slice(0, 160) + " " + (n.any[0]?.message ?? "")));
})`

// enter signs a person in to a window past every ceremony.
func (w *world) enter(s *seat, p *staff.Person) {
	w.t.Helper()
	s.open("/desk/signin")
	token, err := w.story.Enter(w.t.Context(), p.ID, "passkey", w.now(), ask[string](s, "navigator.userAgent"))
	must(w.t, err)
	_, err = chromedp.Call(s.ctx, network.SetCookie, network.SetCookieParams{Name: "okaeri-desk", Value: token, URL: w.base + "/desk", Path: "/desk"})
	must(w.t, err)
}

// Every page of the staff, as it is and with what needs another look, in both languages, light and dark, wide and narrow: nothing that axe
// finds, and nothing wider than a narrow telephone.
func TestEveryPageOfTheStaffCanBeUsedByEverybody(t *testing.T) {
	w := open(t, func(c *desk.Config, base string) {
		c.ProviderName = web.Words{"ja": "もみじ社", "en": "Momiji Inc"}
		c.Provider = signin.NewProvider(signin.OIDC{Issuer: "http://127.0.0.1:1", Now: time.Now})
	})
	source := testenv.AxeJS(t)
	admin := w.hire("anna", staff.Admin, staff.Senior)
	w.hire("ben", staff.Reviewer)
	other := w.hire("cora", staff.Admin)
	by := staff.Actor{Login: other.Login, Via: "cli"}
	offered, _, err := w.story.Invite(t.Context(), by, staff.Newcomer{Login: "dan", Name: "Dan", Roles: []string{staff.Auditor, staff.Admin}})
	must(t, err)
	must(t, w.story.AddKey(t.Context(), staff.Actor{Login: "anna", Strong: w.now()}, staff.Passkey{ID: "a", Name: "phone", Record: []byte("{}")}))
	must(t, w.story.SetActive(t.Context(), by, "ben", false))
	chromium := browser(t, "en")
	for _, lang := range []string{"ja", "en"} {
		s := w.sit(chromium)
		look := func(name string) {
			t.Helper()
			ask[bool](s, source+"; true")
			for _, dark := range []bool{false, true} {
				for _, found := range ask[[]string](s, fmt.Sprintf("%s(%t)", axe, dark)) {
					t.Errorf("%s %s (dark: %v): %s", lang, name, dark, found)
				}
			}
			must(t, chromedp.Do(s.ctx, chromedp.EmulateViewport(320, 640)))
			if over := ask[int](s, "document.documentElement.scrollWidth - 320"); over > 0 {
				t.Errorf("%s %s: %d pixels wider than a narrow telephone", lang, name, over)
			}
			must(t, chromedp.Do(s.ctx, chromedp.EmulateViewport(1280, 800)))
		}
		see := func(path string) { s.open(path); look(path) }
		_, err := chromedp.Call(s.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
			{Name: "prefers-reduced-motion", Value: "reduce"}, // a colour on its way is neither
		}})
		must(t, err)
		must(t, chromedp.Do(s.ctx, chromedp.EmulateViewport(1280, 800)))
		s.open("/desk/signin?lang=" + lang)
		look("/desk/signin")
		token, err := w.story.Relink(t.Context(), by, "dan")
		must(t, err)
		see("/desk/setup/" + token)
		host, err := w.story.HostLink(t.Context(), "root", "")
		must(t, err)
		see("/desk/setup/" + host)
		s.send("/desk/setup/"+host, "login", "")
		look("/desk/setup#faults")
		see("/desk/setup/unknown")
		w.enter(s, admin)
		for _, path := range []string{
			"/desk/people", "/desk/people/new", "/desk/people/" + offered.Login, "/desk/people/ben", "/desk/me", "/desk/me/passkeys",
			"/desk/confirm", "/desk/nothing", "/desk/signin?out=1",
		} {
			see(path)
		}
		s.open("/desk/people/new")
		s.send("/desk/people/new", "name", "")
		look("/desk/people/new#faults")
		s.open("/desk/people/dan")
		s.send("/desk/people/dan/link")
		look("the link")
		s.open("/desk/people/ben")
		s.send("/desk/people/ben/active")
		look("said")
		s.open("/desk/people/ben")
		s.send("/desk/people/ben/active")
		if html := ask[string](s, "document.documentElement.lang"); html != lang {
			t.Errorf("the pages speak %s", html)
		}
		s.send("/desk/theme")
		s.open("/desk/me")
		if theme := ask[string](s, "document.documentElement.dataset.theme"); theme != "light" {
			t.Errorf("after choosing light the desk is %q", theme)
		}
	}
}
