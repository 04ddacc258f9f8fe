package simulate

import (
	"encoding/json"
	"math"
	"reflect"
	"testing"

	"okaeri/internal/score"
	"okaeri/internal/simulate/learn"
)

func smallStudy() Study {
	return Study{Seed: 9, Owners: 20, Attackers: 20, Rooms: Built(), Base: learn.Shipped(), Command: "tried"}
}

// What is learned and what is reported must be two families and two populations; what is misread must be wrong in every chance.
func TestAStudyLearnsFromOneFamilyAndReportsOnAnother(t *testing.T) {
	s := smallStudy()
	training, test := s.training(), s.measured()
	if training.Family.Name != Training.Name || test.Family.Name != Test.Name || test.Family.Drift <= 0 {
		t.Errorf("learned from %s, reported on %s", training.Family.Name, test.Family.Name)
	}
	if test.Owners != s.Owners || test.Attackers != s.Attackers || test.Plain {
		t.Errorf("reported on %d owners and %d adversaries", test.Owners, test.Attackers)
	}
	seeds := map[uint64]bool{training.Seed: true, test.Seed: true}
	for draw := range draws {
		p := s.misread(draw)
		seeds[p.Seed] = true
		if p.Family.Name != Misread.Name {
			t.Errorf("draw %d is of the family %s", draw+1, p.Family.Name)
		}
		for n, w := range p.Family.Draw(p.Seed) {
			ordinary := Training.World(p.Seed, n)
			if wrong, of := moved(reflect.ValueOf(w), reflect.ValueOf(ordinary)); wrong < of*9/10 {
				t.Errorf("draw %d: %d of %d chances are wrong", draw+1, wrong, of)
			}
		}
	}
	if len(seeds) != 2+draws {
		t.Errorf("%d seeds for %d populations", len(seeds), 2+draws)
	}
}

// Whoever develops the judgement measures the training family, and nobody on whom anything was set: neither what the study itself learns
// from, nor what --train saw with the same seed or one near it.
func TestForDevelopmentTheTrainingFamilyIsMeasuredOnPeopleWhoSetNothing(t *testing.T) {
	s := smallStudy()
	s.Development = true
	p := s.measured()
	if p.Family.Name != Training.Name || p.Owners != s.Owners || p.Attackers != s.Attackers || p.Plain {
		t.Errorf("%+v", p)
	}
	if training := s.training(); training.Family.Name != Training.Name || s.misread(0).Family.Name != Misread.Name {
		t.Errorf("learned from %s, misread in %s", training.Family.Name, s.misread(0).Family.Name)
	}
	for _, seed := range []uint64{s.Seed, s.training().Seed, s.Seed + 100, s.misread(draws - 1).Seed} {
		if PersonAt(seed, 0, s.Owners, Options{}).Birth.Equal(PersonAt(p.Seed, 0, s.Owners, Options{}).Birth) {
			t.Errorf("the people of seed %d are measured", seed)
		}
	}
	r, err := s.Measure(still)
	if err != nil {
		t.Fatal(err)
	}
	if !r.Run.Development() || r.Run.Family.Name != Training.Name || r.Run.Seed != s.Seed || r.Groups[0].Owners.Of != s.Owners {
		t.Errorf("%+v", r.Run)
	}
	for _, w := range r.Worlds {
		if !reflect.DeepEqual(w, Training.World(s.Seed, 0)) {
			t.Error("a world of another family is told")
		}
	}
}

// moved counts the rates that differ between two worlds, by a factor of two on the odds at most, of those that are neither 0 nor 1.
func moved(a, b reflect.Value) (wrong, of int) {
	switch a.Kind() {
	case reflect.Struct:
		for i := range a.NumField() {
			w, n := moved(a.Field(i), b.Field(i))
			wrong, of = wrong+w, of+n
		}
	case reflect.Array:
		for i := range a.Len() {
			w, n := moved(a.Index(i), b.Index(i))
			wrong, of = wrong+w, of+n
		}
	case reflect.Float64:
		if p, q := a.Float(), b.Float(); a.Type() == reflect.TypeFor[Rate]() && q > 0 && q < 1 {
			of++
			if d := math.Abs(math.Log(p/(1-p)) - math.Log(q/(1-q))); d > 1e-9 && d < math.Ln2+1e-9 {
				wrong++
			}
		}
	}
	return wrong, of
}

// The figures of a report are counted among the people of the test family, all of them, and nobody else.
func TestAReportCountsTheTestFamily(t *testing.T) {
	s := smallStudy()
	r, err := s.Measure(still)
	if err != nil {
		t.Fatal(err)
	}
	if r.Run.Family.Name != Test.Name || r.Run.Development() || r.Run.Seed != s.Seed || r.Run.Engine != score.Default().Engine() || r.Run.Command != s.Command {
		t.Errorf("%+v", r.Run)
	}
	for _, scope := range r.Scopes {
		for _, at := range [][]At{scope.Plain, scope.Held, scope.Ceiling, scope.Free} {
			if at[1].Rate != aim || at[1].Owners.Of != s.Owners {
				t.Errorf("%s: %d owners at a rate of %v", scope.Scope, at[1].Owners.Of, at[1].Rate)
			}
		}
	}
	if r.Verdicts[0].Who != "owner" || r.Verdicts[0].Grant.Of != s.Owners || r.Verdicts[1].Grant.Of != s.Attackers || r.Groups[0].Owners.Of != s.Owners {
		t.Errorf("verdicts on %d owners and %d adversaries", r.Verdicts[0].Grant.Of, r.Verdicts[1].Grant.Of)
	}
	if kept := Kept(r.Insider); (r.Kept == nil) != kept.Shipped || r.Kept != nil && r.Kept.Least != kept.Least {
		t.Errorf("campaigns are told of at %+v, and readers are kept at %v", r.Kept, kept.Least)
	}
	drawn := map[int]bool{}
	for _, m := range r.Misread {
		drawn[m.Draw] = true
		if m.Owners.Of != s.misread(0).Owners || m.Nominal != aim {
			t.Errorf("%+v", m)
		}
	}
	if len(drawn) != draws {
		t.Errorf("%d worlds were misread, not %d", len(drawn), draws)
	}
	if len(r.Worlds) != 2 || !reflect.DeepEqual(r.Worlds[0], Training.World(s.Seed, 0)) || !reflect.DeepEqual(r.Worlds[1], Test.World(s.Seed, 0)) {
		t.Error("the worlds told are not those of training and test")
	}
}

// People differ from each other by more than chance: what one remembers of one thing goes with what is remembered of others.
func TestPeopleDifferInMemoryAndAdversariesInPreparation(t *testing.T) {
	e := small()
	for who, records := range map[string][]record{"owners": e.cases.owners, "strangers": e.cases.attackers[Stranger][Natural]} {
		sum, squares := 0., 0.
		for i := range records {
			z := float64(records[i].spread[aboutMail])
			sum, squares = sum+z, squares+z*z
		}
		n := float64(len(records))
		if sd := math.Sqrt(squares/n - sum*sum/n/n); sd < .4 || sd > 1.4 {
			t.Errorf("%s: spread %.2f, want about .8", who, sd)
		}
	}
}

// Reports stand for years: figures that they did not have yet are nothing, and what was one number then is read as what it stood for.
func TestReportsOfBeforeAreRead(t *testing.T) {
	var r Report
	old := `{"scopes": [{"share": 0.96}], "groups": [{"name": "single", "gap": -0.2}], "worlds": [{"typing": {"slip": 0.008, "hidden": {"left_out": 0.1}}}]}`
	if err := json.Unmarshal([]byte(old), &r); err != nil {
		t.Fatal(err)
	}
	typing := r.Worlds[0].Typing
	if want := (Slips{LeftOut: .002, Doubled: .002, Neighbour: .002, Exchanged: .002}); typing.Slip != want || typing.Hidden != (Slips{LeftOut: .1}) {
		t.Errorf("%+v", typing)
	}
	if r.Scopes[0].ShareLow != 0 || r.Scopes[0].ShareHigh != 0 || r.Groups[0].Gap != -.2 || r.Groups[0].GapLow != 0 {
		t.Errorf("%+v %+v", r.Scopes[0], r.Groups[0])
	}
}

// Whoever is named as tried by all must be: every adversary of every kind, and of the others only some.
func TestEverybodyTriesWhatEverybodyIsSaidToTry(t *testing.T) {
	e := small()
	for tier := range Tier(Classes) {
		for s := range strategies {
			tried := 0
			for _, r := range e.cases.attackers[tier][s] {
				if r.set {
					tried++
				}
			}
			if all := tried == e.Plan.Attackers; all != TriedByAll(s.String()) {
				t.Errorf("%s %s: tried by %d of %d", tier, s, tried, e.Plan.Attackers)
			}
		}
	}
}
