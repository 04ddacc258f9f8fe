package learn

import (
	"math"

	"okaeri/internal/evidence"
)

// Seen are weighted cases of one item by outcome: the matched levels, best first, then "not matched".
type Seen []float64

// Total is how many cases were seen.
func (s Seen) Total() float64 {
	sum := 0.0
	for _, n := range s {
		sum += n
	}
	return sum
}

// Evidence is what was seen of every item: of owners, and of what each class of adversary knew. Items without an entry stay as
// they are.
type Evidence struct {
	Owner map[evidence.Item]Seen
	Known map[string]map[evidence.Item]Seen
}

// NewEvidence is nothing seen yet.
func NewEvidence(classes []string) *Evidence {
	e := &Evidence{Owner: map[evidence.Item]Seen{}, Known: map[string]map[evidence.Item]Seen{}}
	for _, c := range classes {
		e.Known[c] = map[evidence.Item]Seen{}
	}
	return e
}

// Add counts one case of an item: level is the place of the matched level, or their number for "not matched".
func Add(to map[evidence.Item]Seen, item evidence.Item, level int, weight float64) {
	if to[item] == nil {
		to[item] = make(Seen, len(evidence.Levels(item))+1)
	}
	to[item][min(max(level, 0), len(to[item])-1)] += weight
}

// Prior is how many unseen cases every row begins with.
const Prior = 50

// Learn moves the rows towards what was seen. spread is how much people differ, a standard deviation on the logit scale: the rows
// say what the middle one does, and the judgement itself spreads them out again. Shares of sources (network) stay: levels do not
// tell them.
func (f *File) Learn(e *Evidence, spread float64) {
	for item, r := range f.rows {
		if r.Mixture {
			continue
		}
		shift := spread
		if r.Carried {
			shift = 0
		}
		if seen := e.Owner[item]; seen != nil {
			r.Owner = moved(r.Owner, seen, shift, ownerFloor)
		}
		for class, chances := range r.Known {
			if seen := e.Known[class][item]; seen != nil {
				r.Known[class] = moved(chances, seen, shift, 0)
			}
		}
	}
}

// ownerFloor is the least that a file may say of an owner's level (engine.md §2.2), with a hair to spare for rounding.
const ownerFloor = 0.00052

// most is what the matched levels of a row may add up to: something is left for a wrong answer, and for the rounding of a file.
const most = 0.999

// moved is the posterior of a row, level by level from the best: the chance of each level or a better one, brought from the mean of
// all people back to the middle one.
func moved(row []float64, seen Seen, spread, floor float64) []float64 {
	total := seen.Total() + Prior
	out := make([]float64, len(row))
	prior, counted, before := 0.0, 0.0, 0.0
	for l := range row {
		prior += mixed(row[:l+1], spread) - mixed(row[:l], spread)
		counted += seen[l]
		reached := middle(min((counted+Prior*prior)/total, 1-1e-6), spread)
		out[l] = math.Max(reached-before, 0)
		before = math.Max(reached, before)
	}
	return allowed(out, floor)
}

// mixed is the chance, over all people, of the levels of a row.
func mixed(row []float64, spread float64) float64 {
	sum := 0.0
	for _, p := range row {
		sum += p
	}
	return meanOver(sum, spread)
}

// meanOver is the mean of a chance whose logit is spread normally around that of the middle one.
func meanOver(p, spread float64) float64 {
	if p <= 0 || p >= 1 || spread == 0 {
		return p
	}
	const points = 32
	sum := 0.0
	for i := range points {
		z := spread * math.Sqrt2 * math.Erfinv(2*(float64(i)+.5)/points-1)
		odds := p / (1 - p) * math.Exp(z)
		sum += odds / (1 + odds)
	}
	return sum / points
}

// middle finds the chance of the middle one whose mean is p.
func middle(p, spread float64) float64 {
	if p <= 0 || p >= 1 || spread == 0 {
		return p
	}
	low, high := 0.0, 1.0
	for range 50 {
		mid := (low + high) / 2
		if meanOver(mid, spread) < p {
			low = mid
		} else {
			high = mid
		}
	}
	return (low + high) / 2
}

// Scale multiplies the odds of reaching each level of a row by a factor: of the owner's, or of what every class knows.
func (f *File) Scale(item evidence.Item, owner bool, factor float64) {
	r := f.rows[item]
	if r == nil {
		return
	}
	if owner {
		r.Owner = allowed(scaled(r.Owner, factor), ownerFloor)
		return
	}
	for class, chances := range r.Known {
		r.Known[class] = allowed(scaled(chances, factor), 0)
	}
}

// scaled multiplies the odds of each level or a better one.
func scaled(row []float64, factor float64) []float64 {
	out := make([]float64, len(row))
	reached, before := 0.0, 0.0
	for l, p := range row {
		reached = min(reached+p, 1)
		now := reached
		if reached < 1 {
			odds := factor * reached / (1 - reached)
			now = odds / (1 + odds)
		}
		out[l], before = math.Max(now-before, 0), now
	}
	return out
}

// allowed brings a row within what a file may say: no level under the floor, and something left for a wrong answer.
func allowed(row []float64, floor float64) []float64 {
	sum := 0.0
	for l := range row {
		row[l] = math.Max(row[l], floor)
		sum += row[l]
	}
	for l := range row {
		row[l] *= min(1, most/math.Max(sum, most))
	}
	return row
}

// Unbound lifts the limit on what a single remembered thing may weigh, for files that are tried and never shipped.
func (f *File) Unbound() { child(f.document.Content[0], "memory_limit").Value = "12" }
