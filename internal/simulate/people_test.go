package simulate

import (
	"math"
	"testing"
	"time"

	"okaeri/internal/intake"
)

// at one world without drift, so that a chance is what the table says.
func plainWorld() World { return Training.World(1, 0) }

func scenes(n int, w *World) []*Scene {
	var all []*Scene
	for i := range n {
		all = append(all, NewScene(11, i, n, Options{Events: 60}, w))
	}
	return all
}

func TestRetentionIsAsPublished(t *testing.T) {
	for months, want := range map[float64]float64{0: 1, 1: .73, 3: .58, 12: .46} {
		if got := Retention(months); math.Abs(got-want) > .01 {
			t.Errorf("after %v months %.3f is left, want %.2f", months, got, want)
		}
	}
}

func TestTheTrainingFamilyIsTheTablesThemselves(t *testing.T) {
	w := plainWorld()
	if w.Owner != ordinaryHabits || w.Known != tiers || w.Typing != ordinaryTyping || w.Memory != .8 {
		t.Error("the training family drifts")
	}
}

func TestTheTestFamilyIsWiderAndNeverLeavesZeroToOne(t *testing.T) {
	sum, n := 0.0, 0
	for _, w := range Test.Draw(3) {
		logit := func(p Rate) float64 { return math.Log(float64(p) / (1 - float64(p))) }
		d := logit(w.Owner.Password) - logit(ordinaryHabits.Password)
		sum, n = sum+d*d, n+1
		if w.Owner.Password <= 0 || w.Owner.Password >= 1 || w.Memory < .7 || w.Memory > .95 {
			t.Errorf("%+v", w.Owner)
		}
	}
	if sd := math.Sqrt(sum / float64(n)); sd < .2 || sd > .42 {
		t.Errorf("a rate drifts by %.2f on the logit scale, want .3", sd)
	}
}

// shareOf counts how often a claim of a kind is made.
func shareOf(apps []intake.Application, kind string) float64 {
	n := 0
	for _, a := range apps {
		for _, c := range a.Claims {
			if c.Kind == kind {
				n++
				break
			}
		}
	}
	return float64(n) / float64(len(apps))
}

func TestOwnersForgetWithTime(t *testing.T) {
	w := plainWorld()
	all := scenes(200, &w)
	answered := func(months float64) float64 {
		var apps []intake.Application
		for _, s := range all {
			later := *s
			later.Months = months
			apps = append(apps, NewOwner(11, &later).Apply())
		}
		return shareOf(apps, intake.KindMailSubject)
	}
	if early, late := answered(0), answered(24); late > early-.1 {
		t.Errorf("subjects are named by %.2f at once and %.2f after two years", early, late)
	}
}

func TestAdversariesKnowWhatTheirTableSays(t *testing.T) {
	w := plainWorld()
	const accounts, each = 100, 6
	all := scenes(accounts, &w)
	for tier := range Tier(Classes) {
		n := 0
		for i := range accounts * each {
			if NewAdversary(11, all[i%accounts], tier, i/accounts).has(intake.KindBirthDate) {
				n++
			}
		}
		got, want := float64(n)/(accounts*each), float64(tiers[tier].BirthExact+(1-tiers[tier].BirthExact)*tiers[tier].BirthClose)
		if math.Abs(got-want) > .07 {
			t.Errorf("%s: %.2f know the date of birth, want about %.2f", tier, got, want)
		}
	}
}

func TestSilentAdversariesFileOnlyWhatTheyKnow(t *testing.T) {
	w := plainWorld()
	for _, s := range scenes(40, &w) {
		for tier := range Tier(Classes) {
			a := NewAdversary(11, s, tier, 0)
			silent, all := a.Apply(Silent), a.Apply(Guessing)
			if len(silent.Claims) > len(all.Claims) {
				t.Fatalf("%s: %d claims in silence, %d with guesses", tier, len(silent.Claims), len(all.Claims))
			}
			count := map[string]int{}
			for _, c := range all.Claims {
				if count[c.Kind]++; count[c.Kind] > max(most[c.Kind], 1) {
					t.Fatalf("%s: the form has no room for %d answers of %s", tier, count[c.Kind], c.Kind)
				}
			}
		}
	}
}

func TestPlantingLeavesTheTrueAccountAsItWas(t *testing.T) {
	w := plainWorld()
	s := scenes(1, &w)[0]
	before := len(s.Person.Account.Facts)
	a := NewAdversary(11, s, Phisher, 0)
	account, planted := a.plant(3 * 24 * time.Hour)
	if len(s.Person.Account.Facts) != before || len(account.Facts) <= before || len(planted) == 0 {
		t.Errorf("%d facts became %d, planted %d, remembered %d", before, len(s.Person.Account.Facts), len(account.Facts)-before, len(planted))
	}
	for _, f := range s.Person.Account.Facts {
		if f.Kind == intake.KindName && f.Until != nil && f.Until.After(s.At.Add(-4*24*time.Hour)) {
			t.Error("the owner's own name was ended")
		}
	}
}

func TestErasAreReadAsTheYearTheyMean(t *testing.T) {
	h := hand{throw(1, 2, 97), Typing{Era: 1}}
	for range 40 {
		day := time.Date(1930+h.IntN(85), time.Month(1+h.IntN(12)), 1+h.IntN(28), 0, 0, 0, 0, time.UTC)
		if got, ok := intake.Date(h.date(day, "ja")).Day(); !ok || got.String() != day.Format(time.DateOnly) {
			t.Errorf("%v was typed in an era and read as %v", day.Format(time.DateOnly), got)
		}
	}
}
