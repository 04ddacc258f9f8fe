package storetest

import (
	"bytes"
	"fmt"
	"slices"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"okaeri/internal/audit"
	"okaeri/internal/recovery"
)

// recorded writes entries of two cases and of the installation, one each minute, and returns the cases.
func (b *Bench) recorded(n int) (first, second *recovery.Case) {
	b.T.Helper()
	first, second = b.reviewing(), b.reviewing(func(c *recovery.Case) { c.State = recovery.Declined })
	for i := range n {
		b.clock.Move(time.Minute)
		e := audit.Entry{At: b.clock.Now(), Door: fmt.Sprintf("door_%c", 'a'+i%3), Actor: []string{"staff:sato", "applicant", "staff:ito"}[i%3]}
		if i%3 == 2 {
			must(b.T, b.Store.Record(b.T.Context(), e))
			continue
		}
		c := []*recovery.Case{first, second}[i%2]
		e.Case = c.ID
		must(b.T, b.Store.Update(b.T.Context(), c.ID, func(s *recovery.Step) error {
			s.Entries = append(s.Entries, e)
			return nil
		}))
	}
	return first, second
}

// told reads the record page by page and returns the doors, with times in minutes.
func (b *Bench) told(q recovery.RecordQuery) (out []string) {
	b.T.Helper()
	q.N = 4
	for {
		page := got[[]recovery.RecordLine](b.T)(b.Other.AuditPage(b.T.Context(), q))
		for _, l := range page {
			out = append(out, fmt.Sprintf("%d %s", int(l.At.Sub(Start).Minutes()), l.Door))
			q.After = recovery.RecordPlace{At: l.At, Row: l.Row}
		}
		if len(page) < q.N {
			return out
		}
	}
}

func recordPages(t *testing.T, b *Bench) {
	first, _ := b.recorded(18)
	var all []string
	for i := 17; i >= 0; i-- {
		all = append(all, fmt.Sprintf("%d door_%c", i+1, 'a'+i%3))
	}
	if got := b.told(recovery.RecordQuery{}); !slices.Equal(got, all) {
		t.Errorf("everything: %v", got)
	}
	kept := func(f func(i int) bool) (out []string) {
		for i := 17; i >= 0; i-- {
			if f(i) {
				out = append(out, all[17-i])
			}
		}
		return out
	}
	for _, c := range []struct {
		q    recovery.RecordQuery
		want []string
	}{
		{recovery.RecordQuery{CaseID: first.ID}, kept(func(i int) bool { return i%3 != 2 && i%2 == 0 })},
		{recovery.RecordQuery{Actor: "staff:ito"}, kept(func(i int) bool { return i%3 == 2 })},
		{recovery.RecordQuery{Door: "door_b", Actor: "applicant"}, kept(func(i int) bool { return i%3 == 1 })},
		{recovery.RecordQuery{From: Start.Add(5 * time.Minute), To: Start.Add(9 * time.Minute)}, all[10:14]},
		{recovery.RecordQuery{Actor: "staff:nobody"}, nil},
	} {
		if got := b.told(c.q); !slices.Equal(got, c.want) {
			t.Errorf("%+v: %v, want %v", c.q, got, c.want)
		}
	}
	for _, l := range got[[]recovery.RecordLine](t)(b.Store.AuditPage(t.Context(), recovery.RecordQuery{N: 100})) {
		switch {
		case l.Seq != 0:
			t.Errorf("placed before it was signed: %+v", l)
		case l.Case == first.ID && (l.Ref != first.Ref || !l.Open), l.Case == "" && (l.Ref != "" || l.Open), l.Case != "" && l.Case != first.ID && l.Open:
			t.Errorf("the line of %q says %q, open: %v", l.Case, l.Ref, l.Open)
		}
	}
	if st := got[recovery.RecordState](t)(b.Store.AuditState(t.Context())); st.Size != 0 || st.Pending != 18 || st.Root != "" {
		t.Errorf("before a signature: %+v", st)
	}
}

func recordExport(t *testing.T, b *Bench) {
	first, _ := b.recorded(60)
	public := got[note.Verifier](t)(note.NewVerifier(b.Ring.Public()))
	export := func(q recovery.RecordQuery, filter map[string]string, withheld func(recovery.RecordLine) bool) audit.ExportReport {
		t.Helper()
		var out bytes.Buffer
		lines := got[int64](t)(b.Store.ExportAudit(t.Context(), q, audit.Export{At: Start, By: "staff:ito", Filter: filter}, withheld, &out))
		r := got[audit.ExportReport](t)(audit.CheckExport(&out, public))
		if lines != r.Entries+r.Withheld || len(r.Faults) > 0 {
			t.Errorf("%v: %d lines, %+v", filter, lines, r)
		}
		return r
	}
	all := func(recovery.RecordLine) bool { return false }
	if r := export(recovery.RecordQuery{}, nil, all); r.Entries != 60 || r.Size != 60 {
		t.Errorf("everything, and what waited with it: %+v", r)
	}
	if r := export(recovery.RecordQuery{}, nil, func(l recovery.RecordLine) bool { return l.Open }); r.Entries != 40 || r.Withheld != 20 {
		t.Errorf("without what is open: %+v", r)
	}
	if r := export(recovery.RecordQuery{CaseID: first.ID}, map[string]string{"case": first.Ref}, all); r.Entries != 20 {
		t.Errorf("one case: %+v", r)
	}
	if r := export(recovery.RecordQuery{Door: "door_c"}, map[string]string{"door": "door_c"}, all); r.Entries != 20 {
		t.Errorf("one door: %+v", r)
	}
	st := got[recovery.RecordState](t)(b.Other.AuditState(t.Context()))
	if st.Size != 60 || st.Pending != 0 || st.Root == "" || st.At.IsZero() {
		t.Errorf("after the signature: %+v", st)
	}
	if _, err := b.Raw().ExecContext(t.Context(), `UPDATE audit_entries SET door = 'nothing' WHERE seq = 7`); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	_, err := b.Store.ExportAudit(t.Context(), recovery.RecordQuery{}, audit.Export{At: Start, By: "staff:ito"}, all, &out)
	must(t, err)
	if r := got[audit.ExportReport](t)(audit.CheckExport(&out, public)); len(r.Faults) == 0 || r.Faults[0].Kind != audit.Edited || r.Faults[0].Seq != 7 {
		t.Errorf("an export of a log that somebody changed: %+v", r)
	}
}
