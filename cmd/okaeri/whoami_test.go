package main

import (
	"os"
	"syscall"
	"testing"
)

// V27 and H3: who is not root does not become another person by an environment variable, and so two people by themselves.
func TestV27NobodySpeaksForAnotherByTheEnvironment(t *testing.T) {
	t.Setenv("SUDO_USER", "colleague")
	if os.Geteuid() == 0 {
		if got := whoami(); got != "colleague" {
			t.Errorf("root on behalf of a colleague is taken for %q", got)
		}
		check(t, syscall.Seteuid(65534))
		defer func() { check(t, syscall.Seteuid(0)) }()
	}
	if got := whoami(); got == "colleague" {
		t.Error("anybody becomes a colleague by SUDO_USER")
	}
}
