package decision_test

import (
	"os"
	"strings"
	"testing"

	"okaeri/internal/decision"
	"okaeri/internal/score"
)

// A change of the parameters needs the quantiles anew: go generate ./internal/decision.
func TestQuantilesBelongToTheShippedParameters(t *testing.T) {
	file, err := os.ReadFile("quantiles.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(file), "parameters: "+score.Default().Hash()+"\n") {
		t.Errorf("quantiles.yaml is not that of the parameters %s. Mend: go generate ./internal/decision", score.Default().Hash())
	}
}

func TestOtherParametersFallBackToMarkov(t *testing.T) {
	c := caseOf(hanako(), owner())
	shipped := decision.Assess(c, score.Default(), decision.DefaultPolicy())
	other := decision.Assess(c, edited(t), decision.DefaultPolicy())
	if other.Threshold.Grant <= shipped.Threshold.Grant {
		t.Errorf("parameters that nobody simulated need %d, the shipped ones %d", other.Threshold.Grant, shipped.Threshold.Grant)
	}
}

func TestShippedPolicyIsValidAndOthersAreRefusedByKey(t *testing.T) {
	if err := decision.DefaultPolicy().Validate(); err != nil {
		t.Fatal(err)
	}
	p, err := decision.ParsePolicy([]byte("hold: {floor: 48, shorter: 48}\nscope: [stranger, breached]\n"))
	if err != nil || p.Hold.Floor != 48 || p.Hold.Default != 72 || len(p.Scope) != 2 {
		t.Errorf("%+v (%v)", p, err)
	}
	if p, err := decision.ParsePolicy(nil); err != nil || p.Alpha != decision.DefaultPolicy().Alpha {
		t.Errorf("an empty file: %v", err)
	}
	for file, says := range map[string]string{
		"hold: {floor: 12}": "hold.floor", "alpha: 0.5": "alpha", "alpha: .nan": "alpha", "scope: []": "scope", "scope: [martian]": "scope",
		"profile: lax": "profile", "attempts: [0.9, 0.9]": "attempts", "attempts: [0.1, 0.2]": "attempts", "ledgers: {familiar: 1}": "ledgers",
		"hold: {default: 12}": "hold.default", "alfa: 1": `line 1: unknown key "alfa"`, "loss: {high: 1}": "loss.high",
	} {
		if _, err := decision.ParsePolicy([]byte(file)); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: the error %v does not say %s", file, err, says)
		}
	}
}

// edited is a parameter file that no table was simulated for.
func edited(t *testing.T) score.Parameters {
	t.Helper()
	p, err := score.Parse([]byte(strings.Replace(string(score.DefaultFile()), "floor: {owner: 0.0005", "floor: {owner: 0.0004", 1)))
	if err != nil || p.Hash() == score.Default().Hash() {
		t.Fatal(p.Engine(), err)
	}
	return p
}

// tableOf is a table of one scope whose lines are far above or below the embedded ones.
func tableOf(p score.Parameters, bits string) string {
	return "parameters: " + p.Hash() + "\nscopes:\n  - classes: [stranger, breached, acquaintance, phisher]\n    shares: [0.2, 0.0001]\n    bits: [" + bits +
		"]\n    familiar: [" + bits + "]\n    other: [" + bits + "]\n"
}

func TestAnOperatorsTableDrawsTheLinesOfItsOwnParametersAlone(t *testing.T) {
	own, c := edited(t), caseOf(hanako(), owner())
	policy := decision.DefaultPolicy()
	if policy.Simulated(own) || !policy.Simulated(score.Default()) {
		t.Error("a table belongs to parameters that nobody simulated, or none to the shipped ones")
	}
	line := func(p score.Parameters) decision.Threshold { return decision.Assess(c, p, policy).Threshold }
	markov, shipped := line(own), line(score.Default())
	var err error
	if policy.Quantiles, err = decision.ReadQuantiles([]byte(tableOf(own, "-3, -2")), own); err != nil || !policy.Simulated(own) {
		t.Fatal(err)
	}
	if low := line(own); low.Grant >= markov.Grant {
		t.Errorf("with a table of low scores %d bits are needed, without one %d", low.Grant, markov.Grant)
	}
	if line(score.Default()) != shipped {
		t.Error("a table of other parameters moved the lines of the shipped ones")
	}
	if policy.Quantiles, err = decision.ReadQuantiles([]byte(tableOf(own, "3, 30")), own); err != nil {
		t.Fatal(err)
	}
	if high := line(own); high.Grant != markov.Grant {
		t.Errorf("a table above Markov's line moves it from %d to %d", markov.Grant, high.Grant)
	}
}

func TestTablesThatCannotBeUsedAreRefused(t *testing.T) {
	p := score.Default()
	good := tableOf(p, "1, 2")
	if _, err := decision.ReadQuantiles([]byte(good), p); err != nil {
		t.Fatal(err)
	}
	if _, err := decision.ReadQuantiles([]byte(tableOf(edited(t), "1, 2")), p); err == nil || !strings.Contains(err.Error(), p.Engine()) ||
		!strings.Contains(err.Error(), "okaeri simulate --parameters FILE --quantiles FILE") {
		t.Errorf("a table of other parameters: %v", err)
	}
	for says, file := range map[string]string{
		"no table":                                 "",
		"is none of":                               strings.Replace(good, "stranger", "martian", 1),
		"classes: none":                            strings.Replace(good, "[stranger, breached, acquaintance, phisher]", "[]", 1),
		"the same as of one before":                good + good[strings.Index(good, "  - classes"):],
		"--attackers":                              strings.Replace(good, "[0.2, 0.0001]", "[]", 1),
		"less than the one before":                 strings.Replace(good, "[0.2, 0.0001]", "[0.2, 0.2]", 1),
		"is not between 0 and 1":                   strings.Replace(good, "[0.2, 0.0001]", "[.nan, 0.2]", 1),
		"familiar: 1 numbers for 2":                strings.Replace(good, "familiar: [1, 2]", "familiar: [1]", 1),
		"other: 0 falls behind":                    strings.Replace(good, "other: [1, 2]", "other: [1, 0]", 1),
		"bits: NaN falls":                          strings.Replace(good, "    bits: [1, 2]", "    bits: [.nan, 2]", 1),
		`unknown key "colour"`:                     good + "colour: red\n",
		"cannot unmarshal":                         "parameters: [1]\n",
		"quantiles: they belong to the parameters": strings.Replace(good, "parameters: ", "parameters: 0", 1),
	} {
		if _, err := decision.ReadQuantiles([]byte(file), p); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%v does not say %q", err, says)
		}
	}
}
