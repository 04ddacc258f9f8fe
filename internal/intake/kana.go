package intake

import "strings"

// katakanaToHiragana maps full-width katakana to hiragana; NFKC has widened the half-width ones before.
func katakanaToHiragana(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'ァ' && r <= 'ヶ' || r == 'ヽ' || r == 'ヾ' {
			return r - ('ァ' - 'ぁ')
		}
		return r
	}, s)
}
