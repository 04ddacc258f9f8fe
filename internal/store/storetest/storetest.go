// Package storetest is what a store must do, whichever database is under it. A new engine is done when it passes.
//
// Everything runs against a real database. What is asked here is what the design rests on: a step is saved whole or not at all, a
// proof is used once, jobs exist exactly when their step does, nothing personal can be read from the database's bytes, what is
// forgotten stays so, and the audit log holds under concurrency.
package storetest

import (
	"context"
	"fmt"
	"reflect"
	"sync/atomic"
	"testing"
	"time"

	"okaeri/internal/audit"
	"okaeri/internal/keyring"
	"okaeri/internal/recovery"
	"okaeri/internal/store"
	"okaeri/internal/store/postgres"
)

// Start is the time at which every test begins.
var Start = time.Date(2026, 11, 1, 10, 0, 0, 0, time.UTC)

// SetUp makes an empty PostgreSQL database what a store expects, as its first start does.
func SetUp(url string) error {
	db, err := postgres.Open(context.Background(), url)
	if err != nil {
		return err
	}
	return db.Close()
}

// Bench is a database under test: two stores on it, as two servers would have, with one clock and one key ring.
type Bench struct {
	T     testing.TB
	URL   string
	Ring  *keyring.Ring
	Store *store.Store
	Other *store.Store
	clock *Clock
}

// Clock is a clock that tests move.
type Clock struct{ offset atomic.Int64 }

// Now is the time on the clock.
func (c *Clock) Now() time.Time { return Start.Add(time.Duration(c.offset.Load())) }

// Move lets time pass.
func (c *Clock) Move(d time.Duration) { c.offset.Add(int64(d)) }

// Open opens a fresh database twice.
func Open(t testing.TB, url string) *Bench {
	t.Helper()
	ring, err := keyring.New()
	if err != nil {
		t.Fatal(err)
	}
	b := &Bench{T: t, URL: url, Ring: ring, clock: &Clock{}}
	b.Store = b.open()
	b.Other = b.open()
	return b
}

func (b *Bench) open() *store.Store {
	b.T.Helper()
	s, err := store.Open(context.Background(), b.URL, store.Options{Vault: b.Ring, Now: b.clock.Now})
	if err != nil {
		b.T.Fatal(err)
	}
	b.T.Cleanup(func() {
		if err := s.Close(); err != nil {
			b.T.Error(err)
		}
	})
	return s
}

// Suite runs every test; fresh gives the URL of an empty database.
func Suite(t *testing.T, fresh func(testing.TB) string) {
	for _, part := range []struct {
		name string
		run  func(*testing.T, *Bench)
	}{
		{"A case comes back as it was saved", roundTrip},
		{"What is not there is not found", notFound},
		{"A reference number is given once", refOnce},
		{"A step that fails leaves nothing behind", rollback},
		{"A step that changes nothing writes nothing", nothing},
		{"Steps on one case from two servers all count", conflicts},
		{"A conflict that never ends is told", endlessConflict},
		{"An old copy of a case loses no step and refuses none", oldCopy},
		{"A request sees its case once, and as it stands", oneReading},
		{"A request that was sent on begins where the last one ended", sentOn},
		{"V8 of a hundred who bring one secret one wins", oneWinner},
		{"V9 a used, dead or expired proof stays so", proofStays},
		{"V3 a proof cannot be bound to something else", proofBound},
		{"A link token finds its case", byProof},
		{"Attempts are counted by each index", attempts},
		{"Cases are listed by state, the nearest due first", list},
		{"A letter can be read until it has left", letters},
		{"Jobs are queued exactly when their step is saved", jobs},
		{"The audit log holds under concurrent steps", auditHolds},
		{"The audit log names what was changed in the database", auditNames},
		{"The record is read in pages that repeat and hide nothing", recordPages},
		{"What is exported of the record is checked by the public key alone", recordExport},
		{"A limit is shared by two servers", limiter},
		{"Of several limits all are used or none", limiterAll},
		{"Each limit is taken for itself where that is asked", limiterEach},
		{"A crowd gets exactly what a limit gives", limiterCrowd},
		{"An exact limit holds for every period", limiterExact},
		{"A session lives until its end", sessions},
		{"A robot check is spent once", spent},
		{"A token opens until it ends", tokens},
		{"A key is answered once", answersOnce},
		{"Programs are told what happened, once each", happened},
		{"An account comes back as it was imported", accountRoundTrip},
		{"The same records again change nothing", accountAgain},
		{"V31 a history only grows, and late facts say so", accountHistory},
		{"V5 an account is found by any spelling of its names", find},
		{"Values are counted once for each account", population},
		{"Imports of one account at once all count once", accountCrowd},
		{"What is forgotten cannot be read", forget},
		{"V16 nothing personal can be read in the database", noSecrets},
		{"Another key file is refused", wrongKeys},
		{"Tables of a newer program are refused", newerTables},
		{"Nobody without the key moves a case", sealedCase},
		{"What reached its end is removed", purge},
		{"The built-in directory changes once for each key", directory},
		{"A person of the staff comes back as they were saved", staffRoundTrip},
		{"V8 of many who bring one setup link one wins", setupLinkOnce},
		{"There is always an administrator", lastAdministrator},
		{"A session of the staff ends when it must", staffSessions},
		{"A letter to the staff waits exactly when its step is saved", staffLetters},
		{"Nothing said of the staff can be read in the database", staffSealed},
		{"A crowd of clients meets no lock", crowd},
		{"The queue shows each view in its order", deskQueue},
		{"H14 a flood waits behind the others", deskCrowds},
		{"H3 and H5 the database takes one vote of a person, with its reason and proof", oneVote},
		{"H3 of many deciders at once two different ones count", decidersRace},
		{"What people did at the desk is counted from the audit log", deskRecord},
		{"Figures are what the cases say, counted by hand", figureCases},
		{"Votes are counted with what their cases are now", figureVotes},
		{"Counts of two servers add up", figureCounts},
		{"No domain can be read, and a letter to an owner moves no number", figurePosts},
		{"Rules come back as they were proposed, and nobody else reads or moves them", rulesRoundTrip},
		{"The database takes no rule that loosens without two people", twoPeople},
		{"A dry run is done by one server", trialOnce},
		{"Purges and people's word are kept", purgesKept},
	} {
		t.Run(part.name, func(t *testing.T) { part.run(t, Open(t, fresh(t))) })
	}
}

// must stops the test at an error.
func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// got is the value of a call that must not fail.
func got[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		must(t, err)
		return v
	}
}

var refs atomic.Int64

// SetNow moves the clock to a time.
func (b *Bench) SetNow(t time.Time) { b.clock.Move(t.Sub(b.clock.Now())) }

// NewCase is a draft with an ID and reference number of its own.
func NewCase() *recovery.Case {
	n := refs.Add(1)
	return &recovery.Case{
		ID: fmt.Sprintf("%032x", n), Ref: fmt.Sprintf("REF-%06d", n), State: recovery.Draft, Created: Start, Language: "ja",
		Private: recovery.Private{Account: "hanako@momiji.example", Contact: "sister@example.jp"},
	}
}

// create saves a new draft with one audit entry.
func (b *Bench) create() *recovery.Case {
	b.T.Helper()
	c := NewCase()
	must(b.T, b.Store.Create(context.Background(), &recovery.Step{Case: c, Entries: []audit.Entry{b.entry(c, "begin")}}))
	return c
}

func (b *Bench) entry(c *recovery.Case, door string) audit.Entry {
	return audit.Entry{At: b.clock.Now(), Case: c.ID, Door: door, Actor: "applicant", Detail: map[string]string{"page": "who"}}
}

// fill gives every field of a value something that is not its zero value.
func fill(v reflect.Value, n *int) {
	*n++
	switch {
	case v.Type() == reflect.TypeFor[time.Time]():
		v.Set(reflect.ValueOf(Start.Add(time.Duration(*n) * 1_000_000_007)))
		return
	case v.Type() == reflect.TypeFor[[]byte]():
		v.SetBytes(fmt.Appendf(nil, "bytes %d", *n))
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(fmt.Sprintf("値 %d", *n))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		v.SetInt(int64(*n%100 + 1))
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		v.SetUint(uint64(*n%100 + 1))
	case reflect.Float32, reflect.Float64:
		v.SetFloat(float64(*n) + 0.25)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), n)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		fill(v.Index(0), n)
		fill(v.Index(1), n)
	case reflect.Array:
		for i := range v.Len() {
			fill(v.Index(i), n)
		}
	case reflect.Map:
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		fill(key, n)
		fill(value, n)
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(key, value)
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				fill(v.Field(i), n)
			}
		}
	}
}
