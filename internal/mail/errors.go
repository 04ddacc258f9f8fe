package mail

import (
	"errors"
	"net/textproto"
	"strings"
)

// Class is why a letter didn't leave. It holds nothing of the letter, so that it may be stored and logged.
type Class string

// The classes of failure.
const (
	BadAddress  Class = "bad_address" // it can't be an address; permanent
	BadLetter   Class = "bad_letter"  // id or subject can't be sent; permanent
	Refused     Class = "refused"     // the server will never take this letter or this recipient; permanent
	Busy        Class = "busy"        // the server says to try again
	Misfit      Class = "misfit"      // the server refuses us as a sender: the operator can mend it, so it is tried again
	Unreachable Class = "unreachable" // no connection, no TLS, no authentication, or the connection broke
)

// Error is a letter that didn't leave.
type Error struct {
	Class Class
	Code  int // the server's reply code, 0 without one
}

func (e *Error) Error() string {
	if e.Code != 0 {
		return "mail: " + string(e.Class) + " (" + textOf(e.Code) + ")"
	}
	return "mail: " + string(e.Class)
}

// Permanent tells whether trying again can't help.
func Permanent(err error) bool {
	var e *Error
	return errors.As(err, &e) && (e.Class == BadAddress || e.Class == BadLetter || e.Class == Refused)
}

func textOf(code int) string {
	return string([]byte{byte('0' + code/100%10), byte('0' + code/10%10), byte('0' + code%10)})
}

// stage is how far the talk with the server had come.
type stage int

const (
	connecting stage = iota
	asSender
	asRecipient
	asContent
)

// failed makes the error of a class from a cause. The cause itself is dropped: a server's answer often repeats the address.
func failed(class Class, cause error) error {
	e := &Error{Class: class}
	var reply *textproto.Error
	if errors.As(cause, &reply) {
		e.Code = reply.Code
	}
	return e
}

// refusal classes a server's answer. A 4xx is busy. A 5xx to a recipient or a content is final, unless its enhanced status
// (RFC 3463) says 5.7: that is policy about us (relaying, reputation, signatures), which an operator can mend.
func refusal(at stage, cause error) error {
	var reply *textproto.Error
	switch {
	case !errors.As(cause, &reply):
		return failed(Unreachable, cause)
	case reply.Code < 500:
		return failed(Busy, cause)
	case at == connecting:
		return failed(Unreachable, cause)
	case at == asSender || strings.HasPrefix(reply.Msg, "5.7."):
		return failed(Misfit, cause)
	}
	return failed(Refused, cause)
}

// isReply tells whether an error is the server's own answer, after which the connection still works.
func isReply(err error) bool {
	var reply *textproto.Error
	return errors.As(err, &reply) && reply.Code != 421
}
