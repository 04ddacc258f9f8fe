package desk

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"okaeri/internal/web"
)

// Page is the part of a view that the desk's layout needs; views of the desk embed it. Handlers set Title, Ref and what the page shows;
// the frame fills in the rest.
type Page struct {
	web.Page
	Said string // what has just been done, in words: shown above the heading and spoken

	Who   *badge // nil before somebody is signed in
	Menu  []place
	Theme string // light, dark, or auto: as the system has it
	Here  string // this page's own address, to come back to
	Speak speak
}

// desk returns the part itself, for whoever embeds it.
func (p *Page) desk() *Page { return p }

// view is what a page of the desk is filled with.
type view interface {
	web.View
	desk() *Page
}

// badge says who is signed in.
type badge struct{ Login, Name, Roles string }

// place is one place of the navigation.
type place struct {
	Name, Path string
	Current    bool
}

// speak are the addresses of a page in both languages, with everything that its address says.
type speak struct{ JA, EN string }

func (t *turn) speak() speak {
	in := func(lang string) string {
		q := t.r.URL.Query()
		q.Set("lang", lang)
		return t.path(t.r.URL.EscapedPath()) + "?" + q.Encode()
	}
	return speak{in("ja"), in("en")}
}

// frame fills in what follows from the request and its person.
func (t *turn) frame(p *Page) {
	p.Theme = t.theme()
	p.Speak = t.speak()
	p.Here = "/desk"
	if t.r.Method == http.MethodGet {
		p.Here = t.r.URL.RequestURI()
	}
	if t.who == nil {
		return
	}
	p.Who = &badge{Login: t.who.Login, Name: t.who.Name, Roles: t.roles(t.who.Roles, "and")}
	for _, e := range t.d.menu {
		if e.who.role(t.who) {
			current := t.r.URL.Path == e.path || strings.HasPrefix(t.r.URL.Path, e.path+"/")
			p.Menu = append(p.Menu, place{Name: t.say("desk.nav." + e.key), Path: t.path(e.path), Current: current})
		}
	}
}

const (
	themeCookie = "okaeri-theme"
	themeLife   = 180 * 24 * time.Hour
)

// themes are the ways the desk may look; auto is as the system has it.
var themes = map[string]bool{"auto": true, "light": true, "dark": true}

// theme is the chosen look. It is in a cookie and written into the page by the server, so that no page flashes.
func (t *turn) theme() string {
	if c, err := t.r.Cookie(themeCookie); err == nil && themes[c.Value] {
		return c.Value
	}
	return "auto"
}

// changeTheme keeps the look that was chosen.
func (d *Desk) changeTheme(t *turn) {
	chosen, ok := t.one("theme")
	if !ok {
		return
	}
	next, ok := t.one("next")
	if !ok || !t.whole() {
		return
	}
	if !themes[chosen] {
		t.fail(web.ErrForm)
		return
	}
	t.cookie(themeCookie, chosen, "/desk", http.SameSiteLaxMode, themeLife)
	t.goTo(d.back(next))
}

// seconds rounds a wait up, for Retry-After.
func seconds(d time.Duration) string {
	return strconv.Itoa(max(1, int((d+time.Second-1)/time.Second)))
}
