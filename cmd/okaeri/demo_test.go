package main

import (
	"fmt"
	"net"
	"slices"
	"testing"

	"okaeri/internal/decision"
	"okaeri/internal/demo"
)

// The first page promises that the owner's card is enough, wherever the visitor is.
func TestTheDemosOwnerIsLetInAndItsAttackerIsNot(t *testing.T) {
	for _, of := range []DemoCmd{{Lang: "ja", Seed: 1}, {Lang: "en", Seed: 1}, {Lang: "ja", Seed: 5}} {
		t.Run(fmt.Sprint(of.Lang, of.Seed), func(t *testing.T) {
			sink, err := demo.NewSink()
			if err != nil {
				t.Fatal(err)
			}
			defer sink.Close() //nolint:errcheck // nothing was sent
			d := &of
			h, err := d.house(t.Context(), t.TempDir(), &net.TCPAddr{Port: 1}, sink.Addr())
			if err != nil {
				t.Fatal(err)
			}
			defer h.close() //nolint:errcheck // a temporary database
			people, err := h.populate(t.Context(), d.Seed)
			if err != nil {
				t.Fatal(err)
			}
			owner, err := h.chooseOwner(t.Context(), people)
			if err != nil {
				t.Fatal(err)
			}
			if !owner.paysAlone() {
				t.Errorf("the owner is called %v and pays with the card of %s", owner.Names, owner.Cards[len(owner.Cards)-1].Holder)
			}
			a, err := h.judge(t.Context(), owner, owner.reached(), owner.answers(), owner.oldPasswords())
			if err != nil || a.Verdict != decision.Grant {
				t.Errorf("the owner's card comes to %s with %d of %d millibits, flags %v (%v)", a.Verdict, a.Bits, a.Threshold.Grant, a.Flags, err)
			}
			found := owner.answers()
			for field := range found {
				if !slices.Contains([]string{"family_name", "given_name", "birth_year", "birth_month", "birth_day", "region"}, field) {
					delete(found, field)
				}
			}
			leaked := owner.Passwords[len(owner.Passwords)-1].Plain
			thief, err := h.judge(t.Context(), owner, mallory, found, []string{leaked})
			if err != nil || thief.Verdict == decision.Grant {
				t.Errorf("the attacker's card comes to %s with %d millibits (%v)", thief.Verdict, thief.Bits, err)
			}
		})
	}
}
