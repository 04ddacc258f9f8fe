package evidence

import (
	"strings"

	"okaeri/internal/intake"
)

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
	g.guess = c.inAddress(&truth[0].value, nameGuess(share))
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

// inAddress knows names that stand in the account's own address (hanako.satou12@…): whoever knows the account can read them there, by
// sound or as they are spelled, and half of the time write them in the script that is held.
func (c *comparison) inAddress(n *fullName, guess [MaxLevels]Probability) [MaxLevels]Probability {
	family := c.stands(n.family, n.familyKana)
	given := c.stands(n.given, n.givenKana)
	switch {
	case family && (given || n.given.Written == ""):
		return [MaxLevels]Probability{max(guess[0], Certain/2), Certain, Certain, Certain, Certain}
	case family:
		likely := max(guess[0], c.shares.of(keyGiven, n.given.Folded, assumedGiven))
		return [MaxLevels]Probability{likely, likely, likely, guess[3], Certain}
	case given:
		likely := max(guess[0], c.shares.of(keyFamily, n.family.Folded, assumedFamily))
		return [MaxLevels]Probability{likely, likely, likely, guess[3], Certain}
	}
	return guess
}

// leastInAddress is how many letters of a name tell in an address; shorter ones stand in many words.
const leastInAddress = 4

// stands says whether one of the account's addresses holds a part of a name before the @.
func (c *comparison) stands(forms ...intake.NameForms) bool {
	for _, local := range c.d.locals {
		for _, f := range forms {
			for _, form := range [...]string{f.Sound, f.Folded} {
				if len(form) >= leastInAddress && strings.Contains(local, form) {
					return true
				}
			}
		}
	}
	return false
}

// nameClaims groups the claimed names: the readings of one answer stay together, and repetitions are one.
func (c *comparison) nameClaims(kind string) [][]fullName {
	if groups, known := c.names[kind]; known {
		return groups
	}
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
	if c.names == nil {
		c.names = map[string][][]fullName{}
	}
	c.names[kind] = groups
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
	return agreement(familyPart, &held.family, &held.familyKana, &claimed.family, &claimed.familyKana) > 0 &&
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
