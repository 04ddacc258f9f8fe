package evidence

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"okaeri/internal/intake"
)

// plainLetters are the Latin letters that no mark can be taken from, in the letters that keyboards without them give.
var plainLetters = strings.NewReplacer("ß", "ss", "ø", "o", "ł", "l", "đ", "d", "æ", "ae", "œ", "oe", "ð", "d", "þ", "th", "ı", "i", "ħ", "h")

// spelledOut are umlauts as German and the northern languages write them where there are none.
var spelledOut = strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "å", "aa", "ø", "oe", "ß", "ss")

// sameLatin says that two folded names in Latin, Greek or Cyrillic letters are one but for the marks on them: Müller is Muller and
// Mueller, Łukasz is Lukasz, Пётр is Петр.
func sameLatin(a, b string) bool {
	if a == "" || b == "" || !marked(a) && !marked(b) {
		return false
	}
	for _, x := range [...]string{unmarked(a), unmarked(spelledOut.Replace(a))} {
		if x == unmarked(b) || x == unmarked(spelledOut.Replace(b)) {
			return true
		}
	}
	return false
}

// marked says that a name is in letters that marks may be left off from, and has some.
func marked(s string) bool {
	some := false
	for _, r := range s {
		some = some || r >= 0x80
		if r >= 0x80 && !unicode.In(r, unicode.Latin, unicode.Greek, unicode.Cyrillic, unicode.Mn) {
			return false
		}
	}
	return some
}

// plainMarks drops the marks on Latin letters from a text in whatever scripts: férias is ferias, but が is not か.
func plainMarks(s string) string {
	if !strings.ContainsFunc(s, func(r rune) bool { return r >= 0xc0 && r < 0x370 || r >= 0x1e00 && r < 0x1f00 }) {
		return s
	}
	return norm.NFC.String(strings.Map(func(r rune) rune {
		if r >= 0x300 && r < 0x370 {
			return -1
		}
		return r
	}, norm.NFD.String(plainLetters.Replace(s))))
}

// unmarked drops marks.
func unmarked(s string) string {
	if !marked(s) {
		return s
	}
	return norm.NFC.String(strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(plainLetters.Replace(s))))
}

// particles of family names, which people write or leave off.
var particles = []string{
	"af", "al", "av", "bin", "da", "de", "del", "della", "den", "der", "di", "do", "dos", "du", "el", "la", "las", "le", "los", "ten", "ter", "van", "von",
	"y", "zu", "zum", "zur",
}

// shortName knows names that were given with fewer words than are held, or with more: a middle name or the second of two family names left
// off or added, an initial, a particle. What the parts agree in by themselves is told.
func shortName(family, given bool, held, claimed *fullName) bool {
	return (family || shorter(held.words[0], claimed.words[0]) || lastOf(held.words[0], claimed.words[0])) && (given || shorter(held.words[1], claimed.words[1]))
}

// lastOf says that the last of several family names was given, which is the one that is used in Portugal and Brazil. Not the other way round:
// two names for one would be two guesses.
func lastOf(held, claimed string) bool {
	a, b := nameWords(held), nameWords(claimed)
	return len(b) == 1 && len(a) > 1 && len([]rune(b[0])) > 1 && b[0] == a[len(a)-1]
}

// shorter says that one is the beginning of the other, word by word.
func shorter(held, claimed string) bool {
	a, b := nameWords(held), nameWords(claimed)
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(a) == 0 || len([]rune(a[0])) < 2 || a[0] != b[0] {
		return false
	}
	for i := range a {
		short, long := a[i], b[i]
		if len(short) > len(long) {
			short, long = long, short
		}
		if short != long && (i == 0 || len([]rune(short)) != 1 || !strings.HasPrefix(long, short)) {
			return false
		}
	}
	return true
}

// nameWords are the words of a name in a script that sets them apart, without marks and particles.
func nameWords(s string) []string {
	if strings.ContainsFunc(s, dense) {
		return nil
	}
	words := strings.FieldsFunc(strings.ToLower(intake.Plain(s)), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.Is(unicode.Mn, r) && r != '\'' })
	for i := range words {
		words[i] = unmarked(words[i])
	}
	return slices.DeleteFunc(words, func(word string) bool { return slices.Contains(particles, word) })
}

// readTogether says that a whole name in one word is how the other's kanji may be read: たかはしはなこ for 高橋 花子.
func readTogether(kanji, kana *fullName) bool {
	sound := kana.whole.Sound
	if sound == "" || kana.given.Written != "" && kana.family.Written != "" || kanji.family.Folded == "" || kanji.given.Folded == "" {
		return false
	}
	for _, family := range soundsOf(familyPart, kanji.family.Folded, &kanji.familyKana) {
		for _, given := range soundsOf(givenPart, kanji.given.Folded, &kanji.givenKana) {
			if intake.Sound(family+given) == sound {
				return true
			}
		}
	}
	return false
}

// mostReadings bounds the readings of one part of a name that are joined with those of the other.
const mostReadings = 6

// soundsOf lists how a part of a name may sound, as far as its kana or the table of common names tell.
func soundsOf(part, kanji string, kana *intake.NameForms) []string {
	if kana != nil && kana.Sound != "" {
		return []string{kana.Sound}
	}
	if sound := intake.Sound(kanji); sound != "" {
		return []string{sound}
	}
	all := soundsOfKanji()[kanji+"\t"+part]
	return all[:min(len(all), mostReadings)]
}
