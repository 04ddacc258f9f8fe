package main

import (
	"fmt"
	"os"
	"testing"
)

// TestMain also is the server that the crash test kills.
func TestMain(m *testing.M) {
	if config := os.Getenv(mortalVariable); config != "" {
		fmt.Fprintln(os.Stderr, liveAndDie(config))
		os.Exit(1)
	}
	code := m.Run()
	if browser.stop != nil {
		browser.stop()
	}
	os.Exit(code)
}
