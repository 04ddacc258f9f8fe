package storetest

import (
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"okaeri/internal/dossier"
	"okaeri/internal/evidence"
	"okaeri/internal/intake"
	"okaeri/internal/recovery"
)

// dossiers are the dossiers on one of the two stores.
func (b *Bench) dossiers() (one, other *dossier.Dossiers) {
	return dossier.New(b.Store, b.Ring, b.clock.Now), dossier.New(b.Other, b.Ring, b.clock.Now)
}

func accountRoundTrip(t *testing.T, b *Bench) {
	one, other := b.dossiers()
	var want []evidence.Account
	for i, mails := range []int{0, 1, 255, 256, 257, 700} {
		want = append(want, Account(i, mails))
	}
	must(t, one.PutMany(t.Context(), want))
	all := kept(t, other)
	for _, a := range want {
		for i := range a.Facts {
			learned := Start
			a.Facts[i].Imported = &learned
		}
		if diff := cmp.Diff(a, all[a.ID], sameAccount); diff != "" {
			t.Errorf("%s (-imported +held):\n%s", a.ID, diff)
		}
		read := got[*evidence.Account](t)(other.Account(t.Context(), a.ID))
		a.Facts = a.Facts[:4]
		if diff := cmp.Diff(&a, read, sameAccount); diff != "" {
			t.Errorf("%s without events:\n%s", a.ID, diff)
		}
		if _, err := other.Load(t.Context(), a.ID); err != nil {
			t.Error(err)
		}
	}
	if n := got[int64](t)(other.Size(t.Context())); n != int64(len(want)) {
		t.Errorf("%d accounts", n)
	}
	// What was loaded stays as it was whatever is loaded after it.
	before := got[*evidence.Dossier](t)(one.Load(t.Context(), want[5].ID))
	got[*evidence.Dossier](t)(one.Load(t.Context(), want[1].ID))
	if after := got[*evidence.Dossier](t)(one.Load(t.Context(), want[5].ID)); !reflect.DeepEqual(before, after) || before.ID() != want[5].ID {
		t.Error("a dossier changed when another was loaded")
	}
	for what, err := range map[string]error{
		"account": second(one.Account(t.Context(), "none")), "load": second(one.Load(t.Context(), "none")),
		"find": second(one.Find(t.Context(), "none@example.jp")), "append": second(one.Append(t.Context(), "none", nil)),
	} {
		if !errors.Is(err, recovery.ErrNotFound) {
			t.Errorf("%s of nobody: %v", what, err)
		}
	}
}

func second[T any](_ T, err error) error { return err }

func accountAgain(t *testing.T, b *Bench) {
	one, other := b.dossiers()
	accounts := []evidence.Account{Account(1, 300), Account(2, 3)}
	must(t, one.PutMany(t.Context(), accounts))
	before := b.Dump()
	b.clock.Move(time.Hour)
	must(t, other.PutMany(t.Context(), append(accounts, accounts...)))
	added := got[int](t)(one.Append(t.Context(), accounts[0].ID, accounts[0].Facts))
	if diff := cmp.Diff(before, b.Dump()); diff != "" || added != 0 {
		t.Errorf("the same records again changed something (%d facts):\n%s", added, diff)
	}
}

func accountHistory(t *testing.T, b *Bench) {
	one, _ := b.dossiers()
	a := Account(1, 10)
	must(t, one.Put(t.Context(), a))
	b.clock.Move(24 * time.Hour)
	later := b.clock.Now()

	next := Account(1, 0) // the mails are not mentioned again
	next.Facts[1].Until = date(2025)
	next.Facts = append(next.Facts[:2], evidence.Fact{Kind: "birth_date", Value: intake.Value{Text: "1977-07-07"}, From: date(2025)})
	next.Contacts = []evidence.Contact{{Kind: "email", Value: "hijacker@example.org"}}
	next.Identifiers = []string{"new-name"}
	must(t, one.Put(t.Context(), next))

	read := kept(t, one)[a.ID]
	if len(read.Facts) != len(a.Facts)+1 {
		t.Errorf("%d facts, want all %d and the new one", len(read.Facts), len(a.Facts))
	}
	for _, f := range read.Facts {
		switch f.Value.Text {
		case "1960-04-08":
			if f.Until == nil || !f.Until.Equal(*date(2025)) || !f.Imported.Equal(Start) {
				t.Errorf("the old birth date: %+v", f)
			}
		case "1977-07-07":
			if f.Imported == nil || !f.Imported.Equal(later) {
				t.Errorf("a late fact does not say when it was learned: %+v", f)
			}
		}
	}
	want := []evidence.Contact{
		{Kind: "email", Value: "hijacker@example.org", From: later},
		{Kind: "email", Value: "old1@example.jp", Verified: true, From: *date(2014), Until: &later},
	}
	if diff := cmp.Diff(want, read.Contacts, sameAccount); diff != "" {
		t.Errorf("channels (-want +held):\n%s", diff)
	}
	if id, err := one.Find(t.Context(), "NEW-name "); err != nil || id != a.ID {
		t.Errorf("by its new name: %q, %v", id, err)
	}
	if _, err := one.Find(t.Context(), a.Identifiers[0]); !errors.Is(err, recovery.ErrNotFound) {
		t.Errorf("by the name that was taken away: %v", err)
	}
}

func find(t *testing.T, b *Bench) {
	one, other := b.dossiers()
	if _, err := one.Decoy(t.Context(), "nobody@example.jp"); !errors.Is(err, recovery.ErrNotFound) {
		t.Errorf("a decoy among no accounts: %v", err)
	}
	for i := range 30 {
		must(t, one.Put(t.Context(), Account(i, 0)))
		b.clock.Move(time.Second)
	}
	for _, typed := range []string{"hanako7@momiji.example", " Hanako7@Momiji.Example", "ｈａｎａｋｏ7@momiji.example", "090-1234-0007"} {
		if id, err := other.Find(t.Context(), typed); err != nil || id != "hanako-7" {
			t.Errorf("%q: %q, %v", typed, id, err)
		}
	}
	decoys := map[string]bool{}
	for i := range 60 {
		name := fmt.Sprintf("nobody%d@example.jp", i)
		first := got[string](t)(one.Decoy(t.Context(), name))
		if again := got[string](t)(other.Decoy(t.Context(), strings.ToUpper(name))); again != first {
			t.Errorf("%s has two decoys", name)
		}
		decoys[first] = true
	}
	if len(decoys) < 10 {
		t.Errorf("sixty names share %d decoys of thirty accounts", len(decoys))
	}
	// A name that two accounts claim stays with the one that had it first.
	thief := Account(99, 0)
	thief.Identifiers = []string{"hanako3@momiji.example"}
	must(t, other.Put(t.Context(), thief))
	if id := got[string](t)(one.Find(t.Context(), "hanako3@momiji.example")); id != "hanako-3" {
		t.Errorf("a later account took the name away: %s", id)
	}
	must(t, one.Forget(t.Context(), "hanako-3"))
	if id := got[string](t)(one.Find(t.Context(), "hanako3@momiji.example")); id != thief.ID {
		t.Errorf("the name leads to %s", id)
	}
}

func population(t *testing.T, b *Bench) {
	one, other := b.dossiers()
	want := evidence.NewCounts()
	keys := map[evidence.Key]bool{}
	for i := range 12 {
		a := Account(i%10, 5+i) // two come twice, with more
		must(t, one.Put(t.Context(), a))
	}
	for _, a := range kept(t, one) {
		want.Add(evidence.FactKeys(a))
		for _, k := range evidence.FactKeys(a) {
			keys[k] = true
		}
	}
	check := func() {
		t.Helper()
		p := got[evidence.Population](t)(other.Population(t.Context(), slices.Collect(maps.Keys(keys))))
		if p.Size() != want.Size() {
			t.Errorf("size %d, want %d", p.Size(), want.Size())
		}
		for k := range keys {
			if p.Holders(k) != want.Holders(k) {
				t.Errorf("%v is held by %d, counted %d", k, want.Holders(k), p.Holders(k))
			}
		}
	}
	check()
	if p := got[evidence.Population](t)(one.Population(t.Context(), []evidence.Key{{Kind: "name", Value: "nobody's"}})); p.Holders(evidence.Key{Kind: "name", Value: "nobody's"}) != 0 {
		t.Error("somebody holds nobody's name")
	}
	must(t, one.Forget(t.Context(), "hanako-4"))
	want = evidence.NewCounts()
	for _, a := range kept(t, one) {
		want.Add(evidence.FactKeys(a))
	}
	check()
	for id := range kept(t, one) {
		must(t, one.Forget(t.Context(), id))
	}
	for _, table := range []string{"frequencies", "accounts", "account_keys", "identifiers", "fact_blocks"} {
		if n := b.Column(`SELECT CAST(count(*) AS text) FROM ` + table); n[0] != "0" {
			t.Errorf("%s rows are left in %s", n[0], table)
		}
	}
}

func accountCrowd(t *testing.T, b *Bench) {
	one, other := b.dossiers()
	var wg sync.WaitGroup
	for i := range 8 {
		d := one
		if i%2 == 1 {
			d = other
		}
		wg.Go(func() {
			if err := d.PutMany(t.Context(), []evidence.Account{Account(1, 10*(i+1)), Account(2, 5)}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	all := kept(t, one)
	if len(all) != 2 || len(all["hanako-1"].Facts) != 4+80 || len(all["hanako-2"].Facts) != 4+5 {
		t.Errorf("%d accounts, %d facts", len(all), len(all["hanako-1"].Facts))
	}
	if n := got[int64](t)(one.Size(t.Context())); n != 2 {
		t.Errorf("counted %d accounts", n)
	}
}

func forget(t *testing.T, b *Bench) {
	one, other := b.dossiers()
	a := Account(1, 600)
	must(t, one.PutMany(t.Context(), []evidence.Account{a, Account(2, 3)}))
	wrapped := b.Column(`SELECT wrapped FROM account_keys`)
	c := b.create()
	must(t, b.Store.Update(t.Context(), c.ID, func(s *recovery.Step) error {
		s.Case.AccountID, s.Case.Submitted, s.Case.Closed = a.ID, Start, Start
		return nil
	}))
	must(t, one.Forget(t.Context(), a.ID))
	must(t, other.Forget(t.Context(), a.ID)) // again is nothing
	if n := got[int](t)(b.Store.PurgeAccount(t.Context(), a.ID)); n != 1 {
		t.Errorf("%d cases of a forgotten account went", n)
	}
	for what, err := range map[string]error{
		"account": second(other.Account(t.Context(), a.ID)), "load": second(other.Load(t.Context(), a.ID)),
		"find": second(other.Find(t.Context(), a.Identifiers[0])), "case": second(b.Other.Case(t.Context(), c.ID)),
	} {
		if !errors.Is(err, recovery.ErrNotFound) {
			t.Errorf("%s after forgetting: %v", what, err)
		}
	}
	bytes, left := b.Bytes(), 0
	for _, key := range wrapped {
		if strings.Contains(bytes, key) {
			left++
		}
	}
	if left != 1 {
		t.Errorf("%d of two wrapped keys can be found; the one of the account that is held should be", left)
	}
	if all := kept(t, one); len(all) != 1 {
		t.Errorf("%d accounts are held", len(all))
	}
}
