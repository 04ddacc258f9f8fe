package main

import (
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"okaeri/internal/staff"
	"okaeri/internal/testenv"
	"okaeri/internal/text"
)

// The command line proposes, tries and takes back; it puts into force what tightens, at servers that run, and never what loosens.
func TestRulesAreChangedFromTheCommandLineWithoutLooseningAny(t *testing.T) {
	w := newTown(t, plan{people: crowd()[:1]})
	run := func(want int, args ...string) string {
		t.Helper()
		out, err := w.command(args...).CombinedOutput()
		code := 0
		var ended *exec.ExitError
		if errors.As(err, &ended) {
			code = ended.ExitCode()
		} else if err != nil {
			t.Fatal(err)
		}
		if code != want {
			t.Fatalf("%v: exit code %d, want %d: %s", args, code, want, out)
		}
		return string(out)
	}
	file := func(name, text string) string {
		path := filepath.Join(t.TempDir(), name)
		check(t, os.WriteFile(path, []byte(text), 0o600))
		return path
	}
	loose, tight := file("loose.yaml", "hold: {default: 60}\n"), file("tight.yaml", "hold: {default: 96}\n")
	if said := run(1, "policy", "propose", "--policy", loose, "--why", "x"); !strings.Contains(said, "nobody who works at the desk") {
		t.Errorf("a stranger: %s", said)
	}
	w.employs(whoami(), staff.Admin)
	if said := run(1, "policy", "propose", "--policy", file("bad.yaml", "hold: {floor: 1}\n"), "--why", "x"); !strings.Contains(said, "hold.floor: 1 is not between 24") {
		t.Errorf("a file that can't be used: %s", said)
	}
	var made struct {
		ID      string `json:"id"`
		Loosens bool   `json:"loosens"`
		Trial   struct {
			State string `json:"state"`
		} `json:"trial"`
	}
	propose := func(file string) string {
		t.Helper()
		said := run(0, "policy", "propose", "--policy", file, "--why", "as we agreed", "--json")
		if err := json.Unmarshal([]byte(said), &made); err != nil {
			t.Fatal(err, said)
		}
		return made.ID
	}
	id := propose(loose)
	if !made.Loosens {
		t.Error("a shorter hold does not loosen")
	}
	w.tries(id)
	if said := run(1, "policy", "confirm", id); !strings.Contains(said, "at the desk") {
		t.Errorf("loosening from the command line: %s", said)
	}
	run(0, "policy", "withdraw", id)
	id = propose(tight)
	w.tries(id)
	if said := run(0, "policy", "confirm", id); !strings.Contains(said, "In force") {
		t.Errorf("tightening: %s", said)
	}
	if r, err := w.house.settings.Rules(t.Context()); err != nil || r.Policy.Hold.Default != 96 || !strings.HasPrefix(r.Name, "1+") {
		t.Errorf("the server that runs judges by %s with %d hours, %v", r.Name, r.Policy.Hold.Default, err)
	}
	if said := run(0, "policy", "show"); !strings.Contains(said, "desk") {
		t.Errorf("what is in force: %s", said)
	}
	if said := run(0, "policy", "history", "--json"); !strings.Contains(said, `"state":"withdrawn"`) || !strings.Contains(said, `"state":"live"`) {
		t.Errorf("the history: %s", said)
	}
	if said := run(1, "config", "check", "--before-real-users", "--json"); !strings.Contains(said, `"key":"https"`) || !strings.Contains(said, `"mend":`) {
		t.Errorf("before real users: %s", said)
	}
	run(1, "config", "check", "--before-real-users")
	w.showsTheForm()
}

// tries waits until a dry run is done, by whichever process took it.
func (w *town) tries(id string) {
	w.t.Helper()
	testenv.Eventually(w.t, "the dry run is done", func() bool {
		trial, err := w.store.Trial(w.t.Context(), id)
		return err == nil && trial.State == "done"
	})
}

// showsTheForm looks at every page of the form in both languages: what applicants see, with nothing in it that leads anywhere.
func (w *town) showsTheForm() {
	w.t.Helper()
	site := must(w.site(nil))(w.t)
	form := must(w.specimen(site))(w.t)
	draft := must(form.Draft(w.t.Context(), ""))(w.t)
	for _, lang := range text.Languages() {
		for _, page := range form.Questionnaire().Pages(draft.Private.Answers) {
			title, body, err := form.Show(w.t.Context(), lang, page)
			if err != nil || title == "" || !strings.Contains(string(body), "<h1") {
				w.t.Errorf("%s %s: %q, %v", lang, page, title, err)
			}
			for _, way := range []string{"<script", "<link", " action=", "<main"} {
				if strings.Contains(string(body), way) {
					w.t.Errorf("%s %s: the page still has %s", lang, page, way)
				}
			}
		}
	}
}
