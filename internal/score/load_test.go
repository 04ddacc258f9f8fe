package score

import (
	"strings"
	"testing"

	"okaeri/internal/evidence"
)

// The sums of a table are checked although pooling makes them true: whoever breaks pooling is told at load. Each of these tables breaks one
// of the four properties and no other.
func TestATableThatBreaksAPropertyIsRefused(t *testing.T) {
	const limit = 12000
	r := &row{levels: 2}
	half := weightTable{chance: side{one / 4, one / 4, one / 2}}
	for says, c := range map[string]struct {
		weights [3]Millibits
		wrong   string
	}{
		"fine":                             {[3]Millibits{1000, 0, -1000}, ""},
		"a worse level that weighs more":   {[3]Millibits{-1000, 0, -2000}, "level 2 weighs more"},
		"a wrong answer that weighs more":  {[3]Millibits{-1000, -1000, -500}, "level 3 weighs more"},
		"a mean above one":                 {[3]Millibits{1200, 1000, -500}, "mean of 2^weight"},
		"a weight beyond the cap":          {[3]Millibits{-12001, -13000, -13000}, "beyond the cap"},
		"a weight beyond the cap, upwards": {[3]Millibits{limit + 1, -12000, -12000}, "beyond the cap"},
	} {
		table := half
		copy(table.weight[:], c.weights[:])
		if err := table.check(r, 0, limit); (err == nil) != (c.wrong == "") || err != nil && !strings.Contains(err.Error(), c.wrong) {
			t.Errorf("%s: %v", says, err)
		}
	}
}

// broken are the shipped tables with an owner's side that adds up to two for some items: everything weighs too much there.
func broken(items ...evidence.Item) *tables {
	t := *Default().tables
	rows := map[evidence.Item]*row{}
	for item, r := range t.rows {
		rows[item] = r
	}
	for _, item := range items {
		r := *rows[item]
		for best := range r.levels {
			for m := range memories {
				for l := range r.levels + 1 {
					r.shifted[best][m][l] *= 2
				}
			}
		}
		rows[item] = &r
	}
	t.rows = rows
	return &t
}

func TestEveryItemAndEveryPairIsCheckedAtLoad(t *testing.T) {
	whole := broken()
	if err := whole.check(); err != nil {
		t.Fatal(err)
	}
	for _, item := range evidence.Items() {
		if err := broken(item).check(); err == nil || !strings.Contains(err.Error(), string(item)) {
			t.Errorf("%s: %v", item, err)
		}
	}
	if len(whole.pairs) == 0 {
		t.Fatal("no pairs")
	}
	for _, p := range whole.pairs {
		if err := whole.checkPair(whole.rows[p[0]], whole.rows[p[1]]); err != nil {
			t.Errorf("%v: %v", p, err)
		}
		wrong := broken(p[0], p[1])
		if wrong.checkPair(wrong.rows[p[0]], wrong.rows[p[1]]) == nil {
			t.Errorf("%v: a mean above one is taken", p)
		}
	}
}

// However rare a value is, and however little a class knows, some chance is left that it is told all the same, and that it is not.
func TestNoAdversaryIsImpossible(t *testing.T) {
	p := Default()
	for _, item := range evidence.Items() {
		r := *p.rows[item]
		r.guess, r.known = [evidence.MaxLevels]uint64{}, [classes][evidence.MaxLevels]uint64{}
		for c := range classes {
			for best := range r.levels {
				way := evidence.Way{}
				for l := range way.Guess {
					way.Guess[l] = 1
				}
				s, sum := r.adversary(p.tables, c, best, &way, 1), uint64(0)
				for _, chance := range s {
					sum += chance
				}
				if s[best] < p.floorOther || s[r.levels] < p.floorOther || sum != one {
					t.Errorf("%s against %s, best %d: %v adds up to %d", item, c, best, s, sum)
				}
			}
		}
	}
}

// A network that no adversary was ever seen to have weighs the cap and no more.
func TestDensitiesKeepTheCapOfAnItem(t *testing.T) {
	p := Default()
	r := *p.rows[evidence.Network]
	r.guess, r.known = [evidence.MaxLevels]uint64{}, [classes][evidence.MaxLevels]uint64{}
	for says, c := range map[string]struct {
		mix  evidence.Mix
		want Millibits
	}{
		"the owner's own":       {evidence.Mix{Own: evidence.Certain, Region: 1, World: 1}, p.itemCap},
		"of no source whatever": {evidence.Mix{}, -p.itemCap},
	} {
		var w weights
		p.weighMix(&r, &c.mix, &w)
		for adversary := range w.by {
			for _, bits := range w.by[adversary] {
				if bits != c.want {
					t.Errorf("%s: %d millibits, not %d", says, bits, c.want)
				}
			}
		}
	}
}

// A near answer to a common value weighs less than one to a rare value, within a factor of ten on what is guessed.
func TestANearAnswerToACommonValueWeighsLess(t *testing.T) {
	p := Default()
	less := 0
	for _, item := range evidence.Items() {
		r := p.rows[item]
		for level := range r.levels {
			weigh := func(common evidence.Probability) [classes]Millibits {
				way := evidence.Way{Level: level, Guesses: 1, Common: common}
				return Of([]evidence.Finding{{Item: item, Level: evidence.Levels(item)[level], Ways: []evidence.Way{way}}}, p, Setting{Scope: Outsiders}).ByClass
			}
			unknown, rare, common, everybody := weigh(0), weigh(1), weigh(evidence.Certain/20), weigh(evidence.Certain)
			for c := range classes {
				if rare[c] <= 0 {
					continue // it counts as wrong answers do, and those say less the more of them there are
				}
				if rare[c] != unknown[c] || common[c] > rare[c] || everybody[c] > common[c] || everybody[c] < rare[c]-3322 {
					t.Errorf("%s level %d against %s: rare %d, common %d, everybody's %d", item, level, c, rare[c], common[c], everybody[c])
				}
				if common[c] < rare[c] {
					less++
				}
			}
		}
	}
	if less == 0 {
		t.Error("how common a value is makes no difference to anything")
	}
}
