package web_test

import (
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"

	"okaeri/internal/text"
)

// made are the beginnings of keys that code puts together: fields, states, problems.
var made = []string{
	"error.", "page.", "apply.field.", "apply.hint.", "apply.option.", "apply.page.", "apply.part.", "apply.status.", "apply.advice.",
	"apply.month.", "apply.area.", "front.fact.", "front.seat.",
}

// A sentence that no page says is one that translators keep in vain.
func TestEverySentenceOfThePagesIsSaid(t *testing.T) {
	c, err := text.Load()
	if err != nil {
		t.Fatal(err)
	}
	var source strings.Builder
	err = fs.WalkDir(os.DirFS("."), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.Contains(path, "testdata") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		data, err := os.ReadFile(path)
		source.Write(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range c.Keys(text.English) {
		room, _, _ := strings.Cut(key, ".")
		if !slices.Contains([]string{"shell", "page", "apply", "error", "front"}, room) {
			continue
		}
		if slices.ContainsFunc(made, func(start string) bool { return strings.HasPrefix(key, start) }) {
			continue
		}
		if !strings.Contains(source.String(), "[["+key+"]]") && !strings.Contains(source.String(), `"`+key+`"`) {
			t.Errorf("no page says %s", key)
		}
	}
}
