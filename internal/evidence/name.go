package evidence

import (
	"strings"

	"github.com/adrg/strutil/metrics"

	"okaeri/internal/intake"
)

// fullName is a held or claimed name in all its forms. A part that is not known has empty forms.
type fullName struct {
	family, given         intake.NameForms
	familyKana, givenKana intake.NameForms
	whole                 intake.NameForms // the words together, for names that nobody can take apart
	written               string           // family and given folded, for counting and for repetitions
}

// namesOf reads a name from parts or from one text. A text of two words may have the family name first or last: both readings
// are given, as of one and the same name.
func namesOf(v intake.Value) []fullName {
	if v.Parts != nil {
		return []fullName{nameOf(v.Part("family"), v.Part("given"), v.Part("family_kana"), v.Part("given_kana"))}
	}
	var names []fullName
	for _, text := range v.All() {
		words := intake.SplitName(text)
		switch n := len(words); {
		case n == 0:
		case n == 1:
			names = append(names, nameOf(words[0], "", "", ""))
		default:
			first, rest := words[0], strings.Join(words[1:], " ")
			last, before := words[n-1], strings.Join(words[:n-1], " ")
			names = append(names, nameOf(first, rest, "", ""), nameOf(last, before, "", ""))
		}
	}
	return names
}

func nameOf(family, given, familyKana, givenKana string) fullName {
	n := fullName{
		family: intake.Name(family), given: intake.Name(given), familyKana: intake.Name(familyKana), givenKana: intake.Name(givenKana),
		whole: intake.Name(family + given),
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
	if oneWord {
		given = family
	}
	switch {
	case family == 2 && given == 2:
		return Name.Index(Exact)
	case family > 0 && given > 0:
		return Name.Index(Equivalent)
	case same(claimed.whole.Written, held.whole.Written):
		return Name.Index(Exact)
	case same(claimed.whole.Folded, held.whole.Folded), same(claimed.whole.Sound, held.whole.Sound):
		return Name.Index(Equivalent)
	}
	if swappedName(held, claimed) {
		return Name.Index(Swapped)
	}
	if nearName(held, claimed) {
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
	return nearText(held.family.Folded+held.given.Folded, claimed.family.Folded+claimed.given.Folded, 4) ||
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
