package main

import (
	"bufio"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// block is one fenced block of a README: its language and what it holds.
var block = regexp.MustCompile("(?ms)^```([a-z]*)\n(.*?)^```")

// runIt are the commands and the configuration of a README's "Run it".
func runIt(t *testing.T, file string) (commands []string, config string) {
	t.Helper()
	text := string(must(os.ReadFile(filepath.Join("..", "..", file)))(t))
	for _, b := range block.FindAllStringSubmatch(text, -1) {
		switch {
		case b[1] == "yaml":
			config = b[2]
		case strings.HasPrefix(b[2], "okaeri serve"):
			for line := range strings.Lines(b[2]) {
				command, _, _ := strings.Cut(line, " #")
				commands = append(commands, strings.TrimSpace(command))
			}
		}
	}
	return commands, config
}

// An operator who copies "Run it" into a terminal, with the configuration beside it, has a server and can work with it.
func TestTheCommandsOfTheREADMEWorkAsWritten(t *testing.T) {
	commands, config := runIt(t, "README.md")
	japanese, configJapanese := runIt(t, "README.ja.md")
	if !slices.Equal(commands, japanese) || config != configJapanese || len(commands) < 4 {
		t.Fatalf("the READMEs name different commands or configurations:\n%s\n%s", commands, japanese)
	}
	dir := t.TempDir()
	check(t, os.WriteFile(filepath.Join(dir, "okaeri.yaml"), []byte(config), 0o600))
	check(t, os.WriteFile(filepath.Join(dir, "accounts.jsonl"), must(json.Marshal(kinOf(1).record("a-1")))(t), 0o600))
	for _, line := range commands {
		words := strings.Fields(line)
		cmd := exec.Command(os.Args[0], words[1:]...)
		cmd.Dir = dir
		// A free port instead of the one that may be taken here, and no look at a directory that nobody has.
		cmd.Env = append(asProgram(), "OKAERI_LISTEN=127.0.0.1:0", "OKAERI_DIRECTORY__KIND=builtin")
		switch words[1] {
		case "serve":
			defer opened(t, cmd)()
		case "simulate": // takes minutes; it has tests of its own
		default:
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("%s: %v\n%s", line, err, out)
			}
		}
	}
}

// opened starts a server and waits until it is open; what it returns ends it.
func opened(t *testing.T, cmd *exec.Cmd) func() {
	t.Helper()
	said := must(cmd.StderrPipe())(t)
	check(t, cmd.Start())
	var heard strings.Builder
	for lines := bufio.NewScanner(said); lines.Scan(); {
		heard.WriteString(lines.Text() + "\n")
		if strings.Contains(lines.Text(), `"msg":"open"`) {
			return func() {
				_ = cmd.Process.Signal(os.Interrupt)
				for lines.Scan() {
					continue
				}
				_ = cmd.Wait()
			}
		}
	}
	t.Fatalf("the server did not open: %v\n%s", cmd.Wait(), heard.String())
	return nil
}
