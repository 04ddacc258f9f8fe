package okaeri_test

import (
	"go/ast"
	"os"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// documents are the Markdown files of the tree by path.
func documents(t *testing.T) map[string]string {
	t.Helper()
	docs := map[string]string{}
	for name, text := range tree(t).other {
		if strings.HasSuffix(name, ".md") {
			docs[name] = string(text)
		}
	}
	return docs
}

// testNames are the tests and fuzz targets of the tree.
func testNames(t *testing.T) map[string]bool {
	t.Helper()
	names := map[string]bool{}
	for _, f := range tree(t).files {
		for _, d := range f.ast.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil {
				names[fn.Name.Name] = true
			}
		}
	}
	return names
}

func TestEveryTestThatADocumentNamesExists(t *testing.T) {
	known := testNames(t)
	name := regexp.MustCompile("`((?:Test|Fuzz|Benchmark)[A-Z]\\w+)`")
	for doc, text := range documents(t) {
		for _, m := range name.FindAllStringSubmatch(text, -1) {
			if !known[m[1]] {
				t.Errorf("%s names %s, which is nowhere. Mend: write the test, or take the claim out.", doc, m[1])
			}
		}
	}
}

// guards are how many classes of faults the catalogue behind docs/security.md has, and how many rules about people.
const (
	guards = 31
	rules  = 14
)

// Every class and every rule of docs/security.md is shown by a test that carries its number, or stands among what is not claimed: whoever reads
// V15 in a report must find V15 in the tests.
func TestEveryGuardIsShownByATestOfItsNumber(t *testing.T) {
	text := documents(t)["docs/security.md"]
	claimed, open, found := strings.Cut(text, "\n## What belongs to parts that are still to come\n")
	if !found {
		t.Fatal("docs/security.md does not say what is still to come")
	}
	for letter, most := range map[string]int{"V": guards, "H": rules} {
		for n := 1; n <= most; n++ {
			id := letter + strconv.Itoa(n)
			row := regexp.MustCompile(`(?m)^\| (?:[VH]\d+, )*` + id + `(?:, [VH]\d+)* .*$`).FindString(claimed)
			named := regexp.MustCompile("`(?:Test|Fuzz)(?:[VH]\\d+)*" + id + "(?:[VH]\\d+)*[A-Z]\\w+`").MatchString(row)
			part := regexp.MustCompile("`TestSQLite`, `TestPostgres`: .*\\b" + id + `\b`).MatchString(row)
			switch {
			case row == "" && !regexp.MustCompile(`\b`+id+`\b`).MatchString(open):
				t.Errorf("%s is neither claimed nor named as still to come. Mend: write its row in docs/security.md.", id)
			case row != "" && !named && !part:
				t.Errorf("no test of the row %s carries its number. Mend: write Test%s…, or name the part of the suite.", id, id)
			}
		}
	}
}

func TestEveryLinkInADocumentLeadsSomewhere(t *testing.T) {
	link := regexp.MustCompile(`\]\(([^)#\s]+)(#[^)]*)?\)`)
	for doc, text := range documents(t) {
		for _, m := range link.FindAllStringSubmatch(text, -1) {
			if strings.Contains(m[1], "://") || strings.HasPrefix(m[1], "mailto:") {
				continue
			}
			if _, err := os.Stat(path.Join(path.Dir(doc), m[1])); err != nil {
				t.Errorf("%s links to %s, which is not there. Mend: correct the link.", doc, m[1])
			}
		}
	}
}

func TestEveryFileThatADocumentNamesExists(t *testing.T) {
	named := regexp.MustCompile("`((?:internal|cmd|scripts|docs)/[\\w./-]+)`")
	for doc, text := range documents(t) {
		for _, m := range named.FindAllStringSubmatch(text, -1) {
			if _, err := os.Stat(m[1]); err != nil {
				t.Errorf("%s names %s, which is not there. Mend: correct the name.", doc, m[1])
			}
		}
	}
}

func TestEveryMakeTargetThatADocumentNamesExists(t *testing.T) {
	makefile := string(tree(t).other["Makefile"])
	target := regexp.MustCompile("`make ([a-z]+)`|(?m:^make ([a-z]+))")
	for doc, text := range documents(t) {
		for _, m := range target.FindAllStringSubmatch(text, -1) {
			if name := m[1] + m[2]; !strings.Contains(makefile, "\n"+name+":") {
				t.Errorf("%s says `make %s`, which the Makefile does not know.", doc, name)
			}
		}
	}
}

// blocks are the fenced blocks of a document.
func blocks(text string) []string {
	var all []string
	for i, part := range strings.Split(text, "```") {
		if i%2 == 1 {
			all = append(all, part)
		}
	}
	return all
}

func TestBothReadmesSayTheSame(t *testing.T) {
	docs := documents(t)
	en, ja := docs["README.md"], docs["README.ja.md"]
	comment := regexp.MustCompile(`(?m)\s*#.*$`)
	strip := func(text string) []string {
		all := blocks(text)
		for i := range all {
			all[i] = comment.ReplaceAllString(all[i], "")
		}
		return all
	}
	if !slices.Equal(strip(en), strip(ja)) {
		t.Error("the commands of README.md and README.ja.md differ. Mend: change both.")
	}
	for _, mark := range []string{"\n## ", "\n- ", "\n|", "](docs/", "\n1. "} {
		if e, j := strings.Count(en, mark), strings.Count(ja, mark); e != j {
			t.Errorf("README.md has %d of %q, README.ja.md %d. Mend: say the same in both.", e, mark, j)
		}
	}
}

func TestTheMapOfStatesIsWhole(t *testing.T) {
	text := documents(t)["docs/states.md"]
	states := 0
	for _, f := range tree(t).files {
		if f.path != "internal/recovery/case.go" {
			continue
		}
		for lit, s := range literals(f) {
			if strings.Contains(text, "| `"+s+"` |") {
				states++
			} else if f.declares(lit, "State") {
				t.Errorf("%s: the state %s is not in docs/states.md. Mend: draw its arrows there.", f.at(lit.Pos()), s)
			}
		}
	}
	if rows := strings.Count(text, "\n| `"); rows != states {
		t.Errorf("docs/states.md has %d states, the code %d", rows, states)
	}
}

// declares says whether a literal is the value of a constant of the type.
func (f *file) declares(lit *ast.BasicLit, typ string) bool {
	found := false
	ast.Inspect(f.ast, func(n ast.Node) bool {
		if v, ok := n.(*ast.ValueSpec); ok {
			id, named := v.Type.(*ast.Ident)
			found = found || named && id.Name == typ && slices.Contains(v.Values, ast.Expr(lit))
		}
		return !found
	})
	return found
}

func TestEveryDecisionHasItsOwnNumber(t *testing.T) {
	seen := map[string]string{}
	for doc, text := range documents(t) {
		dir, base := path.Split(doc)
		if dir != "docs/adr/" {
			continue
		}
		number, _, _ := strings.Cut(base, "-")
		if other, twice := seen[number]; twice {
			t.Errorf("%s and %s have one number. Mend: take the next free one.", doc, other)
		}
		seen[number] = doc
		if !strings.HasPrefix(text, "# "+strings.TrimLeft(number, "0")+". ") {
			t.Errorf("%s does not begin with its number and title.", doc)
		}
		for _, part := range []string{"**Status**", "**Context.**", "**Decision.**", "**Consequences.**"} {
			if !strings.Contains(text, part) {
				t.Errorf("%s has no part %s.", doc, part)
			}
		}
	}
}
