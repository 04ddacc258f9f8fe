package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"okaeri/internal/score"
	"okaeri/internal/simulate"
)

// printed is what a command writes to standard output.
func printed(t *testing.T, command interface{ Run() error }) string {
	t.Helper()
	kept := os.Stdout
	file, err := os.Create(filepath.Join(t.TempDir(), "out"))
	if err != nil {
		t.Fatal(err)
	}
	os.Stdout = file
	err = command.Run()
	os.Stdout = kept
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(file.Name())
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestSimulateWritesItsReport(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "report")
	out := printed(t, &SimulateCmd{Owners: 12, Attackers: 24, Seed: 3, Report: dir, JSON: true, Lang: "en"})
	var r simulate.Report
	if err := json.Unmarshal([]byte(out), &r); err != nil {
		t.Fatal(err)
	}
	if r.Run.Owners != 12 || r.Run.Command != "okaeri simulate --owners 12 --attackers 24 --seed 3" {
		t.Errorf("%+v", r.Run)
	}
	for _, name := range []string{"index.html", "report.json"} {
		if data, err := os.ReadFile(filepath.Join(dir, name)); err != nil || len(data) < 1000 {
			t.Errorf("%s: %d bytes, %v", name, len(data), err)
		}
	}
	again := t.TempDir()
	printed(t, &SimulateCmd{Show: filepath.Join(dir, "report.json"), Report: again, Lang: "en"})
	for _, name := range []string{"index.html", "report.json"} {
		if data := must(os.ReadFile(filepath.Join(again, name)))(t); !bytes.Equal(data, must(os.ReadFile(filepath.Join(dir, name)))(t)) {
			t.Errorf("%s drawn anew differs", name)
		}
	}
	for lang, words := range map[string][]string{"en": {r.Run.Command, "T0–T4", "Logistic regression"}, "ja": {r.Run.Command, "T0–T4"}} {
		shown := printed(t, &SimulateCmd{Show: filepath.Join(dir, "report.json"), Lang: lang})
		for _, word := range words {
			if !strings.Contains(shown, word) {
				t.Errorf("%s: %q is not shown", lang, word)
			}
		}
		if strings.Contains(shown, "simulate.") {
			t.Errorf("%s: a word is missing: %s", lang, shown)
		}
	}
	if again := printed(t, &SimulateCmd{Show: filepath.Join(dir, "report.json"), JSON: true, Lang: "en"}); again != out {
		t.Error("the figures that are shown as JSON are not those of the run")
	}
	empty := filepath.Join(dir, "empty.json")
	check(t, os.WriteFile(empty, []byte(`{"scopes": [{}]}`), 0o600))
	for _, none := range []string{filepath.Join(dir, "index.html"), empty} {
		if err := (&SimulateCmd{Show: none}).Run(); err == nil || !strings.Contains(err.Error(), "no report of okaeri simulate") {
			t.Errorf("%s was taken for a report: %v", none, err)
		}
	}
}

// Whoever develops the judgement looks at the training family, and nobody sets anything on the test family.
func TestSimulateTellsTheFamiliesApart(t *testing.T) {
	dir := t.TempDir()
	out := printed(t, &SimulateCmd{Owners: 6, Attackers: 6, Seed: 3, Family: "training", Report: dir, Lang: "en"})
	var r simulate.Report
	check(t, json.Unmarshal(must(os.ReadFile(filepath.Join(dir, "report.json")))(t), &r))
	if !r.Run.Development() || r.Run.Family.Name != "training" || r.Run.Command != "okaeri simulate --owners 6 --attackers 6 --seed 3 --family training" {
		t.Errorf("%+v", r.Run)
	}
	if shown := printed(t, &SimulateCmd{Show: filepath.Join(dir, "report.json"), Lang: "en"}); !strings.HasPrefix(out, "Family of worlds: training\n") || !strings.Contains(shown, out) {
		t.Errorf("%.200s\n%.200s", out, shown)
	}
	for _, flag := range []string{"--train", "--quantiles"} {
		file := filepath.Join(dir, "none")
		_, complaint, code := spoken(t, "", "simulate", flag, file, "--family", "test")
		if code != exitMisused || !strings.Contains(complaint, "always of the training family") {
			t.Errorf("%s on the test family: exit %d, %s", flag, code, complaint)
		}
		if _, err := os.Stat(file); err == nil {
			t.Errorf("%s wrote %s", flag, file)
		}
	}
	if out := printed(t, &SimulateCmd{Owners: 6, Attackers: 6, Seed: 3, Family: "test", Lang: "en"}); !strings.Contains(out, "Family of worlds: test\n") {
		t.Errorf("of the test family: %.200s", out)
	}
	if _, complaint, code := spoken(t, "", "simulate", "--family", "other"); code != exitMisused || !strings.Contains(complaint, "--family") {
		t.Errorf("a family that nobody knows: exit %d, %s", code, complaint)
	}
}

// A report of before says nothing of development, and is one of the test family.
func TestThePublishedReportCanBeShown(t *testing.T) {
	shown := printed(t, &SimulateCmd{Show: filepath.Join("..", "..", "docs", "measured", "report.json"), Lang: "en"})
	if !strings.Contains(shown, "Family of worlds: test\n") || strings.Contains(shown, "no result") {
		t.Errorf("%.300s", shown)
	}
}

// Forty people teach odd things: what they teach is written all the same, as far as the judgement may take it.
func TestTrainingWritesParametersWithATableThatBelongsToThem(t *testing.T) {
	dir := t.TempDir()
	file, table := filepath.Join(dir, "p.yaml"), filepath.Join(dir, "q.yaml")
	c := &SimulateCmd{Owners: 40, Attackers: 80, Seed: 3, Train: file, Version: "tried-1", Quantiles: table}
	if err := c.Run(); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	p, err := score.Parse(data)
	if err != nil || p.Version() != "tried-1" {
		t.Fatalf("%v, %v", p.Version(), err)
	}
	if says := "# tried-1: trained on simulated people from " + score.Default().Engine(); !strings.HasPrefix(string(data), says) {
		t.Errorf("the file does not begin with %q: %.100s", says, data)
	}
	q, err := os.ReadFile(table)
	if err != nil || !bytes.Contains(q, []byte("parameters: "+p.Hash())) {
		t.Errorf("%s %v", q, err)
	}
	if rooms, _, err := (&SimulateCmd{Parameters: file, Table: table}).rooms(); err != nil || !rooms.Policy.Simulated(rooms.Parameters) {
		t.Errorf("what was trained is not measured by the table that belongs to it: %v", err)
	}
	if _, _, err := (&SimulateCmd{Table: table}).rooms(); err == nil || !strings.Contains(err.Error(), table+": quantiles: they belong") {
		t.Errorf("a table of other parameters is taken: %v", err)
	}
}

// reviewed writes cases in which owners name two folders ever so often.
func reviewed(t *testing.T) string {
	line := `{"assessment": {"id": "x-1", "account_id": "a-1", "verdict": "review", "hold_hours": 72, "bits": 1.5, "findings": [{"kind": "mail_folder", "level": "two", "bits": 1, "reason": ""}]}, "truth": "owner"}`
	name := filepath.Join(t.TempDir(), "reviewed.jsonl")
	if err := os.WriteFile(name, []byte(strings.Repeat(line+"\n", 12)), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestCalibrateShowsAndWritesOnlyWhenTold(t *testing.T) {
	cases, file := reviewed(t), filepath.Join(t.TempDir(), "new.yaml")
	out := printed(t, &CalibrateCmd{Cases: cases})
	if !strings.Contains(out, "mail_folder") || !strings.Contains(out, "owner") {
		t.Errorf("nothing is shown: %q", out)
	}
	if _, complaint, code := spoken(t, "", "calibrate", cases, "--write", file); code != exitMisused || !strings.Contains(complaint, "a name of its own") {
		t.Errorf("a changed file without a name of its own: exit %d, %s", code, complaint)
	}
	if err := (&CalibrateCmd{Cases: cases, Write: file, Version: score.Default().Version()}).Run(); err == nil {
		t.Error("a changed file was written under the old name")
	}
	if _, err := os.Stat(file); err == nil {
		t.Error("a file is there though nothing was to be written")
	}
	printed(t, &CalibrateCmd{Cases: cases, Write: file, Version: "ours-1"})
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if p, err := score.Parse(data); err != nil || p.Version() != "ours-1" {
		t.Errorf("%v %v", p, err)
	}
}

func TestPolicyTestTellsWhatWouldBeDecidedDifferently(t *testing.T) {
	dir := t.TempDir()
	write := func(name, data string) string {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	person := simulate.PersonAt(1, 0, 10, simulate.Options{})
	account, err := json.Marshal(person.Account)
	if err != nil {
		t.Fatal(err)
	}
	now := person.Names[len(person.Names)-1]
	name, err := json.Marshal(map[string]string{"family": now.Family, "given": now.Given})
	if err != nil {
		t.Fatal(err)
	}
	application := `{"id": "x-1", "account": "` + person.Account.Identifiers[0] + `", "contact": "c@example.org", "at": "2026-11-02T10:00:00+09:00", "language": "ja", "situation": "forgot_password", "claims": [{"kind": "name", "value": ` + string(name) + `}, {"kind": "birth_date", "value": "` + person.Birth.Format(time.DateOnly) + `"}], "context": {"ip": "192.0.2.1", "user_agent": "", "device": ""}}`
	c := &PolicyTestCmd{
		Accounts: write("a.jsonl", string(account)+"\n"), Applications: write("b.jsonl", application+"\n"),
		Policy: write("p.yaml", "wald_beta: 0.001\n"),
		// Parameters of another hash have no simulated table, so that Wald's line alone says what is declined.
		Parameters: write("q.yaml", strings.Replace(string(score.DefaultFile()), "item_cap: 12", "item_cap: 11", 1)),
	}
	if out := printed(t, c); !strings.Contains(out, "decline -> review") || !strings.Contains(out, "1 / 1") {
		t.Errorf("%q", out)
	}
	c.Parameters, c.Policy = "", write("same.yaml", "theta_min: 4\n")
	if out := printed(t, c); strings.Contains(out, "->") {
		t.Errorf("the same policy decides differently: %q", out)
	}
}
