package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"okaeri/internal/demo"
	"okaeri/internal/evidence"
)

// crowded tells whether the crowd is among people, at their end.
func crowded(people []evidence.Account) bool {
	others := len(people) - len(crowd())
	return others >= 0 && people[others].ID == crowd()[0].ID
}

// moveIn puts a SQLite database, in which the crowd has settled already, and its key into a data folder.
func moveIn(t testing.TB, dir string) {
	t.Helper()
	settled.once.Do(func() { settled.files = settledFiles(t) })
	for name, data := range settled.files {
		check(t, os.WriteFile(filepath.Join(dir, name), data, 0o600))
	}
}

// settled are the files of a town in which nobody but the crowd lives: taking them in takes longer than most tests.
var settled struct {
	once  sync.Once
	files map[string][]byte
}

func settledFiles(t testing.TB) map[string][]byte {
	t.Helper()
	w := &town{t: t, base: "http://127.0.0.1:1", clock: &movable{}, logs: &lockedBuffer{}}
	w.sink = must(demo.NewSink())(t)
	defer w.sink.Close() //nolint:errcheck // nothing was sent
	config := w.configuration("sqlite")
	w.house = must(newHouse(t.Context(), config, changes{quiet: true, logTo: w.logs}))(t)
	w.settleIn(crowd())
	check(t, w.close())
	files := map[string][]byte{}
	check(t, filepath.WalkDir(config.DataDir, func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		files[filepath.Base(file)], err = os.ReadFile(file)
		return err
	}))
	return files
}
