package desk

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"okaeri/internal/testenv"
)

// window is a browser's window on an office.
type window struct {
	t    *testing.T
	ctx  context.Context
	base string
}

// served is an office that a browser can reach; /as/NAME signs somebody in.
func served(t *testing.T) (*office, *window) { return servedAt(t, "127.0.0.1") }

// servedAt is one at a host; browsers allow passkeys without TLS at localhost only.
func servedAt(t *testing.T, host string, change ...func(*office)) (*office, *window) {
	t.Helper()
	listener, err := net.Listen("tcp", host+":0")
	check(t, err)
	_, port, err := net.SplitHostPort(listener.Addr().String())
	check(t, err)
	base := "http://" + net.JoinHostPort(host, port)
	o := newOffice(t, base, change...)
	mux := http.NewServeMux()
	mux.Handle("/", o.h)
	mux.HandleFunc("GET /as/{name}", func(w http.ResponseWriter, r *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: sessionCookie, Value: r.PathValue("name"), Path: "/"})
		http.Redirect(w, r, "/desk/cases", http.StatusSeeOther)
	})
	server := &httptest.Server{Listener: listener, Config: &http.Server{Handler: mux}}
	server.Start()
	t.Cleanup(server.Close)
	return o, newWindow(t, testenv.Browser(t, "en"), base)
}

// newWindow opens a window. The browser's life must not hang on the time that the test is allowed.
func newWindow(t *testing.T, ctx context.Context, base string) *window {
	t.Helper()
	check(t, chromedp.Do(ctx))
	limited, cancel := context.WithTimeout(ctx, 8*time.Minute)
	t.Cleanup(cancel)
	return &window{t, limited, base}
}

// beside is another window of the same browser, with cookies of its own.
func (b *window) beside() *window {
	b.t.Helper()
	ctx, closeTab := chromedp.NewContext(b.ctx, chromedp.WithNewBrowserContext())
	b.t.Cleanup(closeTab)
	return newWindow(b.t, ctx, b.base)
}

func (b *window) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	check(b.t, chromedp.Do(b.ctx, steps...))
}

func (b *window) open(path string) {
	b.t.Helper()
	b.do(chromedp.Navigate(b.base + path))
}

// script runs a script in the page for its answer.
func script[T any](b *window, js string) T {
	b.t.Helper()
	return must(chromedp.Run(b.ctx, chromedp.Evaluate[T](js, chromedp.EvalAwaitPromise)))(b.t)
}

// press does something in the page that loads another.
func (b *window) press(js string) {
	b.t.Helper()
	_, err := chromedp.RunResponse(b.ctx, chromedp.Evaluate[chromedp.Void](`setTimeout(() => { `+js+` })`))
	check(b.t, err)
}

func (b *window) path() string { return script[string](b, "location.pathname") }

// darkness sets what the system prefers.
func (b *window) darkness(dark bool) {
	b.t.Helper()
	scheme := "light"
	if dark {
		scheme = "dark"
	}
	_, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"}},
	})
	check(b.t, err)
}

const axe = `(async (dark) => {
  const quick = { resultTypes: ["violations"], preload: false, iframes: false, selectors: false };
  const what = dark ? { runOnly: ["color-contrast"] } : { rules: { "target-size": { enabled: true } } };
  const found = await axe.run(document, { ...quick, ...what });
  return found.violations.flatMap((v) => v.nodes.map((n) => v.id + ": " + n.html.slice(0, 160) + " " + (n.any[0]?.message ?? "")));
})`
