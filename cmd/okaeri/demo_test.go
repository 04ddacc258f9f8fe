package main

import (
	"errors"
	"fmt"
	"net"
	"path"
	"slices"
	"strings"
	"testing"

	"okaeri/internal/decision"
	"okaeri/internal/demo"
	"okaeri/internal/demo/past"
	"okaeri/internal/recovery"
	"okaeri/internal/settings"
	"okaeri/internal/staff"
	"okaeri/internal/web/front"
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
			for _, card := range []front.Card{owner.memories(h.recovery.Questionnaire), owner.findings(h.recovery.Questionnaire)} {
				for _, known := range card.Facts {
					if known.Kind != "product" && known.Kind != "region" {
						continue
					}
					if en := strings.Join(known.Words["en"], ""); en == "" || strings.ContainsFunc(en, func(r rune) bool { return r > 0x2fff }) {
						t.Errorf("on the English page the card says of %s: %v", known.Kind, known.Words)
					}
				}
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

// Whoever looks at the demo's figures sees all of them: three weeks were played, and counted as everything is counted. And whoever takes
// the places of its two administrators sees a rule loosened to its end, though the passkeys were made a moment ago.
func TestTheDemosDeskShowsItsFiguresAndHowTwoLoosenARule(t *testing.T) {
	sink, err := demo.NewSink()
	if err != nil {
		t.Fatal(err)
	}
	defer sink.Close() //nolint:errcheck // nothing was sent
	d := &DemoCmd{Lang: "en", Seed: 1}
	h := must(d.house(t.Context(), memory(t), &net.TCPAddr{Port: 1}, sink.Addr()))(t)
	defer h.close() //nolint:errcheck // a temporary database
	people := must(h.populate(t.Context(), d.Seed))(t)
	office := must(h.openOffice(t.Context()))(t)
	check(t, <-office.play(t.Context(), d.Seed, people, must(h.chooseOwner(t.Context(), people))(t)))
	f := must(h.meter.Totals(t.Context()))(t)
	said := 0
	for i, p := range f.Form {
		if p.Reached == 0 || p.Answered > p.Reached || i > 0 && p.Product == nil && p.Reached > f.Form[0].Reached {
			t.Errorf("page %s was reached %d times and answered %d times", p.Page, p.Reached, p.Answered)
		}
		said += len(p.Errors)
	}
	if said < len(f.Form) || len(f.Letters) < 2 || f.Letters[0].Domain == "" || len(f.Owners) == 0 {
		t.Errorf("errors %d, letters %+v, owners %+v", said, f.Letters, f.Owners)
	}
	if f.Robot.Asked == 0 || f.Robot.Passed["pow"] == 0 || f.Robot.Passed["captcha"] == 0 || f.Robot.Failed["captcha"] == 0 || f.Robot.Took["pow"] == 0 {
		t.Errorf("robot check: %+v", f.Robot)
	}
	if last := f.Form[len(f.Form)-1]; last.Answered < past.Open {
		t.Errorf("%d applications were sent", last.Answered)
	}
	h.loosens(t, office)
}

// loosens proposes a shorter hold, tries it on the past, and confirms it from two places of the desk. A third administrator, whom the
// visitor lets in, still waits for a day.
func (h *house) loosens(t *testing.T, o *office) {
	t.Helper()
	o.seats = append(o.seats, past.Seat{Login: "visitor", Name: "visitor", Admin: true})
	for _, login := range []string{"kaname", "makoto", "visitor"} {
		token := path.Base(must(o.Sit(t.Context(), login))(t))
		setup := must(h.staff.Open(t.Context(), token))(t)
		id := staff.NewID()
		if setup.Person != nil {
			id = setup.Person.ID
		}
		key := staff.NewID()
		must(h.staff.Use(t.Context(), token, id, staff.Newcomer{Login: login, Name: login}, staff.Passkey{ID: key, Name: "new", Record: []byte(`{"id":"` + key + `"}`)}))(t)
	}
	admin := func(login string) recovery.Actor {
		return recovery.Actor{Login: login, Name: login, Roles: []string{staff.Admin}, Strong: h.now(), Via: "desk"}
	}
	p := must(h.settings.Propose(t.Context(), admin("kaname"), settings.Draft{Kind: settings.Policy, Text: "hold: {default: 60}\n", Why: "to see it"}))(t)
	check(t, h.settings.Work(t.Context(), h.recovery))
	var refused *recovery.Refused
	if _, err := h.settings.Confirm(t.Context(), admin("visitor"), p.ID); !errors.As(err, &refused) || refused.Code != "rules_standing" {
		t.Errorf("a new administrator's word: %v", err)
	}
	if live := must(h.settings.Confirm(t.Context(), admin("kaname"), p.ID))(t); live || !p.Loosens {
		t.Errorf("one word is enough: %v; it loosens: %v", live, p.Loosens)
	}
	if live := must(h.settings.Confirm(t.Context(), admin("makoto"), p.ID))(t); !live {
		t.Error("two words are not enough")
	}
	if said := must(h.wait(t.Context()))(t); said.Default != 60 {
		t.Errorf("the first page says %+v, and the policy in force 60 hours", said)
	}
}
