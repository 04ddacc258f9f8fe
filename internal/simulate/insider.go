package simulate

import (
	"slices"

	"okaeri/internal/decision"
	"okaeri/internal/simulate/measure"
)

// insiderLines are the policy's grants under ever harder terms for whoever may have read the mailbox, so that an operator can see what
// each stops and what it costs; shipped is what the policy of the run asks, and what it asks where nobody can be warned is asked on each.
func insiderLines(c *cases, shipped decision.Insider, kept float64) []InsiderLine {
	asked := []float64{shipped.Least, 0, 1, 1.5, 2, 3, 4, 5, 6, 7, 8}
	slices.Sort(asked)
	var out []InsiderLine
	for _, least := range slices.Compact(asked) {
		rule := shipped
		rule.Least = least
		granting := func(records []record) measure.Share {
			n := 0
			for i := range records {
				r := &records[i]
				if (r.verdict == granted || r.stopped == ruleInsider) && r.beatsReader(rule) {
					n++
				}
			}
			return measure.ShareOf(n, len(records))
		}
		line := InsiderLine{Least: least, Shipped: least == shipped.Least, Owners: granting(c.owners), Readers: granting(c.attackers[Insider][Natural])}
		line.Restored = line.Readers.Times(kept)
		out = append(out, line)
	}
	return out
}

// beatsReader says whether a case has the bits against a reader of the mailbox that a grant needs where there is no sign of one.
func (r *record) beatsReader(rule decision.Insider) bool {
	channels := 1
	if r.alone {
		channels = 0
	}
	return float64(r.bits[Insider]) >= rule.Asks(channels)
}
