package desk_test

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"okaeri/internal/staff"
)

// asked fetches a challenge for a sign-in, as the page's script does.
func (v *visitor) asked() (challenge string) {
	v.t.Helper()
	res, err := v.c.PostForm(v.base+"/desk/signin/ask", url.Values{"credential": {""}, "next": {"/desk"}})
	must(v.t, err)
	defer res.Body.Close()
	var options struct {
		PublicKey struct {
			Challenge        string
			UserVerification string
			AllowCredentials []any
			RPID             string `json:"rpId"`
		}
	}
	must(v.t, json.NewDecoder(res.Body).Decode(&options))
	if o := options.PublicKey; o.UserVerification != "required" || len(o.AllowCredentials) > 0 || o.RPID != "localhost" {
		v.t.Errorf("asked for %+v", o)
	}
	return options.PublicKey.Challenge
}

// assertion is an answer to a challenge that no authenticator has signed.
func assertion(base, challenge, handle, credential string) string {
	b64 := func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) }
	rp := sha256.Sum256([]byte("localhost"))
	data := fmt.Sprintf(`{"type":"webauthn.get","challenge":%q,"origin":%q}`, challenge, base)
	return fmt.Sprintf(`{"id":%q,"rawId":%q,"type":"public-key","response":{"clientDataJSON":%q,"authenticatorData":%q,"signature":%q,"userHandle":%q}}`,
		credential, credential, b64(data), b64(string(rp[:])+"\x05\x00\x00\x00\x09"), b64("no signature"), b64(handle))
}

// Whoever works here and whoever doesn't: a sign-in that fails looks the same, byte for byte, and no page before it asks for a name.
func TestTheSignInPageTellsNobodyWhoWorksHere(t *testing.T) {
	w := open(t)
	there, gone := w.hire("hanako", staff.Reviewer), w.hire("taro", staff.Reviewer)
	w.hire("anna", staff.Admin)
	key := base64.RawURLEncoding.EncodeToString([]byte("a credential"))
	must(t, w.story.AddKey(t.Context(), staff.Actor{Login: "hanako", Strong: w.now()}, staff.Passkey{ID: key, Record: []byte(`{"id":"` + base64.StdEncoding.EncodeToString([]byte("a credential")) + `","publicKey":""}`)}))
	must(t, w.story.SetActive(t.Context(), staff.Actor{Login: "anna", Via: "cli"}, "taro", false))
	var first string
	for _, c := range []struct{ name, handle, id string }{
		{"nobody", staff.NewID(), "AAAA"},
		{"somebody with another passkey", there.ID, "AAAA"},
		{"somebody with a passkey of theirs", there.ID, key},
		{"somebody disabled", gone.ID, "AAAA"},
		{"no handle", "", "AAAA"},
		{"no answer", "", ""},
	} {
		v := w.visitor()
		answer := assertion(w.base, v.asked(), c.handle, c.id)
		if c.id == "" {
			answer = ""
		}
		res, err := v.c.PostForm(w.base+"/desk/signin", url.Values{"credential": {answer}, "next": {"/desk"}})
		must(t, err)
		body, err := io.ReadAll(res.Body)
		must(t, err)
		must(t, res.Body.Close())
		page := fmt.Sprint(res.StatusCode, len(res.Cookies()), string(body))
		if first == "" {
			first = page
		}
		if page != first || res.StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d, a page of its own", c.name, res.StatusCode)
		}
		if c.handle != "" && strings.Contains(page, c.handle) {
			t.Errorf("%s: the page shows the handle", c.name)
		}
	}
	_, _, page := w.visitor().get("/desk/signin")
	if strings.Contains(page, `type="text"`) || strings.Contains(page, `type="password"`) {
		t.Error("the sign-in page asks for a name or a password")
	}
}

// An answer that was asked for another purpose, by another browser, or once already, opens nothing: each is refused before any key is looked at.
func TestAChallengeIsForOneBrowserOnePurposeAndOnce(t *testing.T) {
	w := open(t)
	p := w.hire("hanako", staff.Reviewer)
	status := func(v *visitor, path, answer string) int {
		t.Helper()
		v.c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
		res, err := v.c.PostForm(w.base+path, url.Values{"credential": {answer}, "next": {"/desk"}})
		must(t, err)
		must(t, res.Body.Close())
		return res.StatusCode
	}
	v := w.as(p, 0)
	answer := assertion(w.base, v.asked(), p.ID, "AAAA")
	for what, got := range map[string]int{
		"asked for signing in, brought to confirm": status(v, "/desk/confirm", answer),
		"brought by another browser":               status(w.visitor(), "/desk/signin", answer),
		"brought after that":                       status(v, "/desk/signin", answer),
	} {
		if got != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", what, got)
		}
	}
	forged := w.visitor()
	here, err := url.Parse(w.base)
	must(t, err)
	forged.c.Jar.SetCookies(here, []*http.Cookie{{Name: "okaeri-passkey", Value: base64.RawURLEncoding.EncodeToString([]byte(`{"for":"signin","expire":9999999999}`)) + ".AAAA"}})
	if got := status(forged, "/desk/signin", answer); got != http.StatusUnprocessableEntity {
		t.Errorf("a forged challenge: %d", got)
	}
}
