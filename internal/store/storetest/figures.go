package storetest

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"filippo.io/age"
	"github.com/google/go-cmp/cmp"

	"okaeri/internal/audit"
	"okaeri/internal/decision"
	"okaeri/internal/recovery"
)

// ended saves a case with entries of the audit log at hours after Start: "hold@3".
func (b *Bench) ended(change func(*recovery.Case), doors ...string) *recovery.Case {
	b.T.Helper()
	c := NewCase()
	c.Submitted, c.Due = Start, Start.Add(24*time.Hour)
	change(c)
	step := &recovery.Step{Case: c}
	for _, d := range doors {
		door, hours, _ := strings.Cut(d, "@")
		h, err := time.ParseDuration(hours + "h")
		must(b.T, err)
		step.Entries = append(step.Entries, audit.Entry{At: Start.Add(h), Case: c.ID, Door: door, Actor: "system"})
	}
	must(b.T, b.Store.Create(b.T.Context(), step))
	return c
}

// figures reads what is counted since Start.
func (b *Bench) figures(now time.Duration) recovery.FigureRows {
	b.T.Helper()
	q := recovery.FigureQuery{Now: Start.Add(now), Days: Start, Weeks: Start, Since: 20261101, Today: 20261103}
	return got[recovery.FigureRows](b.T)(b.Other.FigureRows(b.T.Context(), q))
}

func figureCases(t *testing.T, b *Bench) {
	state := func(s recovery.State, account, contact string) func(*recovery.Case) {
		return func(c *recovery.Case) {
			c.State, c.AccountID, c.ContactKey = s, account, []byte(contact)
			if s == recovery.Contested || s == recovery.Undone || s == recovery.Declined {
				c.Closed = Start.Add(30 * time.Hour)
			}
		}
	}
	at := func(hours int, f func(*recovery.Case)) func(*recovery.Case) {
		return func(c *recovery.Case) {
			f(c)
			c.Submitted, c.Due = Start.Add(time.Duration(hours)*time.Hour), Start.Add(time.Duration(hours+24)*time.Hour)
		}
	}
	b.ended(state(recovery.Declined, "a-1", "sister"), "submit@0", "decline@2")
	b.ended(at(40, state(recovery.Restored, "a-1", "sister")), "submit@40", "hold@41")                                   // a false reject, the same applicant
	b.ended(state(recovery.Declined, "a-2", "thief"), "submit@0", "decline@2")                                           // an attack …
	b.ended(at(40, state(recovery.Holding, "a-2", "owner")), "submit@40", "hold@42")                                     // … and the owner's own, later
	b.ended(state(recovery.Ready, "a-3", "aunt"), "submit@0", "decline@2", "appeal@3", "hold@30")                        // on appeal
	b.ended(state(recovery.Contested, "a-4", "x"), "submit@0", "hold@1", "contest@30")                                   // stopped in the wait
	b.ended(state(recovery.Undone, "a-5", "y"), "submit@0", "hold@1", "undo@30")                                         // taken back
	b.ended(state(recovery.Contested, "a-6", "z"), "submit@0", "contest@30")                                             // stopped before any verdict: no grant
	b.ended(state(recovery.Withdrawn, "a-7", "w"), "submit@0", "withdraw@5")                                             //
	b.ended(state(recovery.Declined, "", "ghost"), "submit@0", "decline@2")                                              // nobody's: like all others
	b.ended(state(recovery.Reviewing, "a-8", "v"), "submit@0")                                                           // waits
	b.ended(func(c *recovery.Case) { c.Submitted = time.Time{}; c.State = recovery.Draft }, "begin@0")                   // not sent
	b.ended(at(-99, state(recovery.Restored, "a-9", "old")), "submit@-99", "decline@-98", "appeal@-97", "hold@1")        // its first verdict is from before
	b.ended(at(41, state(recovery.Contested, "a-1", "sister")), "submit@41", "hold@43", "contest@44")                    // a grant that does not stand is no false reject
	b.ended(at(50, state(recovery.Restored, "a-10", "u")), "submit@50", "hold@51", "dispute@52", "decide@53", "hold@54") // held twice, granted once as first verdict
	rows := b.figures(49 * time.Hour)
	var took []string
	for _, v := range rows.Verdicts {
		took = append(took, fmt.Sprint(v.At.Sub(v.Submitted).Hours()))
	}
	slices.Sort(took)
	if diff := cmp.Diff([]string{"1", "1", "1", "1", "2", "2", "2", "2", "2", "2"}, took); diff != "" {
		t.Errorf("hours to the first verdict (-want +got):\n%s", diff)
	}
	ends := map[string]int64{}
	for _, d := range rows.Doors {
		ends[d.Door] += d.N
		if d.At.Minute()%30 != 0 || d.At.Before(Start) {
			t.Errorf("counted within no half hour: %v", d)
		}
	}
	if diff := cmp.Diff(map[string]int64{"hold": 9, "decline": 4, "withdraw": 1, "contest": 3}, ends); diff != "" {
		t.Errorf("ends (-want +got):\n%s", diff)
	}
	stopped := map[recovery.State]int{}
	for _, r := range rows.Stopped {
		stopped[r.State]++
	}
	if diff := cmp.Diff(map[recovery.State]int{recovery.Contested: 2, recovery.Undone: 1}, stopped); diff != "" {
		t.Errorf("grants that were stopped or taken back (-want +got):\n%s", diff)
	}
	var returned []string
	for _, r := range rows.Returned {
		returned = append(returned, fmt.Sprintf("%v %t %t %t", r.At.Sub(Start), r.Other, r.Same, r.Appeal))
	}
	slices.Sort(returned)
	if diff := cmp.Diff([]string{"1h0m0s false false true", "30h0m0s false false true", "41h0m0s true true false", "42h0m0s true false false"}, returned); diff != "" {
		t.Errorf("grants after a refusal (-want +got):\n%s", diff)
	}
	if rows.Tally.Overdue != 1 || rows.Tally.Cases[recovery.Declined] != 3 {
		t.Errorf("tally: %+v", rows.Tally)
	}
}

func figureVotes(t *testing.T, b *Bench) {
	c := b.reviewing(func(c *recovery.Case) {
		c.HighBar, c.AccountKey, c.ContactKey = true, []byte{1}, []byte{2}
		c.Private.Assessment = &decision.Assessment{Verdict: decision.Decline, HoldHours: 72}
	})
	act := func(by, door string, after time.Duration, f func(*recovery.Step)) {
		must(t, b.Store.Update(t.Context(), c.ID, func(s *recovery.Step) error {
			f(s)
			s.Entries = append(s.Entries, audit.Entry{At: Start.Add(after), Case: c.ID, Door: door, Actor: "staff:" + by})
			return nil
		}))
	}
	none := func(*recovery.Step) {}
	votes := func(by string, after time.Duration) func(*recovery.Step) {
		return func(s *recovery.Step) {
			vote(s, by, true)
			s.Case.Private.Votes[len(s.Case.Private.Votes)-1].At = Start.Add(after)
		}
	}
	act("sato", "claim", time.Hour, none)
	act("sato", "pick", 2*time.Hour, none)
	act("sato", "vote", 3*time.Hour, votes("sato", 3*time.Hour))
	act("sato", "claim", 4*time.Hour, none) // after the vote: not when it was taken
	act("ito", "vote", 5*time.Hour, votes("ito", 5*time.Hour))
	must(t, b.Store.Update(t.Context(), c.ID, func(s *recovery.Step) error { s.Case.State = recovery.Contested; return nil }))
	want := []recovery.VoteRow{
		{Person: "sato", Case: c.ID, At: Start.Add(3 * time.Hour), Claimed: Start.Add(2 * time.Hour), Grant: true, Machine: recovery.SuggestDecline, Account: "01", Contact: "02", State: recovery.Contested},
		{Person: "ito", Case: c.ID, At: Start.Add(5 * time.Hour), Grant: true, Machine: recovery.SuggestDecline, Account: "01", Contact: "02", State: recovery.Contested},
	}
	if diff := cmp.Diff(want, b.figures(time.Hour).Votes); diff != "" {
		t.Errorf("votes (-want +got):\n%s", diff)
	}
}

func figureCounts(t *testing.T, b *Bench) {
	ctx := t.Context()
	counts := []recovery.Count{
		{Day: 20261031, Name: "form.answered", Label: "who", N: 50}, // before
		{Day: 20261101, Name: "form.answered", Label: "who", N: 2},
		{Day: 20261102, Name: "form.answered", Label: "who", N: 3},
		{Day: 20261102, Name: "form.answered", Label: "birth", N: 1},
	}
	var wg sync.WaitGroup
	for i := range 20 {
		s := b.Store
		if i%2 == 1 {
			s = b.Other
		}
		wg.Go(func() {
			if err := s.AddFigures(ctx, counts, nil); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	want := []recovery.Count{{Name: "form.answered", Label: "birth", N: 20}, {Name: "form.answered", Label: "who", N: 100}}
	if diff := cmp.Diff(want, b.figures(0).Counts); diff != "" {
		t.Errorf("counts (-want +got):\n%s", diff)
	}
	b.clock.Move(402 * 24 * time.Hour)
	must(t, b.Store.AddFigures(ctx, []recovery.Count{{Day: 20271208, Name: "robot.asked", N: 1}}, nil))
	if days := b.Column(`SELECT day FROM figures`); len(days) != 1 {
		t.Errorf("after 400 days there are still %v", days)
	}
}

func figurePosts(t *testing.T, b *Bench) {
	ctx := t.Context()
	all := int64(1<<20 - 1)
	must(t, b.Store.AddFigures(ctx, nil, []recovery.Post{
		{Day: 20261101, Domain: "docomo.example", Sent: 5, Deferred: 1, People: 3},
		{Day: 20261101, Domain: "docomo.example", Owners: true, Sent: 60, Refused: 4, People: all},
		{Day: 20261101, Domain: "suzuki-hanako.example", Sent: 2, People: 1},
		{Day: 20261101, Domain: "", Sent: 1, People: 1},
		{Day: 20261031, Domain: "docomo.example", Sent: 99, People: all}, // before
	}))
	must(t, b.Other.AddFigures(ctx, nil, []recovery.Post{
		{Day: 20261103, Domain: "docomo.example", Sent: 2, Refused: 1, People: 12},
		{Day: 20261103, Domain: "docomo.example", Owners: true, Sent: 7, People: all}, // today
	}))
	posts := b.figures(0).Posts
	slices.SortFunc(posts, func(a, b recovery.Post) int { return int(b.Sent - a.Sent) })
	want := []recovery.Post{
		{Domain: "docomo.example", Owners: true, Sent: 60, Refused: 4, People: all},
		{Domain: "docomo.example", Sent: 7, Deferred: 1, Refused: 1, People: 15},
		{Sent: 3},
	}
	if diff := cmp.Diff(want, posts); diff != "" {
		t.Errorf("posts (-want +got):\n%s", diff)
	}
	if bytes := b.Bytes(); strings.Contains(bytes, "suzuki") || strings.Contains(bytes, "docomo") {
		t.Error("a domain can be read in the database")
	}
	before := b.figures(0)
	c := b.create()
	must(t, b.Store.Update(ctx, c.ID, func(s *recovery.Step) error {
		for _, kind := range []string{"notice_submitted", "notice_declined", "undone", "contest_received", "a kind of tomorrow"} {
			s.Letters = append(s.Letters, recovery.Letter{ID: "to-owner-" + kind, CaseID: c.ID, Kind: kind, To: "o@example.jp", Queued: Start})
			s.Jobs = append(s.Jobs, recovery.Job{Kind: recovery.JobLetter, CaseID: c.ID, Letter: "to-owner-" + kind, At: Start})
		}
		return nil
	}))
	after := b.figures(0)
	if diff := cmp.Diff(before.Upkeep, after.Upkeep); diff != "" {
		t.Errorf("letters to an owner moved (-want +got):\n%s", diff)
	}
	tally := got[recovery.Tally](t)(b.Store.Tally(ctx, Start, Start.Add(-time.Hour)))
	if len(tally.Letters)+len(tally.Jobs) != 0 {
		t.Errorf("letters to an owner are counted: %v %v", tally.Letters, tally.Jobs)
	}
	must(t, b.Store.Update(ctx, c.ID, func(s *recovery.Step) error {
		s.Letters = append(s.Letters, recovery.Letter{ID: "to-applicant", CaseID: c.ID, Kind: "received", To: "o@example.jp", Queued: Start})
		s.Jobs = append(s.Jobs, recovery.Job{Kind: recovery.JobLetter, CaseID: c.ID, Letter: "to-applicant", At: Start})
		return nil
	}))
	if u := b.figures(0).Upkeep; u.Letters != 1 || u.Waiting != 1 || !u.Backup.IsZero() || !u.Checkpoint.IsZero() {
		t.Errorf("upkeep: %+v", u)
	}
	b.place()
	key := got[*age.X25519Identity](t)(age.GenerateX25519Identity())
	must(t, b.Store.Backup(ctx, io.Discard, key.Recipient()))
	if u := b.figures(0).Upkeep; !u.Backup.Equal(b.clock.Now()) || u.Checkpoint.IsZero() {
		t.Errorf("upkeep after a backup: %+v", u)
	}
}
