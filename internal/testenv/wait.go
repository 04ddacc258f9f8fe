package testenv

import (
	"testing"
	"time"
)

// Eventually waits until something is so, and fails the test when it is not within some minutes. It looks often, so that a test
// is as fast as the machine; what is the sentence of the failure: "the letter has arrived".
func Eventually(t testing.TB, what string, so func() bool) {
	t.Helper()
	deadline := time.After(patience)
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for !so() {
		select {
		case <-deadline:
			t.Fatalf("not so within %v: %s", patience, what)
		case <-tick.C:
		}
	}
}
