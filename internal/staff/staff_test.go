package staff_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"okaeri/internal/staff"
)

// Whatever is asked, by whatever door, nobody changes themselves and only administrators who were proven just now change others.
func TestNobodyChangesThemselves(t *testing.T) {
	d := newDesk(t)
	d.hire("anna", staff.Admin)
	d.hire("ben", staff.Admin)
	d.hire("rina", staff.Reviewer)
	ctx := t.Context()
	acts := map[string]func(by staff.Actor, of string) error{
		"roles":   func(by staff.Actor, of string) error { _, err := d.SetRoles(ctx, by, of, staff.Roles()); return err },
		"confirm": func(by staff.Actor, of string) error { return d.ConfirmAdmin(ctx, by, of) },
		"disable": func(by staff.Actor, of string) error { return d.SetActive(ctx, by, of, false) },
		"link":    func(by staff.Actor, of string) error { _, err := d.Relink(ctx, by, of); return err },
	}
	for what, act := range acts {
		for _, spelling := range []string{"anna", "ANNA", " Anna "} {
			refused(t, what+" of oneself as "+spelling, act(d.by("anna"), spelling), "self")
		}
		refused(t, what+" by a reviewer", act(d.by("rina"), "anna"), "not_admin")
		refused(t, what+" by nobody", act(d.by("nobody"), "anna"), "not_admin")
		stale := d.by("anna")
		stale.Strong = d.at.Add(-10 * time.Minute)
		refused(t, what+" by somebody proven long ago", act(stale, "rina"), "not_strong")
		stale.Strong = time.Time{}
		refused(t, what+" by somebody never proven", act(stale, "rina"), "not_strong")
	}
	must(t, d.SetActive(ctx, d.by("ben"), "anna", false))
	refused(t, "an act of somebody disabled", d.SetActive(ctx, d.by("anna"), "rina", false), "not_admin")
	if len(d.log()) != 1 {
		t.Errorf("%d entries for one change", len(d.log()))
	}
}

func TestTwoAdministratorsMakeAnother(t *testing.T) {
	d := newDesk(t)
	for _, login := range []string{"anna", "ben"} {
		d.hire(login, staff.Admin)
	}
	d.hire("rina", staff.Reviewer)
	ctx := t.Context()
	refused(t, "without an offer", d.ConfirmAdmin(ctx, d.by("ben"), "rina"), "no_offer")
	offer := func() {
		t.Helper()
		p, err := d.SetRoles(ctx, d.by("anna"), "rina", []string{staff.Reviewer, staff.Admin})
		if err != nil || p.Is(staff.Admin) || p.Offer == nil {
			t.Fatalf("offered: %+v, %v", p, err)
		}
	}
	offer()
	refused(t, "by whoever offered it", d.ConfirmAdmin(ctx, d.by("anna"), "rina"), "two_admins")
	refused(t, "by whoever is offered it", d.ConfirmAdmin(ctx, d.by("rina"), "rina"), "not_admin")
	d.at = d.at.Add(7 * 24 * time.Hour)
	refused(t, "a week later", d.ConfirmAdmin(ctx, d.by("ben"), "rina"), "no_offer")
	offer()
	if _, err := d.SetRoles(ctx, d.by("ben"), "rina", []string{staff.Reviewer}); err != nil || d.person("rina").Offer != nil {
		t.Errorf("an offer can't be taken back: %v", err)
	}
	offer()
	must(t, d.ConfirmAdmin(ctx, d.by("ben"), "rina"))
	if !d.person("rina").Is(staff.Admin) || !d.person("rina").Is(staff.Reviewer) {
		t.Errorf("confirmed: %+v", d.person("rina"))
	}
	last := d.log()[len(d.log())-1]
	if last.Actor != "staff:ben" || last.Detail["offered_by"] != "anna" || last.Detail["old"] != "reviewer,(admin)" || last.Detail["new"] != "reviewer,admin" {
		t.Errorf("the log says %+v", last)
	}
	// An invitation gives no administrator's role by itself either.
	p, _, err := d.Invite(ctx, d.by("anna"), staff.Newcomer{Login: "cleo", Name: "Cleo", Roles: []string{staff.Admin}})
	if err != nil || p.Is(staff.Admin) || p.Offer == nil {
		t.Errorf("invited: %+v, %v", p, err)
	}
}

func TestTheLastAdministratorStays(t *testing.T) {
	d := newDesk(t)
	ctx := t.Context()
	d.hire("anna", staff.Admin)
	d.hire("ben", staff.Admin)
	_, _, err := d.Invite(ctx, d.by("anna"), staff.Newcomer{Login: "cleo", Name: "Cleo", Roles: []string{staff.Reviewer}})
	must(t, err)
	must(t, d.SetActive(ctx, d.by("anna"), "ben", false))
	// Ben and an administrator who never set up a passkey don't count.
	must(t, d.store.StaffUpdate(ctx, func(step *staff.Step) error {
		for _, p := range step.People {
			if p.Login == "cleo" {
				p.Roles = append(p.Roles, staff.Admin)
			}
		}
		return nil
	}))
	by := staff.Actor{Login: "cleo", Via: "cli"}
	_, err = d.SetRoles(ctx, by, "anna", []string{staff.Reviewer})
	refused(t, "taking the last one's role", err, "last_admin")
	refused(t, "disabling the last one", d.SetActive(ctx, by, "anna", false), "last_admin")
	refused(t, "the last passkey", d.RemoveKey(ctx, d.by("anna"), "key-anna"), "last_key")
	must(t, d.SetActive(ctx, d.by("anna"), "ben", true))
	must(t, d.SetActive(ctx, by, "anna", false))
}

// A link on the host makes an administrator alone, and everybody else is told.
func TestALinkOfTheHostIsTold(t *testing.T) {
	d := newDesk(t)
	ctx := t.Context()
	d.hire("anna", staff.Admin)
	d.hire("rina", staff.Reviewer)
	token, err := d.HostLink(ctx, "root", "Rina")
	must(t, err)
	if d.post(); !slices.Equal(d.told, []string{"host: anna@momiji.example of rina", "host: rina@momiji.example of rina"}) {
		t.Fatalf("told %q", d.told)
	}
	s, err := d.Open(ctx, token)
	if err != nil || s.Person == nil || s.Person.Login != "rina" || !s.Admin {
		t.Fatalf("%+v, %v", s, err)
	}
	if _, err := d.Use(ctx, token, d.person("anna").ID, staff.Newcomer{}, staff.Passkey{ID: "n"}); !errors.Is(err, staff.ErrLink) {
		t.Errorf("another person's passkey: %v", err)
	}
	if _, err := d.Use(ctx, token, s.Person.ID, staff.Newcomer{}, staff.Passkey{ID: "key-anna"}); err == nil {
		t.Error("a passkey belongs to two people")
	}
	_, err = d.Use(ctx, token, s.Person.ID, staff.Newcomer{}, staff.Passkey{ID: "n"})
	must(t, err)
	if !d.person("rina").Is(staff.Admin) || len(d.person("rina").Passkeys) != 2 {
		t.Errorf("%+v", d.person("rina"))
	}
	log := d.log()
	if log[0].Actor != "host:root" || log[1].Detail["link_by"] != "root" || log[1].Detail["link"] != staff.LinkHost {
		t.Errorf("the log says %+v", log)
	}
	if first, err := d.FirstLink(ctx); err != nil || first != "" {
		t.Errorf("a first link beside administrators: %v", err)
	}
}

// Whose passkeys change, or for whom a link is made although they can come in, is told: nobody is quietly replaced.
func TestPeopleAreToldOfTheirWaysIn(t *testing.T) {
	d := newDesk(t)
	ctx := t.Context()
	d.hire("anna", staff.Admin)
	d.hire("rina", staff.Reviewer)
	_, first, err := d.Invite(ctx, d.by("anna"), staff.Newcomer{Login: "new", Name: "New", Mail: "new@momiji.example", Roles: []string{staff.Reviewer}})
	must(t, err)
	_, err = d.Use(ctx, first, d.person("new").ID, staff.Newcomer{}, staff.Passkey{ID: "first"})
	must(t, err)
	if d.post(); len(d.told) > 0 {
		t.Errorf("a first passkey: %q", d.told)
	}
	token, err := d.Relink(ctx, d.by("anna"), "rina")
	must(t, err)
	_, err = d.Use(ctx, token, d.person("rina").ID, staff.Newcomer{}, staff.Passkey{ID: "second"})
	must(t, err)
	must(t, d.AddKey(ctx, d.by("rina"), staff.Passkey{ID: "third"}))
	must(t, d.RemoveKey(ctx, d.by("rina"), "second"))
	refused(t, "a passkey that is there already", d.AddKey(ctx, d.by("rina"), staff.Passkey{ID: "third"}), "key_taken")
	to := "rina@momiji.example of rina"
	d.post()
	if want := []string{"link: " + to, "keys: " + to, "keys: " + to, "keys: " + to}; !slices.Equal(d.told, want) {
		t.Errorf("told %q, want %q", d.told, want)
	}
}

// A new link for a person ends the one before; disabling ends them all.
func TestOnlyTheLatestLinkOfAPersonWorks(t *testing.T) {
	d := newDesk(t)
	ctx := t.Context()
	d.hire("anna", staff.Admin)
	_, first, err := d.Invite(ctx, d.by("anna"), staff.Newcomer{Login: "rina", Name: "Rina", Roles: []string{staff.Reviewer}})
	must(t, err)
	second, err := d.Relink(ctx, d.by("anna"), "rina")
	must(t, err)
	if _, err := d.Open(ctx, first); !errors.Is(err, staff.ErrLink) {
		t.Errorf("the link before: %v", err)
	}
	_, err = d.Open(ctx, second)
	must(t, err)
	must(t, d.SetActive(ctx, d.by("anna"), "rina", false))
	if _, err := d.Open(ctx, second); !errors.Is(err, staff.ErrLink) {
		t.Errorf("the link of somebody disabled: %v", err)
	}
}

// Who comes by the organisation's sign-in can't take over somebody who is here already, nor become an administrator by a claim.
func TestAProviderTakesNobodyOver(t *testing.T) {
	d := newDesk(t)
	ctx := t.Context()
	d.hire("anna", staff.Admin)
	id := staff.Identity{Issuer: "https://login.example", Subject: "u-1", Login: "anna", Roles: []string{staff.Reviewer}, Why: "signin"}
	_, err := d.Welcome(ctx, id)
	refused(t, "a login that is taken", err, "login_taken")
	id.Login, id.Roles = "sato", []string{staff.Admin}
	_, err = d.Welcome(ctx, id)
	refused(t, "an administrator by claim", err, "no_role")
	id.Roles = []string{staff.Reviewer}
	p, err := d.Welcome(ctx, id)
	if err != nil || !slices.Equal(p.Roles, []string{staff.Reviewer}) {
		t.Fatalf("%+v, %v", p, err)
	}
	id.Login = "anna" // renamed at the provider: the subject says who it is
	if p, err = d.Welcome(ctx, id); err != nil || p.Login != "sato" {
		t.Errorf("renamed: %+v, %v", p, err)
	}
	_, err = d.SetRoles(ctx, d.by("anna"), "sato", []string{staff.Senior})
	refused(t, "roles that the provider gives", err, "provider")
	must(t, d.SetActive(ctx, d.by("anna"), "sato", false))
	_, err = d.Welcome(ctx, id)
	refused(t, "disabled here", err, "disabled")
}

func TestLoginsHaveOneForm(t *testing.T) {
	for typed, want := range map[string]string{
		"Hanako": "hanako", " a.b-c_d@x ": "a.b-c_d@x", "h": "", "": "", "はなこ": "", "a b": "", "-ab": "", "ab\n": "ab", "a/../b": "", "K\u212a": "",
		strings.Repeat("a", 65): "",
	} {
		got, err := staff.NormalLogin(typed)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("%q: %q, %v", typed, got, err)
		}
	}
}

func TestTriesAreLimited(t *testing.T) {
	d := newDesk(t)
	var soon *staff.TooSoon
	for range 40 {
		if err := d.Attempt(t.Context(), "192.0.2.1"); errors.As(err, &soon) {
			break
		}
	}
	if soon == nil || !soon.Until.After(d.at) {
		t.Error("a network may try for ever")
	}
	must(t, d.Attempt(t.Context(), "192.0.2.2"))
}
