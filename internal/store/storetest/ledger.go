package storetest

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"okaeri/internal/audit"
	"okaeri/internal/recovery"
)

// happened tells programs what happened to cases, once each, and to nobody what was typed.
func happened(t *testing.T, b *Bench) {
	ctx := t.Context()
	var refs []string
	for i := range 5 {
		c := NewCase()
		c.State, c.Submitted, c.Due = recovery.Reviewing, Start, Start.Add(time.Duration(i%2)*time.Hour)
		e := b.entry(c, "submit")
		e.Detail = map[string]string{"ref": c.Ref, "secret": "花子"}
		must(t, b.Store.Create(ctx, &recovery.Step{Case: c, Entries: []audit.Entry{e, b.entry(c, "view")}}))
		must(t, b.Other.Update(ctx, c.ID, func(s *recovery.Step) error {
			d := b.entry(s.Case, "decide")
			d.Detail = map[string]string{"verdict": "grant"}
			d.At = Start.Add(time.Hour)
			s.Entries = append(s.Entries, d, audit.Entry{At: Start.Add(2 * time.Hour), Case: c.ID, Door: "hold", Actor: "system"})
			return nil
		}))
		refs = append(refs, c.Ref)
	}
	if early := got[[]recovery.Happening](t)(b.Store.Happened(ctx, 0, 10)); len(early) != 0 {
		t.Errorf("told before they have their place: %v", early)
	}
	b.place()
	var told []recovery.Happening
	for {
		last := int64(0)
		if len(told) > 0 {
			last = told[len(told)-1].Seq
		}
		page := got[[]recovery.Happening](t)(b.Other.Happened(ctx, last, 4))
		if len(page) == 0 {
			break
		}
		told = append(told, page...)
	}
	if len(told) != 15 {
		t.Fatalf("%d of 15 were told", len(told))
	}
	if h := told[1]; h.Door != "decide" || h.Verdict != "grant" || h.Ref != refs[0] || !h.At.Equal(Start.Add(time.Hour)) || told[0].Verdict != "" {
		t.Errorf("told: %+v", told[:2])
	}
	var paged []string
	after := recovery.After{}
	for {
		page := got[[]*recovery.Case](t)(b.Store.CasesAfter(ctx, recovery.Reviewing, after, 2))
		if len(page) == 0 {
			break
		}
		for _, c := range page {
			paged, after = append(paged, c.Ref), recovery.After{Due: c.Due, Ref: c.Ref}
		}
	}
	if diff := cmp.Diff([]string{refs[0], refs[2], refs[4], refs[1], refs[3]}, paged); diff != "" {
		t.Errorf("pages:\n%s", diff)
	}
	tally := got[recovery.Tally](t)(b.Store.Tally(ctx, Start.Add(30*time.Minute), Start))
	if tally.Cases[recovery.Reviewing] != 5 || tally.Overdue != 3 || tally.Soon != 2 || len(tally.ToVerdict) != 5 || tally.ToVerdict[0] != 2*time.Hour {
		t.Errorf("tally: %+v", tally)
	}
	if tally.Happened["case.decided"] != 5 || tally.Happened["application.submitted"] != 5 {
		t.Errorf("happened: %v", tally.Happened)
	}
	must(t, b.Other.Ping(ctx))
	if len(b.Store.Pools()) == 0 {
		t.Error("no pool of connections")
	}
}
