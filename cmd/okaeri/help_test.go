package main

import (
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
		path := strings.Fields(leaf.Path())
		for i := range path {
			if strings.ContainsFunc(path[i], func(r rune) bool { return !unicode.IsLower(r) && r != '-' }) {
				path = path[:i] // an argument
				break
			}
		}
		out, _, code := spoken(t, "", append(path, "--help")...)
		words := space.ReplaceAllString(out, " ")
		_, example, found := strings.Cut(words, "xample: okaeri ")
		if code != 0 || !found || !strings.HasPrefix(strings.TrimPrefix(example, "--config okaeri.yaml "), strings.Join(path, " ")) {
			t.Errorf("okaeri %s --help gives no example (exit %d):\n%s", strings.Join(path, " "), code, out)
		}
	}
}
