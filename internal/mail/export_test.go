package mail

import "errors"

// ClassOf is the class of a failure; Unreachable for errors that are not ours.
func ClassOf(err error) Class {
	var e *Error
	if errors.As(err, &e) {
		return e.Class
	}
	return Unreachable
}
