package simulate

import (
	"bytes"
	"encoding/json"
	"math"
	"reflect"
	"runtime"
	"sync"
	"testing"
	"time"

	"okaeri/internal/decision"
	"okaeri/internal/score"
	"okaeri/internal/simulate/learn"
	"okaeri/internal/simulate/measure"
)

// still is a clock that stands: nothing that is measured may depend on time.
func still() time.Time { return time.Unix(0, 0) }

func smallPlan() Plan {
	return Plan{Seed: 5, Owners: 20, Attackers: 40, Family: Test, Rooms: Built()}
}

// small is a run that several tests look at.
var small = sync.OnceValue(func() *Experiment {
	p := smallPlan()
	p.Attackers, p.Family = 100, Training
	return Simulate(p, still)
})

func TestTheSameSeedGivesTheSameFiguresOnAnyNumberOfCores(t *testing.T) {
	figures := func(cores int) []byte {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(cores))
		p := smallPlan()
		p.Owners, p.Attackers = 8, 24
		e := Simulate(p, still)
		vetoes, panel := vetoesOf(e.Worlds), e.panel(4, 8)
		r := &Report{
			Scopes: scopeResults(&e.cases, e.Plan.Family, e.Worlds, decision.Insider{Least: 1.25}), Tiers: tierResults(&e.cases, &e.cases, 4),
			Verdicts: verdictResults(&e.cases, &vetoes, .01), Campaigns: campaignResults(&e.series, &vetoes),
			Baselines: baselineResults(&e.cases, &e.cases), Groups: groups(&e.cases, &vetoes), Worth: panel.worth(&e.cases),
		}
		settle(reflect.ValueOf(r))
		data, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	if !bytes.Equal(figures(1), figures(3)) {
		t.Error("figures differ with the number of cores")
	}
}

func TestWhoeverLetsMoreAdversariesInLetsMoreOwnersIn(t *testing.T) {
	p := smallPlan()
	p.Owners, p.Attackers = 40, 160
	e := Simulate(p, still)
	for _, r := range scopeResults(&e.cases, e.Plan.Family, e.Worlds, decision.Insider{Least: 1.25}) {
		for name, curve := range map[string][]measure.Point{"plain": r.Curve, "held": r.CurveHeld, "ceiling": r.CeilingCurve, "ceiling, held": r.CeilingCurveHeld} {
			for i := range curve[1:] {
				if curve[i+1].True < curve[i].True {
					t.Errorf("%s, %s: %+v after %+v", r.Scope, name, curve[i+1], curve[i])
				}
			}
			if len(curve) != 81 || curve[80].True != 1 {
				t.Errorf("%s, %s: %d points up to %+v", r.Scope, name, len(curve), curve[len(curve)-1])
			}
		}
	}
}

func TestEveryAccountIsToldOfOnce(t *testing.T) {
	p := smallPlan()
	p.Owners, p.Attackers = 6, 6
	steps := make(chan int, p.Steps()+1)
	p.Step = func(n int) { steps <- n }
	Simulate(p, still)
	if len(steps) != p.Steps() {
		t.Errorf("%d steps were told, %d promised", len(steps), p.Steps())
	}
}

// The figures of a scope are weighed by shortcut; the judgement itself has the last word on what they should be.
func TestFiguresAreTheJudgementsOwn(t *testing.T) {
	e := Simulate(smallPlan(), still)
	for i := range e.Plan.Owners {
		s := e.scene(i)
		d := e.Plan.Rooms.open(&s.Person.Account)
		app := NewOwner(e.Plan.Seed, s).Apply()
		for _, scope := range []scope{scope(Breached), scope(Phisher), scope(Insider)} {
			policy := decision.DefaultPolicy()
			policy.Scope = Tiers()[:scope+1]
			policy.Insider.Hijacked, policy.Insider.Foreign = false, false
			d.rooms = &Rooms{e.Plan.Rooms.Parameters, policy, e.Plan.Rooms.Population}
			a := d.decide(app, 1, nil)
			if len(a.Scope) != int(scope)+1 {
				continue // the account's own history added a tier
			}
			r := d.weigh(app)
			if got := scope.open(&r); math.Abs(got-float64(a.Bits)/1000) > .0011 {
				t.Errorf("%s %s: %v bits, the judgement says %v", app.ID, scopeWords[scope], got, float64(a.Bits)/1000)
			}
			least := policy.Outside.Plain
			if d.dossier.Suspicion(app.At).Event {
				least = policy.Outside.Suspicious
			}
			if got := float64(r.outside[scope]) + least; math.Abs(got-float64(a.Outside)/1000) > .0011 {
				t.Errorf("%s %s: %v bits outside, the judgement says %v", app.ID, scopeWords[scope], got, float64(a.Outside)/1000)
			}
		}
	}
}

// middle is the score that half of the cases have or more.
func middle(s measure.Scores) float64 { return s[len(s)/2] }

func TestOwnersScoreMoreThanAdversaries(t *testing.T) {
	p := smallPlan()
	p.Owners, p.Attackers, p.Family, p.Plain = 60, 60, Training, true
	e := Simulate(p, still)
	s := scope(Phisher)
	x := scoresOf(&e.cases, s, s.open)
	half := middle(x.owners)
	for tier := Stranger; tier <= Phisher; tier++ {
		for strategy := range Withholding + 1 {
			if above := x.attackers[tier][strategy].Share(half).Value; above > .1 {
				t.Errorf("%s %s: %.2f score more than half of the owners", tier, strategy, above)
			}
		}
	}
}

func TestLeavingThingsOutNeverHelps(t *testing.T) {
	e, s := small(), scope(Phisher)
	for tier := range Tier(Classes) {
		for n, r := range e.cases.attackers[tier][WhiteBox] {
			// Dropping wrong answers may win back what several of them cost, never more than all that is known is worth.
			all := e.cases.attackers[tier][Guessing][n]
			if r.set && s.open(&r)-s.open(&all) > 3 {
				t.Errorf("%s %d: %.1f bits by leaving answers out, %.1f with all", tier, n, s.open(&r), s.open(&all))
			}
		}
	}
}

func TestWhoKnowsTheEngineDoesNoWorseThanByGuessesOrByMail(t *testing.T) {
	e, mailed := small(), 0
	for tier := range Tier(Classes) {
		s, by := tier.mustBeat(), &e.cases.attackers[tier]
		for n := range by[WhiteBox] {
			r := &by[WhiteBox][n]
			if !r.set {
				continue
			}
			for _, other := range []Strategy{Guessing, Mailing} {
				if got, want := s.score(r), s.score(&by[other][n]); got < want {
					t.Errorf("%s %d: %.2f bits, %.2f by %s", tier, n, got, want, other)
				}
			}
			if s.score(&by[Mailing][n]) > s.score(&by[Guessing][n]) {
				mailed++
			}
		}
	}
	if mailed == 0 {
		t.Error("mail helped nobody")
	}
}

func TestTrainingMovesTheRowsToWhatIsSeen(t *testing.T) {
	p := smallPlan()
	p.Owners, p.Attackers = 20, 20
	trained, _, err := Train(p, learn.Shipped(), "tried", still)
	if err != nil {
		t.Fatal(err)
	}
	if trained.Version() != "tried" {
		t.Errorf("version %s", trained.Version())
	}
	data, err := trained.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Equal(data, score.DefaultFile()) {
		t.Error("nothing moved")
	}
}

func TestReplayedAnswersOfAnotherAccountWinNothing(t *testing.T) {
	e := small()
	for tier := range Tier(Classes) {
		for _, r := range e.cases.attackers[tier][Replay] {
			if r.set && scope(Phisher).open(&r) > 4 {
				t.Errorf("%s: %v bits with another account's answers", tier, scope(Phisher).open(&r))
			}
		}
	}
}
