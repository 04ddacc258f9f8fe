package keyring

import (
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"

	"github.com/tink-crypto/tink-go/v2/aead/subtle"
	"github.com/tink-crypto/tink-go/v2/tink"
	"golang.org/x/mod/sumdb/note"
)

// cached is how many unwrapped data keys are kept: at about 1 KiB each, enough for every case in motion.
const cached = 4096

// ErrSealed says that something could not be opened: another key, another owner, or changed bytes. It never says which.
var ErrSealed = errors.New("keyring: sealed under another key, or damaged")

// Ring holds the keys of one installation. It is safe for use by many goroutines.
type Ring struct {
	wrap   tink.AEAD
	own    tink.AEAD // for what belongs to no case and no account
	index  *hasher
	mac    *hasher
	audit  *hasher
	signer note.Signer
	check  note.Verifier
	public string
	keys   *cache
}

func newRing(wrap tink.AEAD, root []byte, signer string) (*Ring, error) {
	r := &Ring{wrap: wrap, keys: newCache(cached)}
	sub := map[string][]byte{}
	for _, use := range []string{"own", "index", "mac", "audit"} {
		key, err := hkdf.Key(sha256.New, root, nil, "okaeri "+use+" 1", 32)
		if err != nil {
			return nil, err
		}
		sub[use] = key
	}
	// Sessions alone seal hundreds of times a second under this one key, for years: its nonces must be long enough to be drawn at
	// random for ever (192 bits; the 96 of AES-GCM are for some four thousand million messages).
	own, err := subtle.NewXChaCha20Poly1305(sub["own"])
	if err != nil {
		return nil, err
	}
	r.own = own
	r.index, r.mac, r.audit = newHasher(sub["index"]), newHasher(sub["mac"]), newHasher(sub["audit"])
	if r.signer, err = note.NewSigner(signer); err != nil {
		return nil, errors.New("the signing key is damaged")
	}
	if r.public, err = publicOf(signer); err != nil {
		return nil, errors.New("the signing key is damaged")
	}
	r.check, err = note.NewVerifier(r.public)
	return r, err
}

// NewKey makes a data key and returns it wrapped, to be stored beside what it seals. Owner names the case or account; the
// wrapped key opens nothing for another owner.
func (r *Ring) NewKey(owner string) ([]byte, error) {
	key := make([]byte, 32)
	rand.Read(key)
	wrapped, err := r.wrap.Encrypt(key, []byte(owner))
	if err != nil {
		return nil, err
	}
	a, err := subtle.NewAESGCM(key)
	if err != nil {
		return nil, err
	}
	r.keys.put(string(wrapped)+owner, a)
	return wrapped, nil
}

// Seal encrypts under a wrapped data key, or under the installation's own key where wrapped is nil. Label says what the bytes
// are (a column, a row), so that one sealed value cannot be put in another's place.
func (r *Ring) Seal(wrapped []byte, owner, label string, plain []byte) ([]byte, error) {
	a, err := r.open(wrapped, owner)
	if err != nil {
		return nil, err
	}
	return a.Encrypt(plain, bind(owner, label))
}

// Open decrypts what Seal made. Error: ErrSealed.
func (r *Ring) Open(wrapped []byte, owner, label string, sealed []byte) ([]byte, error) {
	a, err := r.open(wrapped, owner)
	if err != nil {
		return nil, err
	}
	plain, err := a.Decrypt(sealed, bind(owner, label))
	if err != nil {
		return nil, ErrSealed
	}
	return plain, nil
}

// Drop forgets the unwrapped form of a data key, when its wrapped form is destroyed.
func (r *Ring) Drop(wrapped []byte, owner string) { r.keys.drop(string(wrapped) + owner) }

func (r *Ring) open(wrapped []byte, owner string) (tink.AEAD, error) {
	if wrapped == nil {
		return r.own, nil
	}
	id := string(wrapped) + owner
	if a, ok := r.keys.get(id); ok {
		return a, nil
	}
	key, err := r.wrap.Decrypt(wrapped, []byte(owner))
	if err != nil {
		return nil, ErrSealed
	}
	a, err := subtle.NewAESGCM(key)
	if err != nil {
		return nil, err
	}
	r.keys.put(id, a)
	return a, nil
}

// Index is the keyed hash of a normalised value, for look-up: 16 bytes, bound to its kind.
func (r *Ring) Index(kind, value string) []byte { return r.index.sum(kind, value)[:16] }

// MAC is the keyed hash of a code or token with what it is bound to: 32 bytes.
func (r *Ring) MAC(parts ...string) []byte { return r.mac.sum(parts...) }

// AuditMAC authenticates an audit record.
func (r *Ring) AuditMAC(data []byte) []byte { return r.audit.sum(string(data)) }

// Signer signs the audit log's checkpoints.
func (r *Ring) Signer() note.Signer { return r.signer }

// Verifier checks the audit log's checkpoints.
func (r *Ring) Verifier() note.Verifier { return r.check }

// Public is the verifier's key as text, to be given to whoever wants to check checkpoints.
func (r *Ring) Public() string { return r.public }

func bind(owner, label string) []byte {
	return fmt.Appendf(nil, "%d:%s%s", len(owner), owner, label)
}
