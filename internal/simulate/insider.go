package simulate

import (
	"slices"

	"okaeri/internal/simulate/measure"
)

// insiderLines are the policy's grants under ever harder terms for whoever may have read the mailbox, so that an operator can see what
// each stops and what it costs; shipped is what the policy of the run asks.
func insiderLines(c *cases, shipped, kept float64) []InsiderLine {
	asked := []float64{shipped, 0, 1, 1.5, 2, 3, 4, 5, 6, 7, 8}
	slices.Sort(asked)
	var out []InsiderLine
	for _, least := range slices.Compact(asked) {
		granting := func(records []record) measure.Share {
			n := 0
			for i := range records {
				r := &records[i]
				if (r.verdict == granted || r.stopped == ruleInsider) && float64(r.bits[Insider]) >= least {
					n++
				}
			}
			return measure.ShareOf(n, len(records))
		}
		line := InsiderLine{Least: least, Shipped: least == shipped, Owners: granting(c.owners), Readers: granting(c.attackers[Insider][Natural])}
		line.Restored = line.Readers.Times(kept)
		out = append(out, line)
	}
	return out
}
