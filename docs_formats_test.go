package okaeri_test

import (
	"encoding/json"
	"strings"
	"testing"

	"okaeri/internal/decision"
	"okaeri/internal/evidence"
	"okaeri/internal/intake"
)

func TestTheExamplesOfTheContractAreRead(t *testing.T) {
	var examples []string
	for _, block := range blocks(documents(t)["docs/formats.md"]) {
		if example, ok := strings.CutPrefix(block, "json\n"); ok {
			examples = append(examples, example)
		}
	}
	if len(examples) != 3 {
		t.Fatalf("docs/formats.md has %d examples, want an account, an application and an assessment", len(examples))
	}
	const hash = "{SSHA512}eF8FA0dNQVICBlRQZ5/HCTvOR9bNDp+qlHEahQJ8JoqMX56YFeXvbNs2P8GC0Rl7m4D01Qdox6ZahkgIw9zgkwEBAQEBAQEBAQEBAQEBAQE=" // of "word"
	account := strings.Replace(examples[0], "{PHC or crypt(3) or LDAP userPassword string}", hash, 1)
	if _, err := evidence.DecodeAccount([]byte(account)); err != nil {
		t.Errorf("the account of docs/formats.md: %v", err)
	}
	if _, err := intake.DecodeApplication([]byte(examples[1])); err != nil {
		t.Errorf("the application of docs/formats.md: %v", err)
	}
	var a decision.Assessment
	dec := json.NewDecoder(strings.NewReader(examples[2]))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&a); err != nil {
		t.Errorf("the assessment of docs/formats.md: %v", err)
	}
}
