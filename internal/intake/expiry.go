package intake

import "fmt"

// Expiry is the form in which card expiry dates are compared: 2027-03, from 03/27 as printed, 0327, 3-2027, 2027/03, 27年3月,
// 令和9年3月 and Mar 27. Where both numbers could be the month the first is, as on the card. Past dates are fine. It is "" for
// what is no month.
func Expiry(s string) string {
	words, ok := dateWords(s)
	if !ok {
		return ""
	}
	numbers := words.numbers()
	reign, hasEra := words.era()
	switch {
	case hasEra || words.has(wordUnit):
		return expiryByUnits(words, reign, hasEra)
	case words.has(wordMonth) && len(numbers) == 1:
		for _, w := range words {
			if w.kind == wordMonth {
				return expiryOf(w.n, numbers[0])
			}
		}
	case len(numbers) == 1:
		return compactExpiry(numbers[0])
	case len(numbers) == 2:
		if numbers[0].width > 2 || numbers[0].n > 12 {
			return expiryOf(numbers[1].n, numbers[0])
		}
		return expiryOf(numbers[0].n, numbers[1])
	}
	return ""
}

// expiryByUnits reads 27年3月, where the short year is a Western one: cards have no other.
func expiryByUnits(words dateWordList, reign era, hasEra bool) string {
	numbers := words.numbers()
	if len(numbers) != 2 {
		return ""
	}
	year, month := numbers[0], numbers[1]
	if last := words[len(words)-1]; last.text == "年" || words[1].text == "月" { // 3月27年
		year, month = month, year
	}
	if hasEra {
		year = dateWord{n: reign.first.Year + year.n - 1, width: 4}
	}
	return expiryOf(month.n, year)
}

// compactExpiry reads 0327 and 202703.
func compactExpiry(w dateWord) string {
	switch w.width {
	case 4:
		if month := w.n / 100; month >= 1 && month <= 12 {
			return expiryOf(month, dateWord{n: w.n % 100, width: 2})
		}
		return expiryOf(w.n%100, dateWord{n: w.n / 100, width: 2})
	case 6:
		if month := w.n / 10_000; month >= 1 && month <= 12 {
			return expiryOf(month, dateWord{n: w.n % 10_000, width: 4})
		}
		return expiryOf(w.n%100, dateWord{n: w.n / 100, width: 4})
	}
	return ""
}

func expiryOf(month int, year dateWord) string {
	switch year.width {
	case 1, 2:
		year.n += 2000
	case 4:
	default:
		return ""
	}
	if month < 1 || month > 12 || year.n < 1950 || year.n > 2199 {
		return ""
	}
	return fmt.Sprintf("%04d-%02d", year.n, month)
}
