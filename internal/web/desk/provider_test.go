package desk_test

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"
	"time"

	"okaeri/internal/signin"
	"okaeri/internal/staff"
	"okaeri/internal/testenv"
	"okaeri/internal/web"
	"okaeri/internal/web/desk"
)

// visitor is a browser without scripts.
type visitor struct {
	t    *testing.T
	base string
	c    *http.Client
}

func (w *world) visitor() *visitor {
	jar, err := cookiejar.New(nil)
	must(w.t, err)
	return &visitor{w.t, w.base, &http.Client{Jar: jar}}
}

// get follows every redirection and returns where it ended, with status and page.
func (v *visitor) get(path string) (at string, status int, page string) {
	v.t.Helper()
	res, err := v.c.Get(v.base + path)
	must(v.t, err)
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	must(v.t, err)
	return res.Request.URL.RequestURI(), res.StatusCode, string(body)
}

// People come in by their organisation's sign-in, with the roles that it says and for as long as it says them.
func TestPeopleComeInByTheirOrganisation(t *testing.T) {
	var peer *testenv.OIDC
	w := open(t, func(c *desk.Config, base string) {
		back := base + "/desk/signin/back"
		peer = testenv.OpenID(t, testenv.OIDCClient{ID: "okaeri", Secret: "s1", Redirects: []string{back}})
		c.ProviderName = web.Words{"ja": "もみじ社", "en": "Momiji Inc"}
		c.Provider = signin.NewProvider(signin.OIDC{
			Issuer: peer.Issuer, ClientID: "okaeri", ClientSecret: "s1", RedirectURL: back, Scopes: []string{"profile", "desk"},
			LoginClaim: "preferred_username", RolesClaim: "roles", StrongAMR: []string{"hwk"}, Now: time.Now,
			Roles: map[string][]string{staff.Reviewer: {"review"}, staff.Auditor: {"audit"}},
		})
	})
	says := func(login string, amr string, roles ...string) {
		peer.Says(testenv.OIDCPerson{Sub: "u-" + login, AMR: []string{amr}, Claims: map[string]any{"preferred_username": login, "name": login, "roles": roles}})
	}
	v := w.visitor()
	_, _, page := v.get("/desk/me")
	if !strings.Contains(page, "Sign in with Momiji Inc") || !strings.Contains(page, "/desk/signin/provider?next=%2fdesk%2fme") {
		t.Error("the sign-in page does not offer the organisation's")
	}
	says("sato", "pwd", "review")
	at, status, page := v.get("/desk/signin/provider?next=/desk/me")
	if at != "/desk/me" || status != http.StatusOK || !strings.Contains(page, "reviewer") || !strings.Contains(page, "Not in this session") {
		t.Fatalf("%d at %s", status, at)
	}
	// A password at the provider is not enough where a proof is asked for that no false page can take; nor does it add a passkey.
	if at, _, _ = v.get("/desk/me/passkeys"); at != "/desk/confirm?next=%2Fdesk%2Fme%2Fpasskeys" {
		t.Errorf("a weak sign-in reaches %s", at)
	}
	if _, status, page = v.get("/desk/confirm/provider?next=/desk/me/passkeys"); status != http.StatusForbidden || !strings.Contains(page, "no false page can copy") {
		t.Errorf("a weak confirmation: %d", status)
	}
	says("suzuki", "hwk", "review")
	mixed := w.visitor() // the desk's session of one, and the provider's of nobody yet
	here, err := url.Parse(w.base + "/desk")
	must(t, err)
	mixed.c.Jar.SetCookies(here, v.c.Jar.Cookies(here))
	if _, status, page = mixed.get("/desk/confirm/provider?next=/desk/me/passkeys"); status != http.StatusForbidden || !strings.Contains(page, "belongs to somebody else") {
		t.Errorf("somebody else's confirmation: %d", status)
	}
	says("sato", "hwk", "review")
	if at, status, _ = v.get("/desk/confirm/provider?next=/desk/me/passkeys"); at != "/desk/me/passkeys" || status != http.StatusOK {
		t.Errorf("a strong confirmation: %d at %s", status, at)
	}
	// Roles follow the provider, and sessions with the roles before are over.
	other := w.visitor()
	says("sato", "hwk", "audit")
	if at, _, page = other.get("/desk/signin/provider?next=/desk/me"); at != "/desk/me" || !strings.Contains(page, "auditor") {
		t.Errorf("new roles: at %s", at)
	}
	if at, _, _ = v.get("/desk/me"); at != "/desk/signin?next=%2Fdesk%2Fme" {
		t.Errorf("the session with the old roles reaches %s", at)
	}
	says("sato", "hwk")
	if _, status, _ = w.visitor().get("/desk/signin/provider"); status != http.StatusForbidden {
		t.Errorf("without a role: %d", status)
	}
	if at, _, _ = other.get("/desk/me"); at != "/desk/signin?next=%2Fdesk%2Fme" {
		t.Errorf("who lost every role reaches %s", at)
	}
	says("stranger", "hwk", "something")
	if _, status, _ = w.visitor().get("/desk/signin/provider"); status != http.StatusForbidden {
		t.Errorf("a stranger of the organisation: %d", status)
	}
	if _, err := w.story.Find(t.Context(), "stranger"); err == nil {
		t.Error("a stranger without a role was taken in")
	}
	w.answersOfOthers(peer, says)
}

// answersOfOthers brings back answers that do not belong to the browser that brings them.
func (w *world) answersOfOthers(peer *testenv.OIDC, says func(string, string, ...string)) {
	t := w.t
	t.Helper()
	says("sato", "hwk", "review")
	v := w.visitor()
	var back *url.URL
	v.c.CheckRedirect = func(r *http.Request, _ []*http.Request) error {
		if r.URL.Path == "/desk/signin/back" {
			back = r.URL
			return http.ErrUseLastResponse
		}
		return nil
	}
	v.get("/desk/signin/provider")
	v.c.CheckRedirect = nil
	if back == nil {
		t.Fatal("the provider sent nobody back")
	}
	if _, status, _ := w.visitor().get(back.RequestURI()); status != http.StatusForbidden {
		t.Errorf("another browser brings the answer: %d", status)
	}
	twice := *v.c
	if at, status, _ := v.get(back.RequestURI()); status != http.StatusForbidden && at != "/desk" && status != http.StatusNotFound {
		t.Errorf("the browser itself: %d at %s", status, at)
	}
	v.c = &twice
	if _, status, _ := v.get(back.RequestURI()); status != http.StatusForbidden {
		t.Errorf("the same answer twice: %d", status)
	}
	for range 40 {
		if _, status, _ := v.get("/desk/signin/provider"); status == http.StatusTooManyRequests {
			return
		}
	}
	t.Error("sign-ins are not limited")
}
