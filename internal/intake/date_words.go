package intake

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The words that a date is made of.
type wordKind int

const (
	wordNumber wordKind = iota
	wordEra             // an era, before the number of its year
	wordMonth           // a month's English name
	wordUnit            // 年, 月 or 日, behind the number that it is the unit of
)

type dateWord struct {
	kind  wordKind
	text  string // era id, or unit
	n     int    // number, or month
	width int    // digits of a number as written
}

type dateWordList []dateWord

func (l dateWordList) has(kind wordKind) bool {
	for _, w := range l {
		if w.kind == kind {
			return true
		}
	}
	return false
}

// numbers are the number words, in order.
func (l dateWordList) numbers() []dateWord {
	var numbers []dateWord
	for _, w := range l {
		if w.kind == wordNumber {
			numbers = append(numbers, w)
		}
	}
	return numbers
}

// era is the era written, if any.
func (l dateWordList) era() (era, bool) {
	for _, w := range l {
		if w.kind == wordEra {
			return eraNamed(w.text)
		}
	}
	return era{}, false
}

// A time behind a date, as databases and other forms write it, and a weekday in brackets.
var (
	timeBehind = regexp.MustCompile(`(\d)[t ]\d{1,2}:\d{2}.*$`)
	inBrackets = regexp.MustCompile(`[(\[【][月火水木金土日祝・曜]*[)\]】]`)
)

// noise is what stands around a date without changing it. Longer words first, so that none hides a shorter one.
var noise = strings.NewReplacer(
	"生年月日", " ", "誕生日", " ", "生まれ", " ", "うまれ", " ", "生れ", " ", "西暦", " ", "紀元", " ", "ごろ", " ", "ころ", " ", "頃", " ",
	"くらい", " ", "ぐらい", " ", "日生まれ", "日 ", "日生れ", "日 ", "日うまれ", "日 ", "日生", "日 ",
	"0生", "0 ", "1生", "1 ", "2生", "2 ", "3生", "3 ", "4生", "4 ", "5生", "5 ", "6生", "6 ", "7生", "7 ", "8生", "8 ", "9生", "9 ",
)

// eraWords are the ways to write an era, the longer before the shorter.
var eraWords = []struct{ word, id string }{
	{"明治", "meiji"},
	{"大正", "taisho"},
	{"昭和", "showa"},
	{"平成", "heisei"},
	{"令和", "reiwa"},
	{"めいじ", "meiji"},
	{"たいしょう", "taisho"},
	{"しょうわ", "showa"},
	{"へいせい", "heisei"},
	{"れいわ", "reiwa"},
	{"明", "meiji"},
	{"大", "taisho"},
	{"昭", "showa"},
	{"平", "heisei"},
	{"令", "reiwa"},
}

// eraLatin are era names in Latin letters, whole words only.
var eraLatin = map[string]string{
	"m": "meiji", "meiji": "meiji", "t": "taisho", "taisho": "taisho", "taishou": "taisho", "taisyo": "taisho", "s": "showa",
	"showa": "showa", "shouwa": "showa", "syowa": "showa", "h": "heisei", "heisei": "heisei", "r": "reiwa", "reiwa": "reiwa",
}

// latinNoise are words around an English date; ordinals come along as "st" behind a number.
var latinNoise = map[string]bool{
	"st": true, "nd": true, "rd": true, "th": true, "of": true, "on": true, "the": true, "born": true, "about": true, "around": true,
	"ca": true, "circa": true, "date": true, "birth": true, "birthday": true, "dob": true, "ad": true, "ce": true, "year": true,
	"mon": true, "monday": true, "tue": true, "tues": true, "tuesday": true, "wed": true, "wednesday": true, "thu": true, "thur": true,
	"thurs": true, "thursday": true, "fri": true, "friday": true, "sat": true, "saturday": true, "sun": true, "sunday": true,
}

var monthNames = []string{
	"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
}

// monthNamed reads an English month: its name, its first three letters or more (Sept), with or without a dot.
func monthNamed(word string) int {
	if len(word) < 3 {
		return 0
	}
	for i, name := range monthNames {
		if strings.HasPrefix(name, word) {
			return i + 1
		}
	}
	return 0
}

// longestDate is how many characters a date may have; a longer text is none.
const longestDate = 80

// dateText is a text without what stands around a date.
func dateText(s string) string {
	s = strings.ToLower(katakanaToHiragana(Plain(s)))
	s = timeBehind.ReplaceAllString(s, "$1")
	return noise.Replace(inBrackets.ReplaceAllString(s, " "))
}

// dateWords takes a date apart; ok is false when something in it is no part of a date.
func dateWords(s string) (dateWordList, bool) {
	if len(s) > 4*longestDate {
		return nil, false
	}
	s = dateText(s)
	var words dateWordList
	for s != "" {
		word, rest, ok := nextDateWord(s)
		if !ok || len(words) > 12 {
			return nil, false
		}
		if word != nil {
			words = append(words, *word)
		}
		s = rest
	}
	return words, len(words) > 0
}

// nextDateWord reads one word; a nil word is one to pass over.
func nextDateWord(s string) (word *dateWord, rest string, ok bool) {
	if w, rest, ok := numberWord(s); ok {
		return &w, rest, true
	}
	for _, e := range eraWords {
		if rest, ok := strings.CutPrefix(s, e.word); ok {
			return &dateWord{kind: wordEra, text: e.id}, rest, true
		}
	}
	r, size := utf8.DecodeRuneInString(s)
	switch {
	case r == '年' || r == '月' || r == '日':
		return &dateWord{kind: wordUnit, text: string(r)}, s[size:], true
	case r >= 'a' && r <= 'z':
		return latinDateWord(s)
	case unicode.IsSpace(r) || isHyphen(r) || strings.ContainsRune(".,/・、。:()[]'’", r):
		return nil, s[size:], true
	}
	return nil, "", false
}

func latinDateWord(s string) (*dateWord, string, bool) {
	end := strings.IndexFunc(s, func(r rune) bool { return r < 'a' || r > 'z' })
	if end < 0 {
		end = len(s)
	}
	name, rest := s[:end], s[end:]
	if month := monthNamed(name); month > 0 {
		return &dateWord{kind: wordMonth, n: month}, rest, true
	}
	if id, ok := eraLatin[name]; ok {
		return &dateWord{kind: wordEra, text: id}, rest, true
	}
	return nil, rest, latinNoise[name]
}

// numberWord reads a number in digits or in kanji. 元 is the first year.
func numberWord(s string) (dateWord, string, bool) {
	end := 0
	for end < len(s) && s[end] >= '0' && s[end] <= '9' {
		end++
	}
	if end > 0 {
		n, err := strconv.Atoi(s[:end])
		return dateWord{kind: wordNumber, n: n, width: end}, s[end:], err == nil && end <= 8
	}
	if rest, ok := strings.CutPrefix(s, "元"); ok {
		return dateWord{kind: wordNumber, n: 1, width: 1}, rest, true
	}
	return kanjiNumber(s)
}

// kanjiNumber reads 三十五, 千九百六十 and 一九六〇.
func kanjiNumber(s string) (dateWord, string, bool) {
	const digits = "〇一二三四五六七八九"
	total, current, places, used := 0, 0, 0, 0
	scaled := false
	for _, r := range s {
		d := strings.IndexRune(digits, r)
		scale := map[rune]int{'十': 10, '百': 100, '千': 1000}[r]
		switch {
		case r == '零':
			d = 0
		case d > 0:
			d /= len("〇")
		}
		if d < 0 && scale == 0 {
			break
		}
		used += utf8.RuneLen(r)
		if scale > 0 {
			total, current, scaled = total+max(current, 1)*scale, 0, true
			continue
		}
		if places++; places > 8 {
			return dateWord{}, s, false
		}
		current = current*10 + d
	}
	if used == 0 {
		return dateWord{}, s, false
	}
	n := total + current
	width := places
	if scaled {
		width = len(strconv.Itoa(n))
	}
	return dateWord{kind: wordNumber, n: n, width: width}, s[used:], true
}
