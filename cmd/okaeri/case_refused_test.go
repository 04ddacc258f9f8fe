package main

import (
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"okaeri/internal/recovery"
	"okaeri/internal/staff"
)

// What nobody may do at the desk, at the command line, beside a real database of each kind. Two who race are two processes.
func TestTheCommandLineRefusesWhatThePagesRefuse(t *testing.T) {
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			w := newTown(t, plan{engine: engine, still: true})
			for _, login := range []string{"sato", "suzuki", "tanaka"} {
				w.employs(login, staff.Reviewer)
			}
			typed := func(args []string) (said string, code int) {
				t.Helper()
				out, complaint, code := spoken(t, "", append(args, w.settings()...)...)
				return out + complaint, code
			}
			done := func(args []string) {
				t.Helper()
				if said, code := typed(args); code != 0 {
					t.Fatalf("okaeri %s: exit %d\n%s", strings.Join(args, " "), code, said)
				}
			}
			decline := func(ref, by string) []string {
				return []string{"case", "decide", ref, "--by", by, "--decline", "--reason", "evidence_insufficient", "--words", "Too little to go on."}
			}
			claim := func(ref, by string) []string { return []string{"case", "claim", ref, "--by", by} }
			change := func(ref string, f func(*recovery.Case)) {
				t.Helper()
				check(t, w.store.Update(t.Context(), must(w.store.ByRef(t.Context(), ref))(t).ID, func(s *recovery.Step) error { f(s.Case); return nil }))
			}
			for _, c := range []struct {
				name, ref string
				before    func(ref string)
				tries     [][]string
				said      string
			}{
				{"the same person twice", "7K2-400-01", func(ref string) {
					change(ref, func(c *recovery.Case) { c.HighBar = true })
					done(claim(ref, "sato"))
					done(decline(ref, "sato"))
				}, [][]string{claim("7K2-400-01", "sato"), decline("7K2-400-01", "sato")}, "you decided this case already"},
				{"the helper as reviewer", "7K2-400-02", func(ref string) {
					change(ref, func(c *recovery.Case) { c.Private.Helper = &recovery.Helper{Name: "TANAKA"} })
				}, [][]string{
					claim("7K2-400-02", "tanaka"), decline("7K2-400-02", "tanaka"), {"case", "show", "7K2-400-02", "--by", "tanaka"},
				}, "you helped with this application"},
				{"an expired claim", "7K2-400-03", func(ref string) {
					done(claim(ref, "sato"))
					change(ref, func(c *recovery.Case) { c.Desk.Claim.Until = time.Now().Add(-time.Second) })
				}, [][]string{decline("7K2-400-03", "sato")}, "your hour with this case is over"},
				{"the owner's word during the review", "7K2-400-04", func(ref string) {
					done(claim(ref, "sato"))
					check(t, w.recovery.Contest(t.Context(), "TOKEN-OF-"+ref, recovery.Visitor{}))
				}, [][]string{decline("7K2-400-04", "sato"), claim("7K2-400-04", "suzuki")}, "not under review any more"},
			} {
				w.lying(c.ref)
				c.before(c.ref)
				votes, state := len(must(w.store.ByRef(t.Context(), c.ref))(t).Private.Votes), must(w.store.ByRef(t.Context(), c.ref))(t).State
				for _, args := range c.tries {
					if said, code := typed(args); code != 1 || !strings.Contains(said, c.said) {
						t.Errorf("%s: okaeri %s: exit %d %s", c.name, strings.Join(args, " "), code, said)
					}
				}
				if after := must(w.store.ByRef(t.Context(), c.ref))(t); len(after.Private.Votes) != votes || after.State != state {
					t.Errorf("%s: it counted: %s, %d votes", c.name, after.State, len(after.Private.Votes))
				}
			}
			w.lying("7K2-400-05")
			both := func(args func(ref, by string) []string, times int) (went int64) {
				var n atomic.Int64
				var all sync.WaitGroup
				for _, by := range []string{"sato", "suzuki"} {
					for range times {
						all.Go(func() {
							if w.command(args("7K2-400-05", by)...).Run() == nil {
								n.Add(1)
							}
						})
					}
				}
				all.Wait()
				return n.Load()
			}
			if n := both(claim, 1); n != 1 {
				t.Errorf("%d of two took one case", n)
			}
			if n, votes := both(decline, 2), must(w.store.ByRef(t.Context(), "7K2-400-05"))(t).Private.Votes; n != 1 || len(votes) != 1 {
				t.Errorf("%d of four decisions went through, and %d votes count", n, len(votes))
			}
		})
	}
}
