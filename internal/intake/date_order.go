package intake

import "slices"

// byUnits reads 昭和35年4月8日: each number is what its unit says. A number behind the last unit goes on where that left off
// (昭和35年4月8). A year in both calendars (1960年（昭和35年）4月8日) has to agree with itself.
func (l dateWordList) byUnits() Reading {
	b := unitReader{next: "年"}
	var pending *dateWord
	for i := range l {
		w, ok := &l[i], true
		switch w.kind {
		case wordEra:
			ok = b.reign == nil
			e, _ := eraNamed(w.text)
			b.reign = &e
		case wordNumber:
			ok = pending == nil || b.putNext(*pending)
			pending = w
		case wordUnit:
			if pending != nil { // a unit without a number is a word: 平成35年度の年
				ok = b.put(w.text, *pending)
			}
			pending = nil
		case wordMonth:
			ok = false
		}
		if !ok {
			return Reading{}
		}
	}
	if pending != nil && !b.putNext(*pending) {
		return Reading{}
	}
	return b.reading()
}

// unitReader gathers the parts of a date as their units come by.
type unitReader struct {
	years []yearWords
	day   Day
	reign *era   // waits for the number of its year
	next  string // unit that a number without one has
	zero  bool   // a month or day of zero
}

// put takes a number with its unit; false when the date has that part already.
func (b *unitReader) put(unit string, w dateWord) bool {
	switch {
	case unit == "年" && len(b.years) < 2:
		b.years = append(b.years, yearWords{b.reign, w})
		b.reign, b.next = nil, "月"
		return true
	case unit == "月" && b.day.Month == 0:
		b.day.Month, b.next, b.zero = w.n, "日", b.zero || w.n == 0
		return true
	case unit == "日" && b.day.Day == 0:
		b.day.Day, b.next, b.zero = w.n, "", b.zero || w.n == 0
		return true
	}
	return false
}

// putNext takes a number without a unit: what is due next, or the year behind all else (5月2014).
func (b *unitReader) putNext(w dateWord) bool {
	if w.width == 4 && len(b.years) == 0 {
		return b.put("年", w)
	}
	return b.put(b.next, w)
}

// reading is the date gathered, if it is one: a year at least, no day without its month, no era left over.
func (b *unitReader) reading() Reading {
	if b.zero && len(b.years) > 0 {
		return Reading{Impossible: true}
	}
	if b.reign != nil || len(b.years) == 0 || b.day.Month == 0 && b.day.Day != 0 {
		return Reading{}
	}
	return agree(b.years, b.day)
}

// yearWords are a year as written.
type yearWords struct {
	reign  *era
	number dateWord
}

// agree reads a year that may be written in two calendars.
func agree(years []yearWords, d Day) Reading {
	first := years[0].reading(d)
	if len(years) == 1 {
		return first
	}
	second := years[1].reading(d)
	if len(first.Days) != 1 || len(second.Days) != 1 || first.Days[0] != second.Days[0] {
		return Reading{}
	}
	if first.Era == "" {
		return second
	}
	return first
}

// reading makes a day of a year as written with the month and day known so far.
func (y yearWords) reading(d Day) Reading {
	n := y.number
	switch {
	case n.width == 4:
		d.Year = n.n
		r := one(d)
		r.Lenient = y.reign != nil && len(r.Days) > 0 // 昭和1960年: the Western year is meant
		return r
	case n.width == 3 || n.width > 4:
		return Reading{}
	case y.reign != nil:
		return y.reign.reading(n.n, d)
	}
	return shortYear(n.n, d)
}

// reading counts on from the era's first year.
func (e era) reading(year int, d Day) Reading {
	if year == 0 {
		return Reading{}
	}
	d.Year = e.first.Year + year - 1
	r := one(d)
	r.Era, r.EraYear = e.id, year
	r.Lenient = len(r.Days) > 0 && !e.had(year, d)
	return r
}

// shortYear lists what a year of one or two digits can mean where no era is named: each era that had it, the oldest living
// people's first, then the Western years.
func shortYear(year int, d Day) Reading {
	r := Reading{Unclear: true, NoEra: true}
	impossible := false
	add := func(d Day) {
		if d.inCalendar() {
			r.Days = append(r.Days, d)
		} else {
			impossible = true
		}
	}
	for _, id := range []string{"showa", "heisei", "reiwa", "taisho", "meiji"} {
		e, _ := eraNamed(id)
		if d.Year = e.first.Year + year - 1; e.had(year, d) {
			add(d)
		}
	}
	for _, century := range []int{1900, 2000} {
		d.Year = century + year
		add(d)
	}
	if len(r.Days) == 0 {
		return Reading{Impossible: impossible}
	}
	return r
}

// one is the reading of a single day, or the word that the calendar has no such day.
func one(d Day) Reading {
	if !d.inCalendar() {
		return Reading{Impossible: true}
	}
	return Reading{Days: []Day{d}}
}

// byMonthName reads English dates: 8 April 1960, April 8, 1960, 1960 Apr 8, April 1960.
func (l dateWordList) byMonthName() Reading {
	numbers := l.numbers()
	month, before, months := 0, 0, 0
	for _, w := range l {
		switch {
		case w.kind == wordMonth:
			month, months = w.n, months+1
		case w.kind == wordNumber && month == 0:
			before++
		}
	}
	reign, hasEra := l.era()
	if months != 1 || len(numbers) == 0 || len(numbers) > 2 {
		return Reading{}
	}
	y := yearWords{number: numbers[len(numbers)-1]}
	if hasEra {
		y.reign = &reign
	}
	if len(numbers) == 1 {
		if y.number.width < 4 && !hasEra && y.number.n <= 31 {
			return Reading{} // 8 April: of which year?
		}
		return y.reading(Day{Month: month})
	}
	day := numbers[0]
	if day.width == 4 || before == 2 || hasEra && l.eraBefore(day) { // 1960 Apr 8; 60 8 April; Showa 35, April 8
		day, y.number = numbers[1], numbers[0]
	}
	if day.n == 0 || day.width > 2 {
		return Reading{}
	}
	if y.number.width < 3 && !hasEra {
		return shortWestern(y.number.n, Day{Month: month, Day: day.n})
	}
	return y.reading(Day{Month: month, Day: day.n})
}

// eraBefore says that the first number stands right behind the era.
func (l dateWordList) eraBefore(number dateWord) bool {
	at := slices.IndexFunc(l, func(w dateWord) bool { return w.kind == wordEra })
	return at+1 < len(l) && l[at+1] == number
}

// shortWestern lists what a short year means among English words or behind day and month: a Western year of either century.
func shortWestern(year int, d Day) Reading {
	d.Year = 1900 + year
	older := one(d)
	d.Year = 2000 + year
	newer := one(d)
	if len(older.Days)+len(newer.Days) == 0 {
		return Reading{Impossible: true}
	}
	return Reading{Days: append(older.Days, newer.Days...), Unclear: true}
}
