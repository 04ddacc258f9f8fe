package store

import (
	"encoding/json"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"okaeri/internal/intake"
	"okaeri/internal/recovery"
)

// However a case was filled in, it comes back as it was written, now and from versions that wrote JSON alone.
func TestACaseComesBackAsItWasWritten(t *testing.T) {
	var c recovery.Case
	fill(reflect.ValueOf(&c).Elem(), 1)
	c.Version = 0
	rapid.Check(t, func(t *rapid.T) {
		c.Private.Answers = rapid.MapOfN(rapid.String(), rapid.SliceOfN(rapid.String(), 0, 3), 0, 5).Draw(t, "answers")
		now, err := plainCase(&c)
		if err != nil {
			t.Fatal(err)
		}
		before, err := json.Marshal(&c)
		if err != nil {
			t.Fatal(err)
		}
		for name, plain := range map[string][]byte{"now": now, "before": before} {
			read, err := readCase(plain)
			if err != nil {
				t.Fatal(name, err)
			}
			want := c
			if len(c.Private.Answers) == 0 {
				want.Private.Answers = nil
			}
			if diff := cmp.Diff(&want, read); diff != "" {
				t.Errorf("%s (-written +read):\n%s", name, diff)
			}
		}
		cut := rapid.IntRange(0, len(now)-1).Draw(t, "cut")
		if _, err := readCase(now[:cut]); err == nil {
			t.Errorf("%d of %d bytes were read as a whole case", cut, len(now))
		}
	})
}

func TestABrokenLetterIsReplaced(t *testing.T) {
	c := recovery.Case{Private: recovery.Private{Answers: intake.Answers{"else": {"a\xffb"}, "none": nil}}}
	plain, err := plainCase(&c)
	if err != nil {
		t.Fatal(err)
	}
	read, err := readCase(plain)
	if err != nil || read.Private.Answers.One("else") != "a\ufffdb" || read.Private.Answers["none"] != nil {
		t.Errorf("%q, %v", read.Private.Answers, err)
	}
}

func FuzzADamagedCaseIsRefusedAndNeverCrashes(f *testing.F) {
	plain, err := plainCase(&recovery.Case{Private: recovery.Private{Answers: intake.Answers{"else": {"words"}, "none": nil}}})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(plain)
	f.Add([]byte{answersFirst, 0xff, 0xff, 0xff, 0xff, 0x0f})
	f.Add([]byte{answersFirst, 1, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01})
	f.Fuzz(func(t *testing.T, data []byte) {
		if c, err := readCase(data); err == nil {
			if _, err := plainCase(c); err != nil {
				t.Error(err)
			}
		}
	})
}
