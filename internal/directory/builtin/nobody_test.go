package builtin

import (
	"strings"
	"testing"

	"okaeri/internal/directory"
	"okaeri/internal/evidence"
)

// Signing in as nobody costs what a wrong password costs: the same algorithm with the same parameters is compared with (V10).
func TestNobodysHashCostsWhatOursCost(t *testing.T) {
	ours, err := directory.Hash("sakura-1998")
	if err != nil {
		t.Fatal(err)
	}
	parts, want := strings.Split(nobody, "$"), strings.Split(ours, "$")
	if strings.Join(parts[:4], "$") != strings.Join(want[:4], "$") || len(parts[4]) != len(want[4]) || len(parts[5]) != len(want[5]) {
		t.Errorf("%s, ours %s", nobody, ours)
	}
	if ok, err := evidence.VerifyHash(nobody, "sakura-1998"); ok || err != nil {
		t.Errorf("compared: %t %v", ok, err)
	}
}
