package simulate

import (
	"reflect"
	"slices"
	"time"

	"okaeri/internal/simulate/learn"
)

// Study is a whole measurement: what it learns on the training family, and what it then finds on the test family.
type Study struct {
	Seed      uint64
	Owners    int
	Attackers int // of each kind
	Rooms     Rooms
	Base      *learn.File // the parameters of Rooms as a file, for the rows that are bent
	Command   string      // written into the report
	Step      func(accounts int)
}

// The parts of a study that need less than the whole: training, the worlds that were misread, and the panel.
func (s Study) training() Plan {
	return Plan{Seed: s.Seed + 1, Owners: max(s.Owners/5, 1), Attackers: max(s.Attackers/5, 1), Family: Training, Rooms: s.Rooms, Plain: true, Step: s.Step}
}

func (s Study) test() Plan {
	return Plan{Seed: s.Seed, Owners: s.Owners, Attackers: s.Attackers, Family: Test, Rooms: s.Rooms, Step: s.Step}
}

// draws is how many worlds are misread.
const draws = 4

func (s Study) misread(draw int) Plan {
	return Plan{
		Seed: s.Seed + 2 + uint64(draw), Owners: max(s.Owners/20, 1), Attackers: max(s.Attackers/10, 1), Family: Misread, Rooms: s.Rooms,
		Plain: true, Step: s.Step,
	}
}

// The size of the panel.
const panelOwners, panelAttackers = 1000, 2000

// Steps is how many accounts Step is told of in all.
func (s Study) Steps() int {
	return s.training().Steps() + s.test().Steps() + draws*s.misread(0).Steps()
}

// Measure runs the study. clock only times it. An error means that the parameters could not be bent, never that a figure is bad.
func (s Study) Measure(clock func() time.Time) (*Report, error) {
	training := Simulate(s.training(), clock)
	test := Simulate(s.test(), clock)
	var wrong []*Experiment
	for draw := range draws {
		wrong = append(wrong, Simulate(s.misread(draw), clock))
	}
	vetoes := vetoesOf(test.Worlds)
	wide := scope(Phisher)
	far := scoresOf(&test.cases, wide, wide.score).at(aim, wide, &vetoes).Threshold
	r := &Report{
		Run: test.run(s.Command), Scopes: scopeResults(&test.cases, test.Plan.Family, test.Worlds, s.Rooms.Policy.Insider),
		Tiers: tierResults(&test.cases, &training.cases, far), Verdicts: verdictResults(&test.cases, &vetoes, mistakes(test.Worlds)),
		Insider: insiderLines(&test.cases, s.Rooms.Policy.Insider, 1-vetoes[Insider]),
		Review:  reviewResults(&test.cases, &vetoes), Campaigns: campaignResults(&test.series, &vetoes),
		Baselines: baselineResults(&test.cases, &training.cases), Groups: groups(&test.cases, &vetoes),
		Misread: misjudged(wrong, &training.cases), Worlds: test.Worlds[:1],
	}
	r.Worlds = append([]World{Training.World(s.Seed, 0)}, r.Worlds...)
	p := test.panel(panelOwners, panelAttackers)
	r.Worth = p.worth(&test.cases)
	var err error
	if r.Tornado, err = p.tornado(s.Base); err != nil {
		return nil, err
	}
	settle(reflect.ValueOf(r))
	return r, nil
}

// mistakes is how often owners stop their own hold: the mean over the worlds.
func mistakes(worlds []World) (sum float64) {
	for _, w := range worlds {
		sum += float64(w.Owner.Veto) / float64(len(worlds))
	}
	return sum
}

func sorted(list []int) []int {
	slices.Sort(list)
	return list
}
