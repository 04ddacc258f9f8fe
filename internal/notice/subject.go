package notice

import (
	"strings"

	"golang.org/x/text/width"
)

// subjectColumns is how wide a subject may be: 30 full-width characters, what a telephone's list of mail shows.
const subjectColumns = 60

// subject is 【product】 and what the letter says. A letter in both languages has both subjects if they fit, the Japanese one
// otherwise. The product's name is the part that gives way: a code must be readable in the list.
func (w Writer) subject(l Letter, langs []string) string {
	var said []string
	for _, lang := range langs {
		said = append(said, w.Catalogue.T(lang, "letters."+string(l.Kind)+".subject", w.arguments(l, lang)))
	}
	product := name(w.Letterhead.Product, langs[0])
	if both := w.frame(langs[0], product, strings.Join(said, " / ")); columns(both) <= subjectColumns {
		return both
	}
	subject := w.frame(langs[0], product, said[0])
	for left := []rune(product); columns(subject) > subjectColumns && len(left) > 0; {
		left = left[:len(left)-1]
		subject = w.frame(langs[0], string(left)+"…", said[0])
	}
	return subject
}

func (w Writer) frame(lang, product, said string) string {
	return w.Catalogue.T(lang, "letters.subject", map[string]string{"Product": product, "Subject": said})
}

// columns is how many half-width columns a string takes on a screen. Characters that are wide only in some fonts count as wide
// among Japanese ones.
func columns(s string) int {
	n := 0
	for _, r := range s {
		switch width.LookupRune(r).Kind() {
		case width.EastAsianWide, width.EastAsianFullwidth, width.EastAsianAmbiguous:
			n += 2
		default:
			n++
		}
	}
	return n
}
