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

// agreement of two parts of a name: 2 as written, 1 folded or by sound, 0 not at all.
func agreement(held, heldKana, claimed, claimedKana *intake.NameForms) int {
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
	return 0
}

func same(a, b string) bool { return a != "" && a == b }

// compareName is the level at which a claimed name agrees with a held one; the number of levels if it does not.
func compareName(held, claimed *fullName) int {
	family := agreement(&held.family, &held.familyKana, &claimed.family, &claimed.familyKana)
	given := agreement(&held.given, &held.givenKana, &claimed.given, &claimed.givenKana)
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
	return agreement(&held.given, &held.givenKana, &claimed.family, &claimed.familyKana) > 0 &&
		agreement(&held.family, &held.familyKana, &claimed.given, &claimed.givenKana) > 0
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

// nameFinding compares what was claimed as the name, and as an earlier one, with the name held at the cutoff.
func (c *comparison) nameFinding() (Finding, bool) {
	var truth []*held[fullName]
	for i := range c.d.names {
		if h := &c.d.names[i]; h.at(c.cutoff) && !h.value.empty() {
			truth = append(truth, h)
		}
	}
	c.flagLate(c.lateName())
	if len(truth) == 0 {
		return Finding{}, false
	}
	g := newGraded(Name, 0)
	share := c.nameShare(&truth[0].value)
	g.guess = nameGuess(share)
	for _, group := range c.nameClaims(intake.KindName) {
		level, since := len(levels[Name]), int64(0)
		for i := range group {
			for _, h := range truth {
				if l := compareName(&h.value, &group[i]); l < level {
					level, since = l, h.from
				}
			}
		}
		switch {
		case level < len(levels[Name]):
			g.hit(level, Way{Guess: g.guess, Common: share.full}, since)
		case !c.isFormerName(group):
			g.miss()
		default:
			g.asked = true
		}
	}
	return g.finding(string(Name)), true
}

// nameShares are how common a name's parts are, and the name.
type nameShares struct{ family, given, full Probability }

// nameShare is how common a name is: as a whole, or as its parts would make it by chance, whichever is more.
func (c *comparison) nameShare(n *fullName) nameShares {
	s := nameShares{
		family: c.shares.of(keyFamily, n.family.Folded, assumedFamily), given: c.shares.of(keyGiven, n.given.Folded, assumedGiven),
	}
	chance := both(max(s.family, smallestShare), max(s.given, smallestShare))
	if s.given == 0 {
		chance = s.family
	}
	s.full = max(c.shares.of(string(Name), n.written, chance), chance, smallestShare)
	return s
}

func nameGuess(s nameShares) [MaxLevels]Probability {
	parts := either(s.family, s.given)
	return [MaxLevels]Probability{s.full, s.full, s.full, 0, max(parts, s.full)}
}

// nameClaims groups the claimed names: the readings of one answer stay together, and repetitions are one.
func (c *comparison) nameClaims(kind string) [][]fullName {
	var groups [][]fullName
	seen := map[string]bool{}
	for _, v := range c.claims(kind) {
		names := namesOf(v)
		if len(names) == 0 || names[0].empty() || seen[names[0].written] {
			continue
		}
		seen[names[0].written] = true
		groups = append(groups, names)
	}
	return groups
}

// formerNameFinding compares the same answers with the names that had been replaced before the cutoff.
func (c *comparison) formerNameFinding() (Finding, bool) {
	var truth []*held[fullName]
	for i := range c.d.names {
		if h := &c.d.names[i]; h.past(c.cutoff) && !h.value.empty() {
			truth = append(truth, h)
		}
	}
	if len(truth) == 0 {
		return Finding{}, false
	}
	g := newGraded(FormerName, 0)
	share := c.nameShare(&truth[0].value)
	g.guess = [MaxLevels]Probability{share.full}
	for _, kind := range []string{intake.KindFormerName, intake.KindName} {
		for _, group := range c.nameClaims(kind) {
			c.formerName(g, truth, group, kind)
		}
	}
	return g.finding(string(FormerName)), true
}

func (c *comparison) formerName(g *graded, truth []*held[fullName], group []fullName, kind string) {
	for i := range group {
		for _, h := range truth {
			switch level := compareName(&h.value, &group[i]); {
			case level <= Name.Index(Swapped):
				g.hit(0, Way{Guess: [MaxLevels]Probability{c.nameShare(&h.value).full}}, h.from)
				return
			case level == Name.Index(Near):
				g.hit(1, Way{}, h.from)
				return
			case level == Name.Index(Part) && kind == intake.KindFormerName && sameFamily(&h.value, &group[i]):
				g.hit(0, Way{Guess: [MaxLevels]Probability{max(c.nameShare(&h.value).family, smallestShare)}}, h.from)
				return
			}
		}
	}
	if kind == intake.KindFormerName {
		g.miss()
	}
}

// sameFamily serves the form's box for a former name, where people write the family name alone.
func sameFamily(held, claimed *fullName) bool {
	return agreement(&held.family, &held.familyKana, &claimed.family, &claimed.familyKana) > 0 &&
		claimed.given.Written == "" && claimed.givenKana.Written == ""
}

// isFormerName says that an answer is a name of old: no wrong guess, though not the present one.
func (c *comparison) isFormerName(group []fullName) bool {
	for i := range c.d.names {
		h := &c.d.names[i]
		for n := range group {
			if h.past(c.cutoff) && compareName(&h.value, &group[n]) <= Name.Index(Near) {
				return true
			}
		}
	}
	return false
}

// lateName says that a name of after the baseline was claimed and none of before it.
func (c *comparison) lateName() bool {
	for _, group := range c.nameClaims(intake.KindName) {
		late, early := false, false
		for i := range c.d.names {
			h := &c.d.names[i]
			for n := range group {
				if compareName(&h.value, &group[n]) <= Name.Index(Equivalent) {
					late, early = late || !h.counts(c.cutoff), early || h.counts(c.cutoff)
				}
			}
		}
		if late && !early {
			return true
		}
	}
	return false
}
