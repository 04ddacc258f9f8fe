// Package jsonl reads account records (docs/formats.md §1), one a line, as `okaeri import` takes them from a file or a pipe.
//
// A file may hold millions of lines and is never held in memory; one line may hold a whole mailbox and has a bound. A line that can't be
// read is reported with its number and passed over, or ends the reading where the caller is strict. What is wrong with it is said by the
// name of the field and never by what stood in it.
package jsonl

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"

	"okaeri/internal/evidence"
)

// MaxLine is the longest line in bytes: an account with about half a million sent mails.
const MaxLine = 128 << 20

// bufferSize is what most lines fit in.
const bufferSize = 256 << 10

// errTooLong is a line above MaxLine.
var errTooLong = fmt.Errorf("is longer than %d MiB", MaxLine>>20)

// LineError is a line that can't be read.
type LineError struct {
	Line int // from 1
	Err  error
}

func (e *LineError) Error() string { return fmt.Sprintf("line %d: %v", e.Line, e.Err) }
func (e *LineError) Unwrap() error { return e.Err }

// Read gives every account of r to each, with its line number, in the order of the file. A bad line goes to bad and the reading goes on;
// with strict it ends the reading as a *LineError. unusable says what else makes a line a bad one (nil: nothing). Empty lines count and say
// nothing. The first error of each or bad ends the reading and comes back as it is.
func Read(
	r io.Reader, strict bool, unusable func(*evidence.Account) error,
	each func(line int, a evidence.Account) error, bad func(line int, err error) error,
) error {
	lines := &scanner{in: bufio.NewReaderSize(r, bufferSize)}
	for n := 1; ; n++ {
		data, err := lines.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil && !errors.Is(err, errTooLong) {
			return err
		}
		if n == 1 {
			data = bytes.TrimPrefix(data, []byte("\ufeff"))
		}
		if err == nil && len(bytes.TrimSpace(data)) == 0 {
			continue
		}
		var account evidence.Account
		if err == nil {
			account, err = evidence.DecodeAccount(data)
		}
		if err == nil && unusable != nil {
			err = unusable(&account)
		}
		switch {
		case err == nil:
			err = each(n, account)
		case strict:
			return &LineError{Line: n, Err: err}
		default:
			err = bad(n, err)
		}
		if err != nil {
			return err
		}
	}
}

// scanner reads lines of any length up to MaxLine into one buffer that it uses again.
type scanner struct {
	in   *bufio.Reader
	line []byte
}

// next returns the next line without its end; it is good until the call after. A line that is too long is read to its end and returned
// as errTooLong.
func (s *scanner) next() ([]byte, error) {
	part, err := s.in.ReadSlice('\n')
	if err == nil {
		return bytes.TrimRight(part, "\r\n"), nil
	}
	s.line = s.line[:0]
	tooLong := false
	for {
		if tooLong = tooLong || len(s.line)+len(part) > MaxLine; tooLong {
			s.line = nil
		} else {
			s.line = append(s.line, part...)
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			part, err = s.in.ReadSlice('\n')
			continue
		case err != nil && (!errors.Is(err, io.EOF) || len(s.line) == 0 && !tooLong):
			return nil, err
		case tooLong:
			return nil, errTooLong
		}
		return bytes.TrimRight(s.line, "\r\n"), nil
	}
}
