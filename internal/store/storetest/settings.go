package storetest

import (
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
	"okaeri/internal/settings"
	"okaeri/internal/staff"
)

// aProposal is one that waits.
func aProposal(id string, kind settings.Kind, loosens bool) *settings.Proposal {
	return &settings.Proposal{ID: id, Kind: kind, Text: "theta_min: 5", Why: "a reason of 花子", At: Start, Loosens: loosens, State: settings.Waiting}
}

// propose saves proposals and their confirmations past every rule.
func (b *Bench) propose(all ...*settings.Proposal) {
	b.T.Helper()
	must(b.T, b.Store.SettingsUpdate(b.T.Context(), func(step *settings.Step) error {
		step.Waiting = append(step.Waiting, all...)
		step.Entries = append(step.Entries, audit.Entry{At: Start, Door: "rules", Actor: "staff:a"})
		return nil
	}))
}

// plantRules puts one of everything about the rules into a database, for backups to carry and thieves to look for.
func (b *Bench) plantRules() {
	b.T.Helper()
	ctx := b.T.Context()
	p := aProposal("planted", settings.Policy, false)
	p.Confirmed = []settings.Hand{{Person: b.hire("ruler", staff.Admin).ID, Login: "ruler", At: Start}}
	p.State = settings.Live
	must(b.T, b.Store.SettingsUpdate(ctx, func(step *settings.Step) error {
		step.Waiting = append(step.Waiting, p)
		step.New = &settings.Version{Kind: settings.Policy, Number: 1, Proposal: p.ID, First: p.Confirmed[0].Person, At: Start, Text: p.Text}
		return nil
	}))
	must(b.T, b.Store.BeginTrial(ctx, p.ID, Start))
	must(b.T, b.Store.Purged(ctx, settings.Purge{At: Start, Cases: 3}))
	must(b.T, b.Store.Attest(ctx, settings.Attestation{What: settings.KeyCopy, Login: "ruler", At: Start}))
}

func rulesRoundTrip(t *testing.T, b *Bench) {
	ctx := t.Context()
	p := &settings.Proposal{}
	n := 0
	fill(reflect.ValueOf(p).Elem(), &n)
	p.Kind, p.State, p.Version = settings.Policy, settings.Waiting, 0
	for i := range p.Confirmed {
		p.Confirmed[i].Person = b.hire(fmt.Sprintf("head-%d", i), staff.Admin).ID
	}
	b.propose(p)
	if diff := cmp.Diff(p, got[*settings.Proposal](t)(b.Other.Proposal(ctx, p.ID))); diff != "" {
		t.Error(diff)
	}
	if _, err := b.Other.Proposal(ctx, "nobody's"); !errors.Is(err, settings.ErrNotFound) {
		t.Errorf("what was never proposed: %v", err)
	}
	must(t, b.Other.SettingsUpdate(ctx, func(step *settings.Step) error {
		one := step.Waiting[0]
		one.State = settings.Live
		step.New = &settings.Version{
			Kind: one.Kind, Number: 1, Proposal: one.ID, Loosens: one.Loosens, First: one.Confirmed[0].Person, Second: one.Confirmed[1].Person, At: Start, Text: one.Text,
		}
		return nil
	}))
	if numbers := got[map[settings.Kind]int64](t)(b.Store.Numbers(ctx)); len(numbers) != 1 || numbers[settings.Policy] != 1 {
		t.Errorf("the other server sees %v", numbers)
	}
	if v := got[*settings.Version](t)(b.Store.RuleVersion(ctx, settings.Policy, 1)); v.Text != p.Text || v.Second != p.Confirmed[1].Person {
		t.Errorf("went live as %+v", v)
	}
	wrong := errors.New("no")
	if err := b.Store.SettingsUpdate(ctx, func(step *settings.Step) error {
		step.Waiting = append(step.Waiting, aProposal("lost", settings.Policy, true))
		return wrong
	}); !errors.Is(err, wrong) {
		t.Errorf("the step's error came back as %v", err)
	}
	b.Exec(`UPDATE rule_versions SET number = 2`)
	if _, err := b.Other.RuleVersion(ctx, settings.Policy, 2); err == nil {
		t.Error("somebody without the key moved a version")
	}
	if all := strings.Join(b.Dump(), "\n"); strings.Contains(all, "a reason of") || strings.Contains(all, p.Text) {
		t.Error("what was proposed can be read in the database")
	}
}

// twoPeople is asked of the database itself, past every rule of the program.
func twoPeople(t *testing.T, b *Bench) {
	a, c := b.hire("anna", staff.Admin).ID, b.hire("cora", staff.Admin).ID
	loose, tight := aProposal("loose", settings.Policy, true), aProposal("tight", settings.Parameters, false)
	for _, p := range []*settings.Proposal{loose, tight} {
		p.Confirmed = []settings.Hand{{Person: a, At: Start}}
	}
	b.propose(loose, tight)
	version := func(p *settings.Proposal, number int64, loosens bool, first, second string) error {
		return b.Store.SettingsUpdate(t.Context(), func(step *settings.Step) error {
			step.New = &settings.Version{Kind: p.Kind, Number: number, Proposal: p.ID, Loosens: loosens, First: first, Second: second, At: Start}
			return nil
		})
	}
	for what, err := range map[string]error{
		"one person alone":                    version(loose, 1, true, a, ""),
		"the same person twice":               version(loose, 1, true, a, a),
		"a second who has not confirmed":      version(loose, 1, true, a, c),
		"a first who has not confirmed":       version(tight, 1, false, c, ""),
		"one that says it does not loosen":    version(loose, 1, false, a, ""),
		"a proposal that nobody made":         version(aProposal("none", settings.Policy, false), 1, false, a, ""),
		"a version of another kind":           version(&settings.Proposal{ID: "tight", Kind: settings.Policy}, 1, false, a, ""),
		"a second one of a kind that waits":   b.proposing(aProposal("more", settings.Policy, false)),
		"somebody who does not work here":     b.confirming(tight.ID, "nobody"),
		"a confirmation of nothing":           b.confirming("none", a),
		"a number that begins nowhere":        version(tight, 0, false, a, ""),
		"a direction that is neither of them": b.TryExec(`UPDATE rule_proposals SET loosens = 2`),
	} {
		if err == nil {
			t.Errorf("the database took %s", what)
		}
	}
	must(t, version(tight, 1, false, a, ""))
	must(t, b.confirming(loose.ID, c))
	must(t, version(loose, 1, true, a, c))
	if err := b.TryExec(`UPDATE rule_versions SET second = NULL WHERE loosens = 1`); err == nil {
		t.Error("the second person was taken away")
	}
	if err := b.TryExec(`DELETE FROM rule_confirmations`); err == nil {
		t.Error("confirmations were taken away")
	}
}

func (b *Bench) proposing(p *settings.Proposal) error {
	return b.Store.SettingsUpdate(b.T.Context(), func(step *settings.Step) error {
		step.Waiting = append(step.Waiting, p)
		return nil
	})
}

func (b *Bench) confirming(proposal, person string) error {
	return b.TryExec(fmt.Sprintf(`INSERT INTO rule_confirmations (proposal, person, at) VALUES ('%s', '%s', 1)`, proposal, person))
}

// TryExec runs a statement past the store, with the rules that the store's own connections keep, and says what the database says.
func (b *Bench) TryExec(statement string) error {
	b.T.Helper()
	conn, err := b.Raw().Conn(b.T.Context())
	must(b.T, err)
	defer conn.Close() //nolint:errcheck // a test's own look
	if strings.HasPrefix(b.URL, "sqlite:") {
		_, err := conn.ExecContext(b.T.Context(), `PRAGMA foreign_keys = 1`)
		must(b.T, err)
	}
	_, err = conn.ExecContext(b.T.Context(), statement)
	return err
}

func trialOnce(t *testing.T, b *Bench) {
	ctx := t.Context()
	b.propose(aProposal("one", settings.Policy, true))
	must(t, b.Store.BeginTrial(ctx, "one", Start))
	var mine atomic.Int64
	var wg sync.WaitGroup
	for i := range 16 {
		s := b.Store
		if i%2 == 1 {
			s = b.Other
		}
		wg.Go(func() {
			if _, err := s.TakeTrial(ctx, Start, Start.Add(-time.Minute)); err == nil {
				mine.Add(1)
			} else if !errors.Is(err, settings.ErrNotFound) {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if mine.Load() != 1 {
		t.Fatalf("%d of 16 have it", mine.Load())
	}
	if one := got[*settings.Trial](t)(b.Other.Trial(ctx, "one")); one.State != settings.TrialRunning {
		t.Errorf("taken, and %s", one.State)
	}
	want := settings.Trial{State: settings.TrialRunning, Done: 2, Total: 5}
	want.Add("REF-1", settings.Decided{Verdict: "grant", HoldHours: 72}, settings.Decided{Verdict: "grant", HoldHours: 24})
	must(t, b.Store.SaveTrial(ctx, "one", want, Start))
	if diff := cmp.Diff(want, *got[*settings.Trial](t)(b.Other.Trial(ctx, "one"))); diff != "" {
		t.Error(diff)
	}
	if p, err := b.Other.TakeTrial(ctx, Start.Add(time.Hour), Start.Add(time.Minute)); err != nil || p.ID != "one" {
		t.Errorf("whose worker died: %v, %v", p, err)
	}
}

func purgesKept(t *testing.T, b *Bench) {
	ctx := t.Context()
	for i, n := range []int{0, 4, 0, 0} {
		must(t, b.Store.Purged(ctx, settings.Purge{At: Start.Add(time.Duration(i) * time.Hour), Cases: n}))
	}
	list, last, err := b.Other.Purges(ctx, 10)
	must(t, err)
	if diff := cmp.Diff([]settings.Purge{{At: Start.Add(time.Hour), Cases: 4}}, list); diff != "" || !last.Equal(Start.Add(3*time.Hour)) {
		t.Errorf("last %v\n%s", last, diff)
	}
	must(t, b.Store.Attest(ctx, settings.Attestation{What: "x", Login: "anna", At: Start, Of: "1"}))
	must(t, b.Other.Attest(ctx, settings.Attestation{What: "x", Login: "ben", At: Start, Of: "2"}))
	if x := got[map[string]settings.Attestation](t)(b.Store.Attested(ctx))["x"]; x.Login != "ben" || x.Of != "2" {
		t.Errorf("the newest word is %+v", x)
	}
	if at := got[time.Time](t)(b.Store.Clock(ctx)); time.Since(at).Abs() > time.Minute {
		t.Errorf("the database's clock says %v", at)
	}
	if n := got[int64](t)(b.Store.Accounts(ctx)); n != 0 {
		t.Errorf("%d accounts in an empty database", n)
	}
}
