package text

import (
	"fmt"
	"strconv"
	"time"
)

var weekdaysJa = [...]string{"日", "月", "火", "水", "木", "金", "土"}

// Moment says a point in time as people say it, absolute and never "in three hours": 「7月3日(金) 14:20」 or
// "Friday 3 July, 14:20 JST". The zone is named in English, where readers may live anywhere; the year is left out because nothing
// that a page promises lies further away than a few days.
func Moment(lang string, t time.Time, loc *time.Location) string {
	t = in(t, loc)
	if Spoken(lang) == Japanese {
		return fmt.Sprintf("%d月%d日(%s) %02d:%02d", t.Month(), t.Day(), weekdaysJa[t.Weekday()], t.Hour(), t.Minute())
	}
	return t.Format("Monday 2 January, 15:04 MST")
}

// Day says a date without its time: 「7月3日(金)」 or "Friday 3 July".
func Day(lang string, t time.Time, loc *time.Location) string {
	t = in(t, loc)
	if Spoken(lang) == Japanese {
		return fmt.Sprintf("%d月%d日(%s)", t.Month(), t.Day(), weekdaysJa[t.Weekday()])
	}
	return t.Format("Monday 2 January")
}

// Number says a whole number with the thousands parted, as both languages write it.
func Number(n int64) string {
	s := strconv.FormatInt(n, 10)
	start := 0
	if n < 0 {
		start = 1
	}
	for i := len(s) - 3; i > start; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// in moves a time to its reader's zone; no zone means UTC.
func in(t time.Time, loc *time.Location) time.Time {
	if loc == nil {
		loc = time.UTC
	}
	return t.In(loc)
}
