package intake

import (
	"fmt"
	"slices"
	"strings"
)

// Day is a day of the calendar, or as much of it as was said: Month and Day are 0 where unknown.
type Day struct{ Year, Month, Day int }

// String is the one form of a day: 1960-04-08, 1960-04 or 1960. Date reads it back.
func (d Day) String() string {
	switch {
	case d.Month == 0:
		return fmt.Sprintf("%04d", d.Year)
	case d.Day == 0:
		return fmt.Sprintf("%04d-%02d", d.Year, d.Month)
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
}

// Whole says that year, month and day are all known.
func (d Day) Whole() bool { return d.Month != 0 && d.Day != 0 }

// Compare orders days; an unknown part comes before every known one.
func (d Day) Compare(other Day) int {
	return slices.Compare([]int{d.Year, d.Month, d.Day}, []int{other.Year, other.Month, other.Day})
}

// Reading is what the words of a date can mean.
type Reading struct {
	Days       []Day // the most likely first; none: the words are no date
	Era        string
	EraYear    int  // with Era, the year as written: 平成35年 is heisei 35
	Lenient    bool // the era never had that day, so it was counted on: 平成35年 is 2023
	Unclear    bool // the words mean any of several Days; whoever compares has to count each as a guess
	NoEra      bool // unclear because a short year names no era (35/4/8)
	Impossible bool // a date, but not one of the calendar (31 April); Days is empty
}

// Day is the most likely meaning; ok is false where there is none.
func (r Reading) Day() (day Day, ok bool) {
	if len(r.Days) == 0 {
		return Day{}, false
	}
	return r.Days[0], true
}

// era is a reign; dates on or after its first day belong to it.
type era struct {
	id, kanji, letter string
	first             Day
	last              int // last year that it had; 0: it goes on
}

// eras, the latest first. 明治 began by decree in October 1868, back to the year's first day; before 1873 its months were not
// those of our calendar, which no living person's birth meets.
var eras = []era{
	{"reiwa", "令和", "r", Day{2019, 5, 1}, 0},
	{"heisei", "平成", "h", Day{1989, 1, 8}, 31},
	{"showa", "昭和", "s", Day{1926, 12, 25}, 64},
	{"taisho", "大正", "t", Day{1912, 7, 30}, 15},
	{"meiji", "明治", "m", Day{1868, 1, 1}, 45},
}

// eraWestern is the form's word for the Western calendar.
const eraWestern = "western"

// EraOf is the era that a day belongs to and its year there, for showing both calendars: 1960-04-08 is showa 35. Where the
// month is unknown the year's later era is named; before 明治 there is none.
func EraOf(d Day) (id string, year int) {
	whole := Day{d.Year, d.Month, d.Day}
	if whole.Month == 0 {
		whole.Month, whole.Day = 12, 31
	} else if whole.Day == 0 {
		whole.Day = 31
	}
	for _, e := range eras {
		if whole.Compare(e.first) >= 0 {
			return e.id, d.Year - e.first.Year + 1
		}
	}
	return "", 0
}

// eraNamed finds an era by its id.
func eraNamed(id string) (era, bool) {
	for _, e := range eras {
		if e.id == id {
			return e, true
		}
	}
	return era{}, false
}

// had says whether the era had that day, of which parts may be unknown.
func (e era) had(year int, d Day) bool {
	if year < 1 || e.last != 0 && year > e.last {
		return false
	}
	if d.Month == 0 {
		return true
	}
	if d.Day == 0 {
		d.Day = 31
	}
	id, _ := EraOf(d)
	if d.Day == 31 && id != e.id { // an unknown day in the month of a change may be either era's
		first, _ := EraOf(Day{d.Year, d.Month, 1})
		return first == e.id
	}
	return id == e.id
}

// inCalendar says whether the Gregorian calendar has the day; unknown parts are no fault.
func (d Day) inCalendar() bool {
	if d.Year < 1000 || d.Year > 9999 || d.Month < 0 || d.Month > 12 || d.Day < 0 {
		return false
	}
	if d.Month == 0 {
		return d.Day == 0
	}
	return d.Day <= daysIn(d.Year, d.Month)
}

func daysIn(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

// Date reads a date as people write it: 1960/4/8, 1960年4月8日, S35.4.8, 昭和三十五年四月八日, 平成元年, 19600408, April 8, 1960,
// 8 Apr 1960, full width or not, with month or day left out, and among other words (dateAmong). It never fails loudly: no Days means no date.
//
// Two things are lenient. An era counts on past its end (平成35年 is 2023, and Lenient says so), for people who never changed
// over. And what can be read in two ways gives both (3/4/1960: day first, since the English page asks so; month first second),
// with Unclear set.
func Date(s string) Reading {
	words, ok := dateWords(s)
	if !ok {
		return dateAmong(s)
	}
	if r := words.read(); len(r.Days) > 0 || r.Impossible || !strings.ContainsAny(s, "(（") {
		return r
	}
	return dateAmong(s)
}

// read finds out which kind of date the words are.
func (l dateWordList) read() Reading {
	switch {
	case l.has(wordUnit):
		return l.byUnits()
	case l.has(wordMonth):
		return l.byMonthName()
	}
	return l.byOrder()
}
