package web

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestASessionIsReadAsItWasWritten(t *testing.T) {
	at := time.Date(2026, 7, 3, 14, 20, 0, 123, time.UTC)
	for name, values := range map[string]map[string]any{
		"empty": {}, "values": {"case": "1f", "": "", "yes": true, "no": false, "long": strings.Repeat("\xff\x00{", 200)},
	} {
		b, err := plainCodec{}.Encode(at, values)
		if err != nil {
			t.Fatal(err)
		}
		deadline, read, err := plainCodec{}.Decode(b)
		if err != nil || !deadline.Equal(at) || !cmp.Equal(read, values) {
			t.Errorf("%s: %v, %v, %s", name, err, deadline, cmp.Diff(values, read))
		}
		for n := range b { // no cut makes it panic, and none is taken for the whole
			if _, cut, err := (plainCodec{}).Decode(b[:n]); err == nil && len(cut) >= len(values) {
				t.Errorf("%s: %d of %d bytes are taken for the whole", name, n, len(b))
			}
		}
	}
	if _, err := (plainCodec{}).Encode(at, map[string]any{"n": 1}); err == nil {
		t.Error("a number is kept as if it were one")
	}
	deadline, read, err := plainCodec{}.Decode([]byte(`{"d":"2026-07-03T14:20:00Z","v":{"case":"1f","yes":true}}`))
	if err != nil || deadline.Minute() != 20 || !cmp.Equal(read, map[string]any{"case": "1f", "yes": true}) {
		t.Errorf("a session of an earlier version: %v, %v, %v", err, deadline, read)
	}
}
