package desk

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"

	"okaeri/internal/evidence"
	"okaeri/internal/recovery"
	"okaeri/internal/staff"
)

// work takes the next case in the window and decides it as told. It returns false when nothing waits for the person.
func (b *window) work(way, reason, proof, then string) bool {
	if then == "" || b.path() == "/desk/cases" { // otherwise the next case is here already
		b.open("/desk/cases")
		b.press(`document.querySelector(".head-row .button").click()`)
	}
	if b.path() == "/desk/cases" {
		return false
	}
	b.press(`document.querySelector(".strip-actions a.button").click()`)
	b.press(fmt.Sprintf(`
		const form = document.querySelector("form.decide");
		document.getElementById("way-%s").checked = true;
		form.elements.reason.value = %q;
		form.elements.proof.value = %q;
		form.elements.words.value = "Looked at with care.";
		if (form.elements.onward.checked !== %t) form.elements.onward.click();
		document.getElementById("send").click();`, way, reason, proof, then != ""))
	said := script[string](b, "document.location.search")
	if !strings.Contains(said, "done=") && (then == "" || said != "?none=1") {
		b.t.Fatalf("not decided: %s", script[string](b, "document.querySelector('main').innerText"))
	}
	return true
}

// authenticate puts an authenticator into a window.
func (b *window) authenticate() {
	b.t.Helper()
	_, err := chromedp.Call(b.ctx, webauthn.Enable, webauthn.EnableParams{})
	check(b.t, err)
	_, err = chromedp.Call(b.ctx, webauthn.AddVirtualAuthenticator, webauthn.AddVirtualAuthenticatorParams{Options: &webauthn.VirtualAuthenticatorOptions{
		Protocol: webauthn.AuthenticatorProtocolCtap2, Transport: webauthn.AuthenticatorTransportInternal, HasResidentKey: true,
		HasUserVerification: true, IsUserVerified: true, AutomaticPresenceSimulation: true,
	}})
	check(b.t, err)
}

// comesIn lets a person make a passkey by the link that an administrator gave them, sign out, and sign in with that passkey.
func (b *window) comesIn(o *office, login string, roles ...string) {
	b.t.Helper()
	b.authenticate()
	_, link, err := o.story.Invite(b.t.Context(), staff.Actor{Login: "boss", Via: "cli"}, staff.Newcomer{Login: login, Name: login, Roles: roles})
	check(b.t, err)
	const passkey = `document.querySelector("form[data-passkey] button[type=submit]").click()`
	b.open("/desk/setup/" + link)
	b.press(passkey)
	b.press(`document.querySelector("form[action$='/desk/signout'] button").click()`)
	b.open("/desk/cases")
	if b.path() != "/desk/signin" {
		b.t.Fatalf("after signing out %s is at %s", login, b.path())
	}
	b.press(passkey)
	if b.path() != "/desk/cases" {
		b.t.Fatalf("%s signed in and is at %s: %s", login, b.path(), script[string](b, "document.querySelector('main').innerText"))
	}
}

// Two reviewers and a senior, each in a browser with an authenticator of their own, come in by real passkeys and work through a queue of
// forty cases until nothing is left. One of them lets the desk bring the next case by itself.
func TestTwoReviewersAndASeniorWorkThroughTheQueue(t *testing.T) {
	o, first := servedAt(t, "localhost", func(o *office) { o.real = true })
	o.employ("boss", staff.Admin)
	const cases = 40
	for i := range cases {
		var change []func(*evidence.Account)
		if i%5 == 1 {
			change = append(change, secondFactor)
		}
		check(t, o.facts.Put(t.Context(), account(i, change...)))
	}
	waiting := 0
	for i := range cases {
		if o.apply(i).State == recovery.Reviewing {
			waiting++
		}
	}
	people := []struct {
		b                        *window
		login, role              string
		way, reason, proof, then string
	}{
		{first, "sato", recovery.RoleReviewer, "grant", "identity_proofed", "in_person", ""},
		{first.beside(), "suzuki", recovery.RoleReviewer, "decline", "evidence_insufficient", "", "onward"},
		{first.beside(), "takahashi", recovery.RoleSenior, "grant", "identity_proofed", "document", ""},
	}
	for _, p := range people {
		p.b.comesIn(o, p.login, p.role)
	}
	for busy := true; busy; {
		busy = false
		for _, p := range people {
			busy = p.b.work(p.way, p.reason, p.proof, p.then) || busy
		}
	}
	if waiting != cases {
		t.Errorf("%d of %d cases waited for people", waiting, cases)
	}
	settled := 0
	for i := range cases {
		c := must(o.db.Case(t.Context(), fmt.Sprintf("%032x", i+1)))(t)
		by := map[string]bool{}
		for _, v := range c.Private.Votes {
			by[v.By] = true
		}
		if c.State != recovery.Judged || len(by) != len(c.Private.Votes) || len(by) < c.People() {
			t.Errorf("case %d is %s by %v", i, c.State, c.Private.Votes)
		}
		if len(by) == 3 {
			settled++
		}
	}
	if settled == 0 {
		t.Error("no two people differed, so no senior settled anything")
	}
}
