package intake

import (
	"strings"
	"unicode/utf8"
)

// unitsElsewhere are the units in kana, for people who leave the keyboard's first offer, and as Korea and simplified China write them.
var unitsElsewhere = strings.NewReplacer("ねん", "年", "がつ", "月", "にち", "日", "년", "年", "월", "月", "일", "日")

// dateAmong reads a date that stands among other words: 私の誕生日は昭和35年4月8日です, spring 2014, S35.4.8（1960）. It is asked only where
// the words by themselves are no date, and says nothing unless what is left is plainly one: a short number among words is an age or a count
// as easily as a year.
func dateAmong(s string) Reading {
	if len(s) > 4*longestDate {
		return Reading{}
	}
	s = unitsElsewhere.Replace(Plain(s))
	if rest := aside.ReplaceAllString(s, " "); rest != s {
		return agreeing(rest, aside.FindAllString(s, -1))
	}
	words, within := wordsAmong(dateText(s))
	numbers := words.numbers()
	_, hasEra := words.era()
	plain := hasEra || hasWholeYear(numbers)
	if !plain || len(numbers) == 0 || within && len(numbers) > 1 && !words.has(wordUnit) && !words.has(wordMonth) {
		return Reading{}
	}
	if r := words.read(); !r.NoEra {
		return r
	}
	return Reading{}
}

// agreeing reads a date beside which more is said in brackets. A day or year there has to be the same.
func agreeing(rest string, asides []string) Reading {
	r := Date(rest)
	day, ok := r.Day()
	if !ok {
		return Reading{}
	}
	for _, said := range asides {
		said = said[strings.IndexAny(said, "(（")+1:]
		other, ok := Date(strings.TrimRight(said, ")）")).Day()
		if ok && (other.Year != day.Year || other.Month != 0 && other.Month != day.Month || other.Day != 0 && other.Day != day.Day) {
			return Reading{}
		}
	}
	return r
}

func hasWholeYear(numbers []dateWord) bool {
	for _, n := range numbers {
		if n.width == 4 {
			return true
		}
	}
	return false
}

// wordsAmong takes the words of a date out of others; within tells that some of the others stood between them.
func wordsAmong(s string) (words dateWordList, within bool) {
	other := false
	for s != "" && len(words) <= 12 {
		word, rest, ok := nextDateWord(s)
		switch {
		case !ok || word != nil && !wordAlone(word, s, rest):
			other = true
			rest = afterOther(s)
		case word != nil:
			within = within || other && len(words) > 0
			other = false
			words = append(words, *word)
		}
		s = rest
	}
	return words, within
}

// wordAlone says that what looks like a word of a date is no part of another word: the 大 of 大阪 and the 一 of 一応 are, as is the m of I'm.
func wordAlone(word *dateWord, s, rest string) bool {
	read := s[:len(s)-len(rest)]
	short := utf8.RuneCountInString(read) == 1 && (read[0] < '0' || read[0] > '9')
	switch word.kind {
	case wordEra:
		_, _, number := numberWord(rest)
		return !short || number
	case wordNumber:
		return read[0] < 0x80 || strings.HasPrefix(rest, "年") || strings.HasPrefix(rest, "月") || strings.HasPrefix(rest, "日")
	}
	return true
}

// afterOther is what follows a word of no date, or a letter of a script without spaces.
func afterOther(s string) string {
	end := strings.IndexFunc(s, func(r rune) bool { return r < 'a' || r > 'z' })
	switch {
	case end > 0:
		return s[end:]
	case end < 0:
		return ""
	}
	_, size := utf8.DecodeRuneInString(s)
	return s[size:]
}
