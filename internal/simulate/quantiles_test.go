package simulate

import "testing"

// The table that lines are drawn from holds whichever way an adversary has: the strategy that gets furthest sets it, in any class that is to be kept
// out and in every strategy that training tries.
func TestTheTableOfQuantilesHoldsEveryStrategyThatTrainingTries(t *testing.T) {
	const n, share = 400, .05
	all := func(*record) bool { return true }
	trained := Simulate(Plan{Seed: 5, Owners: 4, Attackers: 4, Family: Training, Rooms: Built(), Options: Options{Events: 5}, Plain: true}, still)
	tried := 0
	for ahead := range strategies {
		for tier := range Tier(Classes) {
			if !trained.cases.attackers[tier][ahead][0].set {
				continue
			}
			tried++
			e := &Experiment{Plan: Plan{Attackers: n}}
			for of := range e.cases.attackers {
				for s := range strategies {
					if trained.cases.attackers[of][s][0].set {
						e.cases.attackers[of][s] = weighing(evenly(n, 0))
					}
				}
			}
			behind := e.quantiles(scope(Insider), []float64{share}, all)[0]
			e.cases.attackers[tier][ahead] = weighing(evenly(n, 10))
			if got := e.quantiles(scope(Insider), []float64{share}, all)[0]; got < behind+9 {
				t.Errorf("%s %s: the table says %.1f bits, where one in %.0f reaches %.1f", tier, ahead, got, 1/share, behind+10)
			}
			if got := e.quantiles(scope(tier-1), []float64{share}, all)[0]; got > behind {
				t.Errorf("%s %s: the table says %.1f bits where nobody has to keep them out", tier, ahead, got)
			}
		}
	}
	if tried < 5*Classes {
		t.Errorf("training tries %d ways", tried)
	}
}
