package bench_test

import (
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"okaeri/internal/testenv"
)

// clients are how many visitors come at the same moment.
const clients = 16

func BenchmarkSQLite(b *testing.B) { both(b, func(*testing.B) string { return "" }) }

func BenchmarkPostgreSQL(b *testing.B) {
	both(b, func(b *testing.B) string { return testenv.Postgres(b) })
}

// BenchmarkSQLiteCrowd has four times the visitors: SQLite writes one at a time, and none may be turned away for it.
func BenchmarkSQLiteCrowd(b *testing.B) {
	s := serve(b, "")
	b.Run("flow", func(b *testing.B) { s.measure(b, 4*clients, true) })
}

func both(b *testing.B, database func(*testing.B) string) {
	s := serve(b, database(b))
	b.Run("code", func(b *testing.B) { s.measure(b, clients, false) })
	b.Run("flow", func(b *testing.B) { s.measure(b, clients, true) })
}

// visitors counts them over all runs, so that none comes twice.
var visitors atomic.Int64

// measure lets b.N visitors come, some at a time, and reports.
func (s *server) measure(b *testing.B, at int, whole bool) {
	letters, verdicts, _ := s.sink.count()
	before, begin := s.spent(b), time.Now()
	b.ResetTimer()
	took := s.crowd(b, at, whole)
	elapsed := time.Since(begin)
	b.StopTimer()
	if whole {
		testenv.Eventually(b, "every verdict has arrived", func() bool {
			_, now, _ := s.sink.count()
			return now-verdicts >= b.N
		})
	}
	all, told, last := s.sink.count()
	b.ReportMetric(0, "ns/op") // what a flow takes is said by its percentiles
	b.ReportMetric(float64(b.N)/elapsed.Seconds(), "flows/s")
	b.ReportMetric(took[len(took)/2].Seconds()*1000, "p50-ms")
	b.ReportMetric(took[len(took)*99/100].Seconds()*1000, "p99-ms")
	after := s.spent(b)
	each := func(now, then time.Duration) float64 { return (now - then).Seconds() * 1000 / float64(b.N) }
	b.ReportMetric(each(after.server, before.server), "cpu-ms/flow")
	b.ReportMetric(each(after.visitors, before.visitors), "visitor-ms/flow")
	if s.postgres {
		b.ReportMetric(each(after.database, before.database), "db-ms/flow")
	}
	b.ReportMetric(s.memory(b), "peak-MB")
	b.ReportMetric(float64(all-letters)/last.Sub(begin).Seconds(), "letters/s")
	if whole {
		b.ReportMetric(float64(told-verdicts)/last.Sub(begin).Seconds(), "verdicts/s")
	}
}

// crowd lets the visitors come and returns how long each stayed, the shortest first.
func (s *server) crowd(b *testing.B, at int, whole bool) []time.Duration {
	var mu sync.Mutex
	var took []time.Duration
	var left atomic.Int64
	left.Store(int64(b.N))
	var all sync.WaitGroup
	for range min(at, b.N) {
		all.Go(func() {
			for left.Add(-1) >= 0 && !b.Failed() {
				begin := time.Now()
				if err := s.come(whole); err != nil {
					b.Error(err)
					return
				}
				mu.Lock()
				took = append(took, time.Since(begin))
				mu.Unlock()
			}
		})
	}
	all.Wait()
	if b.Failed() {
		b.FailNow()
	}
	slices.Sort(took)
	return took
}

// come is one visit.
func (s *server) come(whole bool) error {
	v := s.visit(int(visitors.Add(1)))
	if whole {
		return v.apply()
	}
	_, err := v.ask()
	return err
}
