package store

import (
	"encoding/json"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"

	"okaeri/internal/recovery"
)

// Fields that say nothing are left out of what is kept; however a case was filled in, it comes back as it was written.
func TestACaseComesBackAsItWasWritten(t *testing.T) {
	var full recovery.Case
	fill(reflect.ValueOf(&full).Elem(), 1)
	full.Version = 0
	for name, c := range map[string]recovery.Case{"full": full, "empty": {}} {
		plain, err := plainCase(&c)
		if err != nil {
			t.Fatal(err)
		}
		var read recovery.Case
		if err := json.Unmarshal(plain, &read); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(c, read); diff != "" {
			t.Errorf("%s (-written +read):\n%s", name, diff)
		}
	}
}
