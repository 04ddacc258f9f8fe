package desk

import (
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"okaeri/internal/audit"
	"okaeri/internal/recovery"
)

// BenchmarkFiguresOfABusyDesk asks for the page with 10,000 cases open and 10,000 decided in the last weeks, each time counted anew.
func BenchmarkFiguresOfABusyDesk(b *testing.B) {
	o := newOffice(b, "https://recover.example")
	o.count()
	for i := range 20_000 {
		at := o.now().Add(-time.Duration(i%700) * time.Hour)
		c := &recovery.Case{
			ID: fmt.Sprintf("%032x", i), Ref: fmt.Sprintf("BEN-%05d", i), State: recovery.Reviewing, Created: at, Submitted: at, Due: o.now().Add(time.Duration(i) * time.Second),
			AccountID: fmt.Sprint(i), AccountKey: o.keys.Index("account", fmt.Sprint(i)), ContactKey: o.keys.Index("contact", fmt.Sprint(i)),
		}
		step := &recovery.Step{Case: c, Entries: []audit.Entry{{At: at, Case: c.ID, Door: "submit", Actor: "applicant"}}}
		if i%2 == 1 {
			c.State, c.Closed = recovery.Declined, at.Add(2*time.Hour)
			step.Entries = append(step.Entries, audit.Entry{At: c.Closed, Case: c.ID, Door: []string{"decline", "hold"}[i/2%2], Actor: "system"})
		}
		check(b, o.db.Create(b.Context(), step))
	}
	var took []time.Duration
	for b.Loop() {
		o.pass(time.Minute) // the reading of before is too old
		began := time.Now()
		if w := o.ask("boss", "/desk/figures", nil); w.Code != http.StatusOK {
			b.Fatal(w.Code)
		}
		took = append(took, time.Since(began))
	}
	slices.Sort(took)
	b.ReportMetric(float64(recovery.Quantile(took, .95).Milliseconds()), "p95-ms")
}
