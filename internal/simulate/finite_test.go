package simulate

import (
	"math"
	"reflect"
	"testing"
)

// What cannot be written is written as what no bits reach; every other number stands as it is, speed as well.
func TestOnlyWhatCannotBeWrittenIsChanged(t *testing.T) {
	r := Report{
		Run: Run{PerSecond: 4321.5}, Tiers: []TierResult{{Area: math.NaN(), Strategies: []StrategyResult{{Bound: 2500}}}},
		Scopes: []ScopeResult{{Plain: []At{{Threshold: math.Inf(-1)}, {Threshold: math.Inf(1)}, {Threshold: -3.5}}}}, Kept: nil,
	}
	settle(reflect.ValueOf(&r))
	at := r.Scopes[0].Plain
	if r.Run.PerSecond != 4321.5 || r.Tiers[0].Area != 0 || r.Tiers[0].Strategies[0].Bound != 2500 || at[0].Threshold != -1000 || at[1].Threshold != 1000 || at[2].Threshold != -3.5 {
		t.Errorf("%+v", r)
	}
}
