package intake

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// maxFields bounds the fields of one JSON object: the widest of docs/formats.md has twelve.
const maxFields = 64

// DecodeStrict reads one JSON object into v and refuses what a plain decoder lets pass: unknown fields, a field given twice
// (which of the two counts is how two readers come to disagree, threats.md V4), a name in other letters than ours, and
// anything behind the object. The error names the field, never what it held.
func DecodeStrict(data []byte, v any) error {
	if data = bytes.TrimSpace(data); len(data) == 0 || data[0] != '{' || !json.Valid(data) {
		return errors.New("not one JSON object")
	}
	if err := refuseOddKeys(data); err != nil {
		return err
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(v); err != nil {
		return nameless(err)
	}
	return nil
}

// nameless says what a decoding error means without the value that caused it.
func nameless(err error) error {
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return fmt.Errorf("field %q: wrong type", wrong.Field)
	}
	if errors.Is(err, errValue) {
		return err
	}
	if name, ok := strings.CutPrefix(err.Error(), "json: unknown field "); ok {
		return fmt.Errorf("unknown field %s", name)
	}
	return errors.New("a time is not in RFC 3339 form")
}

// level is one object or array that the scan is inside of.
type level struct {
	object, key bool // key: the next string is a field's name
	seen        []string
}

// refuseOddKeys scans valid JSON for fields that are given twice or whose names are not plain lower-case words. Unlike
// encoding/json it takes "ID" and "id" for two things.
func refuseOddKeys(data []byte) error {
	stack := make([]level, 1, 8)
	for i := 0; i < len(data); i++ {
		top := &stack[len(stack)-1]
		switch data[i] {
		case '{':
			stack = append(stack, level{object: true, key: true})
		case '[':
			stack = append(stack, level{})
		case '}', ']':
			stack = stack[:len(stack)-1]
		case ',':
			top.key = top.object
		case '"':
			end := stringEnd(data, i)
			if top.key {
				top.key = false
				if err := top.see(string(data[i+1 : end])); err != nil {
					return err
				}
			}
			i = end
		}
	}
	return nil
}

// stringEnd is the place of the quote that closes the string opened at start.
func stringEnd(data []byte, start int) int {
	for i := start + 1; i < len(data); i++ {
		switch data[i] {
		case '\\':
			i++
		case '"':
			return i
		}
	}
	return len(data) - 1
}

func (l *level) see(name string) error {
	if !plainName(name) {
		return fmt.Errorf("unknown field %q", shorten(name))
	}
	if len(l.seen) == maxFields {
		return fmt.Errorf("more than %d fields in one object", maxFields)
	}
	for _, earlier := range l.seen {
		if earlier == name {
			return fmt.Errorf("field %q is given twice", shorten(name))
		}
	}
	l.seen = append(l.seen, name)
	return nil
}

// plainName says that a name is made of lower-case letters, digits and underscores, as every name of ours is.
func plainName(name string) bool {
	for _, c := range []byte(name) {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '_' {
			return false
		}
	}
	return name != ""
}

// shorten keeps a foreign name in an error short.
func shorten(name string) string {
	const limit = 40
	if runes := []rune(name); len(runes) > limit {
		return string(runes[:limit]) + "…"
	}
	return name
}
