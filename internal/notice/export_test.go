package notice

import "slices"

// Kinds lists every kind of letter in alphabetical order.
func Kinds() []Kind {
	kinds := make([]Kind, 0, len(outlines))
	for k := range outlines {
		kinds = append(kinds, k)
	}
	slices.Sort(kinds)
	return kinds
}
