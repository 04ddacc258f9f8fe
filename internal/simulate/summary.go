package simulate

import (
	"math"
	"runtime"
	"strconv"

	"okaeri/internal/simulate/measure"
)

// tierResults measures each tier by the bits against it alone.
func tierResults(c, training *cases, far float64) []TierResult {
	var out []TierResult
	for t := range Tier(Classes) {
		against := func(r *record) float64 { return float64(r.bits[t]) }
		x := scoresOf(c, scope(t), against)
		owners, natural := x.owners, x.attackers[t][Natural]
		trained := scoresOf(training, scope(t), against)
		m := measure.FitMap(trained.owners, trained.attackers[t][Natural])
		out = append(out, TierResult{
			Tier: t.String(), Curve: measure.Curve(owners, natural, 1e-4, 80), Area: measure.Area(owners, natural),
			EqualErrors: measure.EqualErrors(owners, natural), Calibration: measure.Calibrate(owners, natural),
			Mapped: measure.Calibrate(m.Each(owners), m.Each(natural)), Strategies: strategyResults(c, t, far),
		})
	}
	return out
}

// strategyResults measures how far each strategy gets.
func strategyResults(c *cases, t Tier, far float64) []StrategyResult {
	var out []StrategyResult
	for s := range strategies {
		records := c.attackers[t][s]
		result := StrategyResult{Strategy: s.String()}
		passed, sum, squares := 0, 0., 0.
		for i := range records {
			if r := &records[i]; r.set {
				result.Cases++
				power := math.Exp2(float64(r.bits[t]))
				sum, squares = sum+power, squares+power*power
				if scope(Phisher).score(r) >= far {
					passed++
				}
			}
		}
		if result.Cases == 0 {
			continue
		}
		cases := float64(result.Cases)
		result.Tail, result.Bound = measure.ShareOf(passed, result.Cases), sum/cases
		result.Error = math.Sqrt(max(squares/cases-result.Bound*result.Bound, 0) / cases)
		out = append(out, result)
	}
	return out
}

// furthest is the strategy of a tier that gets furthest by the whole judgement, and how far. One that only some tried, or that chance
// put ahead, does not count: its interval has to lie above the others' share altogether (docs/adr/0031).
func (c *cases) furthest(t Tier, passes func(*record) bool) (Strategy, measure.Share) {
	best, furthest := Natural, judgedShare(c.attackers[t][Natural], passes)
	for s := range strategies {
		if share := judgedShare(c.attackers[t][s], passes); share.Of > 0 && share.Low > furthest.Value {
			best, furthest = s, share
		}
	}
	return best, furthest
}

// judgedShare counts among the cases that the whole judgement was made of.
func judgedShare(records []record, passes func(*record) bool) measure.Share {
	n, of := 0, 0
	for i := range records {
		if records[i].judged {
			of++
			if passes(&records[i]) {
				n++
			}
		}
	}
	return measure.ShareOf(n, of)
}

// verdictResults tells what the policy did with first applications: with adversaries' in the strategy that most were granted in.
func verdictResults(c *cases, vetoes *[Classes]float64, mistaken float64) []VerdictResult {
	out := []VerdictResult{verdictsOf("owner", c.owners, 1-mistaken)}
	for t := range Tier(Classes) {
		s, _ := c.furthest(t, func(r *record) bool { return r.verdict == granted })
		v := verdictsOf(t.String(), c.attackers[t][s], 1-vetoes[t])
		v.Strategy = s.String()
		out = append(out, v)
	}
	return out
}

func verdictsOf(who string, records []record, kept float64) VerdictResult {
	v := VerdictResult{Who: who, Holds: map[string]int{}, Bits: map[string]int{}, Against: map[string]int{}, Stopped: map[string]int{}}
	var counts [3]int
	n := 0
	for i := range records {
		r := &records[i]
		if !r.judged {
			continue
		}
		n++
		counts[r.verdict]++
		v.Bits[strconv.Itoa(int(math.Floor(scope(Phisher).open(r))))]++
		if r.against >= 0 {
			v.Against[Tier(r.against).String()]++
		}
		for bit, flag := range ruleWords {
			if r.stopped&(1<<bit) != 0 {
				v.Stopped[string(flag)]++
			}
		}
		if r.verdict == granted {
			v.Holds[strconv.Itoa(int(r.hold))]++
		}
	}
	v.Grant, v.Review = measure.ShareOf(counts[granted], n), measure.ShareOf(counts[reviewed], n)
	v.Decline, v.Restored = measure.ShareOf(counts[declined], n), v.Grant.Times(kept)
	return v
}

// campaignResults tells what five applications by one adversary come to.
func campaignResults(all *[Classes][]series, vetoes *[Classes]float64) []Campaign {
	var out []Campaign
	for t := range Tier(Classes) {
		var n, adaptive, fixed, building, adaptiveLow, fixedLow int
		counts := map[uint16]int{}
		count := func(to *int, is bool) {
			if is {
				*to++
			}
		}
		for _, s := range all[t] {
			if !s.set {
				continue
			}
			n++
			count(&adaptive, s.adaptive)
			count(&fixed, s.fixed)
			count(&building, s.building)
			count(&adaptiveLow, s.adaptiveLow)
			count(&fixedLow, s.fixedLow)
			counts[s.seen]++
		}
		seen := make([]int, 0, len(counts))
		for _, k := range counts {
			seen = append(seen, k)
		}
		c := Campaign{
			Tier: t.String(), Adaptive: measure.ShareOf(adaptive, n), Fixed: measure.ShareOf(fixed, n), Building: measure.ShareOf(building, n),
			AdaptLow: measure.ShareOf(adaptiveLow, n), FixedLow: measure.ShareOf(fixedLow, n),
			Leakage: measure.Entropy(sorted(seen)), Bound: math.Log2(attempts + 1),
		}
		c.Restored = measure.ShareOf(max(adaptive, fixed, building), n).Times(1 - vetoes[t])
		if c.FixedLow.Value > 0 {
			c.Gain = c.AdaptLow.Value/c.FixedLow.Value - 1
		}
		out = append(out, c)
	}
	return out
}

// baselineResults lets every other way to decide have the same cases. What has to be learned is learned from the training family.
func baselineResults(c, training *cases) []Baseline {
	methods := append(simple(), linkage(countRows(training, Natural)))
	var out []Baseline
	for _, m := range methods {
		out = append(out, baselineOf(c, m.name, m.fixed, func(scope) func(*record) float64 { return m.score }))
	}
	return append(out,
		baselineOf(c, "regression", false, func(s scope) func(*record) float64 { return fitRegression(training, s).score }),
		baselineOf(c, "regression_ruled", false, func(s scope) func(*record) float64 { return fitRuledRegression(training, s).score }))
}

func baselineOf(c *cases, name string, fixed bool, method func(scope) func(*record) float64) Baseline {
	b := Baseline{Name: name, Fixed: fixed, Scopes: map[string]At{}, Rates: map[string]measure.Share{}}
	if fixed {
		x := scoresOf(c, scope(Insider), method(scope(Insider)))
		b.Rates["owner"] = x.owners.Share(1)
		for t := range Tier(Classes) {
			worst := x.attackers[t][Natural].Share(1)
			for s := range strategies {
				if share := x.attackers[t][s].Share(1); len(x.attackers[t][s]) > 0 && share.Value > worst.Value {
					worst = share
				}
			}
			b.Rates[t.String()] = worst
		}
		return b
	}
	for s := scope(Breached); s <= scope(Insider); s++ {
		a := scoresOf(c, s, method(s)).at(aim, s, nil)
		a.Threshold = finite(a.Threshold)
		b.Scopes[scopeWords[s]] = a
	}
	return b
}

// misjudged measures what a threshold set on the training family lets through where every chance is wrong by up to a factor of two.
func misjudged(wrong []*Experiment, training *cases) []Misjudged {
	var out []Misjudged
	for draw, e := range wrong {
		for _, s := range []scope{scope(Breached), scope(Phisher)} {
			line := scoresOf(training, s, s.score).at(aim, s, nil).Threshold
			x := scoresOf(&e.cases, s, s.score)
			m := Misjudged{Scope: scopeWords[s], Nominal: aim, Draw: draw + 1, Owners: x.owners.Share(line)}
			for t := Tier(0); t <= Tier(s); t++ {
				for strategy := range strategies {
					if share := x.attackers[t][strategy].Share(line); share.Of > 0 && share.Value >= m.Realised.Value {
						m.Realised, m.Tier = share, t.String()
					}
				}
			}
			m.Factor = m.Realised.Value / aim
			out = append(out, m)
		}
	}
	return out
}

// run says what was run.
func (e *Experiment) run(command string) Run {
	channels := 0
	for i := range e.cases.owners {
		if e.cases.owners[i].traits&traitChannel != 0 {
			channels++
		}
	}
	p := e.Plan
	return Run{
		Command: command, Seed: p.Seed, Owners: p.Owners, Attackers: p.Attackers, Family: p.Family, Engine: p.Rooms.Parameters.Engine(),
		Assessed: e.judged, PerSecond: float64(e.judged) / max(e.spent.Seconds(), 1e-9), Cores: runtime.GOMAXPROCS(0),
		Channels: float64(channels) / float64(max(p.Owners, 1)), Population: p.Owners,
	}
}
