package main

import (
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/alecthomas/kong"
)

// Every command explains itself with an example that can be typed.
func TestEveryCommandExplainsItselfWithAnExample(t *testing.T) {
	parser := must(kong.New(&cli{}, kong.Name("okaeri"), kong.Vars{"reasons": "", "proofs": "", "asks": "", "scopes": ""}))(t)
	space := regexp.MustCompile(`\s+`)
	for _, leaf := range parser.Model.Leaves(true) {
		path := typedPath(leaf)
		out, _, code := spoken(t, "", append(path, "--help")...)
		words := space.ReplaceAllString(out, " ")
		_, example, found := strings.Cut(words, "xample: okaeri ")
		if code != 0 || !found || !strings.HasPrefix(strings.TrimPrefix(example, "--config okaeri.yaml "), strings.Join(path, " ")) {
			t.Errorf("okaeri %s --help gives no example (exit %d):\n%s", strings.Join(path, " "), code, out)
		}
	}
}

// typedPath is a command as one types it, without its arguments.
func typedPath(leaf *kong.Node) []string {
	path := strings.Fields(leaf.Path())
	for i := range path {
		if strings.ContainsFunc(path[i], func(r rune) bool { return !unicode.IsLower(r) && r != '-' }) {
			return path[:i]
		}
	}
	return path
}

// A command that lacks what it needs is a wrong command line and no failure: scripts tell the two apart by the exit code.
func TestNoCommandTakesAWrongCommandLineForAFailure(t *testing.T) {
	t.Setenv("OKAERI_CONFIG", filepath.Join(t.TempDir(), "nosuch.yaml"))
	parser := must(kong.New(&cli{}, kong.Name("okaeri"), kong.Vars{"reasons": "", "proofs": "", "asks": "", "scopes": ""}))(t)
	for _, leaf := range parser.Model.Leaves(true) {
		path := typedPath(leaf)
		wrong := [][]string{append(path, "--nosuch")}
		if name := path[0]; name != "demo" && name != "simulate" { // they need nothing, and begin
			wrong = append(wrong, path)
		}
		for _, line := range wrong {
			_, complaint, code := spoken(t, "", line...)
			if code == 0 || code == exitBadConfig {
				if len(line) > len(path) {
					t.Errorf("okaeri %v: exit %d", line, code)
				}
				continue // nothing was needed but a configuration
			}
			said := strings.ReplaceAll(complaint, "--config okaeri.yaml ", "")
			if code != exitMisused || !strings.Contains(said, "\nExample: okaeri "+strings.Join(path, " ")) {
				t.Errorf("okaeri %v: exit %d\n%s", line, code, complaint)
			}
		}
	}
	for _, line := range []string{
		"", "nosuch", "case", "import --ldap accounts.jsonl", "import --account a-1", "backup --to nobody", "backup okaeri.age",
		"token create --name front --scope applications:write --life soon", "audit export --from tuesday", "audit export --to 2026-13-01",
	} {
		_, complaint, code := spoken(t, "", strings.Fields(line)...)
		if code != exitMisused || strings.Count(complaint, "\n") != 2 || !strings.Contains(complaint, "\nExample: okaeri ") {
			t.Errorf("okaeri %s: exit %d\n%s", line, code, complaint)
		}
	}
}
