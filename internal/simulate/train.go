package simulate

import (
	"okaeri/internal/evidence"
	"okaeri/internal/simulate/learn"
)

// Learned is what a run teaches about owners and adversaries: how owners come out, and what adversaries know. The silent strategy
// tells the latter, since whoever files only what was found out reaches a level by knowing, not by luck.
func (e *Experiment) Learned() *learn.Evidence {
	seen := learn.NewEvidence(Tiers())
	items := evidence.Items()
	add := func(to map[evidence.Item]learn.Seen, records []record) {
		for n := range records {
			for i, l := range records[n].levels {
				if l == absent || !records[n].set {
					continue
				}
				place := len(evidence.Levels(items[i]))
				if l != missed {
					place = int(l.plain()) - 1
				}
				learn.Add(to, items[i], place, 1)
			}
		}
	}
	add(seen.Owner, e.cases.owners)
	for t := range Tier(Classes) {
		add(seen.Known[t.String()], e.cases.attackers[t][Silent])
	}
	return seen
}
