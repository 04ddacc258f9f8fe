package intake

import (
	"regexp"
	"strings"
)

// japanesePostal finds a Japanese postal code in front of an address that came along with it.
var japanesePostal = regexp.MustCompile(`^(?:郵便番号)?[ :]*〒? ?(\d{3})[^\d\pL]{0,3}(\d{4})(?:[^\d]|$)`)

// townBeside finds a town that came along with a code: 10115 Berlin. Codes have no word of four letters.
var townBeside = regexp.MustCompile(`(^| )\pL{4,}([ ,.-]|$)`)

// Postal is the form in which postal codes are compared: 〒530-0001, ５３０ー０００１ and 530 0001 are 5300001. A code of another
// country keeps its letters, in upper case: sw1a 1aa is SW1A1AA. What does not belong to a code is dropped, and nothing is said
// about whether the code exists.
func Postal(s string) string { return settle(s, foldPostal) }

// foldPostal is one round of Postal.
func foldPostal(s string) string {
	s = kanjiDigits(Plain(s))
	if m := japanesePostal.FindStringSubmatch(s); m != nil {
		return m[1] + m[2]
	}
	if bare := townBeside.ReplaceAllString(s, ""); strings.ContainsAny(bare, "0123456789") {
		s = bare
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '0' && r <= '9', r >= 'A' && r <= 'Z':
			return r
		case r >= 'a' && r <= 'z':
			return r - ('a' - 'A')
		}
		return -1
	}, s)
}

// kanjiDigits reads 五三〇 as 530, where the text is nothing but such digits and marks.
func kanjiDigits(s string) string {
	const digits = "〇一二三四五六七八九"
	any := false
	for _, r := range s {
		switch {
		case strings.ContainsRune(digits, r):
			any = true
		case r != '〒' && r != ' ' && !isHyphen(r):
			return s
		}
	}
	if !any {
		return s
	}
	return strings.Map(func(r rune) rune {
		if i := strings.IndexRune(digits, r); i >= 0 {
			return rune('0' + i/len("〇"))
		}
		return r
	}, s)
}
