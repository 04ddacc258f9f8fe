package simulate

import (
	"slices"
	"testing"

	"okaeri/internal/evidence"
	"okaeri/internal/intake"
	"okaeri/internal/simulate/learn"
)

func TestReadersOfTheMailboxMustBeatTheirOwnRow(t *testing.T) {
	for tier, want := range map[Tier]scope{Stranger: scope(Phisher), Acquaintance: scope(Phisher), Phisher: scope(Phisher), Insider: scope(Insider)} {
		if got := tier.mustBeat(); got != want {
			t.Errorf("%s: %s, want %s", tier, scopeWords[got], scopeWords[want])
		}
	}
}

// What the ledger of known places counts here is what evidence.Dossier.Familiar counts: a browser that agrees is no device.
func TestABrowserAloneIsNoKnownPlace(t *testing.T) {
	devices := evidence.Levels(evidence.Device)
	for i, name := range append(devices, evidence.Wrong) {
		r := record{set: true}
		r.levels[evidence.Device.Order()], r.levels[evidence.Network.Order()] = level(i+1), missed
		if i == len(devices) {
			r.levels[evidence.Device.Order()] = missed
		}
		if want := name == evidence.Known || name == evidence.Recent; r.familiar() != want {
			t.Errorf("%s: known is %v, want %v", name, r.familiar(), want)
		}
	}
	var nothing record
	if nothing.familiar() {
		t.Error("an account without sign-ins is known")
	}
}

// Whoever has seen the owner's browser sends what it says of itself; others only by knowing or by chance.
func TestWhoeverHasSeenTheBrowserSendsIt(t *testing.T) {
	same, all := map[Tier]int{}, 0
	e := &Experiment{Plan: Plan{Seed: 3, Owners: 300}, Worlds: Training.Draw(3)}
	for i := range 300 {
		s := e.scene(i)
		var agents []string
		for _, d := range s.inUse() {
			agents = append(agents, d.Agent(s.At))
		}
		if len(agents) == 0 {
			continue
		}
		all++
		for tier := range Tier(Classes) {
			if slices.Contains(agents, NewAdversary(3, s, tier, 0).notes.from.UserAgent) {
				same[tier]++
			}
		}
	}
	for tier, of := range map[Tier][2]float64{Stranger: {.2, .8}, Breached: {.2, .8}, Acquaintance: {.5, .95}, Phisher: {1, 1}, Insider: {1, 1}} {
		if share := float64(same[tier]) / float64(all); share < of[0] || share > of[1] {
			t.Errorf("%s: %.2f of %d send a browser of the owner's, want %v", tier, share, all, of)
		}
	}
}

// A password of another site comes to mind in place of the account's own, as engine.md §6 has it, not beside it.
func TestAnotherSitesPasswordTakesThePlaceOfOne(t *testing.T) {
	e, typed := &Experiment{Plan: Plan{Seed: 3, Owners: 200}, Worlds: Training.Draw(3)}, [2]int{}
	own := 0
	for i := range 200 {
		for n, rate := range []Rate{0, 1} {
			o := NewOwner(3, e.scene(i))
			habits := *o.habits
			habits.OtherSite = rate
			o.habits = &habits
			for _, c := range o.Apply().Claims {
				if c.Kind != intake.KindPastPassword {
					continue
				}
				typed[n]++
				if rate == 1 && slices.ContainsFunc(o.Person.Passwords, func(p Password) bool { return p.Plain == c.Value.Text }) {
					own++
				}
			}
		}
	}
	if own > typed[1]/20 { // another site's is now and then the same
		t.Errorf("%d of %d passwords are the account's own, where all are of another site", own, typed[1])
	}
	if ratio := float64(typed[1]) / float64(max(typed[0], 1)); ratio < .85 || ratio > 1.15 {
		t.Errorf("%d passwords are typed where none is of another site, %d where all are", typed[0], typed[1])
	}
}

// The strategies that training looks at bring no device into an account: what they show of devices is not what adversaries can do.
func TestTrainingTeachesNothingOfAdversariesDevices(t *testing.T) {
	trained, _, err := Train(smallPlan(), learn.Shipped(), "tried", still)
	if err != nil {
		t.Fatal(err)
	}
	for class, before := range learn.Shipped().Row(evidence.Device).Known {
		if now := trained.Row(evidence.Device).Known[class]; !slices.Equal(now, before) {
			t.Errorf("%s: %v became %v", class, before, now)
		}
	}
	if slices.Equal(trained.Row(evidence.Device).Owner, learn.Shipped().Row(evidence.Device).Owner) {
		t.Error("owners' devices taught nothing")
	}
}

// The mean of 2^bits against an adversary's own tier is at most 1, by more than chance, in every strategy that training looks at (engine.md §5.3).
func TestTheMeanOfPowersIsAtMostOneButForChance(t *testing.T) {
	e := small()
	for _, tier := range tierResults(&e.cases, &e.cases, 4) {
		for _, s := range tier.Strategies {
			if s.Error <= 0 && s.Cases > 1 {
				t.Errorf("%s %s: a mean of %d cases without an error", tier.Tier, s.Strategy, s.Cases)
			}
			if s.Bound-3*s.Error > 1 {
				t.Errorf("%s %s: the mean is %.2f ± %.2f", tier.Tier, s.Strategy, s.Bound, s.Error)
			}
		}
	}
}
