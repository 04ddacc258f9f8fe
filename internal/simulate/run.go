package simulate

import (
	"time"

	"okaeri/internal/evidence"
	"okaeri/internal/intake"
)

// Plan is what a run is asked to do.
type Plan struct {
	Seed      uint64
	Owners    int
	Attackers int // of each kind
	Family    Family
	Rooms     Rooms              // its population is counted by the run
	Options   Options            // of the population
	Plain     bool               // only strategies without search, and no verdicts: what training needs
	Step      func(accounts int) // told after accounts have been done, from any goroutine; nil: nobody
}

// Steps is how many accounts Step is told of in all.
func (p Plan) Steps() int { return 2 * p.Owners }

// Experiment is a run with everything that was judged in it.
type Experiment struct {
	Plan   Plan
	Worlds []World
	cases  cases
	series [Classes][]series
	judged int
	spent  time.Duration
}

// Simulate makes the population, lets every owner and adversary apply, and keeps how each was judged. The same plan gives the
// same experiment on any machine and any number of cores; clock only times it.
func Simulate(p Plan, clock func() time.Time) *Experiment {
	begun := clock()
	e := &Experiment{Plan: p, Worlds: p.Family.Draw(p.Seed)}
	e.Plan.Rooms.Population = e.count()
	e.cases.owners = make([]record, p.Owners)
	for t := range e.cases.attackers {
		e.series[t] = make([]series, p.Attackers)
		for s := range e.cases.attackers[t] {
			e.cases.attackers[t][s] = make([]record, p.Attackers)
		}
	}
	judged := make([]int, p.Owners)
	inParallel(p.Owners, func(i int) {
		judged[i] = e.account(i)
		e.step()
	})
	for _, n := range judged {
		e.judged += n
	}
	e.spent = clock().Sub(begun)
	return e
}

func (e *Experiment) step() {
	if e.Plan.Step != nil {
		e.Plan.Step(1)
	}
}

// count learns how common values are from the accounts themselves, as an import does.
func (e *Experiment) count() evidence.Population {
	const pieces = 16
	parts := make([]*evidence.Counts, pieces)
	inParallel(pieces, func(n int) {
		parts[n] = evidence.NewCounts()
		for i := n; i < e.Plan.Owners; i += pieces {
			p := PersonAt(e.Plan.Seed, i, e.Plan.Owners, e.Plan.Options)
			parts[n].Add(evidence.FactKeys(p.Account))
			e.step()
		}
	})
	all := evidence.NewCounts()
	for _, part := range parts {
		all.Merge(part)
	}
	return all
}

// scene is what befell account i. Two-step verification would take the account out of the evidence's hands altogether, so that
// nothing could be measured on it: it is left out, and said so in the report.
func (e *Experiment) scene(i int) *Scene {
	s := NewScene(e.Plan.Seed, i, e.Plan.Owners, e.Plan.Options, &e.Worlds[i%len(e.Worlds)])
	s.Person.Account.MFA = false
	return s
}

// account lets everybody apply who wants the account of person i, and tells how many applications were judged.
func (e *Experiment) account(i int) int {
	s := e.scene(i)
	d := e.Plan.Rooms.open(&s.Person.Account)
	owner := NewOwner(e.Plan.Seed, s)
	application := owner.Apply()
	r := d.judge(application, !e.Plan.Plain)
	r.traits, r.question, r.spread = owner.traits(application), owner.questions(), narrow(owner.memory)
	r.half = uint8(i & 1)
	e.cases.owners[i] = r
	judged := 0
	for t := range Tier(Classes) {
		for n := i; n < e.Plan.Attackers; n += e.Plan.Owners {
			judged += e.adversary(d, NewAdversary(e.Plan.Seed, s, t, n/e.Plan.Owners), n)
		}
	}
	return d.judged + judged
}

// Strategies other than the natural one, guessing and mailing are tried by one adversary in this many. Leaving answers out can't win by
// construction (ADR 0010), so that few are enough to see that it doesn't; training, which learns from what is left, has them all.
const (
	sparing     = 4
	campaigning = 10
	searched    = 10
)

// chosen picks one adversary in so many, whatever account is attacked.
func chosen(n, oneIn int) bool { return uint64(n)*0x9e3779b97f4a7c15>>33%uint64(oneIn) == 0 }

// adversary applies in every strategy, and tells how many applications were judged at other desks than d.
func (e *Experiment) adversary(d *desk, a *Adversary, n int) (elsewhere int) {
	keep := func(s Strategy, r record) {
		r.spread, r.question, r.half = narrow(a.spread), a.questions(), uint8(a.Index&1)
		e.cases.attackers[a.Tier][s][n] = r
	}
	for _, s := range []Strategy{Natural, Guessing, Silent, Withholding} {
		if s > Guessing && !e.Plan.Plain && !chosen(n, sparing) {
			continue
		}
		keep(s, d.judge(a.Apply(s), !e.Plan.Plain && (s == Natural || chosen(n, sparing) || chosen(n, searched))))
	}
	elsewhere = e.made(a, n, Mailing, !e.Plan.Plain && chosen(n, searched), keep)
	if e.Plan.Plain {
		return elsewhere
	}
	if chosen(n, campaigning) {
		e.series[a.Tier][n] = a.campaign(d)
	}
	if chosen(n, searched) {
		elsewhere += e.whiteBox(d, a, keep) + e.rare(d, a, n, keep)
	}
	return elsewhere
}

// mustBeat is the scope that a grant is drawn for when somebody of this tier applies: the first four, whom the judgement keeps out together, and
// readers of the mailbox with their own.
func (t Tier) mustBeat() scope { return scope(max(t, Phisher)) }

// whiteBox files the part of all answers that weighs most against whom the adversary must beat. Where the owner answered mails, it is searched in
// that account too, from what was learned by them on, and the better of both is filed.
func (e *Experiment) whiteBox(own *desk, a *Adversary, keep func(Strategy, record)) (elsewhere int) {
	s := a.Tier.mustBeat()
	search := func(d *desk, app intake.Application) (intake.Application, float64) {
		return bestOf(app, func(app intake.Application) float64 {
			r := d.weigh(app)
			return s.score(&r)
		})
	}
	account, planted := a.prepared(Mailing)
	best, bits := search(own, a.Apply(Guessing))
	if planted == nil {
		keep(WhiteBox, own.judge(best, true))
		return 0
	}
	mailed := e.Plan.Rooms.open(&account)
	if app, more := search(mailed, a.withPlanted(planted)); more > bits {
		keep(WhiteBox, mailed.judge(app, true))
	} else {
		keep(WhiteBox, own.judge(best, true))
	}
	return mailed.judged
}

// made tries a strategy that makes the account another one.
func (e *Experiment) made(a *Adversary, n int, s Strategy, whole bool, keep func(Strategy, record)) (judged int) {
	account, planted := a.prepared(s)
	if planted == nil { // what the others of the tier do, so that the rate is one of the whole tier
		keep(s, e.cases.attackers[a.Tier][Guessing][n])
		return 0
	}
	d := e.Plan.Rooms.open(&account)
	keep(s, d.judge(a.withPlanted(planted), whole))
	return d.judged
}

// rare tries what needs an account of its own, or another account's owner.
func (e *Experiment) rare(own *desk, a *Adversary, n int, keep func(Strategy, record)) (judged int) {
	for _, s := range []Strategy{Planting, Patient, Lurking} {
		judged += e.made(a, n, s, true, keep)
	}
	other := NewOwner(e.Plan.Seed, e.scene((a.Index+1+n%97)%e.Plan.Owners))
	replayed := a.Apply(Guessing)
	replayed.Claims = other.Apply().Claims
	keep(Replay, own.judge(replayed, true))
	return judged
}

func narrow(z [areas]float64) (out [areas]float32) {
	for i := range z {
		out[i] = float32(z[i])
	}
	return out
}
