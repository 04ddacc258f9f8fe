package intake

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// katakanaToHiragana maps full-width katakana to hiragana; NFKC has widened the half-width ones before.
func katakanaToHiragana(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'ァ' && r <= 'ヶ' || r == 'ヽ' || r == 'ヾ' {
			return r - ('ァ' - 'ぁ')
		}
		return r
	}, s)
}

// isKana knows hiragana, katakana and the marks among them.
func isKana(r rune) bool {
	return r >= 'ぁ' && r <= 'ゟ' || r >= 'ァ' && r <= 'ヿ' && r != '・'
}

// repeated writes out iteration marks: すゞき, かゝ.
func repeated(s string) string {
	var b strings.Builder
	var last rune
	for _, r := range s {
		switch r {
		case 'ゝ':
			r = last
		case 'ゞ':
			if voiced := []rune(norm.NFC.String(string(last) + "\u3099")); len(voiced) == 1 {
				r = voiced[0]
			}
		}
		if r != 0 {
			b.WriteRune(r)
		}
		last = r
	}
	return b.String()
}

// joined drops spaces, middle dots and the hyphens inside double names.
func joined(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '・' || r == '·' || r == '=' || r == '゠' || r == '-' {
			return -1
		}
		return r
	}, s)
}

// unmarked drops accents: Ōsaka, René. The marks of kana stay: が is not か.
func unmarked(s string) string {
	return norm.NFC.String(strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) && r != '\u3099' && r != '\u309a' {
			return -1
		}
		return r
	}, norm.NFD.String(s)))
}
