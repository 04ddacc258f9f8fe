package score_test

import (
	"os"
	"strings"
	"testing"

	"okaeri/internal/score"
)

func shipped(t testing.TB) string {
	t.Helper()
	data, err := os.ReadFile("parameters.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestShippedParametersKeepEveryProperty(t *testing.T) {
	p, err := score.Parse([]byte(shipped(t)))
	if err != nil {
		t.Fatal(err)
	}
	if p.Engine() != score.Default().Engine() {
		t.Errorf("the embedded parameters %s are not the file's %s", score.Default().Engine(), p.Engine())
	}
}

// Each edit breaks one property; the error must name where.
func TestParametersThatBreakAPropertyAreRefusedByName(t *testing.T) {
	file := shipped(t)
	edit := func(item, old, with string) string {
		at := strings.Index(file, "\n  "+item+":\n")
		if at < 0 {
			t.Fatalf("no item %s", item)
		}
		if !strings.Contains(file[at:], old) {
			t.Fatalf("item %s has no %s", item, old)
		}
		return file[:at] + strings.Replace(file[at:], old, with, 1)
	}
	for name, c := range map[string]struct{ file, says string }{
		"a memory that weighs too much by itself": {strings.Replace(file, "memory_limit: 4 ", "memory_limit: 1 ", 1), "by itself against"},
		"chances above one":                       {edit("birth_date", "breached: [0.", "breached: [1."), "item birth_date: known to breached"},
		"nothing left for a wrong answer":         {edit("name", "owner: [0.7", "owner: [0.79"), "item name: owner"},
		"an unknown key":                          {strings.Replace(file, "item_cap: 12", "item_cup: 12", 1), "item_cup"},
		"an unknown level":                        {edit("card", "last_four", "last_five"), "item card: levels"},
		"a missing class":                         {edit("card", "phisher:", "fisher:"), "item card: known"},
		"a missing item":                          {strings.Replace(file, "\n  card:\n", "\n  cards:\n", 1), "item card is missing"},
		"an unknown group":                        {edit("card", "group: inside", "group: within"), "item card: group"},
		"a cap beyond the bound":                  {strings.Replace(file, "item_cap: 12", "item_cap: 13", 1), "item_cap"},
		"memories that are no whole":              {strings.Replace(file, "share: 2/3", "share: 1/3", 1), "memory"},
		"a number that is none":                   {edit("card", "owner: [0.", "owner: [0x1p-2, 0."), "a number such as"},
		"two documents":                           {file + "\n---\nversion: x\n", "one document"},
		"no version":                              {strings.Replace(file, "version: "+score.Default().Version(), "version: ''", 1), "version"},
		"a cap that rises after an event":         {strings.Replace(file, "suspicious_cap: 4", "suspicious_cap: 40", 1), "groups: inside"},
		"a memory that a wrong answer outweighs":  {strings.Replace(file, "pairs: [[name, former_name]", "pairs: [[name, nobody]", 1), "pairs"},
	} {
		_, err := score.Parse([]byte(c.file))
		if err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: the error %v does not say %q", name, err, c.says)
		}
	}
}
