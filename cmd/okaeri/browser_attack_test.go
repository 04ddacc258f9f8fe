package main

import (
	"strings"
	"testing"
	"time"

	"okaeri/internal/recovery"
)

func TestAnAttackerWhoBoughtALeakIsDeclinedAndTheOwnerHearsOfIt(t *testing.T) {
	w := newTown(t, plan{people: folk(hanakosRecord("a-hanako")), config: func(c *Config) { c.Quantum = "15m" }})
	before := must(w.store.DirectoryAccount(t.Context(), "a-hanako"))(t)
	g := w.guest("en", "198.51.100.66", stranger, mallorysNotes())
	ref := refs.FindString(g.goes(w.base, "/recover/sent").Text)
	w.until(ref, recovery.Judged)
	g.open(w.base + "/status")
	if text := g.page().Text; strings.Contains(text, "could not confirm") {
		t.Errorf("the verdict shows before its mark:\n%s", text)
	}
	w.clock.pass(16 * time.Minute)
	w.until(ref, recovery.Declined)
	letter := w.letter(stranger, "could not confirm")
	for _, secret := range []string{"/finish/", "Iokibe", "五百旗頭", hanakosOwn, "203.0.113"} {
		if strings.Contains(letter.Text+letter.HTML, secret) {
			t.Errorf("the letter to the attacker holds %q:\n%s", secret, letter.Text)
		}
	}
	g.open(w.base + "/status")
	if text := g.page().Text; !strings.Contains(text, "could not confirm") {
		t.Errorf("the status page says:\n%s", text)
	}
	for _, own := range []string{hanako, hanakosOwn} {
		w.letter(own, "/not-me/")
	}
	if after := must(w.store.DirectoryAccount(t.Context(), "a-hanako"))(t); after != before { // C10
		t.Error("an application that was declined changed the account")
	}
}

func TestTheOwnerStopsARecoveryByTheLettersLink(t *testing.T) {
	for _, lang := range []string{"ja", "en"} {
		t.Run(lang, func(t *testing.T) {
			w := newTown(t, plan{people: folk(hanakosRecord("a-hanako"))})
			ref := w.sent(w.person("ja", homeIP, stranger, hanakosMemory())) // somebody of her household, who knows all that she knows
			c := w.until(ref, recovery.Holding)
			owner := w.guest(lang, homeIP, hanakosOwn, nil)
			owner.look = owner.inspect
			owner.open(w.link(hanakosOwn, "not-me")) // no sign-in
			owner.seen("not-me")
			if got := w.until(ref, recovery.Holding); got.Version != c.Version {
				t.Error("opening the link changed the case")
			}
			owner.press(forward)
			owner.seen("not-me when it is stopped")
			w.until(ref, recovery.Contested)
			w.letter(stranger, ref) // the applicant hears that it ended
			w.clock.pass(100 * time.Hour)
			must(w.recovery.Sweep(t.Context()))(t)
			w.until(ref, recovery.Contested)
			for _, l := range w.sink.Letters(stranger, 100) {
				if strings.Contains(l.Text, "/finish/") {
					t.Error("a stopped application got its link")
				}
			}
		})
	}
}
