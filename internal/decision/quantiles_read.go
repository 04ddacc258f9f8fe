package decision

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"

	"go.yaml.in/yaml/v3"

	"okaeri/internal/score"
)

// ReadQuantiles reads a table that `okaeri simulate --quantiles` wrote, and refuses one of other parameters than these: lines of one
// judgement say nothing of another.
func ReadQuantiles(data []byte, p score.Parameters) (*Quantiles, error) {
	q, err := parseQuantiles(data)
	if err != nil {
		return nil, fmt.Errorf("quantiles: %w", err)
	}
	if q.Parameters != p.Hash() {
		return nil, fmt.Errorf("quantiles: they belong to the parameters %q, and those in use are %s: make some for these with "+
			"`okaeri simulate --parameters FILE --quantiles FILE`", q.Parameters, p.Engine())
	}
	return q, nil
}

func parseQuantiles(data []byte) (*Quantiles, error) {
	var q Quantiles
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	decoder.KnownFields(true)
	if err := decoder.Decode(&q); err != nil && !errors.Is(err, io.EOF) {
		return nil, inTheFilesWords(err)
	}
	if q.Parameters == "" || len(q.Scopes) == 0 {
		return nil, errors.New("this is no table that `okaeri simulate --quantiles` wrote")
	}
	known := map[score.Scope]bool{}
	for i := range q.Scopes {
		s := &q.Scopes[i]
		if err := s.check(); err != nil {
			return nil, fmt.Errorf("scope %d: %w", i+1, err)
		}
		if known[s.scope()] {
			return nil, fmt.Errorf("scope %d: classes: the same as of one before", i+1)
		}
		known[s.scope()] = true
	}
	return &q, nil
}

// check says what is wrong with the table of one scope.
func (s *scopeQuantile) check() error {
	for _, word := range s.Classes {
		if _, ok := score.ClassOf(word); !ok {
			return fmt.Errorf("classes: %q is none of %v", word, score.Classes())
		}
	}
	if len(s.Classes) == 0 {
		return errors.New("classes: none is named")
	}
	if len(s.Shares) == 0 {
		return errors.New("shares: none; so few adversaries tell nothing: simulate with more --attackers")
	}
	for i, share := range s.Shares {
		if !(share > 0 && share < 1) || i > 0 && share >= s.Shares[i-1] { // so written that NaN fails
			return fmt.Errorf("shares: %v is not between 0 and 1 and less than the one before", share)
		}
	}
	for name, bits := range map[string][]float64{"bits": s.Bits, "familiar": s.Familiar, "other": s.Other} {
		if len(bits) != len(s.Shares) {
			return fmt.Errorf("%s: %d numbers for %d shares", name, len(bits), len(s.Shares))
		}
		for i, b := range bits {
			if math.IsNaN(b) || math.Abs(b) > 1000 || i > 0 && b < bits[i-1] {
				return fmt.Errorf("%s: %v falls behind the one before or is no number of bits", name, b)
			}
		}
	}
	return nil
}
