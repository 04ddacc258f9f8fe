//go:build !race

package recovery_test

// slow is how much longer than promised a page may take here, since other packages' tests run beside this one; flooded is how many
// applications of an attacker's come at once, and owners how many people come after them.
const (
	slow    = 3
	flooded = 10_000
	owners  = 20
)
