package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// spoken runs the command line with files for its output, and gives what it wrote and its exit code.
func spoken(t *testing.T, stdin string, args ...string) (out, complaint string, code int) {
	t.Helper()
	dir := t.TempDir()
	open := func(name, content string) *os.File {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		f, err := os.OpenFile(path, os.O_RDWR, 0)
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	before := [3]*os.File{os.Stdin, os.Stdout, os.Stderr}
	os.Stdin, os.Stdout, os.Stderr = open("in", stdin), open("out", ""), open("err", "")
	defer func() { os.Stdin, os.Stdout, os.Stderr = before[0], before[1], before[2] }()
	code = run(args)
	read := func(name string) string {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	return read("out"), read("err"), code
}

func TestAssessReadsFilesAloneAndShowsNoBarWithoutATerminal(t *testing.T) {
	const data = "../../internal/assess/testdata/"
	golden, err := os.ReadFile(data + "assessments.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	out, complaint, code := spoken(t, "", "assess", "--accounts", data+"accounts.jsonl", "--applications", data+"applications.jsonl")
	if code != 0 || out != string(golden) || complaint != "" {
		t.Errorf("exit %d, %d bytes, said %q", code, len(out), complaint)
	}
	applications, err := os.ReadFile(data + "applications.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	if out, _, code := spoken(t, string(applications), "assess", "--accounts", data+"accounts.jsonl", "--applications", "-"); code != 0 || out != string(golden) {
		t.Errorf("from standard input: exit %d, %d bytes", code, len(out))
	}
	if out, _, _ := spoken(t, string(applications), "assess", "--accounts", data+"accounts.jsonl", "--applications", "-", "--lang", "ja"); !strings.Contains(out, "生年月日が一致") {
		t.Error("no Japanese reasons")
	}
}

func TestAssessNamesFileLineAndField(t *testing.T) {
	const accounts = "../../internal/assess/testdata/accounts.jsonl"
	_, complaint, code := spoken(t, `{"id":"x","shoe_size":44}`, "assess", "--accounts", accounts, "--applications", "-")
	if code != 1 || !strings.Contains(complaint, `-:1: unknown field "shoe_size"`) {
		t.Errorf("exit %d, said %q", code, complaint)
	}
	policy := filepath.Join(t.TempDir(), "policy.yaml")
	if err := os.WriteFile(policy, []byte("hold: {floor: 1}"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, complaint, code = spoken(t, "", "assess", "--accounts", accounts, "--applications", "-", "--policy", policy)
	if code != 1 || !strings.Contains(complaint, "hold.floor") {
		t.Errorf("exit %d, said %q", code, complaint)
	}
}
