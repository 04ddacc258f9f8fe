package past

import (
	"context"
	"slices"
	"testing"
	"time"

	"okaeri/internal/recovery"
)

// Deeds and wake-ups come in the order of their time, whoever wrote them down when; what lies ahead is kept for the house's own queue.
func TestThePastHappensInItsOrder(t *testing.T) {
	begin := time.Date(2026, 11, 1, 9, 0, 0, 0, time.UTC)
	a := &agenda{now: begin}
	var seen []string
	deed := func(name string) func(context.Context) error {
		return func(context.Context) error {
			seen = append(seen, name+a.now.Sub(begin).String())
			return nil
		}
	}
	a.at(begin.Add(3*time.Hour), deed("third "))
	a.at(begin.Add(time.Hour), func(ctx context.Context) error {
		a.at(begin, deed("late "))
		a.add(event{at: begin.Add(2 * time.Hour), job: recovery.Job{Kind: recovery.JobAssess}})
		a.add(event{at: begin.Add(9 * time.Hour), job: recovery.Job{Kind: recovery.JobLate}})
		return deed("first ")(ctx)
	})
	a.at(begin.Add(8*time.Hour), deed("never "))
	err := a.play(t.Context(), begin.Add(5*time.Hour), func(ctx context.Context, j recovery.Job) error { return deed(string(j.Kind) + " ")(ctx) })
	if want := []string{"first 1h0m0s", "late 1h0m0s", "assess 2h0m0s", "third 3h0m0s"}; err != nil || !slices.Equal(seen, want) {
		t.Errorf("it happens as %v (%v), want %v", seen, err, want)
	}
	if ahead := a.ahead(); len(ahead) != 1 || ahead[0].Kind != recovery.JobLate || !a.now.Equal(begin.Add(5*time.Hour)) {
		t.Errorf("ahead lies %v at %v", ahead, a.now)
	}
}
