package web

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"
)

// plainCodec keeps sessions, which hold strings and booleans only, in as many bytes and as little time as that needs: a session is
// decoded for each request. It is the deadline, then for each value its name and the value, strings behind their lengths. It is sealed in
// the store, so nobody else has written it. Sessions of earlier versions are JSON.
type plainCodec struct{}

// plainVersion begins what this codec writes; JSON begins with a brace.
const plainVersion = 1

// What stands before a value.
const (
	aString = iota
	aFalse
	aTrue
)

var errSession = errors.New("web: a stored session is damaged")

// Encode writes a session.
func (plainCodec) Encode(deadline time.Time, values map[string]any) ([]byte, error) {
	b := binary.BigEndian.AppendUint64([]byte{plainVersion}, uint64(deadline.UnixNano()))
	for _, name := range slices.Sorted(maps.Keys(values)) {
		b = appendWord(b, name)
		switch v := values[name].(type) {
		case string:
			b = appendWord(append(b, aString), v)
		case bool:
			mark := byte(aFalse)
			if v {
				mark = aTrue
			}
			b = append(b, mark)
		default:
			return nil, fmt.Errorf("web: a session cannot hold %s, a %T", name, v)
		}
	}
	return b, nil
}

// Decode reads a session.
func (plainCodec) Decode(b []byte) (time.Time, map[string]any, error) {
	if len(b) > 0 && b[0] == '{' {
		return decodeJSON(b)
	}
	if len(b) < 9 || b[0] != plainVersion {
		return time.Time{}, nil, errSession
	}
	deadline := time.Unix(0, int64(binary.BigEndian.Uint64(b[1:]))).UTC()
	values, rest := map[string]any{}, b[9:]
	for len(rest) > 0 {
		name, after, ok := cutWord(rest)
		if !ok || len(after) == 0 {
			return time.Time{}, nil, errSession
		}
		mark := after[0]
		rest = after[1:]
		switch mark {
		case aString:
			var v string
			if v, rest, ok = cutWord(rest); !ok {
				return time.Time{}, nil, errSession
			}
			values[name] = v
		case aFalse, aTrue:
			values[name] = mark == aTrue
		default:
			return time.Time{}, nil, errSession
		}
	}
	return deadline, values, nil
}

func appendWord(b []byte, word string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(word))), word...)
}

// cutWord takes a word off the front.
func cutWord(b []byte) (word string, rest []byte, ok bool) {
	n, size := binary.Uvarint(b)
	if size <= 0 || n > uint64(len(b)-size) {
		return "", nil, false
	}
	return string(b[size : size+int(n)]), b[size+int(n):], true
}

// decodeJSON reads a session of an earlier version.
func decodeJSON(b []byte) (time.Time, map[string]any, error) {
	var s struct {
		Deadline time.Time      `json:"d"`
		Values   map[string]any `json:"v"`
	}
	err := json.Unmarshal(b, &s)
	if s.Values == nil {
		s.Values = map[string]any{}
	}
	return s.Deadline, s.Values, err
}
