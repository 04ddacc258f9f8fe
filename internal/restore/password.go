// Package restore says what giving access back requires: the rules for the new password and the plan that is written down before
// the directory is touched.
//
// The rules are those of OWASP ASVS 5.0 §6.2: length decides (8 to 1,024 characters counted as Unicode code points), any
// characters are welcome, nothing is cut off, and what attackers try first is refused: the common list, the person's own
// identifiers, and every password the account has had.
package restore

import (
	"strings"
	"unicode/utf8"

	"okaeri/internal/evidence"
	"okaeri/internal/intake"
)

// Limits of a new password in characters.
const (
	MinLength = 8
	MaxLength = 1024
)

// Fault is why a new password is refused; the catalogue words it under error.password.<fault>.
type Fault string

// The faults of a new password.
const (
	TooShort Fault = "too_short"
	TooLong  Fault = "too_long"
	NotText  Fault = "not_text"
	Common   Fault = "common"
	Personal Fault = "personal"
	Reused   Fault = "reused"
)

// CheckPassword lists what is wrong with a new password, worst first, empty when it may be set. The names are the account's
// identifiers; held are its earlier passwords' hashes, none of which may come back.
func CheckPassword(password string, names []string, held []evidence.Fact) []Fault {
	if !utf8.ValidString(password) || strings.ContainsRune(password, 0) {
		return []Fault{NotText}
	}
	var faults []Fault
	switch n := utf8.RuneCountInString(password); {
	case n < MinLength:
		return []Fault{TooShort}
	case n > MaxLength:
		return []Fault{TooLong}
	}
	if evidence.PasswordRank(password) > 0 || evidence.PasswordRank(strings.ToLower(password)) > 0 {
		faults = append(faults, Common)
	}
	if personal(password, names) {
		faults = append(faults, Personal)
	}
	if reused(password, held) {
		faults = append(faults, Reused)
	}
	return faults
}

// personal tells whether little remains of the password once an identifier of the account is taken out of it.
func personal(password string, names []string) bool {
	low := strings.ToLower(password)
	for _, name := range names {
		name = strings.ToLower(intake.Identifier(name))
		local, _, _ := strings.Cut(name, "@")
		for _, word := range []string{name, local} {
			rest := strings.ReplaceAll(low, word, "")
			if len(word) >= 4 && len(rest) < len(low) && utf8.RuneCountInString(rest) < MinLength/2 {
				return true
			}
		}
	}
	return false
}

// reused tells whether the very string is one of the account's earlier passwords. Typing variants don't count: a password one
// character away from an old one is the owner's choice.
func reused(password string, held []evidence.Fact) bool {
	for _, fact := range held {
		if fact.Kind != "password" {
			continue
		}
		if ok, err := evidence.VerifyHash(fact.Value.Text, password); err == nil && ok {
			return true
		}
	}
	return false
}
