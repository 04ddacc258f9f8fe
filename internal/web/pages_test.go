package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"okaeri/internal/web"
)

func TestUnknownAddressesAndMethodsHavePagesOfTheirOwn(t *testing.T) {
	h := newHouse(t)
	for _, c := range []struct {
		method, path string
		want         int
		allow        string
	}{
		{"GET", "/nothing", 404, ""},
		{"POST", "/nothing", 404, ""},
		{"POST", "/who", 405, "GET"},
		{"GET", "/form", 405, "POST"},
		{"PUT", "/form", 405, "POST"},
		{"GET", "/static/nothing.css", 404, ""},
		{"GET", "/static/../web.go", 404, ""},
		{"HEAD", "/nothing", 404, ""},
	} {
		res := h.do(c.method, c.path, "")
		if res.StatusCode != c.want || res.Header.Get("Allow") != c.allow {
			if res.StatusCode != http.StatusTemporaryRedirect && res.StatusCode != http.StatusMovedPermanently {
				t.Errorf("%s %s: %d, Allow %q", c.method, c.path, res.StatusCode, res.Header.Get("Allow"))
			}
		}
		if body := read(t, res); c.method == "HEAD" && body != "" {
			t.Errorf("HEAD has a body of %d bytes", len(body))
		}
	}
}

func TestMaintenanceSaysWhenItEnds(t *testing.T) {
	until := time.Date(2026, 7, 2, 6, 0, 0, 0, time.UTC)
	h := newHouse(t, func(s *web.Site) { s.Maintenance = func() (time.Time, bool) { return until, true } })
	res := h.do("GET", "/who", "")
	if body := read(t, res); res.StatusCode != 503 || !strings.Contains(body, "Thursday 2 July, 06:00 UTC") || res.Header.Get("Retry-After") != "2370" {
		t.Errorf("%d, %q: %s", res.StatusCode, res.Header.Get("Retry-After"), body)
	}
}

func TestADeviceIsKnownByOurSignatureOnly(t *testing.T) {
	h := newHouse(t)
	cookies := h.do("GET", "/remember", "").Cookies()
	if len(cookies) != 1 || !cookies[0].HttpOnly || !cookies[0].Secure || cookies[0].MaxAge < 300*24*3600 {
		t.Fatalf("%v", cookies)
	}
	number, _, _ := strings.Cut(cookies[0].Value, ".")
	other := newHouse(t, func(s *web.Site) { s.DeviceKey = []byte("another key of 16") })
	for name, c := range map[string]struct {
		house *house
		value string
		known bool
	}{
		"ours": {h, cookies[0].Value, true}, "unsigned": {h, number, false}, "forged": {h, number + ".abc", false},
		"another's": {other, cookies[0].Value, false}, "junk": {h, ".", false}, "long": {h, strings.Repeat("a", 4000) + ".b", false},
	} {
		res := c.house.do("GET", "/who", "", func(r *http.Request) { r.AddCookie(&http.Cookie{Name: "okaeri-device", Value: c.value}) })
		if got := strings.HasSuffix(read(t, res), number); got != c.known {
			t.Errorf("%s: known %v", name, got)
		}
	}
}

func TestFilesAreKeptByBrowsersUnderTheirHashOnly(t *testing.T) {
	h := newHouse(t)
	res := h.do("GET", h.Asset("okaeri.css"), "", func(r *http.Request) { r.Header.Set("Accept-Encoding", "gzip, br") })
	if res.StatusCode != 200 || res.Header.Get("Content-Encoding") != "gzip" || !strings.Contains(res.Header.Get("Cache-Control"), "immutable") {
		t.Errorf("%d %v", res.StatusCode, res.Header)
	}
	total := 0
	for _, name := range []string{"okaeri.css", "okaeri.js", "icons.svg", "mark.svg", "robot.js", "work.js"} {
		res := h.do("GET", "/static/"+name, "", func(r *http.Request) { r.Header.Set("Accept-Encoding", "gzip") })
		total += len(read(t, res))
		if res.Header.Get("Cache-Control") != "no-cache" {
			t.Errorf("%s: %q", name, res.Header.Get("Cache-Control"))
		}
	}
	if total > 30<<10 {
		t.Errorf("%d bytes of files: more than a slow telephone should load", total)
	}
}

func TestASiteMayLiveUnderAPath(t *testing.T) {
	h := newHouse(t, func(s *web.Site) { s.PublicURL = &url.URL{Scheme: "https", Host: "example.org", Path: "/okaeri/"} })
	if got := read(t, h.do("GET", "/okaeri/who", "")); !strings.HasPrefix(got, "en ") {
		t.Errorf("%q", got)
	}
	body := read(t, h.do("GET", "/okaeri/nothing", ""))
	if !strings.Contains(body, `href="/okaeri/recover"`) || !strings.Contains(body, `href="/okaeri/static/okaeri.`) || !strings.Contains(body, `href="/okaeri/nothing?lang=ja"`) {
		t.Errorf("%s", body)
	}
}
