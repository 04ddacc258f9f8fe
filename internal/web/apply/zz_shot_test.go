package apply_test

import (
	"fmt"
	"okaeri/internal/web"
	"okaeri/internal/web/apply"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

func TestZZShots(t *testing.T) {
	dir := os.Getenv("SHOTS")
	if dir == "" {
		return
	}
	lang := os.Getenv("L")
	dark := os.Getenv("D") == "1"
	w := 1280
	if os.Getenv("W") != "" {
		fmt.Sscan(os.Getenv("W"), &w)
	}
	s, base := served(t, func(c *apply.Config) {
		c.Site.Demo = &web.DemoBanner{Home: "/"}
		c.Robot = apply.Robot{Policy: apply.RobotPolicy(os.Getenv("ROBOT")), Key: []byte("0123456789abcdef0"), Used: &ledger{used: map[string]bool{}}}
	})
	b := newTab(t, base, lang)
	b.do(chromedp.EmulateViewport(int64(w), 800))
	b.darkness(dark)
	n := 0
	b.tour(s, func(name string) {
		n++
		buf, err := chromedp.Run(b.ctx, chromedp.FullScreenshot(100))
		if err != nil {
			t.Fatal(err)
		}
		over := script[int](b, "document.documentElement.scrollWidth - innerWidth")
		if over > 0 {
			t.Log(name, "overflows by", over)
		}
		f := fmt.Sprintf("%s/%02d-%s.png", dir, n, strings.NewReplacer("/", "_", "#", "!", " ", "~").Replace(name))
		os.WriteFile(f, buf, 0o644)
	})
}
