package front_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"okaeri/internal/decision"
	"okaeri/internal/testenv"
	"okaeri/internal/text"
	"okaeri/internal/web"
	"okaeri/internal/web/front"
)

// accounts is a provider of one account.
type accounts struct {
	password string
	epoch    int64
}

func (a *accounts) SignIn(_ context.Context, identifier, password string) (string, int64, bool, error) {
	return "a-1", a.epoch, identifier == "hanako@momiji.example" && password == a.password, nil
}

func (a *accounts) Alive(_ context.Context, id string, epoch int64) (bool, error) {
	return id == "a-1" && epoch == a.epoch, nil
}

// office is a desk of one seat.
type office struct{}

func (office) Open() bool { return false }
func (office) Sit(_ context.Context, login string) (string, error) {
	return "/desk/setup/" + login, nil
}
func (office) Token(context.Context) (string, error) { return "okaeri_secret", nil }

// served is the demo's first pages on an address, with a client that keeps cookies.
func served(t *testing.T, a *accounts) (string, *http.Client) {
	t.Helper()
	catalogue, err := text.Load()
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewUnstartedServer(nil)
	base := "http://" + server.Listener.Addr().String()
	public, err := url.Parse(base)
	if err != nil {
		t.Fatal(err)
	}
	server.Config.Handler, err = front.New(front.Config{
		Site: web.Site{
			Catalogue: catalogue, PublicURL: public, Product: web.Words{"ja": "もみじメール", "en": "Momiji Mail"},
			Operator: web.Words{"ja": "もみじ通信", "en": "Momiji Communications"}, DeviceKey: []byte("0123456789abcdef"),
			Now: time.Now, Location: time.UTC, Logger: slog.New(slog.NewTextHandler(io.Discard, nil)), Demo: &web.DemoBanner{Home: "/"},
		},
		Owner: front.Card{Facts: []front.Fact{
			{Kind: "account", Values: []string{"hanako@momiji.example"}},
			{Kind: "family_name", Values: []string{"佐藤"}},
			{Kind: "given_name", Values: []string{"花子"}},
			{Kind: "birth_date", Values: []string{"昭和35年4月8日"}},
			{Kind: "past_password", Values: []string{"himawari-1987", "sakura2001"}},
		}},
		Attacker: front.Card{Facts: []front.Fact{{Kind: "password", Values: []string{"sakura2001"}}}},
		Mailbox:  "/mailbox/", Accounts: a, Office: office{}, Hold: wait, Seats: []front.Seat{{Login: "aoi", Name: "森 葵", Role: "reviewer"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	server.Start()
	t.Cleanup(server.Close)
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return base, &http.Client{Jar: jar}
}

func body(t *testing.T, res *http.Response, err error) string {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var b bytes.Buffer
	if _, err := b.ReadFrom(res.Body); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// wait is a policy's that nobody ships.
func wait(context.Context) (decision.Hold, error) {
	return decision.Hold{Floor: 25, Default: 70, Unreachable: 130}, nil
}

func TestTheFirstPageSaysWhatToTry(t *testing.T) {
	base, client := served(t, &accounts{})
	for lang, words := range map[string][]string{
		"ja": {"1分に縮めてあります", "25時間から70時間、知らせる先がないときは130時間", "<dt>姓</dt><dd>佐藤</dd>", "himawari-1987", `href="/mailbox/"`, `href="/recover"`, `href="/status"`},
		"en": {"Here it is one minute", "25 to 70 hours after an application is granted, and 130 where nobody can be warned", "昭和35年4月8日", "Leaked password", "森 葵", "Decides on applications"},
	} {
		res, err := client.Get(base + "/?lang=" + lang)
		page := body(t, res, err)
		for _, w := range words {
			if !strings.Contains(page, w) {
				t.Errorf("%s: %q is not there", lang, w)
			}
		}
		if n := strings.Count(page[strings.Index(page, `<ol class="next">`):strings.Index(page, "</ol>")], "<li>"); n != 5 {
			t.Errorf("%s: %d things to try", lang, n)
		}
	}
}

// A password that was given back opens the account, and ends the sessions that were open before.
func TestARestoredPasswordOpensTheAccount(t *testing.T) {
	a := &accounts{password: "old one", epoch: 1}
	base, client := served(t, a)
	try := func(password string) string {
		res, err := client.PostForm(base+"/momiji?lang=ja", url.Values{"identifier": {"hanako@momiji.example"}, "password": {password}})
		return body(t, res, err)
	}
	if page := try("wrong"); !strings.Contains(page, "もう一度入力してください") || !strings.Contains(page, `value="hanako@momiji.example"`) || strings.Contains(page, "wrong one") {
		t.Errorf("wrong password: %s", page)
	}
	if page := try("old one"); !strings.Contains(page, "おかえりなさい") {
		t.Error("the password does not open the account")
	}
	a.password, a.epoch = "new one", 2
	res, err := client.Get(base + "/momiji")
	if page := body(t, res, err); strings.Contains(page, "おかえりなさい") {
		t.Error("a session from before is still open")
	}
	if page := try("new one"); !strings.Contains(page, "おかえりなさい") {
		t.Error("the new password does not open the account")
	}
	res, err = client.Post(base+"/momiji/out", "application/x-www-form-urlencoded", nil)
	if page := body(t, res, err); strings.Contains(page, "おかえりなさい") {
		t.Error("signing out leaves one in")
	}
	forged, err := http.NewRequestWithContext(t.Context(), http.MethodGet, base+"/momiji", nil)
	if err != nil {
		t.Fatal(err)
	}
	forged.AddCookie(&http.Cookie{Name: "momiji", Value: "a-1.2.AAAA"})
	res, err = http.DefaultClient.Do(forged)
	if page := body(t, res, err); strings.Contains(page, "Welcome back") || strings.Contains(page, "おかえりなさい") {
		t.Error("a forged session is let in")
	}
}

// Whoever sits down gets a setup link of that person and of nobody else, and a token is shown where it is made.
func TestAVisitorIsSeatedByASetupLink(t *testing.T) {
	base, client := served(t, &accounts{})
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	for form, want := range map[string]string{"login=aoi": "/desk/setup/aoi", "login=mallory": "", "login=aoi&login=aoi": "", "login=aoi&role=admin": ""} {
		values, err := url.ParseQuery(form)
		if err != nil {
			t.Fatal(err)
		}
		res, err := client.PostForm(base+"/sit", values)
		if err != nil {
			t.Fatal(err)
		}
		if got := res.Header.Get("Location"); got != want || (want == "") != (res.StatusCode == http.StatusBadRequest) {
			t.Errorf("%s leads to %q with %d, want %q", form, got, res.StatusCode, want)
		}
		_ = res.Body.Close()
	}
	res, err := client.PostForm(base+"/token", nil)
	if page := body(t, res, err); !strings.Contains(page, `<code id="token">okaeri_secret</code>`) {
		t.Errorf("the token is not shown: %s", page)
	}
}

func TestTheDemosPagesCanBeUsedByEverybody(t *testing.T) {
	base, _ := served(t, &accounts{password: "x"})
	axe := testenv.AxeJS(t)
	for _, lang := range []string{"ja", "en"} {
		tab := testenv.Browser(t, lang)
		for _, path := range []string{"/", "/momiji"} {
			for _, scheme := range []string{"light", "dark"} {
				_, err := chromedp.Call(tab, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
					{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"},
				}})
				if err == nil {
					err = chromedp.Do(tab, chromedp.EmulateViewport(320, 640), chromedp.Navigate(base+path))
				}
				if err != nil {
					t.Fatal(err)
				}
				found, err := chromedp.Run(tab, chromedp.Evaluate[[]string](axe+
					`; axe.run().then(r => r.violations.map(v => v.id).concat(document.documentElement.scrollWidth > 320 ? ["wide"] : []))`, chromedp.EvalAwaitPromise))
				if err != nil || len(found) > 0 {
					t.Errorf("%s %s %s: %v %v", lang, path, scheme, found, err)
				}
			}
		}
	}
}
