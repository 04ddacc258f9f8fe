package testenv

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/chromedp/chromedp"
)

// Chromium returns the path of the browser.
func Chromium(t testing.TB) string {
	t.Helper()
	path := FindChromium()
	if path == "" {
		missing(t, "Chromium")
	}
	return path
}

// FindChromium returns the path of the browser, or nothing when there is none.
func FindChromium() string {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome-stable", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// Browser returns a tab of a new, quiet, headless browser with an empty profile, for chromedp; it closes with the test.
// The language is what the browser asks pages for: ja or en.
func Browser(t testing.TB, lang string) context.Context {
	t.Helper()
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), BrowserFlags(Chromium(t), lang)...)
	t.Cleanup(cancel)
	tab, _ := chromedp.NewContext(ctx)
	t.Cleanup(func() { _ = chromedp.Cancel(tab) }) // waits until the browser and its profile are gone
	return tab
}

// BrowserFlags are the options of a browser that does only what it is told: no sandbox (root in a container has none), no
// first-run pages, no calls home.
func BrowserFlags(path, lang string) []chromedp.ExecAllocatorOption {
	return append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path),
		chromedp.NoSandbox,
		chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("lang", lang),
		chromedp.Flag("accept-lang", lang),
	)
}

// AxeJS returns the source of axe-core, to be run in a page: it finds what a person with a screen reader would trip over.
func AxeJS(t testing.TB) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(root(), ".cache", "node_modules", "axe-core", "axe.min.js"))
	if err != nil {
		missing(t, "axe-core (.cache/node_modules/axe-core)")
	}
	return string(data)
}

// root is the folder of the project, two up from this file.
func root() string {
	_, file, _, _ := runtime.Caller(0)
	return filepath.Join(filepath.Dir(file), "..", "..")
}
