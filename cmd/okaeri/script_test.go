package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"filippo.io/age"
	"github.com/rogpeppe/go-internal/testscript"

	"okaeri/internal/evidence"
	"okaeri/internal/recovery"
	"okaeri/internal/simulate"
	"okaeri/internal/staff"
	"okaeri/internal/testenv"
)

// The stories of operators, each a script that reads as one types it.
func TestOperatorsDoTheirWorkOnTheCommandLine(t *testing.T) {
	waiting := review(t, 9) // made here: scripts run on goroutines of their own
	database := testenv.Postgres(t)
	testscript.Run(t, testscript.Params{
		Dir:                must(filepath.Abs("testdata/script"))(t), // scripts change the folder
		RequireUniqueNames: true,
		Setup: func(e *testscript.Env) error {
			// A whole configuration in the environment, as a container has it; a script overrides what it is about.
			e.Setenv("OKAERI_PUBLIC_URL", "https://recover.momiji.example")
			e.Setenv("OKAERI_DATA_DIR", filepath.Join(e.WorkDir, "data"))
			e.Setenv("OKAERI_MAIL__SERVER", "127.0.0.1:1")
			e.Setenv("OKAERI_MAIL__TLS", "none")
			e.Setenv("OKAERI_MAIL__FROM", "okaeri@momiji.example")
			return nil
		},
		Condition: func(what string) (bool, error) { return what == "root" && os.Geteuid() == 0, nil },
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits":    exits,
			"people":   makePeople,
			"keygen":   keygen,
			"jsonl":    jsonLines,
			"postgres": func(s *testscript.TestScript, _ bool, args []string) { s.Setenv(args[0], database) },
			"review":   func(s *testscript.TestScript, _ bool, args []string) { waiting.tell(s, args[0]) },
		},
	})
}

// terminal is the one that all scripts share: input, output, folder and environment belong to the process.
var terminal sync.Mutex

// variables are those that scripts set for okaeri.
var variables = []string{
	"OKAERI_PUBLIC_URL", "OKAERI_DATA_DIR", "OKAERI_MAIL__SERVER", "OKAERI_MAIL__TLS", "OKAERI_MAIL__FROM", "OKAERI_DATABASE", "OKAERI_KEY_FILE",
	"OKAERI_MAIL__PASSWORD_FILE", "OKAERI_NOSUCH", "OKAERI_CONFIG", "LANG", "SUDO_USER",
}

// exits runs okaeri, which has to end with an exit code, and keeps what it prints in the files out and err. Its input is empty, or the file
// that is named after <.
func exits(s *testscript.TestScript, _ bool, args []string) {
	terminal.Lock()
	defer terminal.Unlock()
	want, args := args[0], args[1:]
	in := os.DevNull
	if strings.HasPrefix(args[0], "<") {
		in, args = s.MkAbs(args[0][1:]), args[1:]
	}
	got := strconv.Itoa(typedIn(s, in, args))
	if got != want {
		s.Fatalf("okaeri %s: exit %s, not %s\n%s%s", strings.Join(args, " "), got, want, s.ReadFile("out"), s.ReadFile("err"))
	}
}

// typedIn is the command line as a process of its own would see it.
func typedIn(s *testscript.TestScript, in string, args []string) int {
	streams := [3]*os.File{os.Stdin, os.Stdout, os.Stderr}
	home, err := os.Getwd()
	s.Check(err)
	defer func() {
		os.Stdin, os.Stdout, os.Stderr = streams[0], streams[1], streams[2]
		s.Check(os.Chdir(home))
	}()
	s.Check(os.Chdir(s.MkAbs(".")))
	for _, name := range variables {
		if value := s.Getenv(name); value != "" {
			s.Check(os.Setenv(name, value))
			defer os.Unsetenv(name)
		}
	}
	for i, name := range []string{in, s.MkAbs("out"), s.MkAbs("err")} {
		f, err := os.OpenFile(name, []int{os.O_RDONLY, os.O_CREATE | os.O_WRONLY | os.O_TRUNC}[min(i, 1)], 0o600)
		s.Check(err)
		defer f.Close() //nolint:errcheck // read again by the script
		*[]**os.File{&os.Stdin, &os.Stdout, &os.Stderr}[i] = f
	}
	return run(args)
}

// makePeople writes so many account records to a file; a third argument is a line to spoil.
func makePeople(s *testscript.TestScript, _ bool, args []string) {
	n, err := strconv.Atoi(args[0])
	s.Check(err)
	var b bytes.Buffer
	lines := json.NewEncoder(&b)
	i := 0
	for p := range simulate.Population(3, n, simulate.Options{Events: 3, Hash: simulate.SSHA512}) {
		if i++; len(args) > 2 && args[2] == strconv.Itoa(i) {
			b.WriteString("{\"id\": \"a\", \"shoe_size\": 24}\n")
			continue
		}
		s.Check(lines.Encode(p.Account))
	}
	s.Check(os.WriteFile(s.MkAbs(args[1]), b.Bytes(), 0o600))
}

// keygen makes an age identity in a file and puts its recipient into a variable.
func keygen(s *testscript.TestScript, _ bool, args []string) {
	id, err := age.GenerateX25519Identity()
	s.Check(err)
	s.Check(os.WriteFile(s.MkAbs(args[0]), []byte(id.String()+"\n"), 0o600))
	s.Setenv(args[1], id.Recipient().String())
}

// jsonLines sees that a file is one JSON object a line, each with the fields that are named.
func jsonLines(s *testscript.TestScript, _ bool, args []string) {
	text := strings.TrimSpace(s.ReadFile(args[0]))
	if text == "" {
		s.Fatalf("%s is empty", args[0])
	}
	for line := range strings.Lines(text) {
		var fields map[string]any
		s.Check(json.Unmarshal([]byte(line), &fields))
		for _, name := range args[1:] {
			if _, ok := fields[name]; !ok {
				s.Fatalf("%s: no field %q in %s", args[0], name, line)
			}
		}
	}
}

// underReview is an application that people have to decide, at a server that runs beside the script.
type underReview struct {
	*town
	ref string
}

func review(t *testing.T, i int) underReview {
	k := kinOf(i)
	w := newTown(t, plan{people: folk(k.record("a-1", func(a *evidence.Account) { a.MFA = true })), config: func(c *Config) { c.Policy = lenient(t) }})
	ref := w.sent(w.person("ja", k.ip, k.contact, k.memory())) // everything right; the account has a second factor
	w.until(ref, recovery.Reviewing)
	w.employs(whoami(), staff.Reviewer)
	w.employs("colleague", staff.Reviewer)
	return underReview{w, ref}
}

// tell puts the server's configuration and the case's number into variables.
func (r underReview) tell(s *testscript.TestScript, variable string) {
	s.Setenv(variable, r.ref)
	s.Setenv("OKAERI_PUBLIC_URL", r.base)
	s.Setenv("OKAERI_DATA_DIR", r.config.DataDir)
	s.Setenv("OKAERI_MAIL__SERVER", r.config.Mail.Server)
}
