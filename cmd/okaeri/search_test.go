package main

import "bytes"

// search is for many things at once: what is searched is gone through once, however much is looked for in it.
type search [1 << 16][]sought // by their first two bytes

type sought struct {
	form []byte
	of   string // whose form it is
}

// add takes in the forms in which a value may lie somewhere, each of two bytes or more.
func (s *search) add(value string, forms ...[]byte) {
	for _, f := range forms {
		s[start(f)] = append(s[start(f)], sought{f, value})
	}
}

// in tells of everything that lies in data.
func (s *search) in(data []byte, found func(at int, what sought)) {
	for at := range max(0, len(data)-1) {
		for _, what := range s[start(data[at:])] {
			if bytes.HasPrefix(data[at:], what.form) {
				found(at, what)
			}
		}
	}
}

func start(b []byte) int { return int(b[0])<<8 | int(b[1]) }
