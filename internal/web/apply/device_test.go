package apply_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/alexedwards/scs/v2/memstore"

	"okaeri/internal/web/apply"
)

func cookieNamed(cookies []*http.Cookie, name string) *http.Cookie {
	for _, c := range cookies {
		if c.Name == name {
			return c
		}
	}
	return nil
}

// S13: the applicant's own device is known again; one that others use too is not marked at all (S19).
func TestOnlyAnOwnDeviceIsRemembered(t *testing.T) {
	for device, known := range map[string]bool{"own": true, "borrowed": false, "shop": false} {
		v := newSite(t).visitor("ja")
		v.get("/recover/who")
		res := v.do(http.MethodPost, "/recover/who", url.Values{"device": {device}, "situation": {"locked"}})
		c, session := cookieNamed(res.Cookies(), "okaeri-device"), cookieNamed(res.Cookies(), "okaeri")
		if (c != nil) != known {
			t.Errorf("%s: device cookie %v", device, c)
		}
		if session == nil || (session.MaxAge > 0) != known {
			t.Errorf("%s: session cookie %v", device, session)
		}
		for _, c := range res.Cookies() {
			if !c.HttpOnly || !c.Secure || c.SameSite != http.SameSiteLaxMode {
				t.Errorf("%s: cookie %s is open", device, c.Name)
			}
		}
		v.follow()
		v.mustSay("ロックされたアカウントの場合")
		if strings.Contains(v.body, `autocomplete="username"`) != known {
			t.Errorf("%s: the browser is offered the account's name", device)
		}
	}
}

func TestTheStoryHearsOfTheSameDevice(t *testing.T) {
	s := newSite(t)
	v := s.visitor("ja")
	v.walk("code")
	device := s.story.seen[len(s.story.seen)-1].Device
	if device == "" {
		t.Fatal("no device")
	}
	v.jar.SetCookies(&url.URL{Scheme: "https", Host: "recover.momiji.example"}, []*http.Cookie{{Name: "okaeri", Value: "", MaxAge: -1, Path: "/"}})
	v.walk("code")
	if again := s.story.seen[len(s.story.seen)-1].Device; again != device {
		t.Errorf("another device %q, not %q", again, device)
	}
	forged := s.visitor("ja")
	forged.jar.SetCookies(&url.URL{Scheme: "https", Host: "recover.momiji.example"}, []*http.Cookie{{Name: "okaeri-device", Value: device + ".AAAA", Path: "/"}})
	forged.walk("code")
	if got := s.story.seen[len(s.story.seen)-1].Device; got == device {
		t.Error("a forged device is believed")
	}
}

// S19: the last page leaves nothing behind, and says what it can't clear.
func TestClearingLeavesNothingBehind(t *testing.T) {
	v := newSite(t).visitor("ja")
	v.walk("send")
	v.get("/recover/send?lang=en")
	v.post("/recover/send")
	v.get("/clear")
	res := v.do(http.MethodPost, "/clear", url.Values{})
	if got := res.Header.Get("Clear-Site-Data"); got != `"cache", "storage", "cookies"` {
		t.Errorf("Clear-Site-Data %q", got)
	}
	v.follow()
	v.mustSay("Cleared", "It does not clear form entries or passwords")
	if left := v.jar.Cookies(&url.URL{Scheme: "https", Host: "recover.momiji.example", Path: "/"}); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	v.get("/recover/sent")
	v.mustBeAt("/status")
	v.mustSay(`name="ref"`)
}

// expiries keeps sessions in memory and notes how long each was said to live.
type expiries struct {
	*memstore.MemStore
	last time.Time
}

func (e *expiries) Commit(token string, b []byte, expiry time.Time) error {
	e.last = expiry
	return e.MemStore.Commit(token, b, expiry)
}

// A session on a shared device ends an hour after the last page was sent; on the person's own it lives as long as the draft.
func TestASharedDeviceForgetsSoon(t *testing.T) {
	for device, want := range map[string]time.Duration{"shop": time.Hour, "borrowed": time.Hour, "own": 72 * time.Hour} {
		kept := &expiries{MemStore: memstore.New()}
		v := newSite(t, func(c *apply.Config) { c.Sessions.Store = kept }).visitor("ja")
		v.get("/recover/who")
		v.post("/recover/who", "device", device, "situation", "forgot_password")
		v.post("/recover/account", "account", "hanako@momiji.example")
		if left := time.Until(kept.last); left > want || left < want-time.Minute {
			t.Errorf("%s: %v", device, left)
		}
	}
}

func TestTheHelperIsRecorded(t *testing.T) {
	v := newSite(t).visitor("ja")
	v.get("/recover/who")
	v.post("/recover/who", "device", "shop", "situation", "forgot_password", "helped", "1", "helper_name", "店員 太郎", "helper_shop", "パソコンの店", "helper_phone", "06-0000-0000")
	v.mustBeAt("/recover/account")
	if a := v.caseOf().Private.Answers; a.One("helper_name") != "店員 太郎" || a.One("helper_shop") != "パソコンの店" {
		t.Errorf("%v", a)
	}
}

// The language of a page changes by a link, and stays.
func TestTheLanguageChangesByALink(t *testing.T) {
	v := newSite(t).visitor("ja")
	v.walk("name")
	v.mustSay(`<html lang="ja">`, `href="/recover/name?lang=en" lang="en" hreflang="en"`)
	v.get("/recover/name?lang=en")
	v.mustSay(`<html lang="en">`, "Your name")
	v.get("/recover/birth")
	v.mustSay(`<html lang="en">`)
}

// A page that is left by its language link keeps what was typed, without asking for another look.
func TestTheLanguageLinkKeepsWhatWasTyped(t *testing.T) {
	v := newSite(t).visitor("ja")
	v.walk("name")
	v.post("/recover/name", "family_name", "山田", "given_name", "", "switch", "en")
	v.mustBeAt("/recover/name")
	v.mustSay(`<html lang="en">`, "山田")
	v.mustNotSay("Some answers need another look")
}
