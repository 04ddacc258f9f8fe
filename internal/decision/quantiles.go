package decision

import (
	_ "embed"
	"math"
	"sync"

	"okaeri/internal/score"
)

//go:generate go run ../../cmd/okaeri simulate --quantiles quantiles.yaml --owners 25000 --attackers 100000 --seed 13

//go:embed quantiles.yaml
var quantileFile []byte

// Quantiles are scores that adversaries exceed, found by simulation under one set of parameters (simulate.Quantiles). They are read by
// ReadQuantiles and never change.
type Quantiles struct {
	Parameters string          `yaml:"parameters"` // score.Parameters.Hash
	Scopes     []scopeQuantile `yaml:"scopes"`
}

// scopeQuantile is the table of one scope: for each share, the bits that at most so many of the worst class's applications reach,
// at the upper 95 % confidence limit, in that class's best strategy.
type scopeQuantile struct {
	Classes  []string  `yaml:"classes"`
	Shares   []float64 `yaml:"shares"`   // falling
	Bits     []float64 `yaml:"bits"`     // rising
	Familiar []float64 `yaml:"familiar"` // the same of applications from places known before the baseline, as shares of all
	Other    []float64 `yaml:"other"`    // and of those from others
}

// ledger is which applications a share is one of.
type ledger int

// The ledgers: everybody's, and the two that attempts are counted in (docs/adr/0035).
const (
	everybody ledger = iota
	fromHome
	fromElsewhere
)

// row is the table's line of a ledger.
func (s *scopeQuantile) row(l ledger) []float64 {
	return [][]float64{s.Bits, s.Familiar, s.Other}[l]
}

var simulated = sync.OnceValue(func() *Quantiles {
	q, err := parseQuantiles(quantileFile)
	if err != nil {
		panic("decision: the embedded quantiles are broken: " + err.Error()) // held by TestQuantilesBelongToTheShippedParameters
	}
	return q
})

// quantilesFor are the simulated quantiles that belong to these parameters: the operator's, or else the embedded ones. Without any,
// edited weights fall back to Markov's inequality until they are simulated again.
func (p Policy) quantilesFor(parameters score.Parameters) Quantiles {
	for _, q := range []*Quantiles{p.Quantiles, simulated()} {
		if q != nil && q.Parameters == parameters.Hash() {
			return *q
		}
	}
	return Quantiles{}
}

// Simulated tells whether a table of quantiles belongs to these parameters, so that lines are not by Markov's inequality.
func (p Policy) Simulated(parameters score.Parameters) bool {
	return p.quantilesFor(parameters).Parameters != ""
}

// exceeded is the score that this share of the worst adversaries in scope exceeds in a ledger, interpolated on the logarithm of the share.
func (q Quantiles) exceeded(share float64, scope score.Scope, l ledger) (score.Millibits, bool) {
	for _, s := range q.Scopes {
		if s.scope() != scope {
			continue
		}
		bits := s.row(l)
		if share >= s.Shares[0] {
			return millibits(bits[0]), true
		}
		for i := 1; i < len(s.Shares); i++ {
			if share >= s.Shares[i] {
				part := math.Log2(s.Shares[i-1]/share) / math.Log2(s.Shares[i-1]/s.Shares[i])
				return millibits(bits[i-1] + part*(bits[i]-bits[i-1])), true
			}
		}
		return 0, false
	}
	return 0, false
}

func (s *scopeQuantile) scope() score.Scope {
	var scope score.Scope
	for _, word := range s.Classes {
		if class, ok := score.ClassOf(word); ok {
			scope = scope.With(class)
		}
	}
	return scope
}
