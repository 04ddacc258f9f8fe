package decision

import (
	_ "embed"
	"math"
	"sync"

	"go.yaml.in/yaml/v3"

	"okaeri/internal/score"
)

//go:generate go run ./gen

//go:embed quantiles.yaml
var quantileFile []byte

// quantiles are scores that adversaries exceed, found by simulation under one set of parameters (gen/main.go).
type quantiles struct {
	Parameters string          `yaml:"parameters"` // score.Parameters.Hash
	Scopes     []scopeQuantile `yaml:"scopes"`
}

// scopeQuantile is the table of one scope: for each share, the bits that at most so many of the worst class's applications reach,
// at the upper 95 % confidence limit, over several shapes of accounts.
type scopeQuantile struct {
	Classes []string  `yaml:"classes"`
	Shares  []float64 `yaml:"shares"` // falling
	Bits    []float64 `yaml:"bits"`   // rising
}

var simulated = sync.OnceValue(func() quantiles {
	var q quantiles
	if err := yaml.Unmarshal(quantileFile, &q); err != nil {
		panic("decision: the embedded quantiles are broken: " + err.Error()) // held by TestQuantilesBelongToTheShippedParameters
	}
	return q
})

// quantilesFor are the simulated quantiles if they belong to these parameters, else none: edited weights fall back to Markov's
// inequality until they are simulated again.
func quantilesFor(p score.Parameters) quantiles {
	if q := simulated(); q.Parameters == p.Hash() {
		return q
	}
	return quantiles{}
}

// exceeded is the score that this share of the worst adversaries in scope exceeds, interpolated on the logarithm of the share.
func (q quantiles) exceeded(share float64, scope score.Scope) (score.Millibits, bool) {
	for _, s := range q.Scopes {
		if s.scope() != scope {
			continue
		}
		if share >= s.Shares[0] {
			return millibits(s.Bits[0]), true
		}
		for i := 1; i < len(s.Shares); i++ {
			if share >= s.Shares[i] {
				part := math.Log2(s.Shares[i-1]/share) / math.Log2(s.Shares[i-1]/s.Shares[i])
				return millibits(s.Bits[i-1] + part*(s.Bits[i]-s.Bits[i-1])), true
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
