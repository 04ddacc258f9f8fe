package jsonl_test

import (
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"

	"okaeri/internal/evidence"
	"okaeri/internal/ingest/jsonl"
)

func account(id string) string {
	return fmt.Sprintf(`{"id": %q, "identifiers": ["%s@momiji.example"], "created": "2014-05-03T00:00:00Z", "mfa": false, "value": "ordinary", "locked": null, "contacts": [], "facts": [`+
		`{"kind": "name", "value": {"family": "佐藤", "given": "花子"}, "from": "2014-05-03T00:00:00Z"}]}`, id, id)
}

// read returns the ids with their lines, the bad lines, and the error.
func read(file string, strict bool) (good, bad []string, err error) {
	err = jsonl.Read(strings.NewReader(file), strict, nil, func(line int, a evidence.Account) error {
		good = append(good, fmt.Sprint(line, " ", a.ID))
		return nil
	}, func(line int, err error) error {
		bad = append(bad, fmt.Sprint(line, " ", err))
		return nil
	})
	return good, bad, err
}

func TestEveryLineIsAnAccount(t *testing.T) {
	for name, file := range map[string]string{
		"lines":           account("a") + "\n" + account("b") + "\n",
		"no end":          account("a") + "\n" + account("b"),
		"Windows":         "\ufeff" + account("a") + "\r\n" + account("b") + "\r\n",
		"blanks around":   " " + account("a") + " \n\t" + account("b") + "\t\n",
		"longer than one": account("a") + "\n" + strings.Repeat(" ", 300<<10) + account("b") + "\n",
	} {
		good, bad, err := read(file, true)
		if strings.Join(good, ",") != "1 a,2 b" || len(bad) > 0 || err != nil {
			t.Errorf("%s: %v %v %v", name, good, bad, err)
		}
	}
	if good, _, err := read("\n\n"+account("a")+"\n\n"+account("b")+"\n\n", true); strings.Join(good, ",") != "3 a,5 b" || err != nil {
		t.Errorf("empty lines: %v %v", good, err)
	}
	if good, bad, err := read("", true); len(good)+len(bad) > 0 || err != nil {
		t.Errorf("an empty file: %v %v %v", good, bad, err)
	}
}

func TestABadLineIsReportedWithItsNumberAndPassedOver(t *testing.T) {
	file := account("a") + "\n{\n" + `{"id": "x", "marker_field": 1}` + "\n" + account("b") + "\nnull\n[]"
	good, bad, err := read(file, false)
	if strings.Join(good, ",") != "1 a,4 b" || err != nil || len(bad) != 4 {
		t.Fatalf("%v %v %v", good, bad, err)
	}
	for i, line := range []string{"2 ", "3 ", "5 ", "6 "} {
		if !strings.HasPrefix(bad[i], line) {
			t.Errorf("%q is not of line %s", bad[i], line)
		}
	}
	if !strings.Contains(bad[1], "marker_field") {
		t.Errorf("the field is not named: %s", bad[1])
	}
}

func TestStrictEndsAtTheFirstBadLine(t *testing.T) {
	good, bad, err := read(account("a")+"\n{\n"+account("b"), true)
	var line *jsonl.LineError
	if strings.Join(good, ",") != "1 a" || len(bad) > 0 || !errors.As(err, &line) || line.Line != 2 {
		t.Errorf("%v %v %v", good, bad, err)
	}
}

func TestALineThatIsOfNoUseIsABadOne(t *testing.T) {
	file := account("a") + "\n" + account("b") + "\n" + account("c")
	unusable := func(a *evidence.Account) error {
		if a.ID == "b" {
			return errors.New("of no use")
		}
		return nil
	}
	good, bad := "", ""
	each := func(line int, a evidence.Account) error { good += fmt.Sprint(line, a.ID, " "); return nil }
	err := jsonl.Read(strings.NewReader(file), false, unusable, each, func(line int, err error) error {
		bad += fmt.Sprint(line, " ", err)
		return nil
	})
	if good != "1a 3c " || bad != "2 of no use" || err != nil {
		t.Errorf("%q %q %v", good, bad, err)
	}
	var line *jsonl.LineError
	if err := jsonl.Read(strings.NewReader(file), true, unusable, each, nil); !errors.As(err, &line) || line.Line != 2 {
		t.Errorf("strict: %v", err)
	}
}

// V16: what is wrong is said by the field's name and never by what stands there.
func TestV16AReportHoldsNothingOfTheLine(t *testing.T) {
	for _, fact := range []string{
		`{"kind": "password", "value": "secret-marker", "from": "2014-05-03T00:00:00Z"}`,
		`{"kind": "purchase", "value": {"item": "secret-marker 4111111111111111"}, "at": "2014-05-03T00:00:00Z"}`,
		`{"kind": "name", "value": {"family": "secret-marker"}, "from": "secret-marker"}`,
	} {
		line := strings.Replace(account("a"), `"facts": [`, `"facts": [`+fact+",", 1)
		good, bad, err := read(line, false)
		if len(good) > 0 || len(bad) != 1 || err != nil {
			t.Errorf("%s: %v %v %v", fact, good, bad, err)
		}
		if strings.Contains(strings.Join(bad, ""), "marker") || strings.Contains(strings.Join(bad, ""), "4111") {
			t.Errorf("the report shows it: %v", bad)
		}
	}
}

func TestErrorsOfTheCallerAndTheFileComeBack(t *testing.T) {
	stop := errors.New("stop")
	failing := func(int, evidence.Account) error { return stop }
	if err := jsonl.Read(strings.NewReader(account("a")), false, nil, failing, nil); !errors.Is(err, stop) {
		t.Errorf("each: %v", err)
	}
	if err := jsonl.Read(strings.NewReader("{"), false, nil, nil, func(int, error) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("bad: %v", err)
	}
	broken := io.MultiReader(strings.NewReader(account("a")+"\n"+account("b")[:20]), brokenReader{stop})
	if err := jsonl.Read(broken, false, nil, func(int, evidence.Account) error { return nil }, nil); !errors.Is(err, stop) {
		t.Errorf("file: %v", err)
	}
}

type brokenReader struct{ err error }

func (b brokenReader) Read([]byte) (int, error) { return 0, b.err }

// endless is blanks without a line's end, then an account.
type endless struct {
	left int
	tail string
}

func (e *endless) Read(p []byte) (int, error) {
	if e.left == 0 {
		if e.tail == "" {
			return 0, io.EOF
		}
		n := copy(p, e.tail)
		e.tail = e.tail[n:]
		return n, nil
	}
	n := min(len(p), e.left)
	for i := range n {
		p[i] = ' '
	}
	e.left -= n
	return n, nil
}

func TestALineWithoutEndIsPassedOverInBoundedMemory(t *testing.T) {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	var bad []error
	ids := ""
	err := jsonl.Read(&endless{left: 3 * jsonl.MaxLine, tail: "\n" + account("a")}, false, nil, func(_ int, a evidence.Account) error {
		ids += a.ID
		return nil
	}, func(line int, err error) error {
		bad = append(bad, fmt.Errorf("%d %w", line, err))
		return nil
	})
	runtime.GC()
	runtime.ReadMemStats(&after)
	if err != nil || ids != "a" || len(bad) != 1 || !strings.HasPrefix(bad[0].Error(), "1 is longer") {
		t.Errorf("%q %v %v", ids, bad, err)
	}
	if grown := int64(after.HeapAlloc) - int64(before.HeapAlloc); grown > 8<<20 {
		t.Errorf("%d MiB are still held", grown>>20)
	}
}

func FuzzALineNeverPanicsAndIsNeverLost(f *testing.F) {
	f.Add(account("a") + "\n{}\n" + account("b"))
	f.Add("\ufeff\n\r\n{\"id\":1}")
	f.Fuzz(func(t *testing.T, file string) {
		good, bad, err := read(file, false)
		if err != nil {
			t.Fatal(err)
		}
		lines := 0
		for line := range strings.SplitSeq(strings.TrimPrefix(file, "\ufeff"), "\n") {
			if strings.TrimSpace(line) != "" {
				lines++
			}
		}
		if len(good)+len(bad) != lines {
			t.Fatalf("%d good and %d bad of %d lines", len(good), len(bad), lines)
		}
	})
}

func BenchmarkAccounts(b *testing.B) {
	file := strings.Repeat(account("a")+"\n", 1000)
	b.SetBytes(int64(len(file)))
	for b.Loop() {
		if err := jsonl.Read(strings.NewReader(file), true, nil, func(int, evidence.Account) error { return nil }, nil); err != nil {
			b.Fatal(err)
		}
	}
}
