package recovery_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"okaeri/internal/decision"
	"okaeri/internal/evidence"
	"okaeri/internal/recovery"
)

// book is a book of rules that the test turns the pages of.
type book struct {
	mu    sync.Mutex
	rules recovery.Rules
}

func (b *book) Rules(context.Context) (recovery.Rules, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.rules, nil
}

// turn puts other rules into force.
func (b *book) turn(name string, change func(*decision.Policy)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.rules.Name = name
	change(&b.rules.Policy)
}

func TestEveryVerdictIsMadeByTheRulesOfItsMoment(t *testing.T) {
	b := &book{}
	s := newStage(t, func(p *recovery.Parts) {
		b.rules = recovery.Rules{Policy: p.Policy, Parameters: p.Parameters, Name: "0+a"}
		p.Policy, p.Book = decision.Policy{}, b // nothing is judged by what the story began with
	})
	s.hold(hanako("a-1"), hanako("a-2", func(a *evidence.Account) {
		a.Identifiers = []string{"second@momiji.example"}
		a.Contacts[0].Value = "second@example.jp"
	}))
	first := s.apply(hanakos())
	if first.Verdict != decision.Grant {
		t.Fatalf("%s: %+v", first.Verdict, first.Private.Assessment)
	}
	b.turn("1+b", func(p *decision.Policy) { p.ThetaMin = 40 })
	second := hanakos()
	second.account = "second@momiji.example"
	second.contact = "second-sister@example.jp"
	c := s.apply(second)
	if c.Verdict != decision.Review {
		t.Errorf("under a line of 40 bits the machine says %s", c.Verdict)
	}
	for id, want := range map[string]string{first.ID: "0+a", c.ID: "1+b"} {
		for _, e := range must(s.store.AuditOf(t.Context(), id))(t) {
			if e.Door == "assess" && e.Detail["policy"] != want {
				t.Errorf("the record names the policy %q, want %q", e.Detail["policy"], want)
			}
		}
	}
	// The first case as it would be judged under both: what came after it does not count, and nothing of it changes.
	before := s.find(first.ID)
	old := b.rules
	old.Policy.ThetaMin = 4
	both := must(s.r.Rejudge(t.Context(), first.ID, old, b.rules))(t)
	if both[0].Verdict != decision.Grant || both[1].Verdict != decision.Review || both[0].Bits != before.Private.Assessment.Bits {
		t.Errorf("again: %s with %v bits and %s, was %v bits", both[0].Verdict, both[0].Bits, both[1].Verdict, before.Private.Assessment.Bits)
	}
	if after := s.find(first.ID); after.Version != before.Version {
		t.Error("looking at it again changed it")
	}
	s.pass(time.Minute)
}
