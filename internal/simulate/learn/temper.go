package learn

import (
	"slices"

	"okaeri/internal/evidence"
)

// halvings is how often a row is brought half the way back before it is left as it was.
const halvings = 7

// Temper brings rows that break a property of the judgement (ADR 0010) back towards those of the file that they were learned from: a few
// reviewed cases, or odd ones, must not make a single thing that can be remembered weigh more than it may, nor stop all that was learned
// of the others. The items that had to be tempered are returned.
func (f *File) Temper(from *File) ([]evidence.Item, error) {
	if _, err := f.Bytes(); err == nil {
		return nil, nil
	}
	var tempered []evidence.Item
	for _, item := range evidence.Items() {
		if f.rows[item] == nil {
			continue
		}
		alone, err := from.Clone()
		if err != nil {
			return nil, err
		}
		for n := 0; ; n++ {
			alone.rows[item].Owner, alone.rows[item].Known = f.rows[item].Owner, f.rows[item].Known
			if _, err := alone.Bytes(); err == nil {
				break
			}
			if n == 0 {
				tempered = append(tempered, item)
			}
			f.rows[item].halfway(from.rows[item], n >= halvings)
		}
	}
	_, err := f.Bytes()
	return tempered, err
}

// halfway brings a row half the way back to another, or all of it.
func (r *Row) halfway(to *Row, wholly bool) {
	back := func(row, target []float64) []float64 {
		if wholly {
			return slices.Clone(target)
		}
		out := make([]float64, len(row))
		for l := range row {
			out[l] = (row[l] + target[l]) / 2
		}
		return out
	}
	r.Owner = back(r.Owner, to.Owner)
	known := make(map[string][]float64, len(r.Known))
	for class, row := range r.Known {
		known[class] = back(row, to.Known[class])
	}
	r.Known = known
}
