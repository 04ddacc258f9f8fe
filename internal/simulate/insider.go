package simulate

import "okaeri/internal/simulate/measure"

// insiderLines are the policy's grants under ever harder terms for whoever may have read the mailbox, so that an operator can see what
// each stops and what it costs.
func insiderLines(c *cases, kept float64) []InsiderLine {
	var out []InsiderLine
	for _, least := range []float64{0, 1, 1.25, 1.5, 2, 3, 4, 5, 6, 7, 8} {
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
		line := InsiderLine{Least: least, Owners: granting(c.owners), Readers: granting(c.attackers[Insider][Natural])}
		line.Restored = line.Readers.Times(kept)
		out = append(out, line)
	}
	return out
}
