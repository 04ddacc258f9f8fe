package intake

import (
	"regexp"
	"strings"
)

// Digits is s with its digits in ASCII and everything else left out: last four digits, membership numbers. How many digits there are is
// none of them (下4けた1234, last 4: 1234), and kanji are read where there is nothing else (一二三四).
func Digits(s string) string {
	if !strings.ContainsAny(s, "けケｹ桁下末lLｌＬdDｄＤ〇一二三四五六七八九") {
		return plainDigits(s)
	}
	rest := strings.ToLower(Plain(s))
	for _, count := range counts {
		rest = count.ReplaceAllString(rest, "$1 ")
	}
	return plainDigits(kanjiDigits(strings.Trim(rest, " :は→、")))
}

// counts are ways of saying how many digits follow, in the text's plain form; the first group is what stands before them and stays.
var counts = []*regexp.Regexp{
	regexp.MustCompile(`(^|[^0-9])(?:下|末尾|last|final)? ?(?:[0-9]{1,2}|[一二三四五六七八九])[ -]?(?:けた|ケタ|桁|digits?|numbers?)`),
	regexp.MustCompile(`(^|[^0-9])(?:下|末尾|last|final) ?4(?:[^0-9]|$)`),
}
