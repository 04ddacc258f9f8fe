package main

import (
	"fmt"
	"os"
	"runtime/debug"
	"testing"
)

// programVariable makes this program okaeri itself.
const programVariable = "OKAERI_TEST_PROGRAM"

// TestMain also is the server that the crash test kills, and okaeri's command line.
func TestMain(m *testing.M) {
	if os.Getenv(programVariable) != "" {
		_ = os.Unsetenv(programVariable) // or it would be taken for configuration
		os.Exit(run(os.Args[1:]))
	}
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(garbage) // as the server that is tried here does
	}
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
