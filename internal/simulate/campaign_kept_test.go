package simulate

import (
	"testing"

	"okaeri/internal/simulate/measure"
)

// readersAt are lines of the table of readers of the mailbox: of so many bits, with so many of a thousand granted and not stopped.
func readersAt(lines map[float64]int, asked ...float64) (list []InsiderLine) {
	for _, least := range asked {
		list = append(list, InsiderLine{Least: least, Shipped: least == 1.25, Restored: measure.ShareOf(lines[least], 1000)})
	}
	return list
}

func TestReadersAreKeptWhereTheLeastIsAskedThatKeepsThem(t *testing.T) {
	for want, lines := range map[float64]map[float64]int{
		5:    {0: 30, 1.25: 11, 5: 1, 8: 0},
		1.25: {0: 30, 1.25: 1, 5: 0, 8: 0},
		8:    {0: 30, 1.25: 11, 5: 9, 8: 2}, // nothing that was tried keeps them
	} {
		if got := Kept(readersAt(lines, 0, 1.25, 5, 8)); got.Least != want {
			t.Errorf("%v: kept at %v bits", lines, got.Least)
		}
	}
}

// The campaigns of readers are made again where they are kept: by all who made one, under just these terms and no other change.
func TestCampaignsOfReadersAreMadeAgainWhereTheyAreKept(t *testing.T) {
	e := *small()
	e.Plan.Rooms.Policy = lenient(-20)
	made := 0
	for _, s := range e.series[Insider] {
		if s.set {
			made++
		}
	}
	at := func(least float64) *Campaign {
		return e.keptCampaign([]InsiderLine{{Least: least}}, &[Classes]float64{Insider: .5})
	}
	open, closed := at(-20), at(39)
	if open.Least != -20 || closed.Least != 39 || open.Tier != Insider.String() {
		t.Errorf("%+v %+v", open, closed)
	}
	if open.Adaptive.Of != made || open.Adaptive.Hits == 0 || open.Restored.Value != .5*max(open.Adaptive.Value, open.Fixed.Value, open.Building.Value) {
		t.Errorf("of %d readers, where nothing is asked against them: %+v", made, open)
	}
	if closed.Adaptive.Of != made || closed.Adaptive.Hits+closed.Fixed.Hits+closed.Building.Hits > 0 {
		t.Errorf("of %d readers, where no reader has the bits: %+v", made, closed)
	}
	if e.keptCampaign(readersAt(nil, 1.25), nil) != nil || e.keptCampaign(nil, nil) != nil {
		t.Error("campaigns are made again though the policy of the run asks just that")
	}
}

// Made again under the policy of the run, the campaigns are the same: everybody's own, who sees the same verdicts.
func TestCampaignsMadeAgainAreThoseOfTheRun(t *testing.T) {
	e, same, of := small(), 0, 0
	for n, again := range e.readersCampaigns(e.Plan.Rooms.Policy) {
		before := e.series[Insider][n]
		if again.set != before.set {
			t.Errorf("reader %d: made before: %v, and again: %v", n, before.set, again.set)
		}
		if before.set {
			of++
		}
		if before.set && again == before {
			same++
		}
	}
	if same < of*9/10 || of == 0 {
		t.Errorf("of %d campaigns %d come out as they did", of, same)
	}
}
