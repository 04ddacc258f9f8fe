//go:build !race

package recovery_test

// slow is how much longer things may take: on a quiet machine, not at all; other packages' tests run beside this one.
const slow = 3
