package storetest

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"okaeri/internal/audit"
	"okaeri/internal/staff"
	"okaeri/internal/store"
)

// desk is the story of the staff on a store of the bench.
func (b *Bench) desk(s *store.Store) *staff.Staff {
	b.T.Helper()
	return got[*staff.Staff](b.T)(staff.New(staff.Parts{Store: s, Keys: b.Ring, Limiter: s, Now: b.clock.Now}))
}

// hire makes an administrator who can come in, past every rule.
func (b *Bench) hire(login string, roles ...string) *staff.Person {
	b.T.Helper()
	p := &staff.Person{
		ID: fmt.Sprintf("%032x", refs.Add(1)), Login: login, Name: "佐藤 " + login, Mail: login + "@staff.example", Roles: roles, Created: Start,
		Passkeys: []staff.Passkey{{ID: "key-of-" + login, Name: "phone of " + login, Record: []byte("public-key-of-" + login), Added: Start}},
	}
	must(b.T, b.Store.StaffUpdate(b.T.Context(), func(step *staff.Step) error {
		step.People = append(step.People, p)
		return nil
	}))
	return p
}

// plantStaff puts one of everything about the staff into a database, for backups to carry and thieves to look for.
func (b *Bench) plantStaff() {
	b.T.Helper()
	ctx := b.T.Context()
	p := b.hire("rina", staff.Reviewer)
	must(b.T, b.Store.StaffUpdate(ctx, func(step *staff.Step) error {
		step.Links = append(step.Links, &staff.Link{
			MAC: b.Ring.MAC("staff-link", "link-token"), Person: p.ID, Kind: staff.LinkInvite, By: "hanako", Created: Start, Expires: Start.Add(staff.LinkLife),
		})
		return nil
	}))
	got[string](b.T)(b.desk(b.Store).Enter(ctx, p.ID, "passkey", Start, "Mozilla/5.0"))
}

func staffRoundTrip(t *testing.T, b *Bench) {
	ctx := t.Context()
	p := &staff.Person{}
	n := 0
	fill(reflect.ValueOf(p).Elem(), &n)
	p.Version = 0
	must(t, b.Store.StaffUpdate(ctx, func(step *staff.Step) error {
		step.People = append(step.People, p)
		return nil
	}))
	read := got[*staff.Person](t)(b.Other.StaffPerson(ctx, p.ID))
	if diff := cmp.Diff(p, read); diff != "" || read.Version != 1 {
		t.Errorf("version %d: %s", read.Version, diff)
	}
	wrong := errors.New("no")
	err := b.Other.StaffUpdate(ctx, func(step *staff.Step) error {
		step.People[0].Name = "changed"
		step.Entries = append(step.Entries, audit.Entry{Door: "staff"})
		return wrong
	})
	if !errors.Is(err, wrong) {
		t.Errorf("the step's error came back as %v", err)
	}
	if all := got[[]*staff.Person](t)(b.Store.Staff(ctx)); len(all) != 1 || all[0].Name != p.Name {
		t.Errorf("a step that failed left %+v", all[0])
	}
	if _, err := b.Store.StaffPerson(ctx, "nobody"); !errors.Is(err, staff.ErrNotFound) {
		t.Errorf("nobody: %v", err)
	}
	err = b.Store.StaffUpdate(ctx, func(step *staff.Step) error {
		step.People = append(step.People, &staff.Person{ID: "other", Login: p.Login})
		return nil
	})
	if !errors.Is(err, staff.ErrConflict) {
		t.Errorf("a login was given twice: %v", err)
	}
}

// Of many who bring one setup link at once, to two servers, one wins (V8); and a link that ran out wins nothing.
func setupLinkOnce(t *testing.T, b *Bench) {
	ctx := t.Context()
	one, other := b.desk(b.Store), b.desk(b.Other)
	token := got[string](t)(one.FirstLink(ctx))
	late := got[string](t)(other.FirstLink(ctx))
	var won atomic.Int64
	var wg sync.WaitGroup
	for i := range 20 {
		story, id := one, fmt.Sprintf("%032x", i)
		if i%2 == 1 {
			story = other
		}
		wg.Go(func() {
			_, err := story.Use(ctx, token, id, staff.Newcomer{Login: fmt.Sprintf("admin%d", i), Name: "A"}, staff.Passkey{ID: id})
			switch {
			case err == nil:
				won.Add(1)
			case !errors.Is(err, staff.ErrLink):
				t.Error(err)
			}
		})
	}
	wg.Wait()
	all := got[[]*staff.Person](t)(one.List(ctx))
	if won.Load() != 1 || len(all) != 1 || !all[0].Is(staff.Admin) {
		t.Errorf("%d won, %d people", won.Load(), len(all))
	}
	if _, err := other.Open(ctx, late); !errors.Is(err, staff.ErrLink) {
		t.Errorf("another first link outlives the first administrator: %v", err)
	}
	if again := got[string](t)(one.FirstLink(ctx)); again != "" {
		t.Error("a first link although there is an administrator")
	}
	host, err := one.HostLink(ctx, "root", "second")
	must(t, err)
	b.clock.Move(staff.LinkLife)
	if _, err := other.Open(ctx, host); !errors.Is(err, staff.ErrLink) {
		t.Errorf("a link that ran out opens: %v", err)
	}
	if _, err := other.Use(ctx, host, "x", staff.Newcomer{Name: "B"}, staff.Passkey{ID: "x"}); !errors.Is(err, staff.ErrLink) {
		t.Errorf("a link that ran out is used: %v", err)
	}
}

// Two administrators who disable each other at the same moment, on two servers: one of them stays.
func lastAdministrator(t *testing.T, b *Bench) {
	ctx := t.Context()
	b.hire("anna", staff.Admin)
	b.hire("ben", staff.Admin)
	var wg sync.WaitGroup
	var left atomic.Int64
	for i, pair := range [][2]string{{"anna", "ben"}, {"ben", "anna"}} {
		story := b.desk([]*store.Store{b.Store, b.Other}[i])
		wg.Go(func() {
			by := staff.Actor{Login: pair[0], Via: "desk", Strong: b.clock.Now()}
			if err := story.SetActive(ctx, by, pair[1], false); err == nil {
				left.Add(1)
			}
		})
	}
	wg.Wait()
	active := 0
	for _, p := range got[[]*staff.Person](t)(b.Store.Staff(ctx)) {
		if p.Active() {
			active++
		}
	}
	if active != 1 || left.Load() != 1 {
		t.Errorf("%d administrators are left, %d were disabled", active, left.Load())
	}
}

func staffSessions(t *testing.T, b *Bench) {
	ctx := t.Context()
	one, other := b.desk(b.Store), b.desk(b.Other)
	p := b.hire("anna", staff.Reviewer)
	admin := staff.Actor{Login: b.hire("ben", staff.Admin).Login, Via: "cli"}
	enter := func() string {
		t.Helper()
		return got[string](t)(one.Enter(ctx, p.ID, "passkey", b.clock.Now(), "Firefox"))
	}
	is := func(what, token, agent string, want bool) {
		t.Helper()
		_, err := other.Visit(ctx, token, agent)
		if (err == nil) != want || err != nil && !errors.Is(err, staff.ErrSignedOut) {
			t.Errorf("%s: %v", what, err)
		}
	}
	token := enter()
	is("just begun", token, "Firefox", true)
	is("no token", "", "Firefox", false)
	is("an unknown token", "x", "Firefox", false)
	for range 30 {
		b.clock.Move(20 * time.Minute)
		is("in use", token, "Firefox", true)
	}
	b.clock.Move(staff.SessionIdle - time.Second)
	is("rested", token, "Firefox", true)
	b.clock.Move(staff.SessionIdle + time.Second)
	is("rested too long", token, "Firefox", false)
	token = enter()
	is("another browser", token, "curl", false)
	is("after another browser tried it", token, "Firefox", false)
	token = enter()
	for range 40 {
		b.clock.Move(20 * time.Minute)
		_, _ = one.Visit(ctx, token, "Firefox")
	}
	is("older than a day's work", token, "Firefox", false)
	token = enter()
	fresh := got[string](t)(one.Confirm(ctx, token, "Firefox", p.ID, b.clock.Now()))
	is("the token before a confirmation", token, "Firefox", false)
	is("the token after it", fresh, "Firefox", true)
	got[*staff.Person](t)(one.SetRoles(ctx, admin, "anna", []string{staff.Senior}))
	is("after a change of roles", fresh, "Firefox", false)
	token = enter()
	must(t, one.SetActive(ctx, admin, "anna", false))
	is("disabled", token, "Firefox", false)
	if _, err := one.Enter(ctx, p.ID, "passkey", Start, "Firefox"); err == nil {
		t.Error("a disabled person came in")
	}
	must(t, one.SetActive(ctx, admin, "anna", true))
	token = enter()
	must(t, other.Leave(ctx, token))
	is("signed out", token, "Firefox", false)
	must(t, b.Store.KeepStaffSession(ctx, token, staff.Session{Person: p.ID}, b.clock.Now().Add(time.Hour)))
	if _, err := b.Store.StaffSession(ctx, token); !errors.Is(err, staff.ErrNotFound) {
		t.Errorf("a session that was ended came back: %v", err)
	}
}

// Nothing of the staff can be read in the database but that there are some; and the log of their changes holds.
func staffSealed(t *testing.T, b *Bench) {
	ctx := context.Background()
	p := b.hire("hanako.admin", staff.Admin)
	story := b.desk(b.Store)
	by := staff.Actor{Login: p.Login, Via: "cli"}
	_, token, err := story.Invite(ctx, by, staff.Newcomer{Login: "taro", Name: "山田 太郎", Mail: "taro@staff.example", Roles: []string{staff.Reviewer}})
	must(t, err)
	session := got[string](t)(story.Enter(ctx, p.ID, "passkey", Start, "Mozilla/5.0 of hanako"))
	all := b.Bytes()
	for _, word := range []string{token, session, "佐藤", "山田", "staff.example", "phone of", "public-key-of", "Mozilla/5.0 of"} {
		if strings.Contains(all, word) {
			t.Errorf("%q can be read in the database", word)
		}
	}
	b.place()
	if r := got[audit.Report](t)(b.Store.VerifyAudit(ctx)); r.Size != 1 || len(r.Faults) > 0 {
		t.Errorf("log of %d, faults %v", r.Size, r.Faults)
	}
	if !strings.Contains(all, `"login":"taro"`) {
		t.Error("the log does not say who was invited")
	}
	b.Exec(`UPDATE staff SET sealed = (SELECT sealed FROM staff ORDER BY id LIMIT 1)`)
	if _, err := b.Store.Staff(ctx); err == nil {
		t.Error("one person's row was taken for another's")
	}
}
