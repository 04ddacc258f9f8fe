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
	file, err := os.ReadFile("../score/parameters.yaml")
	if err != nil {
		t.Fatal(err)
	}
	edited, err := score.Parse([]byte(strings.Replace(string(file), "floor: {owner: 0.0005", "floor: {owner: 0.0004", 1)))
	if err != nil {
		t.Fatal(err)
	}
	c := caseOf(hanako(), owner())
	shipped := decision.Assess(c, score.Default(), decision.DefaultPolicy())
	other := decision.Assess(c, edited, decision.DefaultPolicy())
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
