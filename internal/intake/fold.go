package intake

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// isHyphen knows what people type for a hyphen: the keyboard's, the long vowel mark that the Japanese keyboard has on the same
// key, dashes, minus signs, wave dashes and their full-width and half-width forms.
func isHyphen(r rune) bool {
	switch r {
	case '-', '~', 'ー', 'ｰ', '－', '〜', '～', '−', '﹣', '﹘', '─', '━', '⁃', '˗', '⸺', '⸻', '᠆', '゠':
		return true
	}
	return r >= '\u2010' && r <= '\u2015'
}

// isInvisible knows characters that take no room and come along when text is pasted: zero-width spaces and joiners, direction
// marks, byte order marks, soft hyphens. Variation selectors are not among them: they tell one form of a kanji from another.
func isInvisible(r rune) bool {
	switch {
	case r >= '\u200b' && r <= '\u200f', r >= '\u202a' && r <= '\u202e', r >= '\u2060' && r <= '\u2064',
		r >= '\u2066' && r <= '\u2069', r == '\ufeff', r == '\u00ad', r == '\u034f', r == '\u061c', r == '\u180e':
		return true
	}
	return r != '\t' && r != '\n' && r != '\r' && unicode.IsControl(r)
}

// visible drops invisible characters and broken bytes.
func visible(s string) string {
	return strings.Map(func(r rune) rune {
		if isInvisible(r) || r == unicode.ReplacementChar {
			return -1
		}
		return r
	}, s)
}

// Plain is the ground of every normaliser: NFKC (width, ligatures, circled numbers), nothing invisible, every run of spaces one
// space, no space at either end.
func Plain(s string) string {
	if isPlainASCII(s) || isPlain(s) {
		return s
	}
	// A mark may compose with what stood before a dropped character, so the dropping comes first and NFKC has the last word.
	return norm.NFKC.String(strings.Join(strings.Fields(visible(norm.NFKC.String(visible(s)))), " "))
}

// isPlainASCII is the quick way out for most of what is typed in Latin letters and digits.
func isPlainASCII(s string) bool {
	space := true // as if one stood before: none may stand first
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' || space && s[i] == ' ' {
			return false
		}
		space = s[i] == ' '
	}
	return s == "" || !space
}

// isPlain is the quick way out for what was folded before: nothing is visible to the eye only, every space is a single one between
// two letters, and NFKC has nothing to do.
func isPlain(s string) bool {
	space, steady := true, true
	for _, r := range s {
		if steady = steady && isSteady(r); steady && r != ' ' {
			space = false
			continue
		}
		if r == unicode.ReplacementChar || isInvisible(r) || r != ' ' && unicode.IsSpace(r) || space && r == ' ' {
			return false
		}
		space = r == ' '
	}
	return !space && (steady || norm.NFKC.IsNormalString(s))
}

// isASCII says whether s has nothing that a table of other scripts could know.
func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// settle folds until folding changes nothing more: what one step takes away may bring together what another would have folded.
// Two rounds are enough for what people type; the bound is for what nobody does.
func settle(s string, fold func(string) string) string {
	for range 16 {
		folded := fold(s)
		if folded == s {
			return s
		}
		s = folded
	}
	return s
}

// plainDigits is s with digits of every width and script in ASCII and everything else left out.
func plainDigits(s string) string {
	out := make([]byte, 0, len(s))
	for _, r := range s {
		if d, ok := digitValue(r); ok {
			out = append(out, '0'+d)
		}
	}
	return string(out)
}
