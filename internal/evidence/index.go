package evidence

import (
	"slices"
)

// valueIndex finds values by their hash: sorted, so that looking one up in a hundred thousand takes hardly longer than in a
// hundred. For each value the earliest time counts.
type valueIndex struct {
	keys  []uint64
	first []int64
}

func (x *valueIndex) add(key uint64, first int64) {
	x.keys, x.first = append(x.keys, key), append(x.first, first)
}

// sort readies the index for find; the earliest time of equal keys stays.
func (x *valueIndex) sort() {
	order := make([]int, len(x.keys))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int {
		switch {
		case x.keys[a] < x.keys[b]:
			return -1
		case x.keys[a] > x.keys[b]:
			return 1
		}
		return compareInt(x.first[a], x.first[b])
	})
	keys, first := make([]uint64, 0, len(order)), make([]int64, 0, len(order))
	for _, i := range order {
		if n := len(keys); n == 0 || keys[n-1] != x.keys[i] {
			keys, first = append(keys, x.keys[i]), append(first, x.first[i])
		}
	}
	x.keys, x.first = keys, first
}

// find is when the value first occurred.
func (x *valueIndex) find(key uint64) (first int64, ok bool) {
	if i, found := slices.BinarySearch(x.keys, key); found {
		return x.first[i], true
	}
	return 0, false
}

// before counts the values that occurred before a time, up to a limit: how deep an item can go.
func (x *valueIndex) before(time int64, limit int) int {
	n := 0
	for _, first := range x.first {
		if first < time {
			if n++; n == limit {
				break
			}
		}
	}
	return n
}
