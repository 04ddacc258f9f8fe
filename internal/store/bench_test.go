package store_test

import (
	"context"
	"fmt"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"okaeri/internal/audit"
	"okaeri/internal/dossier"
	"okaeri/internal/evidence"
	"okaeri/internal/recovery"
	"okaeri/internal/store/storetest"
)

// engines runs a benchmark on both databases.
func engines(b *testing.B, f func(*testing.B, *storetest.Bench)) {
	b.Run("sqlite", func(b *testing.B) { f(b, storetest.Open(b, freshSQLite(b))) })
	b.Run("postgres", func(b *testing.B) { f(b, storetest.Open(b, freshPostgres(b))) })
}

// drafts are cases with about as much in them as a form half filled in.
func drafts(b *testing.B, t *storetest.Bench, n int) []string {
	b.Helper()
	ids := make([]string, n)
	for i := range ids {
		c := storetest.NewCase()
		c.Private.Answers = map[string][]string{}
		for page := range 12 {
			c.Private.Answers[fmt.Sprintf("field-%d", page)] = []string{"大阪府大阪市北区梅田一丁目", "花子"}
		}
		if err := t.Store.Create(context.Background(), &recovery.Step{Case: c}); err != nil {
			b.Fatal(err)
		}
		ids[i] = c.ID
	}
	return ids
}

// parallel runs 16 clients, each with cases of its own.
func parallel(b *testing.B, t *storetest.Bench, f func(id string) error) {
	ids := drafts(b, t, 64)
	var next atomic.Int64
	b.SetParallelism(8)
	before := cpu()
	b.ReportAllocs()
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		id := ids[int(next.Add(1))%len(ids)]
		for pb.Next() {
			if err := f(id); err != nil {
				b.Error(err)
				return
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "op/s")
	b.ReportMetric(float64((cpu()-before).Microseconds())/float64(b.N), "cpu-µs/op")
}

// cpu is the processor time that this process has used; a database server's is not in it.
func cpu() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func BenchmarkReadDraft(b *testing.B) {
	engines(b, func(b *testing.B, t *storetest.Bench) {
		parallel(b, t, func(id string) error {
			_, err := t.Store.Case(context.Background(), id)
			return err
		})
	})
}

func BenchmarkSaveDraft(b *testing.B) {
	engines(b, func(b *testing.B, t *storetest.Bench) {
		var n atomic.Int64
		parallel(b, t, func(id string) error {
			return t.Store.Update(context.Background(), id, func(s *recovery.Step) error {
				s.Case.Private.Answers["field-3"] = []string{fmt.Sprint(n.Add(1))}
				return nil
			})
		})
	})
}

// BenchmarkStep saves a step as large as a submission: the case, a proof, two letters, an audit entry and two jobs.
func BenchmarkStep(b *testing.B) {
	engines(b, func(b *testing.B, t *storetest.Bench) {
		var n atomic.Int64
		parallel(b, t, func(string) error {
			c := storetest.NewCase()
			if err := t.Store.Create(context.Background(), &recovery.Step{Case: c}); err != nil {
				return err
			}
			return t.Store.Update(context.Background(), c.ID, func(s *recovery.Step) error {
				one, two := fmt.Sprint("l", n.Add(1)), fmt.Sprint("l", n.Add(1))
				s.Case.State, s.Case.Submitted, s.Case.ContactKey = recovery.Submitted, storetest.Start, []byte(one)
				s.Proofs = append(s.Proofs, &recovery.Proof{
					Purpose: recovery.ProveContest, MAC: []byte(one), Created: storetest.Start, Expires: storetest.Start.Add(time.Hour),
				})
				s.Letters = []recovery.Letter{{ID: one, Kind: "received", To: "a@example.jp"}, {ID: two, Kind: "notice", To: "b@example.jp"}}
				s.Entries = []audit.Entry{{At: storetest.Start, Case: c.ID, Door: "submit", Actor: "applicant"}}
				s.Jobs = []recovery.Job{
					{Kind: recovery.JobLetter, CaseID: c.ID, Letter: one},
					{Kind: recovery.JobLetter, CaseID: c.ID, Letter: two},
					{Kind: recovery.JobAssess, CaseID: c.ID},
				}
				return nil
			})
		})
	})
}

func BenchmarkLimit(b *testing.B) {
	engines(b, func(b *testing.B, t *storetest.Bench) {
		parallel(b, t, func(id string) error {
			_, _, err := t.Store.Allow(context.Background(), id, 1_000_000, time.Hour)
			return err
		})
	})
}

// BenchmarkImport takes 200 accounts of 300 facts each in.
func BenchmarkImport(b *testing.B) {
	engines(b, func(b *testing.B, t *storetest.Bench) {
		d := dossier.New(t.Store, t.Ring, time.Now)
		next := 0
		before := cpu()
		for b.Loop() {
			accounts := make([]evidence.Account, 200)
			for i := range accounts {
				accounts[i] = storetest.Account(next, 296)
				next++
			}
			if err := d.PutMany(context.Background(), accounts); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(200*b.N)/b.Elapsed().Seconds(), "accounts/s")
		b.ReportMetric(float64((cpu()-before).Microseconds())/float64(200*b.N), "cpu-µs/account")
	})
}

func BenchmarkLoad(b *testing.B) {
	engines(b, func(b *testing.B, t *storetest.Bench) {
		d := dossier.New(t.Store, t.Ring, time.Now)
		a := storetest.Account(1, 296)
		if err := d.Put(context.Background(), a); err != nil {
			b.Fatal(err)
		}
		b.ReportAllocs()
		for b.Loop() {
			if _, err := d.Load(context.Background(), a.ID); err != nil {
				b.Fatal(err)
			}
		}
	})
}
