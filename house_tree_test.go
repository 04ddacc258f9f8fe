package okaeri_test

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"regexp"
	"strings"
	"sync"
	"testing"
)

// file is one Go file of the tree, parsed.
type file struct {
	path  string // from the root, with slashes
	room  string // the folder under internal/, empty for cmd and the root
	test  bool   // a _test.go file, or a package of tests such as storetest
	lines int
	ast   *ast.File
	set   *token.FileSet
}

func (f *file) at(p token.Pos) string { return fmt.Sprintf("%s:%d", f.path, f.set.Position(p).Line) }

// dir is the folder of a file: in Go, its package.
func (f *file) dir() string { return path.Dir(f.path) }

// house is everything in the tree that a reader of the repository sees.
type house struct {
	files []*file           // Go
	other map[string][]byte // every other text file by its path
}

// read walks the tree once for all tests. It opens the files itself: a test that asks a command would be served from the
// cache of go test and miss changes.
var read = sync.OnceValues(func() (*house, error) {
	h := &house{other: map[string][]byte{}}
	set := token.NewFileSet()
	root := os.DirFS(".")
	err := fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && hidden[name] {
			return fs.SkipDir
		}
		if !d.Type().IsRegular() {
			return nil
		}
		data, err := fs.ReadFile(root, name)
		if err != nil {
			return err
		}
		if !strings.HasSuffix(name, ".go") {
			if !bytes.Contains(data, []byte{0}) {
				h.other[name] = data
			}
			return nil
		}
		parsed, err := parser.ParseFile(set, name, data, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		h.files = append(h.files, newFile(name, data, parsed, set))
		return nil
	})
	return h, err
})

// hidden are the folders that .gitignore and git keep out of sight.
var hidden = map[string]bool{".git": true, ".cache": true, "bin": true, "node_modules": true}

func newFile(name string, data []byte, parsed *ast.File, set *token.FileSet) *file {
	f := &file{path: name, ast: parsed, set: set, lines: bytes.Count(data, []byte("\n"))}
	f.test = strings.HasSuffix(name, "_test.go") || strings.HasSuffix(path.Dir(name), "test")
	if rest, ok := strings.CutPrefix(name, "internal/"); ok {
		f.room, _, _ = strings.Cut(rest, "/")
	}
	return f
}

func tree(t *testing.T) *house {
	t.Helper()
	h, err := read()
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func pattern(s string) *regexp.Regexp { return regexp.MustCompile(s) }
