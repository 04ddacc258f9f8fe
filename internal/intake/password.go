package intake

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// MaxPasswordVariants bounds PasswordVariants: each costs one slow hash for every hash that is held.
const MaxPasswordVariants = 5

// PasswordVariants lists what may have been meant where a password as typed does not match: full-width letters made plain
// (the Japanese keyboard left on), every letter in the other case (caps lock), the first letter in the other case (phones do
// that), and without spaces behind (pasted). At most MaxPasswordVariants, none like s itself, never empty. A hit by one of
// them is a close answer, not an exact one (simple slips make about a tenth of failed log-ins: Chatterjee et al. 2016).
func PasswordVariants(s string) []string {
	if len(s) > 4*MaxText {
		return nil
	}
	var variants []string
	add := func(variant string) {
		if variant != s && variant != "" && len(variants) < MaxPasswordVariants && !slices.Contains(variants, variant) {
			variants = append(variants, variant)
		}
	}
	narrow := norm.NFKC.String(s)
	add(narrow)
	add(otherCase(narrow))
	add(firstInOtherCase(narrow))
	add(strings.TrimRightFunc(narrow, unicode.IsSpace))
	add(strings.TrimSpace(narrow))
	return variants
}

// otherCase turns every letter's case, as caps lock does.
func otherCase(s string) string {
	return strings.Map(swapCase, s)
}

func firstInOtherCase(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	if size == 0 || r == utf8.RuneError {
		return s
	}
	return string(swapCase(r)) + s[size:]
}

func swapCase(r rune) rune {
	if unicode.IsUpper(r) {
		return unicode.ToLower(r)
	}
	return unicode.ToUpper(r)
}
