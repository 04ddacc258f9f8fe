package simulate

import (
	"math"

	"okaeri/internal/decision"
	"okaeri/internal/evidence"
)

// record is what is kept of one judged application: enough for every figure, small enough for millions.
type record struct {
	bits     [Classes]float32 // against each tier
	outside  [Classes]float32 // by scope: margin by which the rule about evidence from inside was met; negative: broken
	levels   [itemCount]level
	spread   [areas]float32 // what the applicant is like, for the ceiling only
	verdict  verdict
	against  int8
	hold     int16 // hours
	stopped  rules // that kept a case with bits enough from a grant
	question int8  // of two secret questions, how many were answered rightly (baseline B4)
	traits   trait
	half     uint8 // which half of the cases it belongs to
	judged   bool  // the whole judgement was made, verdict and all
	alone    bool  // the owner has no channel elsewhere that could warn them
	unwarned bool  // none, or the applicant's alone
	set      bool
}

// itemCount is how many items the engine tells apart.
const itemCount = 18

// level is how an item came out: absent, a matched level (1 is the best), or missed. A match of a value that one stranger in a
// thousand would have guessed is marked as common.
type level uint8

const (
	absent level = 0
	common level = 64
	missed level = 255
)

// plain is the level without the mark.
func (l level) plain() level {
	if l == missed {
		return l
	}
	return l &^ common
}

// familiar says whether the application comes from a device or a network that was the owner's, as evidence.Dossier.Familiar has it.
func (r *record) familiar() bool {
	last := level(evidence.Device.Index(evidence.Recent)) + 1 // a browser alone is no device
	device := r.at(evidence.Device)
	return device != absent && device <= last || r.at(evidence.Network) == 1
}

// verdict is what was decided.
type verdict int8

const (
	declined verdict = iota
	reviewed
	granted
)

// scope is a set of tiers that must be kept out: all up to one.
type scope int

// scopeWords name the scopes by their last tier; the first has no result of its own.
var scopeWords = [Classes]string{"T0", "T0–T1", "T0–T2", "T0–T3", "T0–T4"}

// score is the bits against the best-fitting tier of a scope; a broken rule about evidence from inside counts as nothing at all.
func (s scope) score(r *record) float64 {
	if r.outside[s] < 0 {
		return min(s.open(r), brokenRule)
	}
	return s.open(r)
}

// open is the same without the rule: what people are shown first.
func (s scope) open(r *record) float64 {
	least := math.Inf(1)
	for t := Tier(0); t <= Tier(s); t++ {
		least = min(least, float64(r.bits[t]))
	}
	return least
}

// brokenRule is the score of an application that may not be granted whatever its bits are; below every threshold that is looked at.
const brokenRule = -20

// rules are flags of the judgement that keep a grant back, one bit each.
type rules uint8

// ruleWords are the flags in the order of their bits.
var ruleWords = []decision.Flag{
	decision.FlagOutside, decision.FlagInsider, decision.FlagStrict, decision.FlagCampaign, decision.FlagCompromised, decision.FlagContested,
	decision.FlagNothing,
}

// ruleInsider is the bit of the rule about readers of the mailbox.
const ruleInsider rules = 1 << 1

// cases are the judged applications of a run, those of each adversary at the place of that adversary in every strategy.
type cases struct {
	owners    []record
	attackers [Classes][strategies][]record
}

// half is one half of the cases.
func (c *cases) half(n uint8) *cases {
	of := func(records []record) []record {
		var out []record
		for i := range records {
			if records[i].half == n && records[i].set {
				out = append(out, records[i])
			}
		}
		return out
	}
	h := &cases{owners: of(c.owners)}
	for t := range c.attackers {
		for s := range c.attackers[t] {
			h.attackers[t][s] = of(c.attackers[t][s])
		}
	}
	return h
}
