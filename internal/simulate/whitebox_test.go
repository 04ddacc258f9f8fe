package simulate

import (
	"testing"

	"okaeri/internal/intake"
)

// Leaving answers out one by one, as long as that helps, finds the best of all parts: each was tried here, of eight answers spread over the form.
func TestNoPartWeighsMoreThanWhatTheWhiteBoxFiles(t *testing.T) {
	const most = 8
	e, tried := &Experiment{Plan: Plan{Seed: 3, Owners: 12, Rooms: Built()}, Worlds: Training.Draw(3)}, 0
	e.Plan.Rooms.Population = e.count()
	for i := range e.Plan.Owners {
		s := e.scene(i)
		d := e.Plan.Rooms.open(&s.Person.Account)
		a := NewAdversary(e.Plan.Seed, s, Tier(i%int(Classes)), 0)
		weigh := func(app intake.Application) float64 {
			r := d.weigh(app)
			return a.Tier.mustBeat().score(&r)
		}
		whole := a.Apply(Guessing)
		step := max(len(whole.Claims)/most, 1)
		app := whole
		app.Claims = nil
		for n := i % step; n < len(whole.Claims) && len(app.Claims) < most; n += step {
			app.Claims = append(app.Claims, whole.Claims[n])
		}
		_, found := bestOf(app, weigh)
		for subset := range 1 << len(app.Claims) {
			part := app
			part.Claims = nil
			for n, c := range app.Claims {
				if subset>>n&1 == 1 {
					part.Claims = append(part.Claims, c)
				}
			}
			tried++
			if bits := weigh(part); bits > found {
				t.Errorf("%s of account %d: %.3f bits by a part of the answers, %.3f by leaving out one by one", a.Tier, i, bits, found)
				break
			}
		}
	}
	if tried < 1000 {
		t.Errorf("%d parts were tried", tried)
	}
}
