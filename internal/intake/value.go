package intake

import (
	"bytes"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"
)

// recipients is the one part that is a list in JSON ("to" of a sent mail). Inside Parts it is joined with commas, which no mail
// address can hold unquoted.
const recipients = "to"

var errValue = errors.New("value must be a string, an array of strings or an object of strings")

// Text is the value of one text.
func Text(s string) Value { return Value{Text: s} }

// Texts is the value of several texts.
func Texts(s ...string) Value { return Value{Texts: s} }

// Parts is the value of named parts; pairs are name, text, name, text, and empty texts are left out.
func Parts(pairs ...string) Value {
	parts := map[string]string{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			parts[pairs[i]] = pairs[i+1]
		}
	}
	return Value{Parts: parts}
}

// Part is the named part, or "" when the value has no such part.
func (v Value) Part(name string) string { return v.Parts[name] }

// All lists every text of the value: the one text, the several, or the parts in the order of their names.
func (v Value) All() []string {
	switch {
	case v.Parts != nil:
		all := make([]string, 0, len(v.Parts))
		for _, name := range slices.Sorted(maps.Keys(v.Parts)) {
			all = append(all, v.Parts[name])
		}
		return all
	case v.Texts != nil:
		return v.Texts
	case v.Text != "":
		return []string{v.Text}
	}
	return nil
}

// Blank says that the value holds nothing but spaces: the same as not answering.
func (v Value) Blank() bool {
	for _, s := range v.All() {
		if strings.TrimSpace(s) != "" {
			return false
		}
	}
	return true
}

// each applies f to every text and returns the changed value; the value itself is left as it is.
func (v Value) each(f func(part, text string) string) Value {
	switch {
	case v.Parts != nil:
		parts := make(map[string]string, len(v.Parts))
		for name, text := range v.Parts {
			parts[name] = f(name, text)
		}
		return Value{Parts: parts}
	case v.Texts != nil:
		texts := make([]string, len(v.Texts))
		for i, text := range v.Texts {
			texts[i] = f("", text)
		}
		return Value{Texts: texts}
	}
	return Value{Text: f("", v.Text)}
}

// MarshalJSON writes a string, an array of strings or an object of strings, with "to" as an array (docs/formats.md §1).
func (v Value) MarshalJSON() ([]byte, error) {
	if v.Parts == nil {
		if v.Texts != nil {
			return json.Marshal(v.Texts)
		}
		return json.Marshal(v.Text)
	}
	to, ok := v.Parts[recipients]
	if !ok {
		return json.Marshal(v.Parts)
	}
	parts := make(map[string]any, len(v.Parts))
	for name, text := range v.Parts {
		parts[name] = text
	}
	list := []string{}
	if to != "" {
		list = strings.Split(to, ",")
	}
	parts[recipients] = list
	return json.Marshal(parts)
}

// UnmarshalJSON reads one of the three shapes; an array inside an object is joined with commas. Its error names the shapes
// and never holds what was there.
func (v *Value) UnmarshalJSON(data []byte) error {
	data = bytes.TrimSpace(data)
	if len(data) == 0 {
		return errValue
	}
	var err error
	switch data[0] {
	case '"':
		*v = Value{}
		err = json.Unmarshal(data, &v.Text)
	case '[':
		*v = Value{}
		v.Texts, err = readTexts(data)
	case '{':
		*v = Value{}
		v.Parts, err = readParts(data)
	default:
		err = errValue
	}
	if err != nil {
		return errValue
	}
	return nil
}

// readTexts reads an array of strings; null is no string, though a plain decoder would take it for an empty one.
func readTexts(data []byte) ([]string, error) {
	var held []*string
	if err := json.Unmarshal(data, &held); err != nil {
		return nil, err
	}
	texts := make([]string, len(held))
	for i, text := range held {
		if text == nil {
			return nil, errValue
		}
		texts[i] = *text
	}
	return texts, nil
}

func readParts(data []byte) (map[string]string, error) {
	var held map[string]json.RawMessage
	if err := json.Unmarshal(data, &held); err != nil {
		return nil, err
	}
	parts := make(map[string]string, len(held))
	for name, raw := range held {
		if raw[0] == '[' {
			list, err := readTexts(raw)
			if err != nil {
				return nil, err
			}
			parts[name] = strings.Join(list, ",")
			continue
		}
		if raw[0] != '"' {
			return nil, errValue
		}
		var text string
		if err := json.Unmarshal(raw, &text); err != nil {
			return nil, err
		}
		parts[name] = text
	}
	return parts, nil
}
