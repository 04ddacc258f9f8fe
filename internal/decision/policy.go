package decision

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"sync"

	"go.yaml.in/yaml/v3"

	"okaeri/internal/score"
)

//go:embed policy.yaml
var defaultPolicy []byte

// Values of Policy.Profile.
const (
	ByAccount = "by_account" // evidence or strict, as threats.md §5 says
	AllStrict = "strict"     // strict for every account
)

// Policy is what the operator decides about: how much risk, how long a hold. DefaultPolicy is the embedded policy.yaml, where each
// line says what it means; files need name only what they change.
type Policy struct {
	Profile string   `yaml:"profile"`
	Scope   []string `yaml:"scope"` // classes that every applicant must beat

	Alpha     float64   `yaml:"alpha"`   // share of accounts that an adversary may take in a year
	Ledgers   Ledgers   `yaml:"ledgers"` // how alpha is shared between familiar contexts and others
	Attempts  []float64 `yaml:"attempts"`
	Veto      Veto      `yaml:"veto"`
	Wald      float64   `yaml:"wald_beta"`
	ThetaMin  float64   `yaml:"theta_min"`
	Margin    float64   `yaml:"margin"`
	Outside   Outside   `yaml:"outside"`
	Loss      Loss      `yaml:"loss"`
	Attackers float64   `yaml:"attackers"`
	Recent    float64   `yaml:"recent_change"`
	Reviewed  float64   `yaml:"reviewed"`
	Ghosts    float64   `yaml:"ghosts"` // share of the accounts that nobody has whose applications go to people
	Insider   Insider   `yaml:"insider"`
	Hold      Hold      `yaml:"hold"`

	// Quantiles is the operator's table, of no policy file but of one beside the parameters'; nil: the embedded one alone.
	Quantiles *Quantiles `yaml:"-"`
}

// Ledgers are shares of alpha.
type Ledgers struct {
	Familiar float64 `yaml:"familiar"`
	Other    float64 `yaml:"other"`
}

// Veto is how often an owner who can be reached stops an adversary's hold.
type Veto struct {
	Outsider float64 `yaml:"outsider"`
	Insider  float64 `yaml:"insider"`
}

// Outside is the least that must be reached without what is readable inside the account, in bits.
type Outside struct {
	Plain      float64 `yaml:"plain"`
	Suspicious float64 `yaml:"suspicious"`
}

// Loss is how many lockouts one takeover is worth, by the account's worth.
type Loss struct {
	Low      float64 `yaml:"low"`
	Ordinary float64 `yaml:"ordinary"`
	High     float64 `yaml:"high"`
}

// Insider says when a reader of the mailbox is among those to beat, beside a suspicious event and high value.
type Insider struct {
	Hijacked bool `yaml:"hijacked"` // when the applicant says that the account was hijacked
	Foreign  bool `yaml:"foreign"`  // when somebody signed in within 90 days from what stayed a foreign device and network
	// Least is what a grant needs against a reader of the mailbox when there is no sign of one, in bits.
	Least float64 `yaml:"least"`
	// Unreachable is what it needs at the least where no notice reaches the owner but in the mailbox that was read, in bits.
	Unreachable float64 `yaml:"unreachable"`
}

// Asks is what a grant needs against a reader of the mailbox, in bits, where a notice goes to so many mailboxes elsewhere.
func (i Insider) Asks(elsewhere int) float64 {
	if elsewhere == 0 {
		return max(i.Least, i.Unreachable)
	}
	return i.Least
}

// Hold is the wait before access, in hours, while the owner may object.
type Hold struct {
	Floor       int     `yaml:"floor"`
	Default     int     `yaml:"default"`
	Shorter     int     `yaml:"shorter"`
	ShorterBits float64 `yaml:"shorter_bits"`
	FloorBits   float64 `yaml:"floor_bits"`
	Unreachable int     `yaml:"unreachable"`
}

// leastHold is the floor under every floor: no policy, signal or person shortens a hold below it (C6, C12).
const leastHold = 24

// DefaultPolicy is the policy that Okaeri ships.
func DefaultPolicy() Policy { return defaults() }

var defaults = sync.OnceValue(func() Policy {
	var p Policy
	if err := yaml.Unmarshal(defaultPolicy, &p); err != nil || p.Validate() != nil {
		panic("decision: the embedded policy is broken") // held by TestShippedPolicyIsValid
	}
	return p
})

// ParsePolicy reads a policy file, YAML or JSON, over the default one and refuses unknown keys and values that make no sense.
func ParsePolicy(data []byte) (Policy, error) {
	p := DefaultPolicy()
	p.Scope = append([]string(nil), p.Scope...)
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	decoder.KnownFields(true)
	if err := decoder.Decode(&p); err != nil && !errors.Is(err, io.EOF) {
		return Policy{}, fmt.Errorf("policy: %w", inTheFilesWords(err))
	}
	if err := decoder.Decode(new(any)); !errors.Is(err, io.EOF) {
		return Policy{}, errors.New("policy: one document is expected")
	}
	if err := p.Validate(); err != nil {
		return Policy{}, fmt.Errorf("policy: %w", err)
	}
	return p, nil
}

// unknownKey is how the reader of YAML speaks of keys that it has no place for.
var unknownKey = regexp.MustCompile(`field (\S+) not found in type \S+`)

// inTheFilesWords says what is wrong with a file to somebody who has never seen this program's types.
func inTheFilesWords(err error) error {
	if wrong, ok := errors.AsType[*yaml.TypeError](err); ok {
		lines := make([]string, len(wrong.Errors))
		for i, line := range wrong.Errors {
			lines[i] = unknownKey.ReplaceAllString(line, `unknown key "$1"`)
		}
		return errors.New(strings.Join(lines, "; "))
	}
	return err
}

// Validate says which key has a value that makes no sense, and what would.
func (p Policy) Validate() error {
	if p.Profile != ByAccount && p.Profile != AllStrict {
		return fmt.Errorf("profile: %q is neither %s nor %s", p.Profile, ByAccount, AllStrict)
	}
	if len(p.Scope) == 0 {
		return errors.New("scope: name at least one class, such as stranger")
	}
	for _, word := range p.Scope {
		if _, ok := score.ClassOf(word); !ok {
			return fmt.Errorf("scope: %q is none of %v", word, score.Classes())
		}
	}
	for _, check := range []struct {
		key              string
		value, low, high float64
	}{
		{"alpha", p.Alpha, 1e-6, .1},
		{"ledgers.familiar", p.Ledgers.Familiar, 0, 1},
		{"ledgers.other", p.Ledgers.Other, 0, 1},
		{"ledgers (both together)", p.Ledgers.Familiar + p.Ledgers.Other, 0, 1.000001},
		{"veto.outsider", p.Veto.Outsider, 0, .99},
		{"veto.insider", p.Veto.Insider, 0, .99},
		{"wald_beta", p.Wald, .001, .999},
		{"theta_min", p.ThetaMin, 1, 40},
		{"margin", p.Margin, 0, 20},
		{"outside.plain", p.Outside.Plain, -40, 40},
		{"outside.suspicious", p.Outside.Suspicious, p.Outside.Plain, 40},
		{"loss.low", p.Loss.Low, 1, 1e6},
		{"loss.ordinary", p.Loss.Ordinary, p.Loss.Low, 1e6},
		{"loss.high", p.Loss.High, p.Loss.Ordinary, 1e6},
		{"attackers", p.Attackers, .0001, .9999},
		{"recent_change", p.Recent, 0, 20},
		{"insider.least", p.Insider.Least, -40, 40},
		{"insider.unreachable", p.Insider.Unreachable, -40, 40},
		{"reviewed", p.Reviewed, .0001, .9},
		{"ghosts", p.Ghosts, 0, .9},
		{"hold.floor", float64(p.Hold.Floor), leastHold, 24 * 365},
		{"hold.shorter", float64(p.Hold.Shorter), float64(p.Hold.Floor), 24 * 365},
		{"hold.default", float64(p.Hold.Default), float64(p.Hold.Shorter), 24 * 365},
		{"hold.unreachable", float64(p.Hold.Unreachable), float64(p.Hold.Default), 24 * 365},
		{"hold.shorter_bits", p.Hold.ShorterBits, 0, 40},
		{"hold.floor_bits", p.Hold.FloorBits, p.Hold.ShorterBits, 40},
	} {
		if !(check.value >= check.low && check.value <= check.high) { // so written that NaN fails
			return fmt.Errorf("%s: %v is not between %v and %v", check.key, check.value, check.low, check.high)
		}
	}
	return p.attempts()
}

// attempts checks that the shares of attempts add up to at most one and never rise.
func (p Policy) attempts() error {
	sum := 0.0
	for i, share := range p.Attempts {
		if !(share > 0) || i > 0 && share > p.Attempts[i-1] {
			return fmt.Errorf("attempts: share %d is not above 0 and at most the one before it", i+1)
		}
		sum += share
	}
	if len(p.Attempts) == 0 || sum > 1.000001 {
		return errors.New("attempts: at least one share, together at most 1")
	}
	return nil
}
