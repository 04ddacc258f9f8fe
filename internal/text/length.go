package text

import (
	"strconv"
	"time"
)

// Length says how long something lives or takes, in the largest unit that says it without a rest: "10 minutes", "24 hours", "3 days". One
// day is 24 hours, as people say it of a promise. What is shorter than a minute is said in seconds.
func (c *Catalogue) Length(lang string, d time.Duration) string {
	unit, name := time.Second, "seconds"
	for _, u := range []struct {
		of   time.Duration
		name string
	}{{time.Minute, "minutes"}, {time.Hour, "hours"}, {24 * time.Hour, "days"}} {
		if d >= u.of && d%u.of == 0 && (u.name != "days" || d > u.of) {
			unit, name = u.of, u.name
		}
	}
	return c.T(lang, "length."+name, map[string]string{"N": strconv.Itoa(int(d.Round(unit) / unit))})
}
