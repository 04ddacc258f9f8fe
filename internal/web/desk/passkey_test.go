package desk_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"

	"okaeri/internal/staff"
	"okaeri/internal/testenv"
)

// A whole working day with passkeys, in a real browser with authenticators in it: the first administrator's link, the sign-in, the
// confirmation, a colleague's invitation, lost and copied keys.
func TestPasskeysFromTheFirstLinkToSigningOut(t *testing.T) {
	w := open(t)
	chromium := browser(t, "en")
	admin := w.sit(chromium)

	token, err := w.story.FirstLink(t.Context())
	must(t, err)
	res, err := http.Head(w.base + "/desk/setup/" + token) // a program that previews links
	must(t, err)
	must(t, res.Body.Close())
	admin.open("/desk")
	admin.at("/desk/signin")
	admin.open("/desk/setup/" + token)
	admin.send("/desk/setup/"+token, "login", "x", "name", "")
	if !ask[bool](admin, `document.activeElement.id === "faults" && document.querySelectorAll(".fault").length === 1`) {
		t.Errorf("a login of one letter: %s", admin.heading())
	}
	admin.send("/desk/setup/"+token, "login", "Hanako", "name", "佐藤 花子", "mail", "hanako@momiji.example", "key_name", "phone")
	admin.at("/desk/people")
	p, err := w.story.Find(t.Context(), "hanako")
	must(t, err)
	if !p.Is(staff.Admin) || len(p.Passkeys) != 1 || p.Passkeys[0].Name != "phone" {
		t.Fatalf("%+v", p)
	}

	// Used links open nothing, in this window or another.
	stranger := w.sit(chromium)
	stranger.open("/desk/setup/" + token)
	if h := stranger.heading(); h != "This link does not work any more" {
		t.Errorf("a used link shows %q", h)
	}
	stranger.open("/desk/people")
	stranger.at("/desk/signin")

	admin.send("/desk/signout")
	admin.at("/desk/signin")
	admin.open("/desk/people/hanako")
	admin.at("/desk/signin")
	admin.send("/desk/signin")
	admin.at("/desk/people/hanako")

	// Ten minutes later changing anything takes a proof again, and leads back to where it was asked for.
	w.pass(11 * time.Minute)
	admin.open("/desk/people")
	admin.at("/desk/people")
	admin.open("/desk/people/new")
	admin.at("/desk/confirm")
	_, err = chromedp.Call(admin.ctx, webauthn.SetUserVerified, webauthn.SetUserVerifiedParams{AuthenticatorID: admin.key})
	must(t, err)
	admin.press("/desk/confirm")
	testenv.Eventually(t, "an authenticator that knows nobody proves nothing", func() bool {
		return strings.HasPrefix(ask[string](admin, `document.querySelector("form [role=status]").textContent`), "Nothing was done")
	})
	_, err = chromedp.Call(admin.ctx, webauthn.SetUserVerified, webauthn.SetUserVerifiedParams{AuthenticatorID: admin.key, IsUserVerified: true})
	must(t, err)
	admin.open("/desk/people/new")
	admin.send("/desk/confirm")
	admin.at("/desk/people/new")

	admin.send("/desk/people/new", "login", "taro", "name", "山田 太郎", "role", "reviewer", "role", "admin")
	link := ask[string](admin, `document.getElementById("setup-link").textContent`)
	reviewer := w.sit(chromium)
	path := strings.TrimPrefix(link, w.base)
	reviewer.open(path)
	reviewer.send(path, "key_name", "blue key")
	if taro, err := w.story.Find(t.Context(), "taro"); err != nil || taro.Is(staff.Admin) || !taro.Is(staff.Reviewer) || taro.Offer == nil {
		t.Errorf("one administrator alone made another: %+v, %v", taro, err)
	}
	reviewer.open("/desk/people")
	if h := reviewer.heading(); h != "This cannot be done" {
		t.Errorf("a reviewer sees %q", h)
	}
	w.ownKeys(reviewer)
	w.copied(reviewer)

	// Whoever is disabled is out with the next page.
	must(t, w.story.SetActive(t.Context(), staff.Actor{Login: "hanako", Via: "cli"}, "taro", false))
	reviewer.open("/desk/me")
	reviewer.at("/desk/signin")
}

// ownKeys adds, names and removes passkeys of one's own; the last one stays.
func (w *world) ownKeys(s *seat) {
	s.t.Helper()
	s.open("/desk/me/passkeys")
	s.press("/desk/me/passkeys", "key_name", "again")
	testenv.Eventually(s.t, "the authenticator that has a passkey makes no second one", func() bool {
		return strings.Contains(ask[string](s, `document.querySelector("form [role=status]").textContent`), "already")
	})
	s.send("/remove")
	if said := ask[string](s, `document.querySelector("main").textContent`); !strings.Contains(said, "only way in that is left") {
		s.t.Errorf("the last passkey: %s", said)
	}
	s.open("/desk/me/passkeys")
	s.send("/name", "key_name", "<b>green</b> key")
	s.at("/desk/me/passkeys")
	if name := ask[string](s, `document.querySelector(".card h2").textContent`); name != "<b>green</b> key" {
		s.t.Errorf("named %q", name)
	}
	second, err := chromedp.Call(s.ctx, webauthn.AddVirtualAuthenticator, webauthn.AddVirtualAuthenticatorParams{Options: &webauthn.VirtualAuthenticatorOptions{
		Protocol: webauthn.AuthenticatorProtocolCtap2, Transport: webauthn.AuthenticatorTransportUsb, HasResidentKey: true,
		HasUserVerification: true, IsUserVerified: true, AutomaticPresenceSimulation: true,
	}})
	must(s.t, err)
	s.send("/desk/me/passkeys", "key_name", "second")
	if n := ask[int](s, `document.querySelectorAll(".card").length`); n != 2 {
		s.t.Errorf("%d passkeys after adding one", n)
	}
	_, err = chromedp.Call(s.ctx, webauthn.RemoveVirtualAuthenticator, webauthn.RemoveVirtualAuthenticatorParams(second))
	must(s.t, err)
}

// copied signs in with a passkey whose counter goes back, as a copy's does: it opens nothing, and nothing from then on.
func (w *world) copied(s *seat) {
	s.t.Helper()
	s.send("/desk/signout")
	s.send("/desk/signin")
	s.send("/desk/signout")
	held, err := chromedp.Call(s.ctx, webauthn.GetCredentials, webauthn.GetCredentialsParams{AuthenticatorID: s.key})
	must(s.t, err)
	old := held.Credentials[0]
	_, err = chromedp.Call(s.ctx, webauthn.ClearCredentials, webauthn.ClearCredentialsParams{AuthenticatorID: s.key})
	must(s.t, err)
	// Spelled out, since the generated command names a field that browsers do not know yet.
	_, err = chromedp.Call(s.ctx, cdp.Command[map[string]any, cdp.Empty]{Method: webauthn.CommandAddCredential}, map[string]any{
		"authenticatorId": s.key, "credential": map[string]any{
			"credentialId": old.CredentialID, "isResidentCredential": true, "rpId": old.RpID, "privateKey": old.PrivateKey, "userHandle": old.UserHandle,
			"signCount": 0,
		},
	})
	must(s.t, err)
	for range 3 {
		s.open("/desk/signin")
		s.send("/desk/signin")
		if said := ask[string](s, `document.querySelector("main").textContent`); !strings.Contains(said, "two devices at once") {
			s.t.Errorf("a copied passkey: %s", said)
		}
	}
	s.open("/desk/me")
	s.at("/desk/signin")
}
