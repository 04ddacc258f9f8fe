package text

import (
	"fmt"
	"time"
)

var weekdaysJa = [...]string{"日", "月", "火", "水", "木", "金", "土"}

// Moment says a point in time as people say it, absolute and never "in three hours": 「7月3日(金) 14:20」 or
// "Friday 3 July, 14:20 JST". The zone is named in English, where readers may live anywhere; the year is left out because nothing
// that a page promises lies further away than a few days. A minute that has begun counts as whole: what is promised by a time must not
// come later than the clock says, and a page and a letter about one case must say the same minute.
func Moment(lang string, t time.Time, loc *time.Location) string {
	if whole := t.Truncate(time.Minute); whole.Before(t) {
		t = whole.Add(time.Minute)
	}
	t = in(t, loc)
	if Spoken(lang) == Japanese {
		return fmt.Sprintf("%d月%d日(%s) %02d:%02d", t.Month(), t.Day(), weekdaysJa[t.Weekday()], t.Hour(), t.Minute())
	}
	return t.Format("Monday 2 January, 15:04 MST")
}

// in moves a time to its reader's zone; no zone means UTC.
func in(t time.Time, loc *time.Location) time.Time {
	if loc == nil {
		loc = time.UTC
	}
	return t.In(loc)
}
