package desk_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"

	"okaeri/internal/keyring"
	"okaeri/internal/signin"
	"okaeri/internal/staff"
	"okaeri/internal/store"
	"okaeri/internal/testenv"
	"okaeri/internal/text"
	"okaeri/internal/web"
	"okaeri/internal/web/desk"
)

// world is a desk that browsers can reach, with real people, keys and rows behind it.
type world struct {
	t     *testing.T
	base  string
	story *staff.Staff
	store *store.Store
	ahead atomic.Int64
}

func (w *world) now() time.Time { return time.Now().Add(time.Duration(w.ahead.Load())) }

// pass lets time pass.
func (w *world) pass(d time.Duration) { w.ahead.Add(int64(d)) }

// open builds the world under http://localhost, where browsers allow passkeys without TLS.
func open(t *testing.T, change ...func(*desk.Config, string)) *world {
	t.Helper()
	w := &world{t: t}
	ring, err := keyring.New()
	must(t, err)
	w.store, err = store.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "desk.db"), store.Options{Vault: ring, Now: w.now})
	must(t, err)
	t.Cleanup(func() { must(t, w.store.Close()) })
	w.story, err = staff.New(staff.Parts{Store: w.store, Keys: ring, Limiter: w.store, Now: w.now})
	must(t, err)
	listener, err := net.Listen("tcp", "localhost:0")
	must(t, err)
	w.base = fmt.Sprintf("http://localhost:%d", listener.Addr().(*net.TCPAddr).Port)
	public, err := url.Parse(w.base)
	must(t, err)
	catalogue, err := text.Load()
	must(t, err)
	keys, err := signin.NewPasskeys(public, "Momiji Mail")
	must(t, err)
	c := desk.Config{
		Site: web.Site{
			Catalogue: catalogue, PublicURL: public, Product: web.Words{"ja": "もみじメール", "en": "Momiji Mail"}, Language: "en",
			Operator: web.Words{"ja": "もみじ通信", "en": "Momiji Net"}, DeviceKey: []byte("0123456789abcdef"), Now: w.now, Location: time.UTC,
			Logger: slog.New(slog.NewTextHandler(io.Discard, nil)),
		},
		Staff: w.story, Passkeys: keys, Key: ring.MAC("desk-ceremony"), Used: w.store,
	}
	for _, f := range change {
		f(&c, w.base)
	}
	d, err := desk.New(c)
	must(t, err)
	server := &httptest.Server{Listener: listener, Config: &http.Server{Handler: d.Handler()}}
	server.Start()
	t.Cleanup(server.Close)
	return w
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// seat is one person's browser window, with an authenticator of its own in it.
type seat struct {
	t    *testing.T
	ctx  context.Context
	base string
	key  webauthn.AuthenticatorID
}

// sit opens a window that shares nothing with the other windows of the browser.
func (w *world) sit(browser context.Context) *seat {
	w.t.Helper()
	ctx, cancel := chromedp.NewContext(browser, chromedp.WithNewBrowserContext())
	w.t.Cleanup(cancel)
	s := &seat{t: w.t, ctx: ctx, base: w.base}
	_, err := chromedp.Call(ctx, webauthn.Enable, webauthn.EnableParams{})
	must(w.t, err)
	made, err := chromedp.Call(ctx, webauthn.AddVirtualAuthenticator, webauthn.AddVirtualAuthenticatorParams{Options: &webauthn.VirtualAuthenticatorOptions{
		Protocol: webauthn.AuthenticatorProtocolCtap2, Transport: webauthn.AuthenticatorTransportInternal, HasResidentKey: true,
		HasUserVerification: true, IsUserVerified: true, AutomaticPresenceSimulation: true,
	}})
	must(w.t, err)
	s.key = made.AuthenticatorID
	return s
}

// browser is the one browser of this package's tests, in a language.
func browser(t *testing.T, lang string) context.Context {
	t.Helper()
	ctx := testenv.Browser(t, lang)
	must(t, chromedp.Do(ctx, chromedp.Navigate("about:blank")))
	return ctx
}

func ask[T any](s *seat, js string) T {
	s.t.Helper()
	answer, err := chromedp.Run(s.ctx, chromedp.Evaluate[T](js, chromedp.EvalAwaitPromise))
	must(s.t, err)
	return answer
}

func (s *seat) open(path string) {
	s.t.Helper()
	must(s.t, chromedp.Do(s.ctx, chromedp.Navigate(s.base+path)))
}

// send fills the form of an action (its address ends so) and presses its button; then it waits until the window shows another page.
func (s *seat) send(action string, typed ...string) {
	s.t.Helper()
	s.press(action, typed...)
	testenv.Eventually(s.t, "the form of "+action+" leads to a page", func() bool { return !s.marked() })
}

// press fills and presses without waiting.
func (s *seat) press(action string, typed ...string) {
	s.t.Helper()
	var fill strings.Builder
	for i := 0; i+1 < len(typed); i += 2 {
		fmt.Fprintf(&fill, `for (const b of f.querySelectorAll("[name='%s']")) { if (b.type === "checkbox") { if (b.value === %q) b.checked = !b.checked } else b.value = %q }`,
			typed[i], typed[i+1], typed[i+1])
	}
	found := ask[bool](s, fmt.Sprintf(`(() => { const f = document.querySelector("form[action$='%s']"); if (!f) return false;
		document.documentElement.dataset.before = "1"; %s; setTimeout(() => f.querySelector("button[type=submit]").click()); return true; })()`, action, fill.String()))
	if !found {
		s.t.Fatalf("%s: no form of %s", s.path(), action)
	}
}

// marked tells whether the window still shows the page that a button was pressed on.
func (s *seat) marked() bool {
	answer, err := chromedp.Run(s.ctx, chromedp.Evaluate[bool](`document.readyState !== "complete" || document.documentElement.dataset.before === "1"`))
	return err != nil || answer
}

func (s *seat) path() string { return ask[string](s, "location.pathname") }

func (s *seat) heading() string {
	return ask[string](s, `document.querySelector("h1")?.textContent ?? ""`)
}

// at fails the test unless the window shows a page.
func (s *seat) at(path string) {
	s.t.Helper()
	if got := s.path(); got != path {
		s.t.Fatalf("at %s (%q), want %s", got, s.heading(), path)
	}
}
