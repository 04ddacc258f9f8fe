package simulate

import (
	"slices"

	"okaeri/internal/decision"
)

// insiderLines are the policy's grants under ever harder terms for whoever may have read the mailbox, so that an operator can see what
// each stops and what it costs; shipped is what the policy of the run asks, and what it asks where nobody can be warned is asked on each.
func insiderLines(c *cases, shipped decision.Insider, kept float64) []InsiderLine {
	asked := []float64{shipped.Least, 0, 1, 2, 3, 4, 5, 6, 7, 8, 10}
	slices.Sort(asked)
	var out []InsiderLine
	for _, least := range slices.Compact(asked) {
		rule := shipped
		rule.Least = least
		passes := func(r *record) bool {
			return (r.verdict == granted || r.stopped == ruleInsider) && r.beatsReader(rule)
		}
		strategy, readers := c.furthest(Insider, passes)
		line := InsiderLine{
			Least: least, Shipped: least == shipped.Least, Strategy: strategy.String(), Owners: judgedShare(c.owners, passes), Readers: readers,
		}
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
