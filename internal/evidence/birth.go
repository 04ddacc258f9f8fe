package evidence

import (
	"fmt"
	"slices"

	"okaeri/internal/intake"
)

// eraShifts are the differences of years between neighbouring eras of the same year number: 昭和35 is 1960, 平成35 is 2023. One
// year is what people miscount around 元年.
var eraShifts = [...]int{1, 14, 30, 44, 63}

// compareBirth is the level at which a claimed birth date agrees with the held one.
func compareBirth(held, claimed intake.Day) int {
	digits, typed := []rune(compact(held)), []rune(compact(claimed))
	switch {
	case held == claimed:
		return BirthDate.Index(Exact)
	case held.Year == claimed.Year && held.Month == claimed.Day && held.Day == claimed.Month:
		return BirthDate.Index(Swapped)
	case claimed.Whole() && len(digits) == len(typed) && oneEdit(digits, typed):
		return BirthDate.Index(OneDigit)
	}
	if held.Month != claimed.Month || held.Day != claimed.Day {
		return len(levels[BirthDate])
	}
	for _, shift := range eraShifts {
		if held.Year-claimed.Year == shift || claimed.Year-held.Year == shift {
			return BirthDate.Index(EraOff)
		}
	}
	return BirthDate.Index(SameDay)
}

func compact(d intake.Day) string { return fmt.Sprintf("%04d%02d%02d", d.Year, d.Month, d.Day) }

// birthFinding compares the birth date. A text that can be read in two ways counts as two guesses.
func (c *comparison) birthFinding() (Finding, bool) {
	var truth []*held[intake.Day]
	late := map[intake.Day]bool{}
	for i := range c.d.births {
		h := &c.d.births[i]
		if h.counts(c.cutoff) {
			truth = append(truth, h) // nobody has two birth dates: an earlier entry is one that was corrected
		} else {
			late[h.value] = true
		}
	}
	days, readings := c.birthClaims()
	for _, day := range days {
		c.flagLate(late[day] && !heldDay(truth, day))
	}
	if len(truth) == 0 {
		return Finding{}, false
	}
	g := newGraded(BirthDate, 0)
	share := c.shares.of(string(BirthDate), truth[0].value.String(), assumedBirth)
	g.guess = [MaxLevels]Probability{share, share}
	type agreed struct {
		level, readings int
		since           int64
	}
	var hits []agreed
	further := 0 // readings of wrong answers beyond the first
	for _, alternatives := range readings {
		level, since := len(levels[BirthDate]), int64(0)
		for _, day := range alternatives {
			for _, h := range truth {
				if l := compareBirth(h.value, day); l < level {
					level, since = l, h.from
				}
			}
		}
		if level == len(levels[BirthDate]) {
			g.miss()
			further += len(alternatives) - 1
			continue
		}
		hits = append(hits, agreed{level, len(alternatives), since})
	}
	for _, hit := range hits {
		g.hit(hit.level, Way{Guess: g.guess, Common: share, Guesses: hit.readings + g.wrong + further}, hit.since)
	}
	return g.finding(string(BirthDate)), true
}

func heldDay(truth []*held[intake.Day], day intake.Day) bool {
	for _, h := range truth {
		if h.value == day {
			return true
		}
	}
	return false
}

// birthClaims lists the days claimed, all of them and by answer; repetitions are one. An answer that can be read in two ways means what
// another says plainly.
func (c *comparison) birthClaims() (days []intake.Day, readings [][]intake.Day) {
	var answers [][]intake.Day
	plain := map[intake.Day]bool{}
	for _, v := range c.claims(intake.KindBirthDate) {
		for _, text := range v.All() {
			reading := intake.Date(text)
			switch {
			case len(reading.Days) == 0 && intake.Plain(text) == "":
				continue
			case len(reading.Days) == 0:
				reading.Days = []intake.Day{{}}
			case len(reading.Days) == 1:
				plain[reading.Days[0]] = true
			}
			answers = append(answers, reading.Days)
		}
	}
	seen := map[intake.Day]bool{}
	for _, alternatives := range answers {
		said := len(alternatives) > 1 && slices.ContainsFunc(alternatives, func(day intake.Day) bool { return plain[day] })
		if said || seen[alternatives[0]] {
			continue
		}
		seen[alternatives[0]] = true
		readings, days = append(readings, alternatives), append(days, alternatives...)
	}
	return days, readings
}
