package simulate

import (
	"reflect"
	"slices"
	"time"

	"okaeri/internal/simulate/learn"
)

// Study is a whole measurement: what it learns on the training family, and what it then finds on the test family, or for development on the
// training family as well.
type Study struct {
	Seed        uint64
	Owners      int
	Attackers   int  // of each kind
	Development bool // measures the training family: who changes the judgement then need not look at the test family to see what a change does
	Rooms       Rooms
	Base        *learn.File // the parameters of Rooms as a file, for the rows that are bent
	Command     string      // written into the report
	Step        func(accounts int)
}

// measured are the people whose figures are reported.
//
// Where they are of the training family, nothing changes but they. What is learned for them (the map of calibration, linkage and the
// regressions) is learned on other people of the very same world, since that family has one; what is left of its error is the chance of who was drawn. The
// worlds that were misread belong to neither family and keep their line from training. The ceiling knows its family, which here is the world itself.
// Rows and quantiles were set on the training family too, by whatever seed; so that a report never counts the very people who set them, those of
// development stand apart from every seed that --train is likely to be given, its own included.
func (s Study) measured() Plan {
	p := Plan{Seed: s.Seed, Owners: s.Owners, Attackers: s.Attackers, Family: Test, Rooms: s.Rooms, Step: s.Step}
	if s.Development {
		p.Seed, p.Family = s.Seed+apart, Training
	}
	return p
}

// apart is how far the seeds of development lie from those of training.
const apart = 1 << 32

// The parts of a study that need less than the whole: training, the worlds that were misread, and the panel.
func (s Study) training() Plan {
	return Plan{Seed: s.Seed + 1, Owners: max(s.Owners/5, 1), Attackers: max(s.Attackers/5, 1), Family: Training, Rooms: s.Rooms, Plain: true, Step: s.Step}
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
	return s.training().Steps() + s.measured().Steps() + draws*s.misread(0).Steps()
}

// Measure runs the study. clock only times it. An error means that the parameters could not be bent, never that a figure is bad.
func (s Study) Measure(clock func() time.Time) (*Report, error) {
	training := Simulate(s.training(), clock)
	people := Simulate(s.measured(), clock)
	var wrong []*Experiment
	for draw := range draws {
		wrong = append(wrong, Simulate(s.misread(draw), clock))
	}
	vetoes := vetoesOf(people.Worlds)
	wide := scope(Phisher)
	far := scoresOf(&people.cases, wide, wide.score).at(aim, wide, &vetoes).Threshold
	r := &Report{
		Run: s.run(people), Scopes: scopeResults(&people.cases, people.Plan.Family, people.Worlds, s.Rooms.Policy.Insider),
		Tiers: tierResults(&people.cases, &training.cases, far), Verdicts: verdictResults(&people.cases, &vetoes, mistakes(people.Worlds)),
		Insider: insiderLines(&people.cases, s.Rooms.Policy.Insider, 1-vetoes[Insider]),
		Review:  reviewResults(&people.cases, &vetoes), Campaigns: campaignResults(&people.series, &vetoes),
		Baselines: baselineResults(&people.cases, &training.cases), Groups: groups(&people.cases, &vetoes),
		Misread: misjudged(wrong, &training.cases), Worlds: people.Worlds[:1],
	}
	r.Worlds = append([]World{Training.World(s.Seed, 0)}, r.Worlds...)
	r.Kept = people.keptCampaign(r.Insider, &vetoes)
	p := people.panel(panelOwners, panelAttackers)
	r.Worth = p.worth(&people.cases)
	var err error
	if r.Tornado, err = p.tornado(s.Base); err != nil {
		return nil, err
	}
	settle(reflect.ValueOf(r))
	return r, nil
}

// run says what was run, by the seed that runs it again.
func (s Study) run(people *Experiment) Run {
	r := people.run(s.Command)
	r.Seed = s.Seed
	return r
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
