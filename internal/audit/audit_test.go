package audit_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"
	"pgregory.net/rapid"

	"okaeri/internal/audit"
)

func TestAnUntouchedLogHasNoFault(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := drawBook(t)
		r := b.verify(t)
		if len(r.Faults) > 0 {
			t.Fatalf("faults in an untouched log: %v", r.Faults)
		}
		if r.Size != b.size() || r.Pending != int64(len(b.records))-b.size() {
			t.Fatalf("size %d, pending %d", r.Size, r.Pending)
		}
	})
}

// names tells whether a report names the entry: by its place, or, for a pending one, by its case and place in the chain.
func names(r audit.Report, e audit.Record, kinds ...audit.FaultKind) bool {
	return slices.ContainsFunc(r.Faults, func(f audit.Fault) bool {
		if !slices.Contains(kinds, f.Kind) {
			return false
		}
		if e.Seq > 0 {
			return f.Seq <= e.Seq && e.Seq <= max(f.Seq, f.To)
		}
		return f.Case == e.Case && (f.N == e.N || f.N == e.N+1)
	})
}

func TestAnyEditedEntryIsNamed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := drawBook(t)
		i := rapid.IntRange(0, len(b.records)-1).Draw(t, "victim")
		r := &b.records[i]
		edits := []func(){
			func() { r.Door += "x" },
			func() { r.Actor = "somebody else" },
			func() { r.At = r.At.Add(time.Nanosecond) },
			func() { r.Profile = "strict" },
			func() { r.Detail = map[string]string{"i": "another"} },
			func() { r.Chain[3] ^= 1 },
			func() { r.MAC = append([]byte{r.MAC[0] ^ 1}, r.MAC[1:]...) },
			func() { r.N++ },
			func() { r.Case = "c9" },
		}
		edits[rapid.IntRange(0, len(edits)-1).Draw(t, "edit")]()
		if report := b.verify(t); !names(report, *r, audit.Edited) {
			t.Fatalf("edited %d/%s/%d, named %v", r.Seq, r.Case, r.N, report.Faults)
		}
	})
}

func TestAnyRemovedEntryIsNamed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := drawBook(t)
		i := rapid.IntRange(0, len(b.records)-1).Draw(t, "victim")
		gone := b.records[i]
		b.records = slices.Delete(slices.Clone(b.records), i, i+1)
		if report := b.verify(t); !names(report, gone, audit.Removed, audit.Shortened, audit.Broken) {
			t.Fatalf("removed %d/%s/%d, named %v", gone.Seq, gone.Case, gone.N, report.Faults)
		}
	})
}

func TestAnyTwoEntriesInEachOthersPlaceAreNamed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := drawBook(t)
		b.write(audit.Entry{At: day, Case: "c1", Door: "apply", Actor: "applicant"}) // one entry alone has no order
		var pairs [][2]int
		for i := range b.records {
			for j := i + 1; j < len(b.records); j++ {
				// Pending entries of different cases have no order yet.
				if b.records[i].Seq > 0 || b.records[i].Case == b.records[j].Case {
					pairs = append(pairs, [2]int{i, j})
				}
			}
		}
		if len(pairs) == 0 {
			return
		}
		pair := rapid.SampledFrom(pairs).Draw(t, "pair")
		i, j := pair[0], pair[1]
		b.records[i].Seq, b.records[j].Seq = b.records[j].Seq, b.records[i].Seq
		b.records[i], b.records[j] = b.records[j], b.records[i]
		report := b.verify(t)
		if !names(report, b.records[i], audit.Moved, audit.Broken, audit.Removed) {
			t.Fatalf("swapped %d and %d, named %v", i, j, report.Faults)
		}
	})
}

func TestAnyCutTailIsNamed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := drawBook(t)
		keep := rapid.IntRange(0, len(b.records)-1).Draw(t, "keep")
		first := b.records[keep]
		b.records = b.records[:keep]
		if report := b.verify(t); !names(report, first, audit.Removed, audit.Shortened) {
			t.Fatalf("cut from %d/%s/%d, named %v", first.Seq, first.Case, first.N, report.Faults)
		}
	})
}

func TestAnyRemovedOrForgedCheckpointIsNamed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := drawBook(t)
		b.place(t)
		i := rapid.IntRange(0, len(b.batches)-1).Draw(t, "victim")
		size := b.batches[i].Size
		other := newBook(t)
		forgeries := []func(){
			func() { b.batches = slices.Delete(slices.Clone(b.batches), i, i+1) },
			func() { b.batches[i].Note = []byte("nonsense") },
			func() { // a true text under another key
				n, err := note.Open(b.batches[i].Note, note.VerifierList(b.check))
				if err != nil {
					t.Fatal(err)
				}
				b.batches[i].Note, err = note.Sign(&note.Note{Text: n.Text}, other.signer)
				if err != nil {
					t.Fatal(err)
				}
			},
			func() { b.batches[i].Hashes[5] ^= 1 },
		}
		forgeries[rapid.IntRange(0, len(forgeries)-1).Draw(t, "forgery")]()
		report := b.verify(t)
		found := slices.ContainsFunc(report.Faults, func(f audit.Fault) bool { return f.Seq <= size && size <= max(f.To, f.Seq) || f.Seq <= size })
		if !found {
			t.Fatalf("checkpoint %d of size %d, named %v", i, size, report.Faults)
		}
	})
}

func TestAWholeHistoryRewrittenByAHolderOfTheKeysFailsAnOutsideCheckpoint(t *testing.T) {
	b := newBook(t)
	for i := range 20 {
		b.write(audit.Entry{At: day, Case: "c1", Door: "apply", Detail: map[string]string{"i": fmt.Sprint(i)}})
	}
	b.place(t)
	outside := b.batches[0].Note

	again := newBook(t)
	again.signer, again.check = b.signer, b.check
	for i := range 25 {
		again.write(audit.Entry{At: day, Case: "c1", Door: "apply", Detail: map[string]string{"i": fmt.Sprint(i + i/10)}})
	}
	again.place(t)
	if r := again.verify(t); len(r.Faults) > 0 {
		t.Fatalf("the rewritten log should look whole from inside: %v", r.Faults)
	}
	again.trusted = [][]byte{outside}
	want := audit.Fault{Kind: audit.RolledBack, Seq: 1, To: 20}
	if r := again.verify(t); !slices.Contains(r.Faults, want) {
		t.Fatalf("faults %v, want %v", r.Faults, want)
	}
	b.trusted = [][]byte{outside}
	if r := b.verify(t); len(r.Faults) > 0 {
		t.Fatalf("the true log fails its own checkpoint: %v", r.Faults)
	}
}

func TestDifferentEntriesHaveDifferentBytes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		draw := func(label string) audit.Entry {
			return audit.Entry{
				At:     day.Add(time.Duration(rapid.IntRange(0, 3).Draw(t, label+" at"))),
				Case:   rapid.StringN(0, 3, -1).Draw(t, label+" case"),
				Door:   rapid.StringN(0, 3, -1).Draw(t, label+" door"),
				Detail: rapid.MapOfN(rapid.StringN(0, 2, -1), rapid.StringN(0, 2, -1), 0, 2).Draw(t, label+" detail"),
			}
		}
		a, b := draw("a"), draw("b")
		same := a.At.Equal(b.At) && a.Case == b.Case && a.Door == b.Door && maps.Equal(a.Detail, b.Detail)
		if same != (string(a.Bytes()) == string(b.Bytes())) {
			t.Fatalf("%q and %q", a.Bytes(), b.Bytes())
		}
	})
}
