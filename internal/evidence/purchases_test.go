package evidence_test

import (
	"reflect"
	"testing"

	"okaeri/internal/evidence"
	"okaeri/internal/intake"
)

// An owner who types the same wrong card, or the same thing bought, in every attempt has answered once: only different answers are guesses.
func TestTheSameAnswerTwiceIsOneGuess(t *testing.T) {
	wrong, right := parts("card", "last4", "9999", "expiry", "03/27"), parts("card", "last4", "1234", "expiry", "03/27")
	lamp := parts("purchase", "item", "Lamp", "when", "2020-01", "amount", "1")
	for item, claims := range map[evidence.Item][2][]intake.Claim{
		evidence.Card:     {{wrong, right}, {wrong, wrong, wrong, right}},
		evidence.Purchase: {{lamp}, {lamp, lamp, lamp}},
	} {
		once, ok := findingOf(hanako(), item, intake.Application{At: applied, Claims: claims[0]})
		again, _ := findingOf(hanako(), item, intake.Application{At: applied, Claims: claims[1]})
		if !ok || !reflect.DeepEqual(once, again) {
			t.Errorf("%s: %+v once, %+v when it was said again", item, once, again)
		}
	}
}
