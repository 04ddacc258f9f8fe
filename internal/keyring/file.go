package keyring

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/insecurecleartextkeyset"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"golang.org/x/mod/sumdb/note"
)

// format is the version of the key file's shape.
const format = 1

// file is the key file as JSON.
type file struct {
	Format int             `json:"okaeri_keys"`
	Wrap   json.RawMessage `json:"wrap"`   // Tink keyset in clear
	Root   []byte          `json:"root"`   // 32 random bytes
	Signer string          `json:"signer"` // private key of a note.Signer
}

// Open reads the key file, or makes a new one (mode 0600) where there is none and says so. A file that others can read or that
// is damaged is refused: the error names the file and the mend, never a byte of it.
func Open(path string) (ring *Ring, created bool, err error) {
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		created = true
		data, err = create(path)
	}
	if err != nil {
		return nil, false, fmt.Errorf("keyring: %w", err)
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, false, fmt.Errorf("keyring: %w", err)
	}
	if open := info.Mode().Perm() & 0o077; open != 0 {
		return nil, false, fmt.Errorf("keyring: others can read %s (mode %04o); close it with: chmod 600 %s", path, info.Mode().Perm(), path)
	}
	ring, err = read(data)
	if err != nil {
		return nil, false, fmt.Errorf("keyring: %s: %w", path, err)
	}
	return ring, created, nil
}

// New makes keys that are kept in memory only: for a demo and for tests, whose database dies with them.
func New() (*Ring, error) {
	data, err := generate()
	if err != nil {
		return nil, err
	}
	return read(data)
}

// create writes a new key file. It never replaces one, also not one that another process made in the same moment: the finished
// file is linked into its place, and that fails where something stands.
func create(path string) ([]byte, error) {
	data, err := generate()
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".keys-*") // mode 0600
	if err != nil {
		return nil, err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(data)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return nil, err
	}
	if err := os.Link(f.Name(), path); errors.Is(err, fs.ErrExist) {
		return os.ReadFile(path)
	} else if err != nil {
		return nil, err
	}
	return data, nil
}

func generate() ([]byte, error) {
	handle, err := keyset.NewHandle(aead.AES256GCMKeyTemplate())
	if err != nil {
		return nil, err
	}
	var wrap bytes.Buffer
	if err := insecurecleartextkeyset.Write(handle, keyset.NewJSONWriter(&wrap)); err != nil {
		return nil, err
	}
	signer, _, err := note.GenerateKey(rand.Reader, "okaeri")
	if err != nil {
		return nil, err
	}
	root := make([]byte, 32)
	rand.Read(root)
	return json.MarshalIndent(file{Format: format, Wrap: wrap.Bytes(), Root: root, Signer: signer}, "", " ")
}

// read takes the keys out of a file's bytes. Its errors are fixed sentences, since a parser's error may quote what it read.
func read(data []byte) (*Ring, error) {
	var f file
	if err := json.Unmarshal(data, &f); err != nil {
		return nil, errors.New("this is not a key file of Okaeri, or it is damaged")
	}
	if f.Format != format {
		return nil, fmt.Errorf("key file of format %d; this program reads format %d", f.Format, format)
	}
	handle, err := insecurecleartextkeyset.Read(keyset.NewJSONReader(bytes.NewReader(f.Wrap)))
	if err != nil {
		return nil, errors.New("the wrapping key is damaged")
	}
	wrap, err := aead.New(handle)
	if err != nil {
		return nil, errors.New("the wrapping key is damaged")
	}
	if len(f.Root) != 32 {
		return nil, errors.New("the root of the keyed hashes is damaged")
	}
	return newRing(wrap, f.Root, f.Signer)
}
