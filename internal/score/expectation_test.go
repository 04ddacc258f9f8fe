package score

import (
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"

	"okaeri/internal/evidence"
)

// Property 3: whatever a few items an adversary answers, and whatever he leaves out, the mean of 2^S over what may come of it is at
// most one, against every class in both preparations. The sum is over every outcome, so nothing is left to chance.
func TestNoAdversaryGainsByAnyChoiceOfAnswers(t *testing.T) {
	p := Default()
	rapid.Check(t, func(t *rapid.T) {
		items := rapid.SliceOfNDistinct(rapid.SampledFrom(levelItems()), 1, 3, rapid.ID).Draw(t, "items")
		adversary := rapid.IntRange(0, types-1).Draw(t, "adversary")
		silent := rapid.SliceOfN(rapid.Bool(), len(items), len(items)).Draw(t, "left out")
		mean := 0.0
		var walk func(n int, chance float64, findings []evidence.Finding)
		walk = func(n int, chance float64, findings []evidence.Finding) {
			if n == len(items) {
				all := make([]weights, len(findings))
				for i := range findings {
					all[i] = p.weigh(&findings[i])
				}
				mean += chance * math.Exp2(float64(p.total(all, adversary, Setting{}, false))/1000)
				return
			}
			r := p.rows[items[n]]
			class, y := Class(adversary/preparations), adversary%preparations
			chances := p.weightTable(r, 0, evidence.Way{}, class, y, 0).chance
			for level := range r.levels + 1 {
				f := evidence.Finding{Item: r.item, Kind: fmt.Sprint(n)}
				if level < r.levels && !silent[n] {
					f.Ways = []evidence.Way{{Level: level, Guesses: 1}}
				}
				walk(n+1, chance*float64(chances[level])/float64(one), append(findings[:n:n], f))
			}
		}
		walk(0, 1, nil)
		if mean > 1+1e-9 { // the last digits of a float
			t.Fatalf("against type %d the mean is %v for %v", adversary, mean, items)
		}
	})
}

// Networks go by density: whoever comes from where their class is said to come from gains nothing in the mean either, however networks are shared out.
func TestNoAdversaryGainsByTheNetworkTheyComeFrom(t *testing.T) {
	p := Default()
	r := p.rows[evidence.Network]
	rapid.Check(t, func(t *rapid.T) {
		const networks = 5
		var density [3][networks]float64 // of each source: the owner's own, the region's, the world's
		for source := range density {
			parts, sum := [networks]float64{}, 0.
			for n := range parts {
				parts[n] = math.Exp2(-rapid.Float64Range(0, 20).Draw(t, "rarity"))
				sum += parts[n]
			}
			for n := range parts {
				density[source][n] = parts[n] / sum
			}
		}
		for class := range classes {
			side, mean := r.adversary(p.tables, class, 0, &evidence.Way{}, 1), 0.
			for n := range networks {
				mix, chance := evidence.Mix{}, 0.
				for source, to := range []*evidence.Probability{&mix.Own, &mix.Region, &mix.World} {
					*to = evidence.Probability(density[source][n] * float64(evidence.Certain))
					chance += float64(side[source]) / float64(one) * density[source][n]
				}
				var w weights
				p.weighMix(r, &mix, &w)
				mean += chance * math.Exp2(float64(w.by[int(class)*preparations][0])/1000)
			}
			if mean > 1+1e-4 { // densities are cut to their last digit
				t.Fatalf("against %s the mean is %v", class, mean)
			}
		}
	})
}

// Whoever can choose where they come from reaches more than the tables say of their class. How much more is told in docs/measured, and no more than
// that: for those who always send the owner's browser, where no device's id is on record, and for those who always rent in the owner's region.
func TestChoosingAPlaceGainsNoMoreThanIsTold(t *testing.T) {
	p := Default()
	most := map[evidence.Item][classes]float64{
		evidence.Device: {1.15, 1.15, 1, 1, 1}, evidence.Network: {2.3, 1.25, 1.06, 1.06, 1.06},
	}
	best := map[evidence.Item]int{evidence.Device: evidence.Device.Index(evidence.SameBrowser), evidence.Network: 0}
	for item, limits := range most {
		r, first := p.rows[item], best[item]
		chosen := r.levels - 1 // the least level that matches: whoever reaches a better one by knowing does
		for class := range classes {
			for y := range preparations {
				table, mean := p.weightTable(r, first, evidence.Way{}, class, y, 0), 0.
				for level := first; level <= r.levels; level++ {
					mean += float64(table.chance[level]) / float64(one) * math.Exp2(float64(table.weight[min(level, chosen)])/1000)
				}
				if mean > limits[class]+1e-9 {
					t.Errorf("%s against %s: the mean is %.3f, told as %v", item, class, mean, limits[class])
				}
				if y == 0 && class <= Breached && mean < limits[class]-.1 {
					t.Errorf("%s against %s: the mean is %.3f; tell so in docs/measured", item, class, mean)
				}
			}
		}
	}
}

// levelItems are the items that go by level.
func levelItems() []evidence.Item {
	var list []evidence.Item
	for _, item := range evidence.Items() {
		if !Default().rows[item].mixture {
			list = append(list, item)
		}
	}
	return list
}

func TestLogarithmsAreRoundedDownByLessThanAThousandth(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := rapid.Uint64Range(1, 1<<40).Draw(t, "m")
		u := rapid.Uint64Range(1, 1<<40).Draw(t, "u")
		got, want := float64(log2Ratio(m, u)), 1000*math.Log2(float64(m)/float64(u))
		if got > want+1e-6 || got < want-1-1e-6 {
			t.Fatalf("log2(%d/%d) is %v, not %v", m, u, want, got)
		}
	})
}

func TestPowersAreRoundedDown(t *testing.T) {
	for k := range Millibits(1000) {
		got, want := float64(scaled(1<<40, k)), math.Exp2(40-float64(k)/1000)
		if got > want+.01 || got < want-1.01 {
			t.Errorf("2^(40-%d/1000) is %v, not %v", k, want, got)
		}
	}
	if scaled(1<<62, 70_000) != 0 {
		t.Error("what is far below one is nothing")
	}
}
