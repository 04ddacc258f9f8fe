package score

import "okaeri/internal/evidence"

// OwnerChances is how probable each matched level of an item is for an owner, best first; what is missing to 1 is "wrong or blank".
func (p Parameters) OwnerChances(item evidence.Item) []float64 {
	r := p.rows[item]
	chances := make([]float64, r.levels)
	for n := range chances {
		chances[n] = float64(r.owner[n]) / float64(one)
	}
	return chances
}

// AdversaryChances is the same for a class of adversary, who guesses what he does not know and meets values of ordinary commonness.
func (p Parameters) AdversaryChances(c Class, item evidence.Item) []float64 {
	r := p.rows[item]
	s := r.adversary(p.tables, c, 0, &evidence.Way{})
	chances := make([]float64, r.levels)
	for n := range chances {
		chances[n] = float64(s[n]) / float64(one)
	}
	return chances
}

// Remembered says whether knowing the item hangs together with knowing others: all but context and possession.
func (p Parameters) Remembered(item evidence.Item) bool {
	r := p.rows[item]
	return !r.mixture && !r.possession
}
