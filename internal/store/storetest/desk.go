package storetest

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"okaeri/internal/audit"
	"okaeri/internal/decision"
	"okaeri/internal/recovery"
)

// reviewing saves a case that waits for people.
func (b *Bench) reviewing(change ...func(*recovery.Case)) *recovery.Case {
	b.T.Helper()
	c := NewCase()
	c.State, c.Submitted, c.Due, c.AccountID, c.Profile = recovery.Reviewing, Start, Start.Add(24*time.Hour), "a-1", decision.Evidence
	c.ContactKey, c.NetworkKey, c.AnswersKey = []byte("contact "+c.ID), []byte("network "+c.ID), []byte("answers "+c.ID)
	c.Private.Assessment = &decision.Assessment{Verdict: decision.Review, HoldHours: 72}
	for _, f := range change {
		f(c)
	}
	must(b.T, b.Store.Create(b.T.Context(), &recovery.Step{Case: c}))
	return c
}

func due(d time.Duration) func(*recovery.Case) {
	return func(c *recovery.Case) { c.Due = Start.Add(d) }
}

func claimed(by string, until time.Duration) func(*recovery.Case) {
	return func(c *recovery.Case) {
		c.Desk.Claim = recovery.Claim{By: by, At: Start, Until: Start.Add(until)}
	}
}

func voted(by string) func(*recovery.Case) {
	return func(c *recovery.Case) {
		c.HighBar = true
		c.Private.Votes = append(c.Private.Votes, recovery.Vote{By: by, At: Start, Reason: "evidence_insufficient", Words: "No."})
	}
}

// refs are the reference numbers of a view, in its order.
func (b *Bench) refs(q recovery.QueueQuery) []string {
	b.T.Helper()
	q.Now, q.N = b.clock.Now(), 100
	var out []string
	for _, r := range got[[]recovery.QueueRow](b.T)(b.Other.DeskQueue(b.T.Context(), q)) {
		out = append(out, r.Ref)
	}
	return out
}

func deskQueue(t *testing.T, b *Bench) {
	late := b.reviewing(due(9 * time.Hour))
	soon := b.reviewing(due(2*time.Hour), func(c *recovery.Case) { c.Language = "en" })
	mine := b.reviewing(due(5*time.Hour), claimed("sato", time.Hour))
	second := b.reviewing(due(6*time.Hour), voted("sato"))
	senior := b.reviewing(due(7*time.Hour), func(c *recovery.Case) { c.Desk.Senior = true })
	asked := b.reviewing(due(8*time.Hour), func(c *recovery.Case) { c.Desk.Asked.Until = Start.Add(3 * time.Hour) })
	appeal := b.reviewing(due(10*time.Hour), func(c *recovery.Case) { c.Desk.Appealed = Start })
	b.create() // a draft is in no queue
	all := []string{soon.Ref, mine.Ref, second.Ref, senior.Ref, asked.Ref, late.Ref, appeal.Ref}
	backwards := slices.Clone(all)
	slices.Reverse(backwards)
	for name, w := range map[string]struct {
		q    recovery.QueueQuery
		want []string
	}{
		"all, the least time left first": {recovery.QueueQuery{}, all},
		"the other way round":            {recovery.QueueQuery{Sort: "-due"}, backwards},
		"mine":                           {recovery.QueueQuery{View: recovery.ViewMine, Person: "sato"}, []string{mine.Ref}},
		"unassigned":                     {recovery.QueueQuery{View: recovery.ViewUnassigned}, []string{soon.Ref, second.Ref, senior.Ref, late.Ref, appeal.Ref}},
		"second":                         {recovery.QueueQuery{View: recovery.ViewSecond}, []string{second.Ref}},
		"senior":                         {recovery.QueueQuery{View: recovery.ViewSenior}, []string{senior.Ref}},
		"asked":                          {recovery.QueueQuery{View: recovery.ViewAsked}, []string{asked.Ref}},
		"soon":                           {recovery.QueueQuery{View: recovery.ViewSoon}, []string{soon.Ref}},
		"English":                        {recovery.QueueQuery{Language: "en"}, []string{soon.Ref}},
		"appeals":                        {recovery.QueueQuery{Kind: recovery.KindAppeal}, []string{appeal.Ref}},
		"a page of two":                  {recovery.QueueQuery{From: 5}, []string{late.Ref, appeal.Ref}},
	} {
		if diff := cmp.Diff(w.want, b.refs(w.q)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	counts := got[map[recovery.QueueView]int](t)(b.Store.DeskCounts(t.Context(), "sato", b.clock.Now()))
	want := map[recovery.QueueView]int{"": 7, "mine": 1, "unassigned": 5, "second": 1, "senior": 1, "asked": 1, "soon": 1}
	if diff := cmp.Diff(want, counts); diff != "" {
		t.Errorf("counts (-want +got):\n%s", diff)
	}
	waiting := func(person string, senior bool) []string {
		return got[[]string](t)(b.Store.Waiting(t.Context(), recovery.Waiter{Person: person, Senior: senior, Crowds: true, Now: b.clock.Now(), N: 10}))
	}
	if diff := cmp.Diff([]string{soon.ID, late.ID, appeal.ID}, waiting("sato", false)); diff != "" {
		t.Errorf("waiting for a reviewer who voted on one (-want +got):\n%s", diff)
	}
	spared := got[[]string](t)(b.Store.Waiting(t.Context(), recovery.Waiter{Person: "ito", Senior: true, Spared: true, Crowds: true, Now: Start, N: 10}))
	if diff := cmp.Diff([]string{soon.ID, senior.ID, late.ID, appeal.ID}, spared); diff != "" {
		t.Errorf("waiting for a senior who is kept for settling (-want +got):\n%s", diff)
	}
	b.clock.Move(2 * time.Hour) // the claim is over
	if diff := cmp.Diff([]string{soon.ID, mine.ID, second.ID, senior.ID, late.ID, appeal.ID}, waiting("ito", true)); diff != "" {
		t.Errorf("waiting for a senior (-want +got):\n%s", diff)
	}
	must(t, b.Store.Update(t.Context(), soon.ID, func(s *recovery.Step) error { s.Case.State = recovery.Contested; return nil }))
	if slices.Contains(b.refs(recovery.QueueQuery{}), soon.Ref) {
		t.Error("a case that is over is in the queue")
	}
}

func deskCrowds(t *testing.T, b *Bench) {
	for range 5 { // one network floods
		b.reviewing(due(time.Hour), func(c *recovery.Case) { c.NetworkKey = []byte("botnet") })
	}
	honest := b.reviewing(due(5 * time.Hour))
	if diff := cmp.Diff([]string{honest.ID}, got[[]string](t)(b.Store.Waiting(t.Context(), recovery.Waiter{Person: "sato", Now: Start, N: 10}))); diff != "" {
		t.Errorf("without crowds (-want +got):\n%s", diff)
	}
	if n := len(got[[]string](t)(b.Store.Waiting(t.Context(), recovery.Waiter{Person: "sato", Crowds: true, Now: Start, N: 10}))); n != 6 {
		t.Errorf("%d of 6 wait with crowds", n)
	}
	for _, r := range got[[]recovery.QueueRow](t)(b.Store.DeskQueue(t.Context(), recovery.QueueQuery{Now: Start, N: 10})) {
		if r.Crowded == (r.Ref == honest.Ref) {
			t.Errorf("%s crowded: %t", r.Ref, r.Crowded)
		}
	}
}

// vote adds one person's vote to a step.
func vote(s *recovery.Step, by string, grant bool) {
	s.Case.Private.Votes = append(s.Case.Private.Votes, recovery.Vote{By: by, At: Start, Grant: grant, Reason: "evidence_sufficient", Words: "Yes."})
}

func oneVote(t *testing.T, b *Bench) {
	c := b.reviewing(func(c *recovery.Case) { c.HighBar = true })
	ctx := t.Context()
	must(t, b.Store.Update(ctx, c.ID, func(s *recovery.Step) error { vote(s, "sato", true); return nil }))
	err := b.Other.Update(ctx, c.ID, func(s *recovery.Step) error { vote(s, "sato", true); return nil })
	var refused *recovery.Refused
	if !errors.As(err, &refused) || refused.Code != "same_person" {
		t.Errorf("the database let one person vote twice: %v", err)
	}
	for name, step := range map[string]func(*recovery.Step){
		"a vote taken back":            func(s *recovery.Step) { s.Case.Private.Votes = nil },
		"a vote without a reason":      func(s *recovery.Step) { vote(s, "ito", true); s.Case.Private.Votes[1].Reason = "" },
		"a vote of nobody":             func(s *recovery.Step) { vote(s, "", true) },
		"a grant by one of two people": func(s *recovery.Step) { s.Case.State, s.Case.Verdict = recovery.Judged, decision.Grant },
		"a strict grant without proof": func(s *recovery.Step) { s.Case.Profile = decision.Strict; vote(s, "ito", true) },
		"a strict verdict without proof": func(s *recovery.Step) {
			vote(s, "ito", true)
			s.Case.Profile, s.Case.Private.Votes[1].Proof = decision.Strict, "in_person"
			s.Case.State, s.Case.Verdict = recovery.Judged, decision.Grant
		},
	} {
		if err := b.Store.Update(ctx, c.ID, func(s *recovery.Step) error { step(s); return nil }); err == nil {
			t.Errorf("%s was saved", name)
		}
	}
	must(t, b.Store.Update(ctx, c.ID, func(s *recovery.Step) error {
		s.Case.Desk.Round, s.Case.Private.Former, s.Case.Private.Votes = 1, s.Case.Private.Votes, nil
		vote(s, "sato", true) // a new round
		vote(s, "ito", true)
		s.Case.State, s.Case.Verdict = recovery.Judged, decision.Grant
		return nil
	}))
}

// decidersRace lets many people decide one case at once, half of them under one name, on two servers.
func decidersRace(t *testing.T, b *Bench) {
	c := b.reviewing(func(c *recovery.Case) { c.HighBar = true })
	boom := errors.New("decided already")
	var wg sync.WaitGroup
	for i := range 24 {
		s, by := b.Store, "sato"
		if i%2 == 1 {
			s, by = b.Other, fmt.Sprintf("person %d", i)
		}
		wg.Go(func() {
			err := s.Update(t.Context(), c.ID, func(s *recovery.Step) error {
				if len(s.Case.Private.Votes) >= 2 {
					return boom
				}
				vote(s, by, true)
				s.Entries = append(s.Entries, audit.Entry{At: Start, Case: c.ID, Door: "vote", Actor: by})
				return nil
			})
			var refused *recovery.Refused
			if err != nil && err != boom && !errors.As(err, &refused) { //nolint:errorlint // returned as it is
				t.Errorf("%s: %v", by, err)
			}
		})
	}
	wg.Wait()
	votes := got[*recovery.Case](t)(b.Store.Case(t.Context(), c.ID)).Private.Votes
	if len(votes) != 2 || votes[0].By == votes[1].By {
		t.Errorf("votes: %+v", votes)
	}
	if n := len(got[[]audit.Entry](t)(b.Store.AuditOf(t.Context(), c.ID))); n != 2 {
		t.Errorf("%d entries for two votes", n)
	}
}

func deskRecord(t *testing.T, b *Bench) {
	c := b.reviewing()
	must(t, b.Store.Update(t.Context(), c.ID, func(s *recovery.Step) error {
		for _, door := range []string{"view", "view", "pick"} {
			s.Entries = append(s.Entries, audit.Entry{At: Start, Case: c.ID, Door: door, Actor: "staff:sato"})
		}
		s.Entries = append(s.Entries, b.entry(c, "begin"))
		s.Letters = append(s.Letters, recovery.Letter{ID: "letter-" + c.ID, Kind: "late", To: "to@example.jp", Lang: "ja", Queued: Start})
		return nil
	}))
	acts := got[map[string]map[string]int](t)(b.Other.Acts(t.Context(), Start))
	if diff := cmp.Diff(map[string]map[string]int{"sato": {"view": 2, "pick": 1}}, acts); diff != "" {
		t.Errorf("acts (-want +got):\n%s", diff)
	}
	letters := got[[]recovery.Letter](t)(b.Other.LettersOf(t.Context(), c.ID))
	if len(letters) != 1 || letters[0].Kind != "late" || letters[0].To != "" {
		t.Errorf("letters %+v", letters)
	}
}
