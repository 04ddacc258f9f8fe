package audit_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"okaeri/internal/audit"
)

// shelf is a log of three cases and the installation itself, all of it placed.
func shelf(t *testing.T, n int) *book {
	b := newBook(t)
	for i := range n {
		b.write(audit.Entry{
			At: day.Add(0), Case: []string{"", "case-1", "case-2", "case-3"}[i%4], Door: fmt.Sprintf("door-%d", i), Actor: "staff:sato",
			Detail: map[string]string{"old": "<a&b>", "new": "レビュー担当"},
		})
		if i%5 == 4 {
			b.place(t)
		}
	}
	b.place(t)
	return b
}

// export writes the records that keep takes, as a server does.
func (b *book) export(t *testing.T, filter map[string]string, keep func(audit.Record) bool, withhold func(audit.Record) bool) []byte {
	t.Helper()
	var out bytes.Buffer
	hashes := tlog.HashReaderFunc(func(at []int64) (found []tlog.Hash, err error) {
		for _, i := range at {
			found = append(found, b.hashes[i])
		}
		return found, nil
	})
	e, err := audit.NewExporter(&out, audit.Export{
		At: day, By: "staff:ito", Filter: filter, Size: b.size(), Checkpoint: string(b.batches[len(b.batches)-1].Note),
	}, hashes, b.signer)
	check(t, err)
	for _, r := range b.records {
		if keep == nil || keep(r) {
			check(t, e.Add(r, withhold != nil && withhold(r)))
		}
	}
	check(t, e.Close())
	return out.Bytes()
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func faults(t *testing.T, b *book, export []byte, trusted ...[]byte) []audit.Fault {
	t.Helper()
	r, err := audit.CheckExport(bytes.NewReader(export), b.check, trusted...)
	check(t, err)
	return r.Faults
}

// one is the only fault, of this kind.
func one(t *testing.T, what string, got []audit.Fault, kind audit.FaultKind, seq int64) {
	t.Helper()
	if !slices.ContainsFunc(got, func(f audit.Fault) bool { return f.Kind == kind && f.Seq == seq }) {
		t.Errorf("%s: %+v, want %s at %d", what, got, kind, seq)
	}
}

func ofCase(id string) func(audit.Record) bool {
	return func(r audit.Record) bool { return r.Case == id }
}

func TestAnExportIsCheckedWithThePublicKeyAlone(t *testing.T) {
	b := shelf(t, 23)
	for _, c := range []struct {
		filter   map[string]string
		keep     func(audit.Record) bool
		withhold func(audit.Record) bool
		entries  int64
		withheld int64
	}{
		{nil, nil, nil, 23, 0},
		{nil, nil, func(r audit.Record) bool { return r.Seq%3 == 0 }, 16, 7},
		{map[string]string{"case": "7K2-4M9-QX"}, ofCase("case-1"), nil, 6, 0},
		{map[string]string{"door": "door-3"}, func(r audit.Record) bool { return r.Door == "door-3" }, nil, 1, 0},
		{map[string]string{"actor": "nobody"}, func(audit.Record) bool { return false }, nil, 0, 0},
	} {
		r, err := audit.CheckExport(bytes.NewReader(b.export(t, c.filter, c.keep, c.withhold)), b.check, b.batches[0].Note)
		check(t, err)
		if c.filter != nil {
			r.Faults = slices.DeleteFunc(r.Faults, func(f audit.Fault) bool { return f.Kind == audit.RolledBack })
		}
		if len(r.Faults) > 0 || r.Entries != c.entries || r.Withheld != c.withheld || r.Size != 23 || r.By != "staff:ito" {
			t.Errorf("%v: %+v", c.filter, r)
		}
	}
	if r, err := audit.CheckExport(bytes.NewReader(b.export(t, nil, nil, nil)), newBook(t).check); err != nil || r.Faults[0].Kind != audit.BadCheckpoint {
		t.Errorf("another server's key: %+v, %v", r, err)
	}
}

// Whatever is done to an export afterwards shows, and where.
func TestAnExportThatWasTouchedSaysWhere(t *testing.T) {
	b := shelf(t, 23)
	whole, part := b.export(t, nil, nil, nil), b.export(t, map[string]string{"case": "x"}, ofCase("case-1"), nil)
	lines := func(export []byte, change func([]string) []string) []byte {
		return []byte(strings.Join(change(strings.SplitAfter(strings.TrimSuffix(string(export), "\n"), "\n")), ""))
	}
	drop := func(from, to int) func([]string) []string {
		return func(l []string) []string { return slices.Delete(slices.Clone(l), from, to) }
	}
	swap := func(l []string) []string { l[3], l[4] = l[4], l[3]; return l }
	edit := func(export []byte, was, is string) []byte { return bytes.Replace(export, []byte(was), []byte(is), 1) }

	one(t, "an edited entry", faults(t, b, edit(whole, `"door":"door-6"`, `"door":"door-7"`)), audit.Edited, 7)
	one(t, "an edited entry of a part", faults(t, b, edit(part, `"actor":"staff:sato"`, `"actor":"staff:ito"`)), audit.Edited, 2)
	one(t, "an edited detail", faults(t, b, edit(whole, "レビュー担当", "管理者")), audit.Edited, 1)
	one(t, "two lines left out", faults(t, b, lines(whole, drop(5, 7))), audit.Removed, 5)
	one(t, "a line left out of a case", faults(t, b, lines(part, drop(2, 3))), audit.Broken, 10)
	one(t, "the last entries left out", faults(t, b, lines(whole, drop(20, 24))), audit.Removed, 20)
	one(t, "the end cut off", faults(t, b, lines(whole, drop(24, 25))), audit.CutOff, 24)
	one(t, "the end of a part cut off", faults(t, b, lines(part, drop(6, 8))), audit.CutOff, 19)
	one(t, "two lines put the other way round", faults(t, b, lines(whole, swap)), audit.Moved, 3)
	one(t, "another size", faults(t, b, edit(whole, `"size":23`, `"size":22`)), audit.BadCheckpoint, 1)
	later := shelf(t, 30)
	one(t, "another log", faults(t, b, whole, later.batches[0].Note), audit.BadCheckpoint, 0)

	older := b.export(t, nil, nil, nil)
	for range 7 {
		b.write(audit.Entry{At: day, Door: "import"})
	}
	b.place(t)
	one(t, "rolled back", faults(t, b, older, b.batches[len(b.batches)-1].Note), audit.RolledBack, 1)
	for _, junk := range []string{"", "{}", `{"okaeri_audit":3}`, `{"okaeri_audit":2,"more":1}`, string(whole) + "{}\n", strings.Replace(string(whole), `"n":1`, `"m":1`, 1)} {
		if _, err := audit.CheckExport(strings.NewReader(junk), b.check); err == nil {
			t.Errorf("taken for an export: %.60q", junk)
		}
	}
}

// Line by line, whatever is done to an export is found, and named where it stands: the first line, an entry, the end.
func TestEveryLineOfAnExportIsSealed(t *testing.T) {
	b := shelf(t, 23)
	for what, export := range map[string][]byte{
		"all": b.export(t, nil, nil, nil), "a case": b.export(t, map[string]string{"case": "7K2-4M9-QX"}, ofCase("case-1"), nil),
		"a day": b.export(t, map[string]string{"from": "2026-11-01"}, func(r audit.Record) bool { return r.Seq > 4 && r.Seq%3 > 0 }, func(r audit.Record) bool { return r.Seq == 8 }),
	} {
		lines := bytes.SplitAfter(bytes.TrimSuffix(export, []byte("\n")), []byte("\n"))
		lines[len(lines)-1] = append(slices.Clone(lines[len(lines)-1]), '\n')
		last := len(lines) - 1
		found := func(did string, changed [][]byte, kind audit.FaultKind, seq int64) {
			t.Helper()
			r, err := audit.CheckExport(bytes.NewReader(bytes.Join(changed, nil)), b.check)
			if err != nil || !slices.ContainsFunc(r.Faults, func(f audit.Fault) bool { return f.Kind == kind && (f.Seq == seq || f.Seq < seq && seq <= f.To) }) {
				t.Errorf("%s of %s: %+v, %v, want %s at %d", did, what, r.Faults, err, kind, seq)
			}
		}
		edit := func(i int, was, is string) [][]byte {
			changed := slices.Clone(lines)
			if changed[i] = bytes.Replace(lines[i], []byte(was), []byte(is), 1); bytes.Equal(changed[i], lines[i]) {
				t.Fatalf("line %d of %s has no %s: %s", i+1, what, was, lines[i])
			}
			return changed
		}
		without := func(from, to int) [][]byte { return slices.Delete(slices.Clone(lines), from, to) }
		place := func(i int) int64 {
			var l struct{ Seq int64 }
			check(t, json.Unmarshal(lines[i], &l))
			return l.Seq
		}
		found("who asked", edit(0, "staff:ito", "staff:eto"), audit.HeadEdited, 0)
		found("when", edit(0, `"at":"20`, `"at":"19`), audit.HeadEdited, 0)
		found("a space", edit(0, `,"by"`, `, "by"`), audit.HeadEdited, 0)
		if what == "all" {
			found("everything as a part", edit(0, `"size"`, `"filter":{"door":"view"},"size"`), audit.HeadEdited, 0)
		} else {
			found("a part as another", edit(0, `"filter":{"`, `"filter":{"to":"2026-11-30","`), audit.HeadEdited, 0)
		}
		for i := 1; i < last; i++ {
			name := fmt.Sprintf("line %d", i+1)
			if field := `"door":"`; bytes.Contains(lines[i], []byte(field)) {
				found(name, edit(i, field, field+"x"), audit.Edited, place(i))
			} else {
				letter := string(lines[i][bytes.Index(lines[i], []byte(`"leaf":"`))+8])
				found(name, edit(i, `"leaf":"`+letter, `"leaf":"`+map[bool]string{true: "B", false: "A"}[letter == "A"]), audit.Edited, place(i))
			}
			found(name+" dropped", without(i, i+1), audit.Removed, place(i))
			if i+1 < last {
				swapped := slices.Clone(lines)
				swapped[i], swapped[i+1] = lines[i+1], lines[i]
				found(name+" below the next", swapped, audit.Moved, place(i))
			}
		}
		found("the end dropped", without(last, last+1), audit.CutOff, place(last-1)+1)
		found("the end's seal", edit(last, `head `, `head A`), audit.BadSeal, 0)
		found("the end's form", edit(last, `"end":true`, `"end": true`), audit.BadSeal, 0)
		found("the end's line", edit(last, "}\n", "}"), audit.BadSeal, 0)
		other := b.export(t, map[string]string{"actor": "nobody"}, func(audit.Record) bool { return false }, nil)
		foreign := slices.Clone(lines)
		foreign[last] = bytes.Replace(other[bytes.IndexByte(other, '\n')+1:], []byte(`"lines":0`), fmt.Appendf(nil, `"lines":%d`, last-1), 1)
		found("the end of another export", foreign, audit.HeadEdited, 0)
	}
	if _, err := audit.CheckExport(strings.NewReader(`{"okaeri_audit":1,"at":"2026-11-01T00:00:00Z","by":"staff:ito","size":1,"checkpoint":""}`), b.check); !errors.Is(err, audit.ErrOldExport) {
		t.Errorf("an export of before the seal: %v", err)
	}
}

// An export changed in any one byte is found changed.
func FuzzAnExportCannotBeChanged(f *testing.F) {
	f.Add(uint(20), byte(1))
	f.Add(uint(300), byte(1))
	f.Add(uint(2000), byte(32))
	f.Add(uint(3900), byte(2))
	f.Fuzz(func(t *testing.T, at uint, by byte) {
		b := shelf(t, 9)
		export := b.export(t, nil, nil, nil)
		i := int(at % uint(len(export)))
		changed := slices.Clone(export)
		if changed[i] ^= by; by == 0 {
			return
		}
		r, err := audit.CheckExport(bytes.NewReader(changed), b.check)
		if err == nil && len(r.Faults) == 0 {
			t.Errorf("byte %d: %q", i, changed[max(0, i-20):min(len(changed), i+20)])
		}
	})
}
