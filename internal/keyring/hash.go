package keyring

import (
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"hash"
	"strings"
	"sync"

	"golang.org/x/mod/sumdb/note"
)

// hasher makes HMAC-SHA256 sums under one key. Prepared states are kept for reuse, because an import makes hundreds of
// thousands of them.
type hasher struct{ pool sync.Pool }

func newHasher(key []byte) *hasher {
	h := &hasher{}
	h.pool.New = func() any { return hmac.New(sha256.New, key) }
	return h
}

// sum hashes the parts, each behind its length, so that no two lists of parts give the same bytes.
func (h *hasher) sum(parts ...string) []byte {
	m := h.pool.Get().(hash.Hash)
	defer h.pool.Put(m)
	m.Reset()
	var buf [256]byte
	for _, p := range parts {
		b := binary.AppendUvarint(buf[:0], uint64(len(p)))
		b = append(b, p...)
		m.Write(b)
	}
	return m.Sum(nil)
}

// publicOf is the verifier's text of a signer's private text ("PRIVATE+KEY+<name>+<hash>+<keydata>", see package note).
func publicOf(private string) (string, error) {
	parts := strings.SplitN(private, "+", 5)
	if len(parts) != 5 {
		return "", errors.New("not a note key")
	}
	data, err := base64.StdEncoding.DecodeString(parts[4])
	if err != nil || len(data) != 1+ed25519.SeedSize {
		return "", errors.New("not a note key")
	}
	key := ed25519.NewKeyFromSeed(data[1:]).Public().(ed25519.PublicKey)
	return note.NewEd25519VerifierKey(parts[2], key)
}
