package keyring_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"golang.org/x/mod/sumdb/note"
	"pgregory.net/rapid"

	"okaeri/internal/keyring"
)

func newRing(t *testing.T) *keyring.Ring {
	t.Helper()
	r, err := keyring.New()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestAKeyFileIsMadeOnceAndOnlyItsOwnerReadsIt(t *testing.T) {
	path := filepath.Join(t.TempDir(), "data", "keys.json")
	first, created, err := keyring.Open(path)
	if err != nil || !created {
		t.Fatal(created, err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("mode %v, %v", info.Mode(), err)
	}
	again, created, err := keyring.Open(path)
	if err != nil || created {
		t.Fatal(created, err)
	}
	if !bytes.Equal(first.Index("account", "a"), again.Index("account", "a")) || first.Public() != again.Public() {
		t.Error("the same file gave other keys")
	}
	key, err := first.NewKey("case/1")
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := first.Seal(key, "case/1", "private", []byte("佐藤花子"))
	if err != nil {
		t.Fatal(err)
	}
	if plain, err := again.Open(key, "case/1", "private", sealed); err != nil || string(plain) != "佐藤花子" {
		t.Errorf("%q, %v", plain, err)
	}
}

func TestManyStartsAtOnceShareOneKeyFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keys.json")
	public := make([]string, 8)
	var wg sync.WaitGroup
	for i := range public {
		wg.Go(func() {
			r, _, err := keyring.Open(path)
			if err != nil {
				t.Error(err)
				return
			}
			public[i] = r.Public()
		})
	}
	wg.Wait()
	for _, p := range public {
		if p != public[0] {
			t.Fatal("two starts made two key files")
		}
	}
}

func TestAKeyFileThatOthersReadOrThatIsDamagedIsRefusedByName(t *testing.T) {
	dir := t.TempDir()
	good := filepath.Join(dir, "good")
	if _, _, err := keyring.Open(good); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		mode os.FileMode
		data []byte
		says string
	}{
		"open to all":   {0o644, data, "chmod 600"},
		"not JSON":      {0o600, []byte("hunter2"), "not a key file"},
		"cut":           {0o600, data[:len(data)/2], "not a key file"},
		"newer format":  {0o600, bytes.Replace(data, []byte(`"okaeri_keys": 1`), []byte(`"okaeri_keys": 2`), 1), "format 2"},
		"no root":       {0o600, []byte(strings.Replace(string(data), `"root": "`, `"root": "AAAA`, 1)), "damaged"},
		"another shape": {0o600, []byte(`{"okaeri_keys":1,"wrap":{},"root":"","signer":"x"}`), "damaged"},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "keys")
			if err := os.WriteFile(path, c.data, c.mode); err != nil {
				t.Fatal(err)
			}
			_, _, err := keyring.Open(path)
			if err == nil || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), path) {
				t.Errorf("error %v; want %q and the file's name", err, c.says)
			}
			if err != nil && strings.Contains(err.Error(), "hunter2") {
				t.Error("the error quotes the file")
			}
		})
	}
}

func TestASealedValueOpensOnlyForItsKeyOwnerAndLabel(t *testing.T) {
	r, other := newRing(t), newRing(t)
	rapid.Check(t, func(t *rapid.T) {
		plain := rapid.SliceOf(rapid.Byte()).Draw(t, "plain")
		owner := rapid.StringN(0, 5, -1).Draw(t, "owner")
		label := rapid.StringN(0, 5, -1).Draw(t, "label")
		key, err := r.NewKey(owner)
		if err != nil {
			t.Fatal(err)
		}
		sealed, err := r.Seal(key, owner, label, plain)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := r.Open(key, owner, label, sealed); err != nil || !bytes.Equal(got, plain) {
			t.Fatalf("%q, %v", got, err)
		}
		wrong := []error{}
		try := func(ring *keyring.Ring, key []byte, owner, label string, sealed []byte) {
			_, err := ring.Open(key, owner, label, sealed)
			wrong = append(wrong, err)
		}
		try(r, key, owner+"x", label, sealed)
		try(r, key, owner, label+"x", sealed)
		try(r, nil, owner, label, sealed)
		try(other, key, owner, label, sealed)
		flipped := bytes.Clone(sealed)
		flipped[rapid.IntRange(0, len(sealed)-1).Draw(t, "bit")] ^= 1
		try(r, key, owner, label, flipped)
		for i, err := range wrong {
			if !errors.Is(err, keyring.ErrSealed) {
				t.Fatalf("try %d: %v", i, err)
			}
		}
	})
}

func TestADroppedKeyIsUnwrappedAgainOnlyFromItsWrappedForm(t *testing.T) {
	r := newRing(t)
	key, err := r.NewKey("account/1")
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := r.Seal(key, "account/1", "facts", []byte("x"))
	if err != nil {
		t.Fatal(err)
	}
	r.Drop(key, "account/1")
	if _, err := r.Open(key, "account/1", "facts", sealed); err != nil {
		t.Errorf("the wrapped key itself still opens: %v", err)
	}
	if _, err := r.Open([]byte{}, "account/1", "facts", sealed); !errors.Is(err, keyring.ErrSealed) {
		t.Errorf("an emptied key opened: %v", err)
	}
}

func TestIndexesAndMACsDependOnEveryPartAndOnTheKey(t *testing.T) {
	r, other := newRing(t), newRing(t)
	seen := map[string]string{}
	for _, parts := range [][]string{{"a"}, {"a", ""}, {"", "a"}, {"a", "b"}, {"ab"}, {"ab", ""}, {}, {strings.Repeat("a", 300)}} {
		for name, sum := range map[string][]byte{"mac": r.MAC(parts...), "other": other.MAC(parts...)} {
			id := fmt.Sprintf("%s %q", name, parts)
			if had, ok := seen[string(sum)]; ok {
				t.Errorf("%s and %s have the same sum", had, id)
			}
			seen[string(sum)] = id
		}
	}
	if bytes.Equal(r.Index("account", "x"), r.Index("contact", "x")) {
		t.Error("an index is not bound to its kind")
	}
}

func TestTheVerifierAcceptsOnlyThisRingsCheckpoints(t *testing.T) {
	r, other := newRing(t), newRing(t)
	signed, err := note.Sign(&note.Note{Text: "go.sum database tree\n"}, r.Signer())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := note.Open(signed, note.VerifierList(r.Verifier())); err != nil {
		t.Error(err)
	}
	if _, err := note.Open(signed, note.VerifierList(other.Verifier())); err == nil {
		t.Error("another ring's verifier accepted it")
	}
}

func BenchmarkIndex(b *testing.B) {
	r, err := keyring.New()
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		r.Index("postal_code", "5300001")
	}
}

func BenchmarkSealCachedKey(b *testing.B) {
	r, err := keyring.New()
	if err != nil {
		b.Fatal(err)
	}
	key, err := r.NewKey("case/1")
	if err != nil {
		b.Fatal(err)
	}
	plain := make([]byte, 2000)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := r.Seal(key, "case/1", "private", plain); err != nil {
			b.Fatal(err)
		}
	}
}
