package intake

// byOrder reads dates of numbers alone: 1960/4/8, S35.4.8, 8/4/1960, 19600408, 35/4/8.
func (l dateWordList) byOrder() Reading {
	numbers := l.numbers()
	reign, hasEra := l.era()
	if hasEra && (l[0].kind != wordEra || len(l) != len(numbers)+1) {
		return Reading{} // an era stands before its year, once
	}
	var e *era
	if hasEra {
		e = &reign
	}
	switch len(numbers) {
	case 1:
		return compact(numbers[0], e)
	case 2:
		return yearAndMonth(numbers[0], numbers[1], e)
	case 3:
		return threeNumbers(numbers[0], numbers[1], numbers[2], e)
	}
	return Reading{}
}

// compact reads one number: 19600408, 196004, 1960, and behind an era 350408, 3504 is no date, 35.
func compact(w dateWord, e *era) Reading {
	head := func(width int) dateWord {
		divisor := 1
		for range w.width - width {
			divisor *= 10
		}
		return dateWord{kind: wordNumber, n: w.n / divisor, width: width}
	}
	monthDay := Day{Month: w.n / 100 % 100, Day: w.n % 100}
	switch {
	case w.width <= 2, w.width == 4:
		return yearWords{e, w}.reading(Day{})
	case w.width == 8 && e == nil:
		return known(yearWords{nil, head(4)}, monthDay)
	case w.width == 6 && e != nil:
		return known(yearWords{e, head(2)}, monthDay)
	case w.width == 6:
		// 196004 is a year and month where that is possible, else 600408 without its century.
		if month := w.n % 100; month >= 1 && month <= 12 && w.n/100 >= 1868 && w.n/100 <= 2099 {
			return one(Day{Year: w.n / 100, Month: month})
		}
		return known(yearWords{nil, head(2)}, monthDay)
	case w.width == 7 && e == nil:
		return insuranceCode(w.n)
	}
	return Reading{}
}

// insuranceCode reads the seven digits of Japanese offices: era (1 明治, 2 大正, 3 昭和, 4 平成, 5 令和), year, month, day.
func insuranceCode(n int) Reading {
	code := n / 1_000_000
	if code < 1 || code > len(eras) {
		return Reading{}
	}
	e := eras[len(eras)-code]
	return known(yearWords{&e, dateWord{n: n / 10_000 % 100, width: 2}}, Day{Month: n / 100 % 100, Day: n % 100})
}

// known reads a year with a month and day that have to be there.
func known(y yearWords, d Day) Reading {
	if d.Month == 0 || d.Day == 0 {
		return Reading{Impossible: true}
	}
	return y.reading(d)
}

// yearAndMonth reads 1960/4 and 4/1960.
func yearAndMonth(a, b dateWord, e *era) Reading {
	if e == nil && b.width == 4 && a.width <= 2 {
		a, b = b, a
	}
	if b.width > 2 {
		return Reading{}
	}
	if b.n == 0 {
		return Reading{Impossible: true}
	}
	return yearWords{e, a}.reading(Day{Month: b.n})
}

// threeNumbers finds out which of three numbers is the year, by its width, and where that does not tell, by what the calendar
// allows.
func threeNumbers(a, b, c dateWord, e *era) Reading {
	switch {
	case e != nil || a.width == 4:
		if b.width > 2 || c.width > 2 {
			return Reading{}
		}
		return yearFirst(yearWords{e, a}, b.n, c.n)
	case a.width > 2 || b.width > 2:
		return Reading{}
	case c.width == 4:
		return yearLast(c.n, a.n, b.n)
	case c.width > 2:
		return Reading{}
	}
	// 35/4/8 has the Japanese order; 27/3/60 and 3/27/60 cannot have it.
	if r := known(yearWords{nil, a}, Day{Month: b.n, Day: c.n}); len(r.Days) > 0 {
		return r
	}
	old, recent := yearLast(1900+c.n, a.n, b.n), yearLast(2000+c.n, a.n, b.n)
	if len(old.Days) == 0 {
		return Reading{Impossible: true}
	}
	return Reading{Days: append(old.Days, recent.Days...), Unclear: true}
}

// yearFirst reads year, month, day; where the month cannot be one but the day could, they were swapped.
func yearFirst(y yearWords, month, day int) Reading {
	r := known(y, Day{Month: month, Day: day})
	if len(r.Days) == 0 && month > 12 && day <= 12 {
		return known(y, Day{Month: day, Day: month})
	}
	return r
}

// yearLast reads day, month, year, and month, day, year where that is possible too.
func yearLast(year, a, b int) Reading {
	var r Reading
	for _, d := range []Day{{year, b, a}, {year, a, b}} {
		if d.Month > 0 && d.Day > 0 && d.inCalendar() && (len(r.Days) == 0 || r.Days[0] != d) {
			r.Days = append(r.Days, d)
		}
	}
	r.Unclear = len(r.Days) > 1
	r.Impossible = len(r.Days) == 0
	return r
}
