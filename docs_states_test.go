package okaeri_test

import (
	"go/ast"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// story is docs/states.md taken apart: the arrows of its diagram, and the files that its table names beside each state.
type story struct {
	arrows [][2]string
	doors  map[string][]string
	stops  []string // the files of the row "any open"
}

// leads says whether a file stands beside a state as what leads from there to another one.
func (s story) leads(from, to, file string) bool {
	stops := slices.Contains(openStates, from) && slices.Contains([]string{"contested", "withdrawn", "expired", "reviewing"}, to)
	return slices.Contains(s.doors[from], file) || stops && slices.Contains(s.stops, file)
}

// openStates are those of the row "any open".
var openStates = []string{"submitted", "judged", "reviewing", "holding", "ready"}

func readStates(t *testing.T) story {
	t.Helper()
	text := documents(t)["docs/states.md"]
	s := story{doors: map[string][]string{}}
	for _, m := range regexp.MustCompile(`(?m)^ +(\w+) --> (\w+):`).FindAllStringSubmatch(text, -1) {
		s.arrows = append(s.arrows, [2]string{m[1], m[2]})
	}
	link := regexp.MustCompile(`\[(\w+\.go)\]`)
	for _, row := range regexp.MustCompile("(?m)^\\| (?:`(\\w+)`|any open) .*$").FindAllStringSubmatch(text, -1) {
		for _, file := range link.FindAllStringSubmatch(row[0], -1) {
			if row[1] != "" {
				s.doors[row[1]] = append(s.doors[row[1]], file[1])
				continue
			}
			s.stops = append(s.stops, file[1])
		}
	}
	if len(s.arrows) < 20 || len(s.doors) < 10 {
		t.Fatalf("docs/states.md cannot be read: %d arrows, %d rows", len(s.arrows), len(s.doors))
	}
	return s
}

// setsState finds the states that the code of recovery puts a case into, with the files in which it does.
func setsState(t *testing.T) map[string][]string {
	t.Helper()
	names, out := map[string]string{}, map[string][]string{}
	var files []*file
	for _, f := range tree(t).files {
		if f.room != "recovery" || f.test {
			continue
		}
		files = append(files, f)
		ast.Inspect(f.ast, func(n ast.Node) bool {
			if v, ok := n.(*ast.ValueSpec); ok && len(v.Values) == len(v.Names) {
				if id, typed := v.Type.(*ast.Ident); typed && id.Name == "State" {
					names[v.Names[0].Name] = strings.Trim(v.Values[0].(*ast.BasicLit).Value, `"`)
				}
			}
			return true
		})
	}
	for _, f := range files {
		into := func(e ast.Expr) {
			if id, ok := e.(*ast.Ident); ok && names[id.Name] != "" {
				out[names[id.Name]] = append(out[names[id.Name]], path.Base(f.path))
			}
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.AssignStmt:
				for i, to := range n.Lhs {
					field, ok := to.(*ast.SelectorExpr)
					if !ok || field.Sel.Name != "State" || len(n.Lhs) != len(n.Rhs) {
						continue
					}
					if of, ok := field.X.(*ast.Ident); ok && of.Name != "open" { // a copy to look at, which is not saved
						into(n.Rhs[i])
					}
				}
			case *ast.CallExpr:
				if call, ok := n.Fun.(*ast.SelectorExpr); ok && call.Sel.Name == "end" && len(n.Args) > 1 {
					into(n.Args[1])
				}
			}
			return true
		})
	}
	return out
}

// The diagram, the table and the code tell one story: whatever puts a case into a state is named beside a state from which an arrow leads
// there, and every arrow has a door.
func TestTheDiagramOfStatesIsWhatTheDoorsDo(t *testing.T) {
	s, code := readStates(t), setsState(t)
	for state, files := range code {
		for _, file := range files {
			leads := slices.ContainsFunc(s.arrows, func(a [2]string) bool { return a[1] == state && s.leads(a[0], state, file) })
			if !leads {
				t.Errorf("internal/recovery/%s makes a case %s. Mend: draw the arrow in docs/states.md, and name the file in the row of the state it comes from.", file, state)
			}
		}
	}
	for _, a := range s.arrows {
		if a[0] == a[1] { // stays what it is
			continue
		}
		opens := slices.ContainsFunc(code[a[1]], func(file string) bool { return s.leads(a[0], a[1], file) })
		if !opens {
			t.Errorf("docs/states.md draws %s --> %s, and no file in the row of %s makes a case %s.", a[0], a[1], a[0], a[1])
		}
	}
	for _, from := range openStates { // the owner, the applicant and another restoration end a case wherever it stands
		for _, to := range []string{"contested", "withdrawn", "expired"} {
			if !slices.Contains(s.arrows, [2]string{from, to}) {
				t.Errorf("docs/states.md draws no arrow from %s to %s. Mend: draw it.", from, to)
			}
		}
	}
	contest, err := os.ReadFile("internal/recovery/contest.go")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(contest), "var contestable = []State{Submitted, Judged, Reviewing, Holding, Ready}") {
		t.Error("other states are open now than docs/states.md says. Mend: change its row \"any open\" and openStates here.")
	}
}
