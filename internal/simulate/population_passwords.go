package simulate

import (
	"crypto/pbkdf2"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"strconv"
	"strings"
	"time"
	"unicode"

	"okaeri/internal/intake"
)

// Hash is how an account keeps its passwords.
type Hash int

// The kinds of hashes: both are what real directories hold, and cheap enough to make a population in no time.
const (
	SSHA512 Hash = iota // {SSHA512}: salted SHA-512, as LDAP directories keep it
	PBKDF2              // $pbkdf2-sha256$: 1,000 rounds
)

// rounds of PBKDF2. Far too few to protect anybody: nobody is behind these passwords.
const rounds = 1000

// of hashes a password with a salt of 16 bytes.
func (k Hash) of(plain string, salt []byte) string {
	if k == PBKDF2 {
		key, err := pbkdf2.Key(sha256.New, plain, salt, rounds, sha256.Size)
		if err != nil {
			panic(err) // only a key that is too long or a salt that is too short for FIPS mode
		}
		// The dialect of passlib: no padding, and a dot for the plus.
		enc := func(b []byte) string { return strings.ReplaceAll(base64.RawStdEncoding.EncodeToString(b), "+", ".") }
		return "$pbkdf2-sha256$" + strconv.Itoa(rounds) + "$" + enc(salt) + "$" + enc(key)
	}
	sum := sha512.Sum512(append([]byte(plain), salt...))
	return "{SSHA512}" + base64.StdEncoding.EncodeToString(append(sum[:], salt...))
}

// usedElsewhere is the share of passwords that protect accounts at other places too, as they are; the others have sisters there
// that differ a little (assumed).
const usedElsewhere = 0.5

// choosePasswords gives the account a history of passwords: a new one every four years (assumed), often a small change of
// the one before.
func (h *history) choosePasswords() {
	at := h.Account.Created
	h.Passwords = []Password{{Plain: h.password(), From: at, Elsewhere: h.dice.chance(usedElsewhere)}}
	for {
		at = at.Add(span(0.1 + 4*h.dice.ExpFloat64())).Truncate(time.Second)
		if at.After(h.o.Now) {
			break
		}
		last := &h.Passwords[len(h.Passwords)-1]
		last.Until = at
		next := Password{Plain: h.next(), From: at, Elsewhere: h.dice.chance(usedElsewhere)}
		for _, p := range h.Passwords {
			if p.Plain == next.Plain { // one of before again
				next.Elsewhere = p.Elsewhere
			}
		}
		h.Passwords = append(h.Passwords, next)
	}
	for _, p := range h.Passwords {
		h.state("password", intake.Text(h.o.Hash.of(p.Plain, h.salt())), p.From, p.Until, "")
	}
}

func (h *history) salt() []byte {
	salt := make([]byte, 16)
	for i := range salt {
		salt[i] = byte(h.dice.Uint32())
	}
	return salt
}

// next changes the password: a small step from the last one, an older one again, or a new one (shares assumed).
func (h *history) next() string {
	last := h.Passwords[len(h.Passwords)-1].Plain
	switch p := h.dice.Float64(); {
	case p < 0.45:
		return stepFrom(last)
	case p < 0.57:
		if old := pick(h.dice, h.Passwords).Plain; old != last {
			return old
		}
	}
	return h.password()
}

// stepFrom is what people do when they must change: count the last number up, or add one.
func stepFrom(last string) string {
	head := strings.TrimRightFunc(last, unicode.IsDigit)
	if n, err := strconv.Atoi(last[len(head):]); err == nil && n < 1e9 {
		return head + strconv.Itoa(n+1)
	}
	return last + "1"
}

// password makes a new one in one of the ways people do (shares assumed, but for leakedShare).
func (h *history) password() string {
	word := func() string { return pick(h.dice, words[h.Language]()["password"]) }
	name := h.who.name
	switch p := h.dice.Float64(); {
	case p < leakedShare:
		return leaked().draw(h.dice)
	case p < 0.35:
		return word() + pick(h.dice, []string{"", "-", "_", "."}) + h.dice.digits(2+h.dice.IntN(3))
	case p < 0.50:
		return name.GivenLetters + h.Birth.Format(pick(h.dice, []string{"0102", "2006", "060102"}))
	case p < 0.60:
		return strings.ToUpper(name.FamilyLetters[:1]) + name.FamilyLetters[1:] + h.dice.digits(4) + "!"
	case p < 0.82:
		return word() + pick(h.dice, []string{"-", "&", " "}) + word() + h.dice.digits(2)
	}
	return strings.ReplaceAll(h.dice.hex(12), "0", "K") // what a password manager makes
}
