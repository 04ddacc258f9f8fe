package okaeri_test

import (
	"go/ast"
	"go/token"
	"slices"
	"strings"
	"testing"
)

// longest is where a file stops being read in one go.
const longest = 300

func TestFilesAreShortEnoughToRead(t *testing.T) {
	for _, f := range tree(t).files {
		if f.lines > longest {
			t.Errorf("%s has %d lines, more than %d. Mend: find the two names in it and make two files.", f.path, f.lines, longest)
		}
	}
}

func TestEveryPackageSaysWhatItIsFor(t *testing.T) {
	said := map[string]bool{}
	for _, f := range tree(t).files {
		if !strings.HasSuffix(f.path, "_test.go") {
			said[f.dir()] = said[f.dir()] || f.ast.Doc != nil
		}
	}
	for dir, ok := range said {
		if !ok {
			t.Errorf("%s: no package comment. Mend: say first what the package is for, and why it is so, above one package clause.", dir)
		}
	}
}

func TestEverythingExportedIsDocumented(t *testing.T) {
	for _, f := range tree(t).files {
		if strings.HasSuffix(f.path, "_test.go") || f.ast.Name.Name == "main" {
			continue
		}
		for _, d := range f.ast.Decls {
			for _, id := range undocumented(d) {
				t.Errorf("%s: %s is exported without a comment. Mend: say what it is, its unit or its errors; or do not export it.", f.at(id.Pos()), id.Name)
			}
		}
	}
}

// spoken are methods that an interface of the standard library speaks for.
var spoken = map[string]bool{
	"Error": true, "Unwrap": true, "Is": true, "String": true, "LogValue": true, "ServeHTTP": true,
	"MarshalJSON": true, "UnmarshalJSON": true, "MarshalText": true, "UnmarshalText": true, "UnmarshalYAML": true,
}

// undocumented returns the exported names that a declaration leaves without a comment. A comment above a group speaks
// for the constants and variables in it.
func undocumented(d ast.Decl) []*ast.Ident {
	switch d := d.(type) {
	case *ast.FuncDecl:
		if d.Name.IsExported() && d.Doc == nil && (d.Recv == nil || ast.IsExported(receiver(d)) && !spoken[d.Name.Name]) {
			return []*ast.Ident{d.Name}
		}
	case *ast.GenDecl:
		var bare []*ast.Ident
		for _, s := range d.Specs {
			switch s := s.(type) {
			case *ast.TypeSpec:
				if s.Name.IsExported() && s.Doc == nil && s.Comment == nil && (d.Lparen.IsValid() || d.Doc == nil) {
					bare = append(bare, s.Name)
				}
			case *ast.ValueSpec:
				if d.Doc == nil && s.Doc == nil && s.Comment == nil {
					bare = append(bare, slices.DeleteFunc(slices.Clone(s.Names), func(id *ast.Ident) bool { return !id.IsExported() })...)
				}
			}
		}
		return bare
	}
	return nil
}

// receiver returns the name of a method's type.
func receiver(d *ast.FuncDecl) string {
	x := d.Recv.List[0].Type
	for {
		switch y := x.(type) {
		case *ast.StarExpr:
			x = y.X
		case *ast.IndexExpr:
			x = y.X
		case *ast.IndexListExpr:
			x = y.X
		case *ast.Ident:
			return y.Name
		default:
			return ""
		}
	}
}

func TestNothingIsLeftForLater(t *testing.T) {
	later := pattern(`\b(TODO|FIXME|XXX|HACK)\b`)
	for _, f := range tree(t).files {
		for _, group := range f.ast.Comments {
			if word := later.FindString(group.Text()); word != "" {
				t.Errorf("%s: a comment says %s. Mend: do it now, or open an issue and say there why it waits.", f.at(group.Pos()), word)
			}
		}
	}
}

func TestNoTestIsSkippedOrSleeps(t *testing.T) {
	for _, f := range tree(t).files {
		if !f.test {
			continue
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			if name, ok := callOf(n, "synctest"); ok && name == "Test" {
				return false // in its bubble the clock is a fake one and sleeping costs nothing
			}
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			on, ok := sel.X.(*ast.Ident)
			if !ok {
				return true
			}
			switch on.Name + "." + sel.Sel.Name {
			case "t.Skip", "t.Skipf", "t.SkipNow", "b.Skip", "b.Skipf", "b.SkipNow":
				t.Errorf("%s: a test that skips says less than it seems to say. Mend: bring what it needs (scripts/install-peers) and let it fail without; in a rapid property, draw only cases that fit.", f.at(n.Pos()))
			case "time.Sleep", "chromedp.Sleep":
				t.Errorf("%s: a sleeping test is slow on a fast machine and wrong on a slow one. Mend: wait for the thing itself with testenv.Eventually, or use testing/synctest.", f.at(n.Pos()))
			}
			return true
		})
	}
}

// japanese finds kanji and kana.
var japanese = pattern(`[\p{Han}\p{Hiragana}\p{Katakana}]`)

func TestSentencesForPeopleAreInTheCatalogue(t *testing.T) {
	// Where Japanese is data and no sentence: the folds and eras of the normaliser, folders in other people's files, names of
	// made-up people.
	data := []string{"intake", "ingest", "text", "testenv"}
	for _, f := range tree(t).files {
		if f.test || slices.Contains(data, f.room) {
			continue
		}
		for lit, s := range literals(f) {
			if lit.Kind == token.STRING && japanese.MatchString(strings.ReplaceAll(s, "おかえり", "")) { // the name of the thing
				t.Errorf("%s: Japanese in Go. Mend: put the sentence into internal/text/catalogue, in both languages, and name it by its key.", f.at(lit.Pos()))
			}
		}
	}
}

func TestNoFileNamesAPathOfOneMachine(t *testing.T) {
	place := pattern(`(^|[\s"'(=:\x60])/(?:work|root|home)/`)
	check := func(name, text string) {
		for i, line := range strings.Split(text, "\n") {
			if place.MatchString(line) {
				t.Errorf("%s:%d: a path that exists on one machine only. Mend: a path from the root of the project, or a temporary folder.", name, i+1)
			}
		}
	}
	for name, text := range tree(t).other {
		check(name, string(text))
	}
	for _, f := range tree(t).files {
		for _, group := range f.ast.Comments {
			check(f.at(group.Pos()), group.Text())
		}
		for lit, s := range literals(f) {
			check(f.at(lit.Pos()), s)
		}
	}
}
