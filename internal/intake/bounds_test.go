package intake_test

import (
	"strings"
	"testing"
	"time"

	"okaeri/internal/intake"
)

// TestLongNonsenseIsFoldedInBoundedTime: engine.md §5, property 11. The bound is generous, for a busy
// machine: what it must catch is work that grows with the square of the text.
func TestLongNonsenseIsFoldedInBoundedTime(t *testing.T) {
	for _, unit := range []string{"4", "4 ", "1234567890123 ", "re: ", "か\u3099", "<a@", "ー", "っ", "mailto:", "県"} {
		text := strings.Repeat(unit, 1<<15/len(unit))
		for name, form := range normalisers {
			start := time.Now()
			form(text)
			if took := time.Since(start); took > 3*time.Second {
				t.Errorf("%s of 32 KiB of %q took %v", name, unit, took)
			}
		}
		start := time.Now()
		intake.PasswordVariants(text)
		intake.PrefecturesOf(text)
		intake.SuggestDomain(text)
		if took := time.Since(start); took > 3*time.Second {
			t.Errorf("variants of 32 KiB of %q took %v", unit, took)
		}
	}
}
