package signin_test

import (
	"errors"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"okaeri/internal/signin"
	"okaeri/internal/staff"
	"okaeri/internal/testenv"
)

const callback = "http://desk.example/desk/signin/back"

// providers are two programs of one organisation: ours and another.
func providers(t *testing.T) (peer *testenv.OIDC, ours, other *signin.Provider) {
	t.Helper()
	peer = testenv.OpenID(t,
		testenv.OIDCClient{ID: "okaeri", Secret: "s1", Redirects: []string{callback}},
		testenv.OIDCClient{ID: "other", Secret: "s2", Redirects: []string{callback}})
	make := func(id, secret string) *signin.Provider {
		return signin.NewProvider(signin.OIDC{
			Issuer: peer.Issuer, ClientID: id, ClientSecret: secret, RedirectURL: callback, Scopes: []string{"profile", "email", "desk"},
			LoginClaim: "preferred_username", RolesClaim: "roles", Now: time.Now,
			Roles:     map[string][]string{staff.Reviewer: {"desk-review"}, staff.Auditor: {"desk-audit", "audit"}, staff.Admin: {"root"}},
			StrongACR: []string{"phr"}, StrongAMR: []string{"hwk", "swk"},
		})
	}
	return peer, make("okaeri", "s1"), make("other", "s2")
}

// browse walks through the provider's pages as a browser does and returns what it came back to us with.
func browse(t *testing.T, address string) url.Values {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	for range 10 {
		res, err := client.Get(address)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		next, err := res.Location()
		if err != nil {
			t.Fatalf("%s: %d", address, res.StatusCode)
		}
		if strings.HasPrefix(next.String(), callback) {
			return next.Query()
		}
		address = next.String()
	}
	t.Fatal("the provider sends in circles")
	return nil
}

func sato() testenv.OIDCPerson {
	return testenv.OIDCPerson{Sub: "u-1", Claims: map[string]any{
		"preferred_username": "sato", "name": "佐藤", "email": "sato@momiji.example", "email_verified": true, "roles": []string{"desk-review", "audit", "root"},
	}}
}

// One provider for all: it takes a second to start.
func TestOpenIDConnect(t *testing.T) {
	peer, ours, other := providers(t)
	t.Run("a provider says who comes and how", func(t *testing.T) { whoComes(t, peer, ours) })
	t.Run("an answer of another sign-in is refused", func(t *testing.T) { otherAnswers(t, peer, ours, other) })
	t.Run("an old proof confirms nothing", func(t *testing.T) { oldProofs(t, peer, ours) })
}

// Roles come from the claim by the list, never the administrator's; strong is what acr or amr says in a configured value, with its time.
func whoComes(t *testing.T, peer *testenv.OIDC, ours *signin.Provider) {
	minute := time.Now().Add(-time.Minute).Unix()
	for name, c := range map[string]struct {
		change func(*testenv.OIDCPerson)
		roles  []string
		strong bool
	}{
		"a password":    {func(p *testenv.OIDCPerson) { p.ACR, p.AMR = "pwd", []string{"pwd"} }, []string{"reviewer", "auditor"}, false},
		"nothing said":  {func(*testenv.OIDCPerson) {}, []string{"reviewer", "auditor"}, false},
		"acr":           {func(p *testenv.OIDCPerson) { p.ACR = "phr" }, []string{"reviewer", "auditor"}, true},
		"amr":           {func(p *testenv.OIDCPerson) { p.AMR = []string{"pin", "hwk"} }, []string{"reviewer", "auditor"}, true},
		"a single role": {func(p *testenv.OIDCPerson) { p.Claims["roles"] = "audit other" }, []string{"auditor"}, false},
		"no role":       {func(p *testenv.OIDCPerson) { p.Claims["roles"] = []string{"root"} }, nil, false},
		"roles in userinfo alone": {func(p *testenv.OIDCPerson) {
			delete(p.Claims, "roles")
			p.UserInfo = map[string]any{"roles": []string{"audit"}}
		}, []string{"auditor"}, false},
	} {
		person := sato()
		person.TS = minute
		c.change(&person)
		peer.Says(person)
		address, kept, err := ours.Ask(t.Context(), false)
		if err != nil {
			t.Fatal(err)
		}
		id, err := ours.Finish(t.Context(), kept, browse(t, address))
		if err != nil || !slices.Equal(id.Roles, c.roles) || id.Login != "sato" || id.Subject != "u-1" || id.Issuer != peer.Issuer || id.Mail != "sato@momiji.example" {
			t.Errorf("%s: %+v, %v", name, id, err)
		}
		if id.Strong.IsZero() == c.strong || c.strong && id.Strong.Unix() != minute {
			t.Errorf("%s: strong at %v", name, id.Strong)
		}
	}
}

// What does not belong to this sign-in of this browser with this program is refused.
func otherAnswers(t *testing.T, peer *testenv.OIDC, ours, other *signin.Provider) {
	peer.Says(sato())
	begin := func(p *signin.Provider) (kept []byte, back url.Values) {
		t.Helper()
		address, kept, err := p.Ask(t.Context(), false)
		if err != nil {
			t.Fatal(err)
		}
		if q, _ := url.Parse(address); q.Query().Get("code_challenge_method") != "S256" || q.Query().Get("nonce") == "" || q.Query().Get("state") == "" {
			t.Errorf("asked with %s", q.RawQuery)
		}
		return kept, browse(t, address)
	}
	kept, back := begin(ours)
	kept2, back2 := begin(ours)
	refuse := func(what string, kept []byte, change func(url.Values)) {
		t.Helper()
		values := url.Values{}
		for k, v := range back {
			values[k] = slices.Clone(v)
		}
		change(values)
		if id, err := ours.Finish(t.Context(), kept, values); !errors.Is(err, staff.ErrProof) {
			t.Errorf("%s: %+v, %v", what, id, err)
		}
	}
	refuse("another state", kept, func(v url.Values) { v.Set("state", back2.Get("state")) })
	refuse("no state", kept, func(v url.Values) { v.Del("state") })
	refuse("another browser's sign-in", kept2, func(url.Values) {})
	refuse("another issuer", kept, func(v url.Values) { v.Set("iss", "https://evil.example") })
	refuse("no issuer", kept, func(v url.Values) { v.Del("iss") })
	refuse("an invented code", kept, func(v url.Values) { v.Set("code", "abc") })
	refuse("the code of another sign-in", kept, func(v url.Values) { v.Set("code", back2.Get("code")) }) // PKCE
	refuse("nothing kept", nil, func(url.Values) {})

	// A token that the provider signed for this program, but for another sign-in; and one that it signed for another program.
	kept, back = begin(ours)
	raw, access, err := ours.Token(t.Context(), kept, back.Get("code"))
	if err != nil {
		t.Fatal(err)
	}
	if err := ours.Verify(t.Context(), raw, access, kept); err != nil {
		t.Errorf("the right token: %v", err)
	}
	if err := ours.Verify(t.Context(), raw, access, signin.Renonce(kept, "another")); err == nil || !strings.Contains(err.Error(), "nonce") {
		t.Errorf("another nonce: %v", err)
	}
	if err := ours.Verify(t.Context(), raw, "another access token", kept); err == nil && strings.Contains(raw, "at_hash") {
		t.Errorf("another access token: %v", err)
	}
	keptOther, backOther := begin(other)
	foreign, access, err := other.Token(t.Context(), keptOther, backOther.Get("code"))
	if err != nil {
		t.Fatal(err)
	}
	if err := ours.Verify(t.Context(), foreign, access, keptOther); err == nil || !strings.Contains(err.Error(), "token") {
		t.Errorf("another program's token: %v", err)
	}
	parts := strings.Split(raw, ".")
	for what, forged := range map[string]string{
		"unsigned": parts[0] + "." + parts[1] + ".", "another body": parts[0] + "." + strings.Split(foreign, ".")[1] + "." + parts[2], "nothing": "",
	} {
		if err := ours.Verify(t.Context(), forged, access, kept); !errors.Is(err, staff.ErrProof) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// Asked to prove the person again, a provider that brings an old proof is refused; one that says no is no fault of ours.
func oldProofs(t *testing.T, peer *testenv.OIDC, ours *signin.Provider) {
	finish := func(change func(*testenv.OIDCPerson)) error {
		t.Helper()
		person := sato()
		change(&person)
		peer.Says(person)
		address, kept, err := ours.Ask(t.Context(), true)
		if err != nil {
			t.Fatal(err)
		}
		_, err = ours.Finish(t.Context(), kept, browse(t, address))
		return err
	}
	var refused *staff.Refused
	if err := finish(func(*testenv.OIDCPerson) {}); err != nil {
		t.Errorf("a fresh proof: %v", err)
	}
	if err := finish(func(p *testenv.OIDCPerson) { p.TS = time.Now().Add(-time.Hour).Unix() }); err == nil {
		t.Errorf("an old proof: %v", err)
	}
	if err := finish(func(p *testenv.OIDCPerson) { p.Refuses = true }); !errors.As(err, &refused) || refused.Code != "provider_no" {
		t.Errorf("a provider that says no: %v", err)
	}
	away := signin.NewProvider(signin.OIDC{Issuer: "http://127.0.0.1:1", Now: time.Now})
	if _, _, err := away.Ask(t.Context(), false); !errors.Is(err, staff.ErrAway) {
		t.Errorf("a provider that is away: %v", err)
	}
}
