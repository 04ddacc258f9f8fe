package evidence

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"time"
	"unicode/utf8"
)

// reader takes one line of JSON apart. Accounts come by the hundred thousand with hundreds of facts each, and a decoder that is
// driven by reflection would take longer over them than the judgement does; this one knows three shapes. It is strict: a field that
// is unknown or given twice is an error that names the field and never what it held.
type reader struct {
	data []byte
	at   int
}

var errSyntax = errors.New("not one JSON object")

// space skips white space and returns the next byte, 0 at the end.
func (r *reader) space() byte {
	for r.at < len(r.data) {
		switch c := r.data[r.at]; c {
		case ' ', '\t', '\n', '\r':
			r.at++
		default:
			return c
		}
	}
	return 0
}

// take wants the byte next.
func (r *reader) take(c byte) error {
	if r.space() != c {
		return errSyntax
	}
	r.at++
	return nil
}

// object reads an object; each is called with every field's name and reads its value. seen tells fields given twice.
func (r *reader) object(each func(name string) error) error {
	if err := r.take('{'); err != nil {
		return err
	}
	if r.space() == '}' {
		r.at++
		return nil
	}
	for {
		name, err := r.text()
		if err != nil {
			return err
		}
		if err := r.take(':'); err != nil {
			return err
		}
		if err := each(name); err != nil {
			return err
		}
		switch r.space() {
		case ',':
			r.at++
		case '}':
			r.at++
			return nil
		default:
			return errSyntax
		}
	}
}

// array reads an array; each reads one element.
func (r *reader) array(each func(i int) error) error {
	if r.null() {
		return nil
	}
	if err := r.take('['); err != nil {
		return err
	}
	if r.space() == ']' {
		r.at++
		return nil
	}
	for i := 0; ; i++ {
		if err := each(i); err != nil {
			return err
		}
		switch r.space() {
		case ',':
			r.at++
		case ']':
			r.at++
			return nil
		default:
			return errSyntax
		}
	}
}

var errText = errors.New("a string is needed")

// text reads a string.
func (r *reader) text() (string, error) {
	if r.space() != '"' {
		return "", errText
	}
	start := r.at
	for i := start + 1; i < len(r.data); i++ {
		switch c := r.data[i]; {
		case c == '"':
			r.at = i + 1
			raw := r.data[start+1 : i]
			if !utf8.Valid(raw) {
				return "", errSyntax
			}
			return string(raw), nil
		case c == '\\':
			return r.escaped(start)
		case c < ' ':
			return "", errSyntax
		}
	}
	return "", errSyntax
}

// escaped reads a string with escapes, the long way.
func (r *reader) escaped(start int) (string, error) {
	for i := start + 1; i < len(r.data); i++ {
		switch r.data[i] {
		case '\\':
			i++
		case '"':
			r.at = i + 1
			var text string
			if !utf8.Valid(r.data[start:r.at]) || json.Unmarshal(r.data[start:r.at], &text) != nil {
				return "", errSyntax
			}
			return text, nil
		}
	}
	return "", errSyntax
}

// null reads null if it comes next.
func (r *reader) null() bool { return r.word("null") }

// word reads a bare word if it comes next.
func (r *reader) word(word string) bool {
	r.space()
	if bytes.HasPrefix(r.data[r.at:], []byte(word)) {
		r.at += len(word)
		return true
	}
	return false
}

// truth reads true or false; null is false.
func (r *reader) truth() (bool, error) {
	switch {
	case r.word("true"):
		return true, nil
	case r.word("false"), r.null():
		return false, nil
	}
	return false, errors.New("true or false is needed")
}

// scalar reads a string, or a number or a bare word as it is written; null is empty.
func (r *reader) scalar() (string, error) {
	switch c := r.space(); {
	case c == '"':
		return r.text()
	case r.null():
		return "", nil
	case r.word("true"):
		return "true", nil
	case r.word("false"):
		return "false", nil
	case c == '-' || c >= '0' && c <= '9':
		start := r.at
		for r.at < len(r.data) && bytes.IndexByte([]byte("+-.eE0123456789"), r.data[r.at]) >= 0 {
			r.at++
		}
		if raw := r.data[start:r.at]; json.Valid(raw) {
			return string(raw), nil
		}
	}
	return "", errText
}

// moment reads a time in RFC 3339 form; nil for null.
func (r *reader) moment() (*time.Time, error) {
	if r.null() {
		return nil, nil
	}
	text, err := r.text()
	if err != nil {
		return nil, err
	}
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return nil, errors.New("a time in RFC 3339 form is needed")
	}
	return &t, nil
}

// end wants nothing more.
func (r *reader) end() error {
	if r.space() != 0 || r.at < len(r.data) {
		return errSyntax
	}
	return nil
}

// fields tells fields that are given twice.
type fields struct {
	names [24]string
	n     int
}

// once notes a field; an error if it was there before or there are too many.
func (f *fields) once(name string) error {
	for _, earlier := range f.names[:f.n] {
		if earlier == name {
			return fmt.Errorf("field %q is given twice", short(name))
		}
	}
	if f.n == len(f.names) {
		return fmt.Errorf("field %q: more than %d fields in one object", short(name), len(f.names))
	}
	f.names[f.n] = name
	f.n++
	return nil
}

// short keeps a foreign name in an error short.
func short(name string) string {
	if runes := []rune(name); len(runes) > 40 {
		return string(runes[:40]) + "…"
	}
	return name
}

// within says where an error is.
func within(where string, err error) error {
	if err == nil || errors.Is(err, errSyntax) {
		return err
	}
	return fmt.Errorf("%s: %w", where, err)
}
