package simulate

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// date writes a day in one of the ways of the language.
func (h hand) date(t time.Time, language string) string {
	year, month, day := t.Date()
	if language != "ja" {
		if h.does(h.DayMonth) && day <= 12 {
			month, day = time.Month(day), int(month)
		}
		return h.text(filled(pick(h.dice, mistaken()["english"])[0], year, int(month), day))
	}
	if !h.does(h.Era) {
		return h.number(filled(pick(h.dice, mistaken()["date"])[0], year, int(month), day))
	}
	eras := mistaken()["era"]
	for i, e := range eras {
		first, _ := strconv.Atoi(e[2])
		if year < first {
			continue
		}
		if h.does(h.WrongEra) {
			e = eras[max(i-1, 1-i)]
		}
		form := pick(h.dice, mistaken()["eradate"])[0]
		form = strings.NewReplacer("{e}", e[0], "{l}", e[1], "{n}", strconv.Itoa(year-first+1)).Replace(form)
		return h.number(filled(form, year, int(month), day))
	}
	return filled(mistaken()["date"][0][0], year, int(month), day)
}

func filled(form string, year, month, day int) string {
	return strings.NewReplacer(
		"{y}", strconv.Itoa(year), "{mm}", fmt.Sprintf("%02d", month), "{dd}", fmt.Sprintf("%02d", day),
		"{m}", strconv.Itoa(month), "{d}", strconv.Itoa(day), "{M}", time.Month(month).String(),
	).Replace(form)
}

// month writes a year and a month; zero: only the year.
func (h hand) month(year, month int, language string) string {
	switch {
	case month == 0:
		return h.number(strconv.Itoa(year))
	case language == "ja":
		form, _, _ := strings.Cut(mistaken()["date"][0][0], "{d}")
		return h.number(filled(form, year, month, 0))
	}
	return h.text(filled("{M} {y}", year, month, 0))
}

// postal writes a postal code.
func (h hand) postal(code, country string) string {
	if country == "JP" && len(code) == 7 {
		switch {
		case h.does(h.NoHyphen):
		case h.does(h.Hyphen):
			code = code[:3] + pick(h.dice, mistaken()["hyphen"][0][1:]) + code[3:]
		default:
			code = code[:3] + "-" + code[3:]
		}
	}
	return h.number(code)
}
