package main

import (
	"path/filepath"
	"sync"
	"testing"
	"time"

	"okaeri/internal/directory"
	"okaeri/internal/directory/builtin"
	"okaeri/internal/directory/directorytest"
	"okaeri/internal/evidence"
	"okaeri/internal/keyring"
	"okaeri/internal/store"
)

func openStore(t *testing.T) *store.Store {
	t.Helper()
	keys, err := keyring.New()
	if err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(t.Context(), "sqlite://"+filepath.Join(t.TempDir(), "o.db"), store.Options{Vault: keys})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func TestTheBuiltinDirectoryInTheStoreIsADirectory(t *testing.T) {
	directorytest.Exercise(t, func(t *testing.T) directorytest.Subject {
		d := builtin.New(rows{openStore(t)})
		people := []directorytest.Person{{ID: "a-000001", Password: "sakura-1998"}, {ID: "太郎 (弟) *", Password: "hanshin-tigers85"}}
		put := func(t *testing.T, id, password string, lock *evidence.Lock) {
			t.Helper()
			hash, err := directory.Hash(password)
			if err == nil {
				err = d.Put(t.Context(), id, hash, lock)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		for _, p := range people {
			put(t, p.ID, p.Password, nil)
		}
		lock := func(reason string) func(*testing.T, string) {
			return func(t *testing.T, id string) {
				for _, p := range people {
					if p.ID == id {
						put(t, id, p.Password, &evidence.Lock{Reason: reason, At: time.Unix(1, 0)})
					}
				}
			}
		}
		return directorytest.Subject{
			Directory: d, People: people, Lock: lock("suspicious_activity"), LockForGood: lock(builtin.ByAdministrator),
			SignIn: func(t *testing.T, id, password string) bool {
				t.Helper()
				_, ok, err := d.SignIn(t.Context(), id, password)
				if err != nil {
					t.Error(err)
				}
				return ok
			},
			SetPassword: func(t *testing.T, id, password string) { put(t, id, password, nil) },
		}
	})
}

func TestOfSeveralWhoBeginAKeyOneNoteIsKept(t *testing.T) {
	n := notes{openStore(t)}
	kept := make([]string, 20)
	var wg sync.WaitGroup
	for i := range kept {
		wg.Go(func() {
			note, finished, err := n.Begin(t.Context(), "key", []byte{byte('a' + i)})
			if err != nil || finished {
				t.Errorf("begin: finished %t, %v", finished, err)
			}
			kept[i] = string(note)
		})
	}
	wg.Wait()
	for _, note := range kept {
		if note != kept[0] {
			t.Fatalf("two notes were kept: %q", kept)
		}
	}
	if err := n.Finish(t.Context(), "key"); err != nil {
		t.Fatal(err)
	}
	if note, finished, err := n.Begin(t.Context(), "key", []byte("later")); err != nil || !finished || string(note) != kept[0] {
		t.Errorf("after finishing: %q, finished %t, %v", note, finished, err)
	}
	if err := n.Finish(t.Context(), "never begun"); err == nil {
		t.Error("finished what nobody began")
	}
}
