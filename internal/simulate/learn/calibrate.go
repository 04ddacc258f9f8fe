package learn

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"okaeri/internal/evidence"
	"okaeri/internal/score"
)

// Change is one chance that calibration would change.
type Change struct {
	Item  evidence.Item  `json:"item"`
	Side  string         `json:"side"` // owner, or a class
	Level evidence.Level `json:"level"`
	From  float64        `json:"from"`
	To    float64        `json:"to"`
	Cases float64        `json:"cases"` // how many cases speak for it, as far as it is known who applied
}

// What calibration assumes of those who apply before it has looked at the evidence: how many are adversaries, and how people differ.
const (
	adversariesShare = .10
	peopleSpread     = .8
	rounds           = 30
)

// Calibrate re-estimates owners' chances and what adversaries know from reviewed cases, by expectation and maximisation: whose case
// it may have been is worked out from the rows, the rows from whose cases they may have been, until neither moves. Each row keeps
// Prior cases of its own, and goes no further than the judgement allows. f is not changed; the result has f's version until somebody gives it another.
func (f *File) Calibrate(cases []Reviewed) (*File, []Change, error) {
	now := f.draft()
	var seen *Evidence
	for range rounds {
		seen = now.expect(cases)
		next := f.draft() // the prior is the file's, however often we go round
		next.Learn(seen, peopleSpread)
		step := distance(now, next)
		now = next
		if step < 1e-5 {
			break
		}
	}
	result, err := f.Clone()
	if err != nil {
		return nil, nil, err
	}
	for item, r := range now.rows {
		result.rows[item].Owner, result.rows[item].Known = r.Owner, r.Known
	}
	if _, err := result.Temper(f); err != nil {
		return nil, nil, err
	}
	return result, changes(f, result, seen), nil
}

// draft is a copy of the rows alone, for going round.
func (f *File) draft() *File {
	d := &File{rows: map[evidence.Item]*Row{}}
	for item, r := range f.rows {
		c := *r
		c.Known = maps.Clone(r.Known) // learning puts new slices in; it changes none
		d.rows[item] = &c
	}
	return d
}

// expect counts every case for whoever may have made it, with the chance of that.
func (f *File) expect(cases []Reviewed) *Evidence {
	classes := score.Classes()
	seen := NewEvidence(classes)
	for i := range cases {
		c := &cases[i]
		outcomes := c.outcomes()
		weights := f.posterior(c, outcomes)
		for item, level := range outcomes {
			if f.rows[item] == nil {
				continue
			}
			Add(seen.Owner, item, level, weights[0])
			for n, class := range classes {
				f.rows[item].addKnown(seen.Known[class], class, level, weights[1+n])
			}
		}
	}
	return seen
}

// addKnown counts what a class knew: a level may have been reached by guessing, and then nothing was known.
func (r *Row) addKnown(to map[evidence.Item]Seen, class string, level int, weight float64) {
	if level >= len(r.Owner) {
		Add(to, r.Item, level, weight)
		return
	}
	known, guess := r.Known[class][level], 0.0
	if level < len(r.Guess) {
		guess = r.Guess[level]
	}
	p := 1.0
	if known+guess > 0 {
		p = known / (known + (1-known)*guess)
	}
	Add(to, r.Item, level, weight*p)
	Add(to, r.Item, len(r.Owner), weight*(1-p))
}

// posterior is the chance of each who may have made a case: the owner, then the classes.
func (f *File) posterior(c *Reviewed, outcomes map[evidence.Item]int) []float64 {
	classes := score.Classes()
	logs := make([]float64, 1+len(classes))
	for who := range logs {
		class := ""
		prior := 1 - adversariesShare
		if who > 0 {
			class, prior = classes[who-1], adversariesShare/float64(len(classes))
		}
		switch {
		case c.Truth == IsOwner && who > 0, c.Truth == IsAdversary && who == 0, c.Class != "" && class != c.Class:
			logs[who] = math.Inf(-1)
		default:
			logs[who] = math.Log(prior) + f.likelihood(class, outcomes)
		}
	}
	top := slices.Max(logs)
	sum := 0.0
	for who := range logs {
		logs[who] = math.Exp(logs[who] - top)
		sum += logs[who]
	}
	for who := range logs {
		logs[who] /= sum
	}
	return logs
}

// likelihood is the logarithm of the chance of all outcomes, over people who differ.
func (f *File) likelihood(class string, outcomes map[evidence.Item]int) float64 {
	const points = 7
	sum := 0.0
	for i := range points {
		z := peopleSpread * math.Sqrt2 * math.Erfinv(2*(float64(i)+.5)/points-1)
		log := 0.0
		for item, level := range outcomes {
			if r := f.rows[item]; r != nil {
				log += math.Log(r.chance(class, level, z))
			}
		}
		sum += math.Exp(log+200) / points // far from nothing, so that it does not vanish
	}
	return math.Log(sum) - 200
}

// chance of an outcome for an owner ("") or a class, whose knowledge is shifted by z.
func (r *Row) chance(class string, level int, z float64) float64 {
	row := r.Owner
	if class != "" {
		row = make([]float64, len(r.Owner))
		for l := range row {
			row[l] = r.Known[class][l]
			if l < len(r.Guess) {
				row[l] += (1 - r.Known[class][l]) * r.Guess[l]
			}
		}
	}
	if !r.Mixture && !r.Carried {
		row = scaled(row, math.Exp(z))
	}
	p, rest := 0.0, 1.0
	for l, q := range row {
		if l == level {
			p = q
		}
		rest -= q
	}
	if level >= len(row) {
		p = rest
	}
	return max(p, 1e-6)
}

// distance is the most that any chance differs between two files.
func distance(a, b *File) float64 {
	most := 0.0
	for item, r := range a.rows {
		other := b.rows[item]
		for l := range r.Owner {
			most = max(most, math.Abs(r.Owner[l]-other.Owner[l]))
			for class := range r.Known {
				most = max(most, math.Abs(r.Known[class][l]-other.Known[class][l]))
			}
		}
	}
	return most
}

// changes lists what differs by a hundredth of itself and a thousandth at least, in the order of the items.
func changes(before, after *File, seen *Evidence) []Change {
	var out []Change
	add := func(item evidence.Item, side string, from, to []float64, cases Seen) {
		for l := range from {
			if gap := math.Abs(to[l] - from[l]); gap > .001 && gap > from[l]/100 {
				out = append(out, Change{item, side, evidence.Levels(item)[l], from[l], to[l], cases.Total()})
			}
		}
	}
	items := evidence.Items()
	for _, item := range items {
		a, b := before.rows[item], after.rows[item]
		if a == nil {
			continue
		}
		add(item, IsOwner, a.Owner, b.Owner, seen.Owner[item])
		for _, class := range score.Classes() {
			add(item, class, a.Known[class], b.Known[class], seen.Known[class][item])
		}
	}
	slices.SortStableFunc(out, func(x, y Change) int { return cmp.Compare(x.Item.Order(), y.Item.Order()) })
	return out
}
