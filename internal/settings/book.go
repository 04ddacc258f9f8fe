package settings

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strconv"
	"time"

	"go.yaml.in/yaml/v3"

	"okaeri/internal/decision"
	"okaeri/internal/recovery"
	"okaeri/internal/score"
)

// rules are one kind's, read.
type rules struct {
	number     int64 // 0: those of the configuration
	at         time.Time
	text       string
	digest     string // of what they mean, not of how they are written
	policy     decision.Policy
	parameters score.Parameters
	days       int
}

// name is what records call them.
func (r rules) name() string { return strconv.FormatInt(r.number, 10) + "+" + r.digest[:12] }

// read checks a file and says what it means. Error: *BadFile.
func (s *Settings) read(kind Kind, text string) (r rules, err error) {
	r.text = text
	var meaning []byte
	switch kind {
	case Policy:
		r.policy, err = decision.ParsePolicy([]byte(text))
		return s.settled(r, err)
	case Parameters:
		if r.parameters, err = score.Parse([]byte(text)); err != nil {
			return r, badFile(err)
		}
		meaning = []byte(r.parameters.Engine())
	case Retention:
		if r.days, err = parseRetention([]byte(text)); err != nil {
			return r, badFile(err)
		}
		meaning = []byte(strconv.Itoa(r.days))
	default:
		return r, ErrNotFound
	}
	r.digest = digest(meaning)
	return r, nil
}

// settled is a read policy as this house has it.
func (s *Settings) settled(r rules, err error) (rules, error) {
	if err != nil {
		return r, badFile(err)
	}
	if s.Base.Strict {
		r.policy.Profile = decision.AllStrict
	}
	meaning, err := yaml.Marshal(r.policy)
	if r.policy.Quantiles = s.Base.Policy.Quantiles; r.policy.Quantiles != nil { // lines follow from them too
		table, tableErr := yaml.Marshal(r.policy.Quantiles)
		meaning, err = append(meaning, table...), errors.Join(err, tableErr)
	}
	r.digest = digest(meaning)
	return r, err
}

func digest(meaning []byte) string {
	sum := sha256.Sum256(meaning)
	return hex.EncodeToString(sum[:])
}

// base are the rules of the configuration.
func (s *Settings) base(kind Kind) (rules, error) {
	r := rules{text: s.Base.Texts[kind]}
	switch kind {
	case Policy:
		r.policy = s.Base.Policy
		return s.settled(r, nil)
	case Parameters:
		r.parameters = s.Base.Parameters
		r.digest = digest([]byte(r.parameters.Engine()))
	default:
		r.text, r.days = retentionText(baseDays), baseDays
		r.digest = digest([]byte(strconv.Itoa(baseDays)))
	}
	return r, nil
}

// inForce are the rules of a kind at this moment.
func (s *Settings) inForce(ctx context.Context, kind Kind) (rules, error) {
	numbers, err := s.Store.Numbers(ctx)
	if err != nil {
		return rules{}, err
	}
	return s.at(ctx, kind, numbers[kind])
}

// at are the rules of a version, from memory where they are the last ones that were asked for. What came before them judges nobody again.
func (s *Settings) at(ctx context.Context, kind Kind, number int64) (rules, error) {
	s.mu.Lock()
	held := s.held[kind]
	s.mu.Unlock()
	switch {
	case held.number == number:
		return held, nil
	case number < held.number: // versions are never taken back: somebody took a row away
		return rules{}, fmt.Errorf("version %d of %s was in force and is gone from the database", held.number, kind)
	}
	v, err := s.Store.RuleVersion(ctx, kind, number)
	if err != nil {
		return rules{}, err
	}
	r, err := s.read(kind, v.Text)
	if err != nil {
		return rules{}, fmt.Errorf("version %d of %s: %w", number, kind, err)
	}
	r.number, r.at = v.Number, v.At
	s.mu.Lock()
	s.held[kind] = r
	s.mu.Unlock()
	return r, nil
}

// Rules are those that verdicts are made by at this moment.
func (s *Settings) Rules(ctx context.Context) (recovery.Rules, error) {
	numbers, err := s.Store.Numbers(ctx)
	if err != nil {
		return recovery.Rules{}, err
	}
	policy, err := s.at(ctx, Policy, numbers[Policy])
	if err != nil {
		return recovery.Rules{}, err
	}
	parameters, err := s.at(ctx, Parameters, numbers[Parameters])
	return recovery.Rules{Policy: policy.policy, Parameters: parameters.parameters, Name: policy.name()}, err
}

// Standing is which rules of a kind are in force.
type Standing struct {
	Kind   Kind
	Number int64 // 0: those of the configuration
	Name   string
	At     time.Time // since when; zero for those of the configuration
	Source string    // the configuration's file; empty: shipped with the program
	Text   string
}

// InForce says which rules of each kind are in force.
func (s *Settings) InForce(ctx context.Context) ([]Standing, error) {
	var out []Standing
	for _, kind := range Kinds() {
		r, err := s.inForce(ctx, kind)
		if err != nil {
			return nil, err
		}
		name := r.name()
		if kind == Parameters {
			name = r.parameters.Engine()
		}
		out = append(out, Standing{Kind: kind, Number: r.number, Name: name, At: r.at, Source: s.Base.Sources[kind], Text: r.text})
	}
	return out, nil
}

// retentionFile is the shape of a retention file.
type retentionFile struct {
	ClosedCases int `yaml:"closed_cases"` // days
}

// How long closed cases are kept where nobody said otherwise, and the bounds. A year of attempts counts against the budget of an
// account, so a case that is forgotten sooner would give its attempt back.
const (
	baseDays  = 400
	leastDays = 366
	mostDays  = 3660
)

func retentionText(days int) string { return "closed_cases: " + strconv.Itoa(days) + " # days\n" }

func parseRetention(data []byte) (int, error) {
	var f retentionFile
	d := yaml.NewDecoder(bytes.NewReader(data))
	d.KnownFields(true)
	if err := d.Decode(&f); err != nil && !errors.Is(err, io.EOF) {
		return 0, errors.New(`retention: write one line, such as "closed_cases: 400"`)
	}
	if f.ClosedCases < leastDays || f.ClosedCases > mostDays {
		return 0, fmt.Errorf("retention: closed_cases: %d is not between %d and %d days", f.ClosedCases, leastDays, mostDays)
	}
	return f.ClosedCases, nil
}

// Keep is how long closed cases are kept.
func (s *Settings) Keep(ctx context.Context) (time.Duration, error) {
	r, err := s.inForce(ctx, Retention)
	return time.Duration(r.days) * 24 * time.Hour, err
}
