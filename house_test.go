package okaeri_test

import (
	"go/ast"
	"go/token"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// The floors. A new folder under internal/ is written into one of these lists, by whoever can say which floor it is on.
var (
	// ground lists the pure rooms, each with the rooms that it may open onto: those before it in the story.
	ground = map[string][]string{
		"intake":   {},
		"evidence": {"intake"},
		"score":    {"intake", "evidence"},
		"decision": {"intake", "evidence", "score"},
		"notice":   {"intake", "evidence", "score", "decision", "text"},
		"restore":  {"intake", "evidence", "score", "decision"},
		"audit":    {},
		"text":     {},
		"chart":    {},
	}
	stories  = []string{"recovery", "assess", "dossier", "readiness", "simulate", "staff", "token", "settings"}
	adapters = []string{"web", "api", "mail", "work", "store", "directory", "ingest", "keyring", "place", "signin", "signal", "demo"}
	// workshop is what only tests and the tools of the house use.
	workshop = []string{"testenv", "bench"}
)

// impure lists what a pure room cannot import: whatever reads or changes the world, or answers differently each time.
var impure = map[string]string{
	"os":            "pass the bytes in, or embed the file",
	"os/exec":       "pass the result in",
	"net":           "use net/netip for addresses as values",
	"net/http":      "pages and requests belong to internal/web",
	"net/smtp":      "letters leave by internal/mail",
	"database/sql":  "rows belong to internal/store",
	"context":       "a pure function has nothing to cancel; let the story hold the context",
	"math/rand":     "pass the random values in, so that the same input gives the same output",
	"math/rand/v2":  "pass the random values in, so that the same input gives the same output",
	"crypto/rand":   "make secrets in the story and pass them in",
	"log":           "return an error, or a value that says it",
	"log/slog":      "return an error, or a value that says it",
	"syscall":       "pass the result in",
	"path/filepath": "the ground floor knows no disk; use path or io/fs",
}

// clocks are the functions of package time that ask or wait for the world's time.
var clocks = []string{"Now", "Since", "Until", "Sleep", "After", "AfterFunc", "Tick", "NewTimer", "NewTicker"}

func TestEveryRoomIsOnAFloor(t *testing.T) {
	for _, f := range tree(t).files {
		if f.room == "" || ground[f.room] != nil || slices.Contains(slices.Concat(stories, adapters, workshop), f.room) {
			continue
		}
		t.Errorf("%s: internal/%s is on no floor. Mend: write it into the lists at the top of house_test.go, on the lowest floor that is true.", f.path, f.room)
	}
}

func TestImportsGoDown(t *testing.T) {
	for _, f := range tree(t).files {
		if f.test || f.ast.Name.Name == "main" { // they put together what the rooms keep apart
			continue
		}
		for _, spec := range f.ast.Imports {
			if room, ok := ownRoom(importPath(spec)); ok && room != f.room {
				if why := mayNot(f.room, room); why != "" {
					t.Errorf("%s imports internal/%s: %s", f.at(spec.Pos()), room, why)
				}
			}
		}
	}
}

// mayNot says why code in one room cannot import another, with the mend; nothing when it may.
func mayNot(from, to string) string {
	before, pure := ground[from]
	switch {
	case from == "": // cmd wires everything
		return ""
	case slices.Contains(workshop, to):
		return "only tests use it. Mend: move what is needed into the room that needs it."
	case pure && !slices.Contains(before, to):
		return "a room opens only onto rooms before it in the story (intake ← evidence ← score ← decision ← notice, restore). Mend: pass the value in, or move the function to the later room."
	case pure, slices.Contains(workshop, from):
		return ""
	case slices.Contains(stories, from) && slices.Contains(adapters, to):
		return "a story knows no technology. Mend: say what you need as a small interface in the story; the adapter has the methods and cmd/okaeri wires it."
	case slices.Contains(adapters, from) && slices.Contains(adapters, to):
		return "adapters never import each other. Mend: own a small interface for what you need, or ask the story to lead."
	}
	return ""
}

func TestGroundFloorIsPure(t *testing.T) {
	for _, f := range tree(t).files {
		if _, pure := ground[f.room]; !pure || f.test || f.ast.Name.Name == "main" { // a program that makes a table is no room
			continue
		}
		for _, spec := range f.ast.Imports {
			if mend, bad := impure[importPath(spec)]; bad {
				t.Errorf("%s: the ground floor is pure and cannot import %s. Mend: %s.", f.at(spec.Pos()), importPath(spec), mend)
			}
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			if name, ok := callOf(n, "time"); ok && slices.Contains(clocks, name) {
				t.Errorf("%s: time.%s on the ground floor. Mend: take the time as an argument.", f.at(n.Pos()), name)
			}
			return true
		})
	}
}

// databases are the ways to rows; only the store uses them, and work, which hands them to the job queue.
var databases = []string{"database/sql", "github.com/jackc/pgx/", "github.com/uptrace/bun", "github.com/pressly/goose/", "modernc.org/sqlite"}

func TestRowsBelongToTheStore(t *testing.T) {
	for _, f := range tree(t).files {
		if f.test || slices.Contains([]string{"store", "work", "testenv"}, f.room) {
			continue
		}
		for _, spec := range f.ast.Imports {
			for _, db := range databases {
				if strings.HasPrefix(importPath(spec), db) {
					t.Errorf("%s imports %s. Mend: give internal/store a method that says what is wanted.", f.at(spec.Pos()), importPath(spec))
				}
			}
		}
		for lit, s := range literals(f) {
			if sql.MatchString(s) {
				t.Errorf("%s: SQL outside internal/store. Mend: give internal/store a method that says what is wanted.", f.at(lit.Pos()))
			}
		}
	}
}

// sql recognises the beginning of a statement.
var sql = pattern(`(?is)^\s*(select\s.+\sfrom\s|insert\s+into\s|update\s+\S+\s+set\s|delete\s+from\s|(create|alter|drop)\s+(table|index)\s|pragma\s)`)

func TestNothingHappensAtImport(t *testing.T) {
	for _, f := range tree(t).files {
		for _, d := range f.ast.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.Name == "init" {
				t.Errorf("%s: an init function. Mend: a variable with a value, or sync.OnceValue.", f.at(fn.Pos()))
			}
		}
	}
}

// callOf returns the function's name when the node is a call pkg.Name(…).
func callOf(n ast.Node, pkg string) (string, bool) {
	call, ok := n.(*ast.CallExpr)
	if !ok {
		return "", false
	}
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return "", false
	}
	x, ok := sel.X.(*ast.Ident)
	return sel.Sel.Name, ok && x.Name == pkg
}

func importPath(spec *ast.ImportSpec) string {
	path, _ := strconv.Unquote(spec.Path.Value)
	return path
}

// ownRoom returns the room of an import path of this module.
func ownRoom(path string) (string, bool) {
	rest, ok := strings.CutPrefix(path, "okaeri/internal/")
	room, _, _ := strings.Cut(rest, "/")
	return room, ok
}

// literals walks the string and character literals of a file, import paths and struct tags left out.
func literals(f *file) func(func(*ast.BasicLit, string) bool) {
	return func(yield func(*ast.BasicLit, string) bool) {
		more := true
		var tag *ast.BasicLit // of the struct field that is being walked
		ast.Inspect(f.ast, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.ImportSpec:
				return false
			case *ast.Field:
				tag = n.Tag
			case *ast.BasicLit:
				if more && n != tag && (n.Kind == token.STRING || n.Kind == token.CHAR) {
					s, _ := strconv.Unquote(n.Value)
					more = yield(n, s)
				}
			}
			return more
		})
	}
}
