package evidence

import (
	"errors"
	"strings"
	"sync"

	"github.com/go-crypt/crypt"
	"github.com/go-crypt/crypt/algorithm"
	"github.com/go-crypt/crypt/algorithm/argon2"
	"github.com/go-crypt/crypt/algorithm/bcrypt"
	"github.com/go-crypt/crypt/algorithm/md5crypt"
	"github.com/go-crypt/crypt/algorithm/pbkdf2"
	"github.com/go-crypt/crypt/algorithm/scrypt"
	"github.com/go-crypt/crypt/algorithm/sha1crypt"
	"github.com/go-crypt/crypt/algorithm/shacrypt"
)

// ErrHash is returned for a string that is no password hash that Okaeri can compare with, or one that would take a machine
// down to compare with. It never holds the string.
var ErrHash = errors.New("not a known password hash (PHC, crypt(3) or LDAP userPassword)")

// IsHash says whether s is a password hash that VerifyHash understands. A plain password is none, so that one can never be kept
// by mistake.
func IsHash(s string) bool {
	if _, known, err := ldapHash(s); known {
		return err == nil
	}
	_, err := decodeHash(s)
	return err == nil
}

// VerifyHash says whether the password is the one that was hashed. It takes as long as the hash asks for.
func VerifyHash(hash, password string) (bool, error) {
	if check, known, err := ldapHash(hash); known {
		if err != nil {
			return false, ErrHash
		}
		return check(password), nil
	}
	digest, err := decodeHash(hash)
	if err != nil {
		return false, ErrHash
	}
	same, err := digest.MatchAdvanced(password)
	if err != nil {
		return false, nil //nolint:nilerr // a password that the algorithm cannot take (bcrypt over 72 bytes) is not the one
	}
	return same, nil
}

// decodeHash reads PHC strings and crypt(3) strings, alone or behind LDAP's {CRYPT} and {ARGON2}.
func decodeHash(s string) (algorithm.Digest, error) {
	if scheme, rest, ok := ldapScheme(s); ok {
		if scheme != "crypt" && scheme != "argon2" && scheme != "bcrypt" {
			return nil, ErrHash
		}
		s = rest
	}
	if len(s) > 512 || !strings.HasPrefix(s, "$") || !bearable(s) {
		return nil, ErrHash
	}
	digest, err := hashDecoder().Decode(s)
	if err != nil {
		return nil, ErrHash
	}
	return digest, nil
}

// hashDecoder knows every family but plain text, which the library would take for a hash.
var hashDecoder = sync.OnceValue(func() *crypt.Decoder {
	decoder := crypt.NewDecoder()
	for _, register := range []func(algorithm.DecoderRegister) error{
		argon2.RegisterDecoder, bcrypt.RegisterDecoder, scrypt.RegisterDecoder, pbkdf2.RegisterDecoder,
		shacrypt.RegisterDecoder, md5crypt.RegisterDecoder, sha1crypt.RegisterDecoder,
	} {
		if err := register(decoder); err != nil {
			panic("evidence: " + err.Error()) // two families of one name: seen by every test
		}
	}
	return decoder
})
