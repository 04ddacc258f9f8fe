package simulate

import (
	"math"
	"testing"

	"okaeri/internal/evidence"
)

// made are cases in which owners know an item more often than adversaries do, and nothing else is held.
func made(n int) *cases {
	d := throw(1, 1, 96)
	draw := func(p float64) record {
		r := record{set: true, half: uint8(d.IntN(2))}
		for _, item := range []evidence.Item{evidence.Passwords, evidence.Device, evidence.Recipients} {
			r.levels[item.Order()] = missed
			if d.chance(p) {
				r.levels[item.Order()] = 1
			}
		}
		return r
	}
	c := &cases{}
	for range n {
		c.owners = append(c.owners, draw(.8))
		for t := range c.attackers {
			for _, s := range []Strategy{Natural, Guessing, Silent, Withholding} {
				c.attackers[t][s] = append(c.attackers[t][s], draw(.1))
			}
		}
	}
	return c
}

// Fixed points face the same evidence: nothing that the judgement tells apart is worth nothing to them, but the country, and the prefecture of
// a former home, and a browser that anybody may have.
func TestFixedPointsCountEveryLevel(t *testing.T) {
	for _, item := range evidence.Items() {
		for _, l := range evidence.Levels(item) {
			if points[item][l] <= 0 && l != evidence.Country && !(item == evidence.FormerAddress && l == evidence.Region) && l != evidence.SameBrowser && item != evidence.Custom {
				t.Errorf("%s %s: no point", item, l)
			}
		}
	}
}

func TestEveryWayToDecideTellsOwnersApart(t *testing.T) {
	c := made(3000)
	methods := append(simple()[:1], linkage(countRows(c, Natural)), method{score: fitRegression(c, scope(Phisher)).score}, method{score: fitRuledRegression(c, scope(Phisher)).score})
	bound := newCeilings(c, Training, true)
	methods = append(methods, method{score: func(r *record) float64 { return bound.score(scope(Phisher), r) }})
	for i, m := range methods {
		x := scoresOf(c, scope(Phisher), m.score)
		if area := middle(x.owners) - middle(x.attackers[Stranger][Natural]); area <= 0 {
			t.Errorf("method %d: owners score no more than strangers", i)
		}
		if a := x.at(.01, scope(Phisher), nil); a.Owners.Value < .4 {
			t.Errorf("method %d lets %.2f of the owners in at one adversary in a hundred", i, a.Owners.Value)
		}
	}
}

// Three independent items of known chances have their ratio in closed form.
func TestTheCeilingIsBayes(t *testing.T) {
	c := made(20000)
	k := newCeiling(c, Family{Worlds: 1}, false)
	r := record{set: true}
	r.levels[evidence.Passwords.Order()], r.levels[evidence.Device.Order()], r.levels[evidence.Recipients.Order()] = 1, 1, missed
	want := 2*math.Log2(.8/.1) + math.Log2(.2/.9)
	if got := k.bits(&r, Stranger); math.Abs(got-want) > .15 {
		t.Errorf("%.2f bits, Bayes says %.2f", got, want)
	}
}

// The ceiling knows how owners and adversaries come out in every way to answer, and counts no way twice because another strategy answers like it.
func TestTheCeilingIsToldOfEveryWayToAnswerOnce(t *testing.T) {
	r := record{set: true}
	r.levels[evidence.Passwords.Order()] = 1
	by := func(knowing Strategy) float64 {
		c := made(300)
		for n := range 300 {
			known := record{set: true, half: uint8(n & 1)}
			known.levels[evidence.Passwords.Order()] = 1
			c.attackers[Stranger][knowing] = append(c.attackers[Stranger][knowing], known)
		}
		return newCeiling(c, Family{Worlds: 1}, true).bits(&r, Stranger)
	}
	plain := newCeiling(made(300), Family{Worlds: 1}, true).bits(&r, Stranger)
	for s := range strategies {
		told := s == Natural || s == Guessing || s == Silent || s == Withholding
		if bits := by(s); told != (bits < plain-.5) || !told && bits != plain {
			t.Errorf("a password that those who are %s know weighs %.2f bits, and one that none of them knows %.2f", s, bits, plain)
		}
	}
}

func TestKofNCountsRightAnswers(t *testing.T) {
	var r record
	r.levels[evidence.Name.Order()], r.levels[evidence.BirthDate.Order()] = 1, 2
	r.levels[evidence.Address.Order()], r.levels[evidence.Passwords.Order()] = 4, missed // only the region; a wrong password
	for k, want := range map[int]float64{2: 1, 3: 0} {
		if got := answered(k)(&r); got != want {
			t.Errorf("%d of four: %v", k, got)
		}
	}
}

func TestAThresholdKeepsTheWorstTierInItsBestStrategy(t *testing.T) {
	x := scoresOf(made(3000), scope(Breached), func(r *record) float64 { return fixedPoints(r) })
	for _, rate := range []float64{.1, .01} {
		a := x.at(rate, scope(Breached), nil)
		for tier := Stranger; tier <= Breached; tier++ {
			for s := range strategies {
				if share := x.attackers[tier][s].Share(a.Threshold); share.Of > 0 && share.Value > rate {
					t.Errorf("%s %s: %v pass at %v", tier, s, share.Value, rate)
				}
			}
		}
	}
	vetoes := [Classes]float64{.5, .5, .5, .5, .5}
	if held, plain := x.at(.01, scope(Breached), &vetoes), x.at(.01, scope(Breached), nil); held.Threshold > plain.Threshold {
		t.Error("a hold that stops half of the adversaries raised the line")
	}
}

func TestARuledRegressionNeverCountsAWorseAnswerForMore(t *testing.T) {
	c := made(2000)
	for i := range c.owners { // owners' slips of the hand, which no adversary makes: worth more than exact answers, if one may say so
		if i%3 == 0 {
			c.owners[i].levels[evidence.Recipients.Order()] = 4
		}
	}
	free, ruled := fitRegression(c, scope(Phisher)), fitRuledRegression(c, scope(Phisher))
	item := evidence.Recipients.Order()
	if free.weights[free.feature[item][3]] <= free.weights[free.feature[item][0]] {
		t.Fatal("slips are worth nothing here, and nothing is tried")
	}
	for i := range itemCount {
		for _, steps := range ladders(i) {
			for n := 1; n < len(steps); n++ {
				if ruled.weights[ruled.feature[i][steps[n]]] > ruled.weights[ruled.feature[i][steps[n-1]]] {
					t.Errorf("item %d: outcome %d counts more than %d", i, steps[n], steps[n-1])
				}
			}
		}
	}
}
