package audit

import (
	"bytes"
	"maps"
	"slices"
	"strconv"
	"time"
)

// Entry says what happened at one door. Detail holds codes and counts, never evidence, addresses or secrets: entries outlive
// the case's own keeping.
type Entry struct {
	Seq     int64             `json:"seq"` // place in the tree, from 1; 0 while it waits to be placed
	At      time.Time         `json:"at"`
	Case    string            `json:"case,omitempty"` // case ID; empty for what concerns no case (an import, a change of policy)
	Door    string            `json:"door"`           // what was done: apply, assess, publish, contest, …
	Actor   string            `json:"actor"`          // who: applicant, owner, clock, or a named operator
	Profile string            `json:"profile,omitempty"`
	Detail  map[string]string `json:"detail,omitempty"`
}

// Bytes are the canonical bytes of an entry: lines of quoted text, the same for equal entries and different for different ones.
// Seq is not among them, because the place is given later; the tree covers it.
func (e Entry) Bytes() []byte {
	var b bytes.Buffer
	b.WriteString("okaeri audit 1\n")
	line := func(name, value string) {
		b.WriteString(name)
		b.WriteByte(' ')
		b.WriteString(strconv.Quote(value))
		b.WriteByte('\n')
	}
	line("at", e.At.UTC().Format(time.RFC3339Nano))
	line("case", e.Case)
	line("door", e.Door)
	line("actor", e.Actor)
	line("profile", e.Profile)
	for _, key := range slices.Sorted(maps.Keys(e.Detail)) {
		line("detail "+strconv.Quote(key), e.Detail[key])
	}
	return b.Bytes()
}
