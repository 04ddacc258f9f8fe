package recovery

import "testing"

// Attempts from the owner's places and from others are counted apart, so that nobody uses up another's.
func TestAttemptsAreCountedInTheirOwnLedger(t *testing.T) {
	p := past{attempts: []Attempt{{Familiar: true}, {}, {}, {Familiar: true}, {}}}
	if home, elsewhere := p.count(true), p.count(false); home != 2 || elsewhere != 3 {
		t.Errorf("%d from home, %d from elsewhere", home, elsewhere)
	}
}
