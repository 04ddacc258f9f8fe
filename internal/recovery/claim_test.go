package recovery_test

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"okaeri/internal/evidence"
	"okaeri/internal/recovery"
)

func TestH6CasesAreAssignedTheOneDueFirst(t *testing.T) {
	s := newStage(t)
	first := reviewed(t, s, high)
	s.pass(time.Minute)
	s.hold(hanako("a-2", high, onDevice, func(a *evidence.Account) { a.Identifiers = []string{"jiro@momiji.example"} }))
	second := hanakos()
	second.account, second.contact, second.visitor = "jiro@momiji.example", "other@example.net", with(homeDevice, from("198.51.100.4"))
	later := s.apply(second)
	if later.State != recovery.Reviewing {
		t.Fatalf("state %s", later.State)
	}
	for i, want := range []string{first.Ref, first.Ref} { // whoever holds a case gets that one again
		if got := must(s.r.Next(t.Context(), s.reviewer("sato")))(t); got != want {
			t.Errorf("the %d. time sato got %s, want %s", i+1, got, want)
		}
	}
	if got := must(s.r.Next(t.Context(), s.reviewer("suzuki")))(t); got != later.Ref {
		t.Errorf("suzuki got %s, want %s", got, later.Ref)
	}
	if _, err := s.r.Next(t.Context(), s.reviewer("ito")); !errors.Is(err, recovery.ErrNotFound) {
		t.Errorf("nothing waits: %v", err)
	}
	check(t, s.r.PutBack(t.Context(), s.reviewer("sato"), first.Ref))
	if got, err := s.r.Next(t.Context(), s.reviewer("sato")); !errors.Is(err, recovery.ErrNotFound) {
		t.Errorf("sato is assigned what sato put back: %s %v", got, err)
	}
	check(t, s.r.Claim(t.Context(), s.reviewer("kato"), first.Ref))
	doors := s.doors(first)
	if !slices.Contains(doors, "pick staff:kato") || !slices.Contains(doors, "claim staff:sato") {
		t.Errorf("the record doesn't tell the chosen case from the assigned one: %v", doors)
	}
	line := must(s.r.Line(t.Context(), s.reviewer("kato"), recovery.QueueQuery{}))(t)
	if line.Picked != 1 {
		t.Errorf("%d chosen cases were counted, want 1", line.Picked)
	}
}

// doors are what happened to a case and who did it.
func (s *stage) doors(c *recovery.Case) []string {
	s.t.Helper()
	var out []string
	for _, e := range must(s.store.AuditOf(s.t.Context(), c.ID))(s.t) {
		out = append(out, e.Door+" "+e.Actor)
	}
	return out
}

func TestAClaimLastsAnHourAndNobodyActsWithoutOne(t *testing.T) {
	s := newStage(t)
	c := reviewed(t, s, high)
	ctx := t.Context()
	refused(t, s.r.Decide(ctx, s.reviewer("sato"), c.Ref, yes), "claim_missing")
	check(t, s.r.Claim(ctx, s.reviewer("sato"), c.Ref))
	refused(t, s.r.Claim(ctx, s.reviewer("suzuki"), c.Ref), "claimed")
	refused(t, s.r.Decide(ctx, s.reviewer("suzuki"), c.Ref, yes), "claimed")
	s.pass(61 * time.Minute)
	for name, err := range map[string]error{
		"decide":   s.r.Decide(ctx, s.reviewer("sato"), c.Ref, yes),
		"reveal":   s.r.Reveal(ctx, s.reviewer("sato"), c.Ref, "name", "unclear_match"),
		"ask":      s.r.AskMore(ctx, s.reviewer("sato"), c.Ref, []string{"card"}),
		"escalate": s.r.Escalate(ctx, s.reviewer("sato"), c.Ref, "Why not."),
		"put back": s.r.PutBack(ctx, s.reviewer("sato"), c.Ref),
	} {
		t.Log(name)
		refused(t, err, "claim_expired")
	}
	check(t, s.r.Claim(ctx, s.reviewer("suzuki"), c.Ref))
	refused(t, s.r.Decide(ctx, s.reviewer("sato"), c.Ref, yes), "claimed")
}

func TestOfManyWhoTakeACaseAtOnceOneGetsIt(t *testing.T) {
	s := newStage(t)
	c := reviewed(t, s, high)
	var wg sync.WaitGroup
	var mu sync.Mutex
	won := 0
	for i := range 16 {
		a := s.reviewer("person" + strings.Repeat("x", i))
		wg.Go(func() {
			err := s.r.Claim(t.Context(), a, c.Ref)
			var no *recovery.Refused
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				won++
			} else if !errors.As(err, &no) || no.Code != "claimed" {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if won != 1 {
		t.Errorf("%d people hold the case", won)
	}
}
