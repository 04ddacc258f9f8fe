package web_test

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"time"

	"okaeri/internal/text"
	"okaeri/internal/web"
)

// house is a shell with a few routes, and what it logged.
type house struct {
	*web.Shell
	h   http.Handler
	log *bytes.Buffer
}

func newHouse(t *testing.T, change ...func(*web.Site)) *house {
	t.Helper()
	catalogue, err := text.Load()
	if err != nil {
		t.Fatal(err)
	}
	log := &bytes.Buffer{}
	site := web.Site{
		Catalogue: catalogue, PublicURL: &url.URL{Scheme: "https", Host: "recover.example"},
		Product: web.Words{"ja": "もみじ", "en": "Momiji"}, Operator: web.Words{"ja": "運営", "en": "Operator"},
		MailFrom: "okaeri@example.org", DeviceKey: []byte("0123456789abcdef"),
		Now: func() time.Time { return time.Date(2026, 7, 2, 5, 20, 30, 0, time.UTC) }, Location: time.UTC,
		Logger: slog.New(slog.NewTextHandler(log, nil)),
	}
	for _, f := range change {
		f(&site)
	}
	shell, err := web.New(site)
	if err != nil {
		t.Fatal(err)
	}
	rt := shell.Routes()
	rt.Handle("GET /who", func(w http.ResponseWriter, r *http.Request) {
		v := web.VisitOf(r)
		_, _ = w.Write([]byte(v.Lang + " " + v.IP.String() + " " + v.Device))
	})
	rt.Handle("POST /form", func(w http.ResponseWriter, r *http.Request) {
		form, err := web.ReadForm(r)
		if err == nil {
			_, err = form.One("a")
		}
		if err == nil {
			err = form.Empty()
		}
		if err != nil {
			shell.Fail(w, r, http.StatusBadRequest, "form")
		}
	})
	rt.Handle("GET /panic/{token}", func(http.ResponseWriter, *http.Request) { panic("a fault of ours") })
	rt.Handle("GET /late", func(w http.ResponseWriter, r *http.Request) { shell.Wait(w, r, shell.Now().Add(90*time.Second)) })
	rt.Handle("GET /remember", func(w http.ResponseWriter, r *http.Request) { shell.KnowDevice(w, web.VisitOf(r)) })
	return &house{shell, shell.Guard(rt), log}
}

func (h *house) do(method, path, body string, change ...func(*http.Request)) *http.Response {
	r := httptest.NewRequest(method, "https://recover.example"+path, strings.NewReader(body))
	r.RemoteAddr = "203.0.113.9:1234"
	r.Header.Set("Accept-Language", "en")
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for _, f := range change {
		f(r)
	}
	w := httptest.NewRecorder()
	h.h.ServeHTTP(w, r)
	return w.Result()
}

func read(t *testing.T, res *http.Response) string {
	t.Helper()
	var b bytes.Buffer
	if _, err := b.ReadFrom(res.Body); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// V1: without a public URL there is no site, since every absolute address is made of it.
func TestV1NoSiteWithoutAPublicURL(t *testing.T) {
	catalogue, err := text.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, u := range []*url.URL{nil, {}, {Path: "/recover"}, {Scheme: "ftp", Host: "example.org"}} {
		_, err := web.New(web.Site{Catalogue: catalogue, PublicURL: u})
		if err == nil || !strings.Contains(err.Error(), "public_url") {
			t.Errorf("%v: %v", u, err)
		}
	}
}

func TestEveryAnswerHasItsSafetyHeaders(t *testing.T) {
	h := newHouse(t)
	for name, res := range map[string]*http.Response{
		"page": h.do("GET", "/who", ""), "missing": h.do("GET", "/nothing", ""), "method": h.do("POST", "/who", ""), "odd method": h.do("TRACE", "/who", ""),
		"fault": h.do("GET", "/panic/x", ""), "file": h.do("GET", "/static/okaeri.css", ""), "bad form": h.do("POST", "/form", "a=1&a=2"),
		"elsewhere": h.do("POST", "/form", "a=1", func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") }),
	} {
		for key, want := range map[string]string{
			"Content-Security-Policy": "default-src 'self'", "Referrer-Policy": "same-origin", "X-Content-Type-Options": "nosniff",
			"X-Frame-Options": "DENY", "Strict-Transport-Security": "max-age=31536000", "Cross-Origin-Opener-Policy": "same-origin",
		} {
			if got := res.Header.Get(key); !strings.HasPrefix(got, want) {
				t.Errorf("%s: %s is %q", name, key, got)
			}
		}
		csp := res.Header.Get("Content-Security-Policy")
		if strings.Contains(csp, "unsafe") || !strings.Contains(csp, "frame-ancestors 'none'") {
			t.Errorf("%s: %s", name, csp)
		}
		if name != "file" && res.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: Cache-Control %q", name, res.Header.Get("Cache-Control"))
		}
	}
	plain := newHouse(t, func(s *web.Site) { s.PublicURL = &url.URL{Scheme: "http", Host: "127.0.0.1:8080"} })
	if got := plain.do("GET", "/who", "").Header.Get("Strict-Transport-Security"); got != "" {
		t.Errorf("without TLS: %q", got)
	}
}

// V17: only a trusted proxy is believed, only as far as its chain reaches, and junk ends in no address instead of in anybody's.
func TestV17TheClientAddressFailsClosed(t *testing.T) {
	h := newHouse(t, func(s *web.Site) {
		s.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("fd00::/8")}
	})
	const none = "invalid IP"
	for _, c := range []struct {
		remote string
		header []string
		want   string
	}{
		{"203.0.113.9:1", nil, "203.0.113.9"},
		{"203.0.113.9:1", []string{"198.51.100.1"}, "203.0.113.9"},
		{"10.0.0.1:1", []string{"198.51.100.1"}, "198.51.100.1"},
		{"10.0.0.1:1", []string{"198.51.100.1, 10.0.0.2"}, "198.51.100.1"},
		{"10.0.0.1:1", []string{"8.8.8.8, 198.51.100.1"}, "198.51.100.1"},
		{"10.0.0.1:1", []string{"8.8.8.8", "198.51.100.1"}, "198.51.100.1"},
		{"10.0.0.1:1", []string{"8.8.8.8, junk"}, none},
		{"10.0.0.1:1", []string{"junk, 198.51.100.1"}, "198.51.100.1"},
		{"10.0.0.1:1", []string{"198.51.100.1, "}, none},
		{"10.0.0.1:1", []string{"198.51.100.1:80"}, none},
		{"10.0.0.1:1", []string{"unknown"}, none},
		{"10.0.0.1:1", nil, "10.0.0.1"},
		{"10.0.0.1:1", []string{""}, "10.0.0.1"},
		{"10.0.0.1:1", []string{"::ffff:198.51.100.1"}, "198.51.100.1"},
		{"[fd00::1]:1", []string{"2001:db8::5%eth0"}, "2001:db8::5"},
		{"[::ffff:10.0.0.1]:1", []string{"198.51.100.1"}, "198.51.100.1"},
		{"junk", []string{"198.51.100.1"}, none},
		{"", nil, none},
	} {
		res := h.do("GET", "/who", "", func(r *http.Request) {
			r.RemoteAddr = c.remote
			for _, v := range c.header {
				r.Header.Add("X-Forwarded-For", v)
			}
		})
		if got := read(t, res); !strings.HasPrefix(got, "en "+c.want+" ") {
			t.Errorf("%q %q: %q, want %s", c.remote, c.header, got, c.want)
		}
	}
}

func TestTheReadersLanguageIsSpoken(t *testing.T) {
	h := newHouse(t, func(s *web.Site) { s.Language = "ja" })
	for _, c := range []struct{ path, cookie, wish, want string }{
		{"/who", "", "ja", "ja"},
		{"/who", "", "ja-JP,en;q=0.5", "ja"},
		{"/who", "", "en-GB,ja;q=0.5", "en"},
		{"/who", "", "fr,ja;q=0.3", "ja"},
		{"/who", "", "fr", "en"},
		{"/who", "", "", "ja"},
		{"/who", "", "junk;;;q=", "ja"},
		{"/who", "", strings.Repeat("de,", 200), "ja"},
		{"/who", "en", "ja", "en"},
		{"/who", "xx", "ja", "ja"},
		{"/who?lang=en", "ja", "ja", "en"},
		{"/who?lang=xx", "", "ja", "ja"},
	} {
		res := h.do("GET", c.path, "", func(r *http.Request) {
			r.Header.Set("Accept-Language", c.wish)
			if c.cookie != "" {
				r.AddCookie(&http.Cookie{Name: "okaeri-lang", Value: c.cookie})
			}
		})
		if got := read(t, res); !strings.HasPrefix(got, c.want+" ") {
			t.Errorf("%+v: %q", c, got)
		}
	}
}

func TestPostsFromOtherSitesAreRefused(t *testing.T) {
	h := newHouse(t)
	for _, c := range []struct {
		site, origin string
		want         int
	}{
		{"same-origin", "", 200},
		{"none", "", 200},
		{"cross-site", "https://evil.example", 403},
		{"same-site", "https://other.example", 403},
		{"", "https://recover.example", 200},
		{"", "https://evil.example", 403},
		{"", "null", 403},
		{"", "", 200},
	} {
		res := h.do("POST", "/form", "a=1", func(r *http.Request) {
			if c.site != "" {
				r.Header.Set("Sec-Fetch-Site", c.site)
			}
			if c.origin != "" {
				r.Header.Set("Origin", c.origin)
			}
		})
		if res.StatusCode != c.want {
			t.Errorf("%+v: %d", c, res.StatusCode)
		}
	}
}

func TestAFaultIsACalmPage(t *testing.T) {
	h := newHouse(t)
	res := h.do("GET", "/panic/SECRETTOKEN", "")
	body := read(t, res)
	if res.StatusCode != 500 || strings.Contains(body, "a fault of ours") || !strings.Contains(body, res.Header.Get("X-Request-Id")) {
		t.Errorf("%d: %s", res.StatusCode, body)
	}
	if log := h.log.String(); !strings.Contains(log, "a fault of ours") || strings.Contains(log, "SECRETTOKEN") || strings.Contains(log, "203.0.113") {
		t.Errorf("log: %s", log)
	}
}
