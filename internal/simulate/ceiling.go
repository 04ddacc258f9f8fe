package simulate

import (
	"math"

	"okaeri/internal/evidence"
)

// ceiling is Bayes with the true chances (B7): it was told how owners and every tier of this very family come out at every item,
// for people who are better or worse prepared than others, and integrates over how they might be. No engine can know that much;
// what an engine reaches of it is how much its form loses. It knows the family, not the world that a case was drawn from.
type ceiling struct {
	nodes  []float64           // chances of the common part of what somebody is like
	given  [][binCount]float64 // chance of each bin of an area, given a node
	tables [whoCount][binCount + 1]counted
	all    [whoCount]counted
	blocks [Classes][itemCount][widest]int // which outcomes count as one, for each tier
	pooled [Classes][2][binCount + 1][itemCount][widest]float64
}

// What somebody is like is kept in bins of half a logit; the last table is that of items which are not remembered.
const (
	binCount = 13
	binWidth = .5
)

func binOf(z float64) int {
	return min(max(int(math.Round(z/binWidth))+binCount/2, 0), binCount-1)
}

// areaOf is the area of memory of each item; areas: none.
var areaOf = func() (a [itemCount]int) {
	for i, item := range evidence.Items() {
		switch item {
		case evidence.Name, evidence.BirthDate, evidence.Address, evidence.FormerName, evidence.FormerAddress:
			a[i] = aboutSelf
		case evidence.Recipients, evidence.Subjects, evidence.Folders, evidence.AddressBook:
			a[i] = aboutMail
		case evidence.Passwords:
			a[i] = aboutPast
		case evidence.Products, evidence.Created, evidence.Card, evidence.Purchase, evidence.Custom:
			a[i] = aboutUse
		default:
			a[i] = areas
		}
	}
	return a
}()

// ceilings are two of them, each learned from one half of the cases: every case is judged by the one that has not seen it.
type ceilings [2]*ceiling

// newCeilings learns the true chances from the cases themselves. With rules, a worse outcome never speaks more for the owner than a
// better one, and blank is wrong: what no strategy can turn to its use (engine.md §5). Without, everything is as it is.
func newCeilings(c *cases, family Family, rules bool) ceilings {
	halves := [2]*cases{c.half(0), c.half(1)}
	var out ceilings
	inParallel(2, func(i int) { out[i] = newCeiling(halves[1-i], family, rules) })
	return out
}

// score is the least of the bits over the tiers of a scope.
func (k *ceilings) score(s scope, r *record) float64 { return k[r.half].score(s, r) }

// toldOf are the strategies whose outcomes the ceiling with rules is told. Its line keeps out all others as well, but of them it learns nothing:
// three owners in four answer no stranger, so that Mailing files what Guessing does and would have guesses counted twice. The others are
// tried by few.
var toldOf = []Strategy{Natural, Guessing, Silent, Withholding}

func newCeiling(c *cases, family Family, rules bool) *ceiling {
	k, tried := &ceiling{}, []Strategy{Natural}
	if rules {
		tried = toldOf
	}
	k.learn(c.owners, 0)
	for t := range c.attackers {
		for _, s := range tried {
			k.learn(c.attackers[t][s], 1+t)
		}
	}
	k.spread(family)
	rows := countRows(c, tried...)
	k.all = rows.who
	for t := range Classes {
		for i := range itemCount {
			for o := range outcomesOf[i] {
				k.blocks[t][i][o] = o
			}
			if rules {
				k.blocks[t][i] = pooledOutcomes(&rows.who[0], &rows.who[1+t], i)
			}
		}
		k.pool(t)
	}
	return k
}

func (k *ceiling) learn(records []record, who int) {
	for n := range records {
		r := &records[n]
		for i, l := range r.levels {
			if l == absent {
				continue
			}
			bin := binCount
			if area := areaOf[i]; area < areas {
				bin = binOf(float64(r.spread[area]))
			}
			k.tables[who][bin][i][outcome(i, l)]++
		}
	}
}

// spread works out how the areas of one person hang together in this family.
func (k *ceiling) spread(f Family) {
	const nodes, draws = 9, 400
	for n := range nodes {
		common := math.Sqrt2 * math.Erfinv(2*(float64(n)+.5)/nodes-1)
		var bins [binCount]float64
		d := throw(1, n, streamScene)
		for range draws {
			size := (between(d.Rand, f.Memory) + between(d.Rand, f.Preparation)) / 2
			shared := between(d.Rand, f.Shared)
			bins[binOf(size*(math.Sqrt(shared)*common+math.Sqrt(1-shared)*d.NormFloat64()))] += 1. / draws
		}
		k.nodes, k.given = append(k.nodes, 1./nodes), append(k.given, bins)
	}
}

// pool adds the chances of pooled outcomes up.
func (k *ceiling) pool(t int) {
	for side, who := range []int{0, 1 + t} {
		for bin := range k.tables[who] {
			for i := range itemCount {
				var sums [widest]float64
				for o := range outcomesOf[i] {
					sums[k.blocks[t][i][o]] += k.chance(who, bin, i, o)
				}
				for o := range outcomesOf[i] {
					k.pooled[t][side][bin][i][o] = sums[k.blocks[t][i][o]]
				}
			}
		}
	}
}

// chance is the share of an outcome among people of a bin; where few of them were seen, those of all bins speak for them.
func (k *ceiling) chance(who, bin, item, outcome int) float64 {
	const weight = 8
	seen := 0.
	for _, n := range k.tables[who][bin][item][:outcomesOf[item]] {
		seen += n
	}
	return (k.tables[who][bin][item][outcome] + weight*k.all[who].chance(item, outcome)) / (seen + weight)
}

// bits is the log2 likelihood ratio of a record against a tier.
func (k *ceiling) bits(r *record, t Tier) float64 {
	return math.Log2(k.likelihood(r, int(t), 0)) - math.Log2(k.likelihood(r, int(t), 1))
}

func (k *ceiling) likelihood(r *record, t, side int) float64 {
	fixed := 1.
	var in [areas][binCount]float64
	for a := range in {
		for b := range in[a] {
			in[a][b] = 1
		}
	}
	for i, l := range r.levels {
		switch area := areaOf[i]; {
		case l == absent:
		case area == areas:
			fixed *= k.pooled[t][side][binCount][i][outcome(i, l)]
		default:
			for b := range in[area] {
				in[area][b] *= k.pooled[t][side][b][i][outcome(i, l)]
			}
		}
	}
	sum := 0.
	for n, p := range k.nodes {
		for a := range in {
			mean := 0.
			for b, q := range k.given[n] {
				mean += q * in[a][b]
			}
			p *= mean
		}
		sum += p
	}
	return fixed * sum
}

func (k *ceiling) score(s scope, r *record) float64 {
	least := math.Inf(1)
	for t := Tier(0); t <= Tier(s); t++ {
		least = min(least, k.bits(r, t))
	}
	return least
}
