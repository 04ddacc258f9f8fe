package main

import (
	"bytes"
	"crypto/hmac"
	"crypto/md5"  //nolint:gosec // what a thief tries
	"crypto/sha1" //nolint:gosec // what a thief tries
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"regexp"
	"strconv"
	"testing"

	"okaeri/internal/staff"
)

// V21: who steals the database cannot go through all codes of six digits: nothing in it is a hash that can be made without the key file. The
// passwords, which people choose and which have no key before them, lie under a hash that is slow.
func TestV21NothingInAStolenDatabaseCanBeGuessedAt(t *testing.T) {
	t.Parallel()
	w := newTown(t, plan{people: folk(hanakosRecord("account-of-hanako")), config: func(c *Config) { c.Policy = lenient(t) }, with: unlimited})
	w.wholeStory(hanakosMemory())
	session := must(w.staff.Enter(t.Context(), w.employs("mori", staff.Reviewer).ID, "passkey", w.now(), homeAgent))(t)
	places := map[string][]byte{}
	w.dump(places)
	stolen := bytes.Join([][]byte{places["okaeri.db"], places["okaeri.db-wal"]}, nil)

	var secrets []string
	for _, l := range w.sink.Letters("", 100) {
		if code := sixDigits.FindString(l.Subject); code != "" {
			secrets = append(secrets, code)
		}
		for _, token := range tokens.FindAllString(l.Text, -1) {
			secrets = append(secrets, regexp.MustCompile(`[A-Z2-7]+$`).FindString(token))
		}
	}
	if secrets = append(secrets, session); len(secrets) < 6 {
		t.Fatalf("only %d secrets were sent", len(secrets))
	}
	// What stands beside a code in its row is no secret either, so that it may have been hashed together with it.
	var beside []string
	for _, column := range []string{"id", "case_id"} {
		beside = append(beside, w.text("SELECT DISTINCT "+column+" FROM proofs")...)
	}
	var all search
	for _, secret := range secrets {
		for _, hash := range fastHashes(secret, beside) {
			all.add(secret, hash, hash[:16], []byte(hex.EncodeToString(hash)), []byte(base64.RawStdEncoding.EncodeToString(hash)), []byte(base64.RawURLEncoding.EncodeToString(hash)))
		}
	}
	all.in(stolen, func(int, sought) { t.Fatal("a secret lies under a hash that anybody can make") })

	hash := must(w.store.DirectoryHash(t.Context(), "account-of-hanako"))(t)
	slow := regexp.MustCompile(`^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=\d+\$[A-Za-z0-9+/]{22,}\$[A-Za-z0-9+/]{43,}$`)
	m := slow.FindStringSubmatch(hash)
	if m == nil {
		t.Fatalf("the new password lies as %.12s…", hash)
	}
	if kib, err := strconv.Atoi(m[1]); err != nil || kib < 19*1024 { // as OWASP has it, with two rounds or more
		t.Errorf("the hash takes %s KiB and %s rounds", m[1], m[2])
	}
}

// fastHashes are what a thief makes of a guess millions of times a second: plain, and with what lies beside it before, behind or as the key.
func fastHashes(secret string, beside []string) [][]byte {
	var out [][]byte
	each := func(text []byte) {
		a, b, c, d := md5.Sum(text), sha1.Sum(text), sha256.Sum256(text), sha512.Sum512(text) //nolint:gosec // what a thief tries
		out = append(out, a[:], b[:], c[:], d[:])
	}
	each([]byte(secret))
	for _, other := range beside {
		for _, between := range []string{"", ":", "\x00"} {
			each([]byte(secret + between + other))
			each([]byte(other + between + secret))
		}
		mac := hmac.New(sha256.New, []byte(other))
		mac.Write([]byte(secret))
		out = append(out, mac.Sum(nil))
	}
	return out
}
