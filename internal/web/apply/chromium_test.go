package apply_test

import (
	"context"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"okaeri/internal/testenv"
)

// newTab opens a window of its own, with cookies of its own, in the browser that all tests share.
func newTab(t *testing.T, base, lang string) *tab {
	t.Helper()
	ctx, closeTab := chromedp.NewContext(oneBrowser(t), chromedp.WithNewBrowserContext())
	t.Cleanup(closeTab)
	if err := chromedp.Do(ctx); err != nil { // opens the window; its life must not hang on the time allowed below
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(ctx, 4*time.Minute)
	t.Cleanup(cancel)
	b := &tab{t, ctx, base, lang}
	asked := network.SetExtraHTTPHeadersParams{Headers: network.Headers{"Accept-Language": lang}}
	if _, err := chromedp.Call(ctx, network.SetExtraHTTPHeaders, asked); err != nil {
		t.Fatal(err)
	}
	return b
}

// loses its session, with every other cookie: the page stays open.
func (b *tab) loses() {
	b.t.Helper()
	if _, err := chromedp.Call(b.ctx, network.ClearBrowserCookies, cdp.Empty{}); err != nil {
		b.t.Fatal(err)
	}
}

// shared is the browser of this package's tests: starting one takes seconds, opening a window takes none. TestMain ends it.
var shared struct {
	sync.Mutex
	ctx  context.Context
	stop func()
}

// oneBrowser starts the shared browser, or returns it.
func oneBrowser(t *testing.T) context.Context {
	t.Helper()
	shared.Lock()
	defer shared.Unlock()
	if shared.ctx != nil {
		return shared.ctx
	}
	process, kill := chromedp.NewExecAllocator(context.Background(), testenv.BrowserFlags(testenv.Chromium(t), "en")...)
	ctx, _ := chromedp.NewContext(process)
	if err := chromedp.Do(ctx); err != nil {
		kill()
		t.Fatal(err)
	}
	shared.ctx, shared.stop = ctx, func() {
		_ = chromedp.Cancel(ctx) // waits until the browser and its profile are gone
		kill()
	}
	return ctx
}

func TestMain(m *testing.M) {
	code := m.Run()
	if shared.stop != nil {
		shared.stop()
	}
	os.Exit(code)
}
