package simulate

import (
	"math"
	"math/rand/v2"
	"reflect"
)

// Rate is the chance of something that people or adversaries do. A family draws each rate anew for every world, which is why it is
// a type of its own.
type Rate float64

// World is one set of true chances. Nobody who judges applications knows it.
type World struct {
	Memory      float64 `json:"memory"`      // spread of owners' memory, standard deviation on the logit scale
	Preparation float64 `json:"preparation"` // spread of adversaries' preparation
	Shared      float64 `json:"shared"`      // how much of a person's spread is one and the same for all kinds of evidence, 0 to 1
	Owner       Habits  `json:"owner"`
	Typing      Typing  `json:"typing"`
	Known       [Classes]Knowledge
}

// Classes is how many kinds of adversary there are, engine.md §4: T0 stranger, T1 breached, T2 acquaintance, T3 phisher,
// T4 insider of the mailbox.
const Classes = 5

// Family is a set of worlds that resemble each other.
type Family struct {
	Name   string  `json:"name"`
	Drift  float64 `json:"drift"`  // standard deviation of every rate between worlds, on the logit scale
	Even   bool    `json:"even"`   // drift evenly between minus and plus Drift instead
	Worlds int     `json:"worlds"` // how many worlds a run draws; accounts take turns
	// The ranges from which a world's spreads are drawn.
	Memory, Preparation, Shared [2]float64
}

// Training is the family that parameters and thresholds are set on: the published rates as they stand, and the latent spread of
// engine.md §8.2.
var Training = Family{Name: "training", Worlds: 1, Memory: [2]float64{.8, .8}, Preparation: [2]float64{.8, .8}, Shared: [2]float64{1, 1}}

// Test is the family that results are reported on. Nothing is tuned on it: every rate is off by a third of a logit (a chance of .50
// becomes anything from .36 to .64 in nineteen worlds of twenty), people differ more or less than thought, and what somebody
// remembers of one kind says less about another.
var Test = Family{Name: "test", Drift: .3, Worlds: 1000, Memory: [2]float64{.7, .95}, Preparation: [2]float64{.7, .95}, Shared: [2]float64{.7, 1}}

// Misread is the family in which every chance is wrong by a factor between a half and two on the odds, in one world.
var Misread = Family{
	Name: "misread", Drift: math.Ln2, Even: true, Worlds: 1, Memory: [2]float64{.8, .8}, Preparation: [2]float64{.8, .8}, Shared: [2]float64{1, 1},
}

// Draw draws all worlds of a run.
func (f Family) Draw(seed uint64) []World {
	var worlds []World
	for n := range f.Worlds {
		worlds = append(worlds, f.World(seed, n))
	}
	return worlds
}

// World draws the family's n-th world of a seed.
func (f Family) World(seed uint64, n int) World {
	r := rand.New(rand.NewPCG(seed^familySalt, uint64(n)))
	w := World{
		Memory: between(r, f.Memory), Preparation: between(r, f.Preparation), Shared: between(r, f.Shared),
		Owner: ordinaryHabits, Typing: ordinaryTyping, Known: tiers,
	}
	step := func() float64 { return f.Drift * r.NormFloat64() }
	if f.Even {
		step = func() float64 { return f.Drift * (2*r.Float64() - 1) }
	}
	drift(step, reflect.ValueOf(&w).Elem())
	return w
}

const familySalt = 0x6f6b61657269 // another stream than those of the cases

func between(r *rand.Rand, limits [2]float64) float64 {
	return limits[0] + (limits[1]-limits[0])*r.Float64()
}

// drift shifts every rate below v by a step of its own on the logit scale. Certain things stay certain.
func drift(step func() float64, v reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			drift(step, v.Field(i))
		}
	case reflect.Array:
		for i := range v.Len() {
			drift(step, v.Index(i))
		}
	case reflect.Float64:
		if v.Type() == reflect.TypeFor[Rate]() {
			v.SetFloat(shifted(v.Float(), step()))
		}
	}
}

// shifted moves a chance by z on the logit scale.
func shifted(p, z float64) float64 {
	if p <= 0 || p >= 1 || z == 0 {
		return p
	}
	odds := p / (1 - p) * math.Exp(z)
	return odds / (1 + odds)
}

// Retention is how much of what was once known is still there after months without use: .40 + .60/(1 + .8 t), the form of Murre
// and Dros (2015) fitted to the decay of answers that Bonneau et al. (WWW 2015) report (engine.md §6).
func Retention(months float64) float64 { return .40 + .60/(1+.8*max(months, 0)) }
