package intake

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// BirthText puts the boxes of the birth date page into one text, in the words that were typed, for Date to read. A whole date
// pasted into the box for the year is that text by itself.
func BirthText(a Answers) string {
	year, month, day := unitless(oneYear(a.One("birth_year")), "年"), unitless(a.One("birth_month"), "月"), unitless(a.One("birth_day"), "日")
	if month == "" && day == "" || saidTwice(eraPrefix(a.One("birth_era"), year), a) {
		return eraPrefix(a.One("birth_era"), year)
	}
	if plainDigits(month) == "" && !strings.ContainsAny(month, "一二三四五六七八九十") && month != "" { // March
		return strings.TrimSpace(day + " " + month + " " + year)
	}
	return eraPrefix(a.One("birth_era"), year) + "年" + month + "月" + day + "日"
}

// saidTwice tells whether the box for the year holds the whole date and the boxes beside it say the same again: month and day, or all of it.
func saidTwice(whole string, a Answers) bool {
	day, ok := Date(whole).Day()
	if !ok || !day.Whole() {
		return false
	}
	again := func(field string, n int) bool {
		typed := a.One(field)
		return typed == "" || typed == a.One("birth_year") || plainDigits(typed) == strconv.Itoa(n) || plainDigits(typed) == "0"+strconv.Itoa(n)
	}
	return again("birth_month", day.Month) && again("birth_day", day.Day)
}

var digitGroups = regexp.MustCompile(`[0-9]+`)

var aside = regexp.MustCompile(`[(（][^()（）]*[)）]`)

// oneYear drops what people write in brackets behind a year: the same year of the other calendar, 1960（昭和35）年.
func oneYear(s string) string {
	if rest := aside.ReplaceAllString(s, ""); plainDigits(rest) != "" {
		return rest
	}
	return s
}

// eraPrefix puts the chosen era before a year that is a number, or before a date that begins with one; what names its era already (S35) or
// has a year of four digits keeps to that.
func eraPrefix(id, year string) string {
	e, ok := eraNamed(id)
	groups := digitGroups.FindAllString(Plain(year), -1)
	if !ok || year == "" || len(groups) > 3 || slices.ContainsFunc(groups, func(g string) bool { return len(g) > 2 }) {
		return year
	}
	if words, ok := dateWords(year); ok && words.has(wordEra) {
		return year
	}
	return e.kanji + year
}

// MonthText puts the two boxes of a month question, year and month, into one text for Date to read.
func MonthText(values []string) string {
	if len(values) == 0 {
		return ""
	}
	year, month := unitless(values[0], "年"), ""
	if len(values) > 1 {
		month = unitless(values[1], "月")
	}
	switch {
	case month == "":
		return year
	case year == "":
		return month + "月"
	case monthNamed(strings.ToLower(Plain(month))) > 0:
		return month + " " + year
	}
	return year + "年" + month + "月"
}

// unitless drops the unit that people type into a box that has it behind it.
func unitless(s, unit string) string {
	s = strings.TrimSpace(s)
	if rest, ok := strings.CutSuffix(s, unit); ok && !strings.ContainsAny(rest, "年月日") {
		return strings.TrimSpace(rest)
	}
	return s
}
