package simulate

import (
	"testing"

	"okaeri/internal/decision"
)

// Evidence alone never grants an account that has a second factor: nothing about evidence could be measured on it, and those who have one are tried
// as if they had none.
func TestNobodyOfARunIsOutOfTheEvidencesHands(t *testing.T) {
	const n = 60
	e := &Experiment{Plan: Plan{Seed: 3, Owners: n, Options: Options{Events: 5}}, Worlds: Training.Draw(3)}
	second := 0
	for i := range n {
		if PersonAt(e.Plan.Seed, i, n, e.Plan.Options).Account.MFA {
			second++
			if account := e.scene(i).Person.Account; account.MFA {
				t.Errorf("%s has a second factor, and its profile is %s", account.ID, decision.ProfileOf(account, decision.DefaultPolicy()))
			}
		}
	}
	if second == 0 {
		t.Error("nobody of the population has a second factor, and nothing is tried")
	}
}
