package storetest

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"okaeri/internal/audit"
	"okaeri/internal/recovery"
)

func roundTrip(t *testing.T, b *Bench) {
	c := &recovery.Case{}
	n := 0
	fill(reflect.ValueOf(c).Elem(), &n)
	must(t, b.Store.Create(t.Context(), &recovery.Step{Case: c}))
	if c.Version != 1 {
		t.Errorf("a new case has version %d, want 1", c.Version)
	}
	if diff := cmp.Diff(c, got[*recovery.Case](t)(b.Other.Case(t.Context(), c.ID))); diff != "" {
		t.Errorf("by ID (-saved +read):\n%s", diff)
	}
	if diff := cmp.Diff(c, got[*recovery.Case](t)(b.Other.ByRef(t.Context(), c.Ref))); diff != "" {
		t.Errorf("by reference number (-saved +read):\n%s", diff)
	}
	want := *c
	must(t, b.Store.Update(t.Context(), c.ID, func(s *recovery.Step) error {
		s.Case.State, s.Case.Private.Contact, s.Case.ContactKey = recovery.Holding, "other@example.jp", []byte("other")
		return nil
	}))
	want.State, want.Private.Contact, want.ContactKey, want.Version = recovery.Holding, "other@example.jp", []byte("other"), 2
	if diff := cmp.Diff(&want, got[*recovery.Case](t)(b.Other.Case(t.Context(), c.ID))); diff != "" {
		t.Errorf("after a step (-want +read):\n%s", diff)
	}
}

func notFound(t *testing.T, b *Bench) {
	ctx := t.Context()
	errs := map[string]error{}
	_, errs["case"] = b.Store.Case(ctx, "none")
	_, errs["ref"] = b.Store.ByRef(ctx, "none")
	_, _, errs["proof"] = b.Store.ByProof(ctx, recovery.ProveLink, []byte("none"))
	_, errs["letter"] = b.Store.Letter(ctx, "none")
	errs["sent"] = b.Store.LetterSent(ctx, "none", Start, "")
	errs["update"] = b.Store.Update(ctx, "none", func(*recovery.Step) error { return nil })
	for what, err := range errs {
		if !errors.Is(err, recovery.ErrNotFound) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func refOnce(t *testing.T, b *Bench) {
	first := b.create()
	second := NewCase()
	second.Ref = first.Ref
	err := b.Other.Create(t.Context(), &recovery.Step{Case: second, Entries: []audit.Entry{b.entry(second, "begin")}})
	if !errors.Is(err, recovery.ErrConflict) {
		t.Fatalf("error %v", err)
	}
	if entries := got[[]audit.Entry](t)(b.Store.AuditOf(t.Context(), second.ID)); len(entries) != 0 {
		t.Errorf("%d entries of a case that was not created", len(entries))
	}
}

// full is a step that adds one of everything.
func (b *Bench) full(s *recovery.Step, tag string) {
	s.Case.Private.Account = tag
	s.Proofs = append(s.Proofs, &recovery.Proof{
		Purpose: recovery.ProveContact, MAC: []byte("mac " + tag), Created: Start, Expires: Start.Add(time.Hour),
	})
	s.Letters = append(s.Letters, recovery.Letter{ID: "letter-" + tag + s.Case.ID, Kind: "code", To: "to@example.jp", Lang: "ja", Queued: Start})
	s.Entries = append(s.Entries, b.entry(s.Case, tag))
	s.Jobs = append(s.Jobs, recovery.Job{Kind: recovery.JobLetter, CaseID: s.Case.ID, Letter: "letter-" + tag + s.Case.ID, At: Start})
}

func rollback(t *testing.T, b *Bench) {
	c := b.create()
	before := b.Dump()
	boom := errors.New("boom")
	err := b.Store.Update(t.Context(), c.ID, func(s *recovery.Step) error {
		b.full(s, "lost")
		return boom
	})
	if err != boom { //nolint:errorlint // returned as it is
		t.Errorf("the story's error came back as %v", err)
	}
	// A step that the database itself refuses: two letters of one ID.
	err = b.Store.Update(t.Context(), c.ID, func(s *recovery.Step) error {
		b.full(s, "twice")
		s.Letters = append(s.Letters, s.Letters[0])
		return nil
	})
	if err == nil {
		t.Error("two letters of one ID were saved")
	}
	ctx, cancel := context.WithCancel(t.Context())
	err = b.Store.Update(ctx, c.ID, func(s *recovery.Step) error {
		b.full(s, "cancelled")
		cancel()
		return nil
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled step: %v", err)
	}
	if diff := cmp.Diff(before, b.Dump()); diff != "" {
		t.Errorf("failed steps left something behind:\n%s", diff)
	}
	must(t, b.Store.Update(t.Context(), c.ID, func(s *recovery.Step) error { b.full(s, "kept"); return nil }))
	if cmp.Equal(before, b.Dump()) {
		t.Error("a good step left nothing")
	}
}

func nothing(t *testing.T, b *Bench) {
	c := b.create()
	before := b.Dump()
	must(t, b.Store.Update(t.Context(), c.ID, func(*recovery.Step) error { return nil }))
	if diff := cmp.Diff(before, b.Dump()); diff != "" {
		t.Error(diff)
	}
}

func conflicts(t *testing.T, b *Bench) {
	c := b.create()
	const each = 20
	var wg sync.WaitGroup
	for _, s := range []recovery.Store{b.Store, b.Other} {
		for range each {
			wg.Go(func() {
				err := s.Update(t.Context(), c.ID, func(s *recovery.Step) error {
					s.Case.Attempt++
					s.Entries = append(s.Entries, b.entry(s.Case, "count"))
					return nil
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
	}
	wg.Wait()
	read := got[*recovery.Case](t)(b.Store.Case(t.Context(), c.ID))
	if read.Attempt != 2*each || read.Version != 1+2*each {
		t.Errorf("%d of %d steps count, version %d", read.Attempt, 2*each, read.Version)
	}
	if entries := got[[]audit.Entry](t)(b.Store.AuditOf(t.Context(), c.ID)); len(entries) != 1+2*each {
		t.Errorf("%d audit entries", len(entries))
	}
}

func endlessConflict(t *testing.T, b *Bench) {
	c := b.create()
	err := b.Store.Update(t.Context(), c.ID, func(s *recovery.Step) error {
		s.Case.Attempt++
		return b.Other.Update(t.Context(), c.ID, func(s *recovery.Step) error { s.Case.Attempt++; return nil })
	})
	if !errors.Is(err, recovery.ErrConflict) {
		t.Errorf("error %v", err)
	}
}

func attempts(t *testing.T, b *Bench) {
	ctx := t.Context()
	for i := range 6 {
		c := NewCase()
		c.AccountID, c.Familiar = fmt.Sprintf("a-%d", i%2), i == 3
		c.AccountKey, c.ContactKey = []byte{byte(i % 2)}, []byte{byte(i % 3)}
		c.NetworkKey, c.DeviceKey, c.AnswersKey = []byte{9}, []byte{byte(i)}, nil
		if i < 5 {
			c.State, c.Submitted = recovery.Submitted, Start.Add(time.Duration(5-i)*time.Hour)
		}
		must(t, b.Store.Create(ctx, &recovery.Step{Case: c}))
	}
	for _, q := range []struct {
		by    string
		key   []byte
		since time.Time
		want  int
	}{
		{"account", []byte{0}, Start, 3},
		{"account", []byte{1}, Start, 2}, // the sixth is a draft
		{"contact", []byte{2}, Start, 1},
		{"network", []byte{9}, Start, 5},
		{"network", []byte{9}, Start.Add(3 * time.Hour), 3},
		{"device", []byte{4}, Start, 1},
		{"device", []byte{77}, Start, 0},
		{"answers", nil, Start, 0}, // absent is nobody's, not everybody's
		{"account_id", []byte("a-0"), Start, 3},
		{"account_id", []byte(""), Start, 0},
	} {
		list := got[[]recovery.Attempt](t)(b.Other.Attempts(ctx, q.by, q.key, q.since))
		if len(list) != q.want {
			t.Errorf("%s %v since %v: %d, want %d", q.by, q.key, q.since, len(list), q.want)
		}
		for i := 1; i < len(list); i++ {
			if list[i].Submitted.Before(list[i-1].Submitted) {
				t.Errorf("%s: not the oldest first", q.by)
			}
		}
	}
	one := got[[]recovery.Attempt](t)(b.Store.Attempts(ctx, "device", []byte{3}, Start))
	if len(one) != 1 || len(one[0].Account) == 0 || !one[0].Familiar || one[0].State != recovery.Submitted || one[0].CaseID == "" {
		t.Errorf("attempt %+v", one)
	}
	if _, err := b.Store.Attempts(ctx, "id; DROP TABLE cases", []byte{1}, Start); err == nil {
		t.Error("an unknown index was accepted")
	}
	targets(t, b)
}

// targets counts five applications to two accounts, and two for accounts that nobody has.
func targets(t *testing.T, b *Bench) {
	for range 2 {
		c := NewCase()
		c.AccountID, c.NetworkKey, c.State, c.Submitted = "", []byte{9}, recovery.Submitted, Start
		must(t, b.Store.Create(t.Context(), &recovery.Step{Case: c}))
	}
	for _, q := range []struct {
		key        []byte
		most, want int
	}{{[]byte{9}, 10, 4}, {[]byte{9}, 3, 3}, {[]byte{77}, 10, 0}, {nil, 10, 0}} {
		if n := got[int](t)(b.Store.Targets(t.Context(), "network", q.key, Start, q.most)); n != q.want {
			t.Errorf("%v: %d targets of at most %d, want %d", q.key, n, q.most, q.want)
		}
	}
	if _, err := b.Store.Targets(t.Context(), "id; DROP TABLE cases", []byte{1}, Start, 1); err == nil {
		t.Error("an unknown index was accepted")
	}
}

func list(t *testing.T, b *Bench) {
	var want []string
	for i := range 4 {
		c := NewCase()
		c.State, c.Due = recovery.Reviewing, Start.Add(time.Duration(4-i)*time.Hour)
		must(t, b.Store.Create(t.Context(), &recovery.Step{Case: c}))
		want = append([]string{c.ID}, want...)
	}
	b.create()
	var read []string
	for _, c := range got[[]*recovery.Case](t)(b.Store.List(t.Context(), recovery.Reviewing, 3)) {
		read = append(read, c.ID)
	}
	if diff := cmp.Diff(want[:3], read); diff != "" {
		t.Error(diff)
	}
}

func letters(t *testing.T, b *Bench) {
	c := b.create()
	want := recovery.Letter{
		ID: "l1", CaseID: c.ID, Kind: "code", To: "sister@example.jp", Lang: "ja", Data: map[string]string{"code": "482913"}, Queued: Start,
	}
	must(t, b.Store.Update(t.Context(), c.ID, func(s *recovery.Step) error {
		s.Letters = append(s.Letters, want)
		return nil
	}))
	if diff := cmp.Diff(&want, got[*recovery.Letter](t)(b.Other.Letter(t.Context(), "l1"))); diff != "" {
		t.Errorf("(-saved +read):\n%s", diff)
	}
	must(t, b.Store.LetterSent(t.Context(), "l1", Start.Add(time.Minute), "refused"))
	want.To, want.Data, want.Sent, want.Failed = "", nil, Start.Add(time.Minute), "refused"
	if diff := cmp.Diff(&want, got[*recovery.Letter](t)(b.Other.Letter(t.Context(), "l1"))); diff != "" {
		t.Errorf("after it left (-want +read):\n%s", diff)
	}
}
