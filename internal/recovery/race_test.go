//go:build race

package recovery_test

// The race detector makes the database some ten times slower: a smaller flood shows the same, and the time of pages is for quiet machines.
const (
	slow    = 50
	flooded = 600
	owners  = 6
)
