package assess_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"okaeri/internal/assess"
	"okaeri/internal/decision"
	"okaeri/internal/evidence"
	"okaeri/internal/score"
	"okaeri/internal/text"
)

func read(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func rules(t testing.TB) assess.Rules {
	t.Helper()
	catalogue, err := text.Load()
	if err != nil {
		t.Fatal(err)
	}
	return assess.Rules{
		Parameters: score.Default(), Policy: decision.DefaultPolicy(),
		Say: func(key string, args map[string]string) string { return catalogue.T("en", key, args) },
	}
}

// run assesses, and gives what was written before the error too.
func run(t testing.TB, accounts, applications, frequencies string) (string, error) {
	t.Helper()
	var out bytes.Buffer
	files := assess.Files{Accounts: bytes.NewReader([]byte(accounts)), Applications: strings.NewReader(applications), Out: &out}
	if frequencies != "" {
		files.Frequencies = strings.NewReader(frequencies)
	}
	err := assess.Run(files, rules(t), func(int) {})
	return out.String(), err
}

// The golden file holds what a change of the judgement changes. OKAERI_GOLDEN=write writes it anew.
func TestAssessmentsAreThoseOfTheGoldenFile(t *testing.T) {
	got, err := run(t, string(read(t, "accounts.jsonl")), string(read(t, "applications.jsonl")), "")
	if err != nil {
		t.Fatal(err)
	}
	if os.Getenv("OKAERI_GOLDEN") == "write" {
		if err := os.WriteFile(filepath.Join("testdata", "assessments.jsonl"), []byte(got), 0o644); err != nil { //nolint:gosec // a test's file
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(string(read(t, "assessments.jsonl")), got); diff != "" {
		t.Error(diff)
	}
}

func TestEveryAssessmentAddsUpAndIsWorded(t *testing.T) {
	out, err := run(t, string(read(t, "accounts.jsonl")), string(read(t, "applications.jsonl")), "")
	if err != nil {
		t.Fatal(err)
	}
	verdicts := map[string]decision.Outcome{}
	for line := range strings.Lines(out) {
		var a decision.Assessment
		if err := json.Unmarshal([]byte(line), &a); err != nil {
			t.Fatal(err)
		}
		sum := decision.Bits(0)
		for _, f := range a.Findings {
			sum += f.Bits
			if f.Reason == "" || strings.HasPrefix(f.Reason, "finding.") {
				t.Errorf("%s: %s %s has no sentence", a.ID, f.Kind, f.Level)
			}
		}
		if sum != a.Bits {
			t.Errorf("%s: findings add up to %d, not %d", a.ID, sum, a.Bits)
		}
		if a.Verdict == decision.Grant && a.HoldHours < 24 {
			t.Errorf("%s: a hold of %d hours", a.ID, a.HoldHours)
		}
		verdicts[a.ID] = a.Verdict
	}
	for id, want := range map[string]decision.Outcome{
		"owner-whole": decision.Grant, "guesser": decision.Decline, "guess-3": decision.Decline, "silent": decision.Decline, "nobody": decision.Decline,
	} {
		if verdicts[id] != want {
			t.Errorf("%s: %s, want %s", id, verdicts[id], want)
		}
	}
}

// Reviewers read a sentence for every level of every item, applicants one for every kind to add, both in both languages.
func TestEveryLevelAndEveryAdviceHasWords(t *testing.T) {
	catalogue, err := text.Load()
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	for _, item := range evidence.Items() {
		for _, level := range append(evidence.Levels(item), evidence.Wrong, evidence.Blank) {
			keys = append(keys, "finding."+string(item)+"."+string(level))
		}
	}
	keys = append(keys, "finding.with_since",
		"finding.mail_subject."+string(evidence.TooCommon), "finding.mail_folder."+string(evidence.TooCommon))
	for _, item := range []evidence.Item{evidence.Recipients, evidence.Subjects, evidence.AddressBook} {
		keys = append(keys, "finding."+string(item)+"."+string(evidence.Answered))
	}
	for _, kind := range decision.AdviceKinds() {
		keys = append(keys, "apply.advice."+kind)
	}
	for _, lang := range text.Languages() {
		for _, key := range keys {
			if !catalogue.Has(lang, key) {
				t.Errorf("%s: no words for %s", lang, key)
			}
		}
	}
}

// Any number of cores gives the same bytes in the order of the applications.
func TestAssessingIsTheSameOnAnyNumberOfCores(t *testing.T) {
	var many strings.Builder
	for i := range 40 {
		many.WriteString(strings.ReplaceAll(string(read(t, "applications.jsonl")), `"id": "`, fmt.Sprintf(`"id": "%d-`, i)))
	}
	applications := strings.NewReplacer(`"after": ["owner-poor"]`, `"after": []`, `"after": ["guesser"]`, `"after": []`, `"after": ["guess-2"]`, `"after": []`).Replace(many.String())
	var first string
	for _, cores := range []int{1, 4, 16} {
		before := runtime.GOMAXPROCS(cores)
		got, err := run(t, string(read(t, "accounts.jsonl")), applications, "")
		runtime.GOMAXPROCS(before)
		if err != nil {
			t.Fatal(err)
		}
		if first == "" {
			first = got
		}
		if got != first {
			t.Errorf("on %d cores the answers differ", cores)
		}
	}
}

// A file is read twice so that little is kept; from a pipe everything has to be. Both say the same.
func TestAPipeIsAssessedAsAFileIs(t *testing.T) {
	accounts, applications := string(read(t, "accounts.jsonl")), string(read(t, "applications.jsonl"))
	if !strings.Contains(applications, `"after"`) {
		t.Fatal("no line of the test's names another")
	}
	file, err := run(t, accounts, applications, "")
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	pipe := struct{ io.Reader }{strings.NewReader(applications)}
	if err := assess.Run(assess.Files{Accounts: strings.NewReader(accounts), Applications: pipe, Out: &out}, rules(t), func(int) {}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(file, out.String()); diff != "" {
		t.Error(diff)
	}
}

func TestABadLineIsNamedAndEndsTheRun(t *testing.T) {
	accounts, good := string(read(t, "accounts.jsonl")), strings.SplitAfter(string(read(t, "applications.jsonl")), "\n")
	for _, c := range []struct{ says, accounts, applications, want string }{
		{"an unknown field of an application", accounts, good[0] + "\n" + `{"id":"x","shoe_size":44}`, `applications:3: unknown field "shoe_size"`},
		{"an unknown field of a claim", accounts, good[0] + `{"id":"x","claims":[{"kind":"name","val":"x"}]}`, `applications:2: unknown field "val"`},
		{"half a line", accounts, good[0] + `{"id":"x"`, `applications:2: not one JSON object`},
		{"an earlier line that is none", accounts, good[0] + `{"id":"x","after":["y"]}`, `applications:2: field "after": names no earlier line`},
		{"a line that follows itself", accounts, good[0] + `{"id":"x","after":["x"]}`, `applications:2: field "after": names no earlier line`},
		{"an unknown field of an account", accounts + `{"id":"z","shoe_size":44}`, good[0], `accounts:4: unknown field "shoe_size"`},
		{"an account twice", accounts + `{"id":"a-000001"}`, good[0], `accounts:4: field "id": the account of line 1 has it`},
		{"a plain password", accounts + `{"id":"z","facts":[{"kind":"password","value":"secret"}]}`, good[0], `accounts:4: fact 1: field "value": not a known password hash`},
	} {
		out, err := run(t, c.accounts, c.applications, "")
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: the error %v does not say %s", c.says, err, c.want)
		}
		if answered := strings.Count(out, "\n"); strings.HasPrefix(c.want, "applications") && answered != 1 {
			t.Errorf("%s: %d lines were answered before it", c.says, answered)
		}
	}
}

func TestFrequenciesMayBeGiven(t *testing.T) {
	accounts, applications := string(read(t, "accounts.jsonl")), string(read(t, "applications.jsonl"))
	learned, err := run(t, accounts, applications, "")
	if err != nil {
		t.Fatal(err)
	}
	given, err := run(t, accounts, applications, `{"accounts": 1000000}
{"kind": "family", "value": "斎藤", "accounts": 4500}
{"kind": "birth_date", "value": "昭和50年12月1日", "accounts": 60}
{"kind": "postal_code", "value": "〒160-0022", "accounts": 90000}
`)
	if err != nil {
		t.Fatal(err)
	}
	if given == learned {
		t.Error("frequencies change nothing")
	}
	for bad, want := range map[string]string{
		`{"accounts": -1}`: `frequencies:1: field "accounts"`, `{"kind": "family", "worth": 3}`: `frequencies:1: unknown field "worth"`,
		"{\"accounts\": 5}\n{\"kind\": \"birth_date\", \"value\": \"never\", \"accounts\": 3}": `frequencies:2: field "kind" or "value"`,
	} {
		if _, err := run(t, accounts, applications, bad); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: the error %v does not say %s", bad, err, want)
		}
	}
}

// BenchmarkAssess tells applications a second, accounts read beforehand and no password typed.
func BenchmarkAssess(b *testing.B) {
	accounts := string(read(b, "accounts.jsonl"))
	line := strings.SplitAfter(string(read(b, "applications.jsonl")), "\n")[1] // without passwords
	applications := strings.Repeat(line, b.N)
	files := assess.Files{Accounts: bytes.NewReader([]byte(accounts)), Applications: strings.NewReader(applications), Out: discard{}}
	r := rules(b)
	b.ResetTimer()
	if err := assess.Run(files, r, func(int) {}); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "applications/s")
}

type discard struct{}

func (discard) Write(p []byte) (int, error) { return len(p), nil }
