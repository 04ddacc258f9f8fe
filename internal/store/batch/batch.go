// Package batch says what one step writes as a list of statements, so that an engine with a server beyond a wire can send them
// all at once instead of waiting for the answer to each.
package batch

import "errors"

// Statement is one statement with its bound values.
type Statement struct {
	Query string
	Args  []any
	One   bool // it has to change exactly one row, or the whole transaction is undone: see ErrMissed
}

// ErrMissed says that a statement which had to change one row changed none: somebody else was first.
var ErrMissed = errors.New("store: a statement met no row")

// Check holds what a statement changed against what it had to.
func (s Statement) Check(changed int64) error {
	if s.One && changed != 1 {
		return ErrMissed
	}
	return nil
}
