package apply_test

import (
	"context"
	"html"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alexedwards/scs/v2"

	"okaeri/internal/intake"
	"okaeri/internal/text"
	"okaeri/internal/web"
	"okaeri/internal/web/apply"
)

// clock stands still unless a test moves it.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

func newLedger() *ledger { return &ledger{used: map[string]bool{}} }

// ledger remembers used challenges in memory.
type ledger struct {
	mu   sync.Mutex
	used map[string]bool
}

func (l *ledger) Spent(_ context.Context, id string, _ time.Time) (bool, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	fresh := !l.used[id]
	l.used[id] = true
	return fresh, nil
}

// site is the applicant's pages over a story in memory.
type site struct {
	t     testing.TB
	story *memory
	clock *clock
	log   *lockedBuffer
	h     http.Handler
}

type lockedBuffer struct {
	mu sync.Mutex
	b  strings.Builder
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

var tokyo = time.FixedZone("JST", 9*60*60)

// catalogue is read once for all tests.
var catalogue = sync.OnceValues(text.Load)

// siteOf is what a site's operator configures.
func siteOf(t testing.TB, c *clock, log io.Writer) web.Site {
	t.Helper()
	words, err := catalogue()
	if err != nil {
		t.Fatal(err)
	}
	return web.Site{
		Catalogue: words,
		PublicURL: &url.URL{Scheme: "https", Host: "recover.momiji.example"},
		Product:   web.Words{"ja": "もみじメール", "en": "Momiji Mail"},
		Operator:  web.Words{"ja": "もみじ通信", "en": "Momiji Communications"},
		Help: map[string][]string{
			"ja": {"電話 0120-000-000（9時から18時、土日も）", "窓口 もみじ通信 本社1階"},
			"en": {"Phone 0120-000-000 (9:00 to 18:00, weekends too)", "Desk: Momiji Communications, ground floor"},
		},
		MailFrom: "okaeri@momiji.example", DeviceKey: []byte("0123456789abcdef"),
		Now: c.now, Location: tokyo, Logger: slog.New(slog.NewJSONHandler(log, nil)),
	}
}

func newSite(t testing.TB, change ...func(*apply.Config)) *site {
	t.Helper()
	s := &site{t: t, clock: &clock{at: time.Date(2026, 7, 2, 5, 20, 0, 0, time.UTC)}, log: &lockedBuffer{}}
	s.story = newMemory(s.clock.now)
	c := apply.Config{Site: siteOf(t, s.clock, s.log), Story: s.story, Questionnaire: intake.DefaultQuestionnaire(), Sessions: scs.New()}
	for _, f := range change {
		f(&c)
	}
	h, err := apply.New(c)
	if err != nil {
		t.Fatal(err)
	}
	s.h = h
	return s
}

// visitor is a browser without script: it keeps cookies and follows links and forms.
type visitor struct {
	*site
	jar  http.CookieJar
	lang string
	at   string // address of the page last shown
	body string
	res  *http.Response
}

func (s *site) visitor(lang string) *visitor {
	jar, err := cookiejar.New(nil)
	if err != nil {
		s.t.Fatal(err)
	}
	return &visitor{site: s, jar: jar, lang: lang}
}

const origin = "https://recover.momiji.example"

// do sends one request and does not follow where it leads.
func (v *visitor) do(method, path string, form url.Values, change ...func(*http.Request)) *http.Response {
	v.t.Helper()
	var body io.Reader
	if form != nil {
		body = strings.NewReader(form.Encode())
	}
	r := httptest.NewRequest(method, origin+path, body)
	r.RemoteAddr = "203.0.113.9:40000"
	r.Header.Set("Accept-Language", v.lang)
	r.Header.Set("User-Agent", "Test/1.0")
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	for _, c := range v.jar.Cookies(r.URL) {
		r.AddCookie(c)
	}
	for _, f := range change {
		f(r)
	}
	w := httptest.NewRecorder()
	v.h.ServeHTTP(w, r)
	res := w.Result()
	v.jar.SetCookies(r.URL, res.Cookies())
	b, err := io.ReadAll(res.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	v.res, v.body, v.at = res, string(b), path
	return res
}

// follow goes on to where a response leads.
func (v *visitor) follow() {
	v.t.Helper()
	for range 5 {
		to := v.res.Header.Get("Location")
		if v.res.StatusCode != http.StatusSeeOther || to == "" {
			return
		}
		to, _, _ = strings.Cut(to, "#")
		v.do(http.MethodGet, to, nil)
	}
	v.t.Fatalf("going round in circles at %s", v.at)
}

func (v *visitor) get(path string) {
	v.t.Helper()
	v.do(http.MethodGet, path, nil)
	v.follow()
}

// post sends a form from the page shown, with its hidden fields, and follows.
func (v *visitor) post(path string, pairs ...string) {
	v.t.Helper()
	v.do(http.MethodPost, path, v.filled(pairs...))
	v.follow()
}

var hidden = regexp.MustCompile(`<input type="hidden" name="([a-z_]+)" value="([^"]*)">`)

func (v *visitor) filled(pairs ...string) url.Values {
	typed, form := url.Values{}, url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		typed.Add(pairs[i], pairs[i+1])
	}
	for _, m := range hidden.FindAllStringSubmatch(v.body, -1) {
		form.Set(m[1], html.UnescapeString(m[2]))
	}
	maps.Copy(form, typed) // a script may have filled a hidden field
	return form
}

// pathNow is the page shown, without its query.
func (v *visitor) pathNow() string {
	path, _, _ := strings.Cut(v.at, "?")
	return path
}

func (v *visitor) mustBeAt(path string) {
	v.t.Helper()
	if v.pathNow() != path || v.res.StatusCode != http.StatusOK {
		v.t.Fatalf("at %s (%d), not at %s", v.at, v.res.StatusCode, path)
	}
}

func (v *visitor) mustSay(words ...string) {
	v.t.Helper()
	for _, w := range words {
		if !strings.Contains(v.body, w) {
			v.t.Fatalf("%s does not say %q:\n%s", v.at, w, mainOf(v.body))
		}
	}
}

func (v *visitor) mustNotSay(words ...string) {
	v.t.Helper()
	for _, w := range words {
		if strings.Contains(v.body, w) {
			v.t.Fatalf("%s says %q", v.at, w)
		}
	}
}

func mainOf(body string) string {
	_, m, _ := strings.Cut(body, "<main")
	m, _, _ = strings.Cut(m, "</main>")
	return m
}
