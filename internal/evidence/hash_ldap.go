package evidence

import (
	"crypto/hmac"
	"crypto/md5" //nolint:gosec // read, never made: old directories hold such hashes
	"crypto/pbkdf2"
	"crypto/sha1" //nolint:gosec // as above
	"crypto/sha256"
	"crypto/sha512"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"hash"
	"strconv"
	"strings"
	"unicode/utf16"

	//lint:ignore SA1019 NT hashes are MD4: they are read, never made
	"golang.org/x/crypto/md4" //nolint:staticcheck // as above
)

// ldapScheme cuts {SCHEME} off a userPassword value; the scheme comes in lower case.
func ldapScheme(s string) (scheme, rest string, ok bool) {
	if len(s) == 0 || s[0] != '{' {
		return "", "", false
	}
	scheme, rest, ok = strings.Cut(s[1:], "}")
	return strings.ToLower(scheme), rest, ok
}

// ldapHash reads the schemes of RFC 2307 and of OpenLDAP's password modules, and NT hashes ({NT}hex, {NTHASH}hex, $3$$hex).
// known is false for schemes that are another reader's ({CRYPT}, {ARGON2}) and for strings without one.
func ldapHash(s string) (check func(string) bool, known bool, err error) {
	if digest, ok := strings.CutPrefix(s, "$3$$"); ok {
		check, err = ntHash(digest)
		return check, true, err
	}
	scheme, rest, ok := ldapScheme(s)
	if !ok || len(rest) > 512 {
		return nil, ok && len(rest) > 512, ErrHash
	}
	switch scheme {
	case "crypt", "argon2", "bcrypt":
		return nil, false, nil
	case "nt", "nthash":
		check, err = ntHash(rest)
	case "pbkdf2", "pbkdf2-sha1", "pbkdf2-sha256", "pbkdf2-sha512":
		check, err = ldapPBKDF2(scheme, rest)
	default:
		check, err = salted(scheme, rest)
	}
	return check, true, err
}

// saltedFamilies are digests followed by a salt, plainFamilies digests alone.
var (
	saltedFamilies = map[string]func() hash.Hash{
		"smd5": md5.New, "ssha": sha1.New, "ssha256": sha256.New, "ssha384": sha512.New384, "ssha512": sha512.New,
	}
	plainFamilies = map[string]func() hash.Hash{
		"md5": md5.New, "sha": sha1.New, "sha256": sha256.New, "sha384": sha512.New384, "sha512": sha512.New,
	}
)

// salted reads base64(digest ‖ salt): {SSHA} and its family, and {SHA} and its family, which have no salt.
func salted(scheme, rest string) (func(string) bool, error) {
	family, salty := saltedFamilies[scheme]
	if !salty {
		family = plainFamilies[scheme]
	}
	raw, err := base64.StdEncoding.DecodeString(rest)
	if family == nil || err != nil {
		return nil, ErrHash
	}
	size := family().Size()
	if len(raw) < size || salty != (len(raw) > size) {
		return nil, ErrHash
	}
	digest, salt := raw[:size], raw[size:]
	return func(password string) bool {
		h := family()
		h.Write([]byte(password))
		h.Write(salt)
		return subtle.ConstantTimeCompare(h.Sum(nil), digest) == 1
	}, nil
}

// ldapPBKDF2 reads iterations$salt$digest, both in base64 with '.' for '+' and without padding (OpenLDAP's pw-pbkdf2).
func ldapPBKDF2(scheme, rest string) (func(string) bool, error) {
	parts := strings.Split(rest, "$")
	if len(parts) != 3 {
		return nil, ErrHash
	}
	iterations, err := strconv.Atoi(parts[0])
	salt, saltErr := base64.RawStdEncoding.DecodeString(adapted(parts[1]))
	digest, digestErr := base64.RawStdEncoding.DecodeString(adapted(parts[2]))
	if err != nil || saltErr != nil || digestErr != nil || iterations < 1 || iterations > mostIterations || len(digest) < 16 || len(digest) > 64 {
		return nil, ErrHash
	}
	family := map[string]func() hash.Hash{
		"pbkdf2": sha1.New, "pbkdf2-sha1": sha1.New, "pbkdf2-sha256": sha256.New, "pbkdf2-sha512": sha512.New,
	}[scheme]
	return func(password string) bool {
		key, err := pbkdf2.Key(family, password, salt, iterations, len(digest))
		return err == nil && hmac.Equal(key, digest)
	}, nil
}

func adapted(s string) string {
	return strings.TrimRight(strings.ReplaceAll(s, ".", "+"), "=")
}

// ntHash reads 32 hexadecimal digits: MD4 of the password in UTF-16LE.
func ntHash(digits string) (func(string) bool, error) {
	digest, err := hex.DecodeString(digits)
	if err != nil || len(digest) != md4.Size {
		return nil, ErrHash
	}
	return func(password string) bool {
		h := md4.New()
		for _, unit := range utf16.Encode([]rune(password)) {
			h.Write([]byte{byte(unit), byte(unit >> 8)})
		}
		return subtle.ConstantTimeCompare(h.Sum(nil), digest) == 1
	}, nil
}
