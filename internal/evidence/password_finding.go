package evidence

// passwordFinding grades what comparing old passwords came to, as seen from the baseline: which of the slots that matched had
// been replaced by then, and which was in use. The one in use is what a phisher holds; one set later is nobody's evidence.
func (c *comparison) passwordFinding() (Finding, bool) {
	slots, older := 0, false
	for i := range c.d.passwords {
		h := &c.d.passwords[i]
		if h.counts(c.cutoff) {
			slots, older = slots+1, older || h.past(c.cutoff)
		}
	}
	if slots == 0 {
		return Finding{}, false
	}
	best := Passwords.Index(Current)
	switch {
	case slots > 1:
		best = Passwords.Index(TwoOld)
	case older:
		best = Passwords.Index(Older)
	}
	g := newGraded(Passwords, best)
	g.asked = len(c.passwords.Answers) > 0
	var hits [3][]passwordHit // older, current, variant
	missed := Probability(0)
	for _, answer := range c.passwords.Answers {
		hit, grade := c.passwordHit(&answer)
		if grade < 0 {
			missed = either(missed, answer.Share)
			continue
		}
		hits[grade] = append(hits[grade], hit)
	}
	c.gradePasswords(g, &hits, missed)
	return g.finding(string(Passwords)), true
}

// passwordHit is a typed password that is one of the account's.
type passwordHit struct {
	share Probability
	slot  slotID
}

// slotID tells passwords of the account apart: records without times have several that began with the account.
type slotID struct {
	from, until int64
	nth         int
}

// Grades of a hit, by what the matched slot was at the baseline.
const (
	olderHit = iota
	currentHit
	variantHit
)

// passwordHit judges one answer. A password used again counts as the later of its uses: it is no secret of old any more.
func (c *comparison) passwordHit(answer *PasswordAnswer) (passwordHit, int) {
	grade, slot, late := -1, slotID{}, false
	for _, s := range answer.Slots {
		h := held[struct{}]{from: c.d.created, until: forever, imported: unix(s.Imported)}
		if s.From != nil {
			h.from = s.From.Unix()
		}
		if s.Until != nil {
			h.until = s.Until.Unix()
		}
		switch {
		case !h.counts(c.cutoff):
			late = true
		case h.at(c.cutoff):
			grade, slot = currentHit, slotID{h.from, h.until, s.Nth}
		case grade < 0:
			grade, slot = olderHit, slotID{h.from, h.until, s.Nth}
		}
	}
	c.flagLate(late && grade < 0)
	if grade >= 0 && answer.Variant {
		grade = variantHit
	}
	return passwordHit{answer.Share, slot}, grade
}

// gradePasswords makes a way of each reading. Wrong candidates beside the right one are guesses at common passwords: what they
// would have caught is added to the chance (engine.md §2.4); a further right one never costs.
func (c *comparison) gradePasswords(g *graded, hits *[3][]passwordHit, missed Probability) {
	add := func(level Level, chance Probability, since int64) {
		way := Way{}
		way.Guess[g.item.Index(level)] = max(chance, smallestShare)
		g.hit(g.item.Index(level), way, since)
	}
	exact := append(append([]passwordHit(nil), hits[olderHit]...), hits[currentHit]...)
	if len(hits[olderHit]) > 0 {
		for i, a := range exact {
			for _, b := range exact[i+1:] {
				if a.slot != b.slot {
					add(TwoOld, both(either(a.share, missed), either(b.share, missed)), min(a.slot.from, b.slot.from))
				}
			}
		}
	}
	for grade, level := range []Level{Older, Current, Variant} {
		for _, hit := range hits[grade] {
			add(level, either(hit.share, missed), hit.slot.from)
		}
	}
}
