package evidence

import (
	"regexp"
	"strings"

	"github.com/adrg/strutil/metrics"

	"okaeri/internal/intake"
)

// fullName is a held or claimed name in all its forms. A part that is not known has empty forms.
type fullName struct {
	family, given         intake.NameForms
	familyKana, givenKana intake.NameForms
	whole, wholeKana      intake.NameForms // the words together, for names that nobody can take apart
	words                 [2]string        // family and given as they were written, apart
	written               string           // family and given folded, for counting and for repetitions
}

// mostWords bounds the words of a name that may be the last of the family name or the first of the given one.
const mostWords = 6

// namesOf reads a name from parts or from one text. A text of several words may have the family name first or last, and either may have
// several words: all readings are given, as of one and the same name. So they are where a whole name stands in one of two boxes.
func namesOf(v intake.Value) []fullName {
	if v.Parts == nil {
		var names []fullName
		for _, text := range v.All() {
			names = append(names, namesOfText(text)...)
		}
		return names
	}
	family, familyKana := besideReading(v.Part("family"), v.Part("family_kana"))
	given, givenKana := besideReading(v.Part("given"), v.Part("given_kana"))
	if family+given+familyKana+givenKana == "" {
		return namesOfText(v.Part("name"))
	}
	names := []fullName{nameOf(family, given, familyKana, givenKana)}
	if family == "" || given == "" {
		if all := wordsApart(family + given); len(all) > 1 {
			names = append(names, all...)
		}
	}
	return names
}

// namesOfText reads a whole name. What stands in brackets behind it is how it is read: 髙橋花子（たかはしはなこ）; within it, what it was before.
func namesOfText(text string) []fullName {
	text, reading := besideReading(text, "")
	text = withinBrackets.ReplaceAllString(text, "$1 $2")
	names := wordsApart(text)
	if bare := withoutTitle(text); bare != text {
		names = append(names, wordsApart(bare)...)
	}
	if reading != "" {
		names = append(names, wordsApart(reading)...)
	}
	return names
}

// wordsApart lists the readings of a name's words.
func wordsApart(text string) []fullName {
	words := intake.SplitName(text)
	switch n := len(words); {
	case n == 0:
		return nil
	case n == 1:
		return append([]fullName{nameOf(words[0], "", "", "")}, knownApart(words[0])...)
	}
	var first, last []fullName
	for at := 1; at < min(len(words), mostWords); at++ {
		end := len(words) - at
		first = append(first, nameOf(strings.Join(words[:at], " "), strings.Join(words[at:], " "), "", ""))
		last = append(last, nameOf(strings.Join(words[end:], " "), strings.Join(words[:end], " "), "", ""))
	}
	return append(first, last...)
}

// bracketed finds a reading behind a name.
var bracketed = regexp.MustCompile(`^([^(]+)\(([^()]+)\)$`)

// withinBrackets finds a former name between the parts of a name: 柴崎（大野）友里恵.
var withinBrackets = regexp.MustCompile(`^([^(（]+)[(（][^()（）]+[)）]([^()（）]+)$`)

// besideReading takes a reading in brackets from a name, unless one is given in a box of its own.
func besideReading(text, reading string) (name, read string) {
	if !strings.ContainsAny(text, "(（") {
		return text, reading
	}
	m := bracketed.FindStringSubmatch(intake.Plain(text))
	if m == nil {
		return text, reading
	}
	if strings.TrimSpace(reading) == "" {
		reading = m[2]
	}
	return m[1], reading
}

func nameOf(family, given, familyKana, givenKana string) fullName {
	n := fullName{
		family: intake.Name(family), given: intake.Name(given), familyKana: intake.Name(familyKana), givenKana: intake.Name(givenKana),
		whole: intake.Name(family + given), words: [2]string{family, given},
	}
	if familyKana != "" && givenKana != "" {
		n.wholeKana = intake.Name(familyKana + givenKana)
	}
	n.written = n.family.Folded + " " + n.given.Folded
	if strings.TrimSpace(n.written) == "" {
		n.written = n.familyKana.Sound + " " + n.givenKana.Sound
	}
	return n
}

// empty says that there is no name at all.
func (n *fullName) empty() bool { return strings.TrimSpace(n.written) == "" }

// agreement of two parts of a name: 2 as written, 1 folded, by sound or by a reading of the kanji, 0 not at all. part says which part
// is held, familyPart or givenPart.
func agreement(part string, held, heldKana, claimed, claimedKana *intake.NameForms) int {
	if claimed.Written != "" && (claimed.Written == held.Written || held.Written == "" && claimed.Written == heldKana.Written) {
		return 2
	}
	if same(claimed.Folded, held.Folded) || same(claimed.Folded, heldKana.Folded) {
		return 1
	}
	for _, a := range [...]string{claimed.Sound, claimedKana.Sound} {
		if same(a, held.Sound) || same(a, heldKana.Sound) {
			return 1
		}
	}
	if sameLatin(claimed.Folded, held.Folded) || mixed(part, held, heldKana, claimed) {
		return 1
	}
	if heldKana.Sound == "" && (isRead(part, claimed.Sound, held.Folded) || isRead(part, claimedKana.Sound, held.Folded)) ||
		held.Written == "" && isRead(part, heldKana.Sound, claimed.Folded) || isRead(part, held.Sound, claimed.Folded) {
		return 1
	}
	return 0
}

func same(a, b string) bool { return a != "" && a == b }

// compareName is the level at which a claimed name agrees with a held one; the number of levels if it does not.
func compareName(held, claimed *fullName) int {
	family := agreement(familyPart, &held.family, &held.familyKana, &claimed.family, &claimed.familyKana)
	given := agreement(givenPart, &held.given, &held.givenKana, &claimed.given, &claimed.givenKana)
	oneWord := held.given.Written == "" && held.givenKana.Written == "" && claimed.given.Written == "" && claimed.givenKana.Written == ""
	twice := held.given.Written == "" && held.givenKana.Written == "" && same(claimed.family.Folded, claimed.given.Folded)
	if oneWord || twice { // who has one name alone writes it into one box or both
		given = family
	}
	switch {
	case family == 2 && given == 2:
		return Name.Index(Exact)
	case family > 0 && given > 0:
		return Name.Index(Equivalent)
	case same(claimed.whole.Written, held.whole.Written):
		return Name.Index(Exact)
	case same(claimed.whole.Folded, held.whole.Folded), same(claimed.whole.Sound, held.whole.Sound),
		same(claimed.whole.Sound, held.wholeKana.Sound), same(claimed.wholeKana.Sound, held.wholeKana.Sound),
		same(claimed.wholeKana.Sound, held.whole.Sound), sameLatin(claimed.whole.Folded, held.whole.Folded), readTogether(held, claimed),
		readTogether(claimed, held):
		return Name.Index(Equivalent)
	}
	if swappedName(held, claimed) {
		return Name.Index(Swapped)
	}
	if nearName(held, claimed) || shortName(family > 0, given > 0, held, claimed) {
		return Name.Index(Near)
	}
	if family > 0 || given > 0 {
		return Name.Index(Part)
	}
	return len(levels[Name])
}

func swappedName(held, claimed *fullName) bool {
	return agreement(givenPart, &held.given, &held.givenKana, &claimed.family, &claimed.familyKana) > 0 &&
		agreement(familyPart, &held.family, &held.familyKana, &claimed.given, &claimed.givenKana) > 0
}

// nearName knows slips of the hand: the whole name is one edit away, or nearly the same by Jaro and Winkler, as written or by sound.
func nearName(held, claimed *fullName) bool {
	heldSound := held.family.Sound + held.given.Sound
	if held.familyKana.Sound != "" {
		heldSound = held.familyKana.Sound + held.givenKana.Sound
	}
	claimedSound := claimed.family.Sound + claimed.given.Sound
	if claimedSound == "" {
		claimedSound = claimed.familyKana.Sound + claimed.givenKana.Sound
	}
	return nearText(held.family.Folded+held.given.Folded, claimed.family.Folded+claimed.given.Folded, 4) && !otherKanji(held, claimed) ||
		nearText(heldSound, claimedSound, 5)
}

// nearText says that two texts of at least so many letters are one edit apart or have a Jaro-Winkler likeness of 0.92.
func nearText(a, b string, least int) bool {
	x, y := []rune(a), []rune(b)
	if len(x) < least || len(y) < least {
		return false
	}
	if oneEdit(x, y) {
		return true
	}
	if d := len(x) - len(y); d > 3 || d < -3 || len(x) > 64 || len(y) > 64 {
		return false
	}
	winkler := metrics.NewJaroWinkler()
	return winkler.Compare(a, b) >= 0.92
}

// oneEdit says that one insertion, deletion, substitution or exchange of neighbours makes a into b (Damerau: four in five
// typing errors are one of these), or nothing at all.
func oneEdit(a, b []rune) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(a) < len(b) {
		return equalRunes(a[i:], b[i+1:])
	}
	if i == len(a) || equalRunes(a[i+1:], b[i+1:]) {
		return true
	}
	return i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && equalRunes(a[i+2:], b[i+2:])
}

func equalRunes(a, b []rune) bool { return string(a) == string(b) }
