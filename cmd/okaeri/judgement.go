package main

import (
	"fmt"
	"os"

	"okaeri/internal/decision"
	"okaeri/internal/score"
)

// judgement names the files of what cases are judged by; empty: the one that is built in.
type judgement struct{ parameters, quantiles, policy string }

// unsimulated is said of parameters that no table belongs to.
const unsimulated = "no table of quantiles belongs to these parameters: lines follow from Markov's inequality, which asks for more and holds " +
	"longer, until `okaeri simulate --parameters FILE --quantiles FILE` has made one and it is named beside them"

// read reads the files. An error is what refused makes of it: key is what names the file, in the configuration and as a flag.
func (j judgement) read(refused func(key, file string, err error) error) (score.Parameters, decision.Policy, error) {
	parameters, policy := score.Default(), decision.DefaultPolicy()
	for _, f := range []struct {
		key, file string
		parse     func([]byte) error
	}{
		{"parameters", j.parameters, func(data []byte) (err error) { parameters, err = score.Parse(data); return err }},
		{"policy", j.policy, func(data []byte) (err error) { policy, err = decision.ParsePolicy(data); return err }},
		{"quantiles", j.quantiles, func(data []byte) (err error) {
			policy.Quantiles, err = decision.ReadQuantiles(data, parameters)
			return err
		}},
	} {
		if f.file == "" {
			continue
		}
		data, err := os.ReadFile(f.file)
		if err == nil {
			err = f.parse(data)
		}
		if err != nil {
			return parameters, policy, refused(f.key, f.file, err)
		}
	}
	return parameters, policy, nil
}

// loadJudgement reads what the configuration names.
func loadJudgement(c Config) (score.Parameters, decision.Policy, error) {
	parameters, policy, err := judgement{c.Parameters, c.Quantiles, c.Policy}.read(func(key, file string, err error) error {
		return &BadConfig{key, file, err.Error()}
	})
	if c.StrictForAll {
		policy.Profile = decision.AllStrict
	}
	return parameters, policy, err
}

// named are the rules of flags. Of parameters without a table it is said on standard error what that means.
func (j judgement) named() (score.Parameters, decision.Policy, error) {
	parameters, policy, err := j.read(ofFile)
	if err == nil {
		sayUnsimulated(parameters, policy)
	}
	return parameters, policy, err
}

// ofFile names the file of an error.
func ofFile(_, file string, err error) error { return fmt.Errorf("%s: %w", file, err) }

// sayUnsimulated warns of lines that are by Markov's inequality.
func sayUnsimulated(parameters score.Parameters, policy decision.Policy) {
	if !policy.Simulated(parameters) {
		fmt.Fprintf(os.Stderr, "okaeri: %s: %s\n", parameters.Engine(), unsimulated)
	}
}
