package dossier

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"okaeri/internal/evidence"
	"okaeri/internal/intake"
)

var sameFacts = cmp.Options{
	cmpopts.EquateEmpty(),
	cmp.Comparer(func(a, b time.Time) bool {
		_, x := a.Zone()
		_, y := b.Zone()
		return a.Equal(b) && x == y
	}),
}

func drawTime(t *rapid.T, label string) *time.Time {
	if rapid.Bool().Draw(t, label+" absent") {
		return nil
	}
	zone := time.FixedZone("", 60*rapid.IntRange(-14*60, 14*60).Draw(t, label+" zone"))
	at := time.Unix(rapid.Int64Range(-1<<36, 1<<36).Draw(t, label), rapid.Int64Range(0, 999_999_999).Draw(t, label+" ns")).In(zone)
	return &at
}

func drawFact(t *rapid.T) evidence.Fact {
	f := evidence.Fact{
		Kind: rapid.SampledFrom([]string{"name", "sent_mail", "shoe_size", ""}).Draw(t, "kind"), Source: rapid.String().Draw(t, "source"),
		From: drawTime(t, "from"), Until: drawTime(t, "until"), At: drawTime(t, "at"), Imported: drawTime(t, "imported"),
	}
	switch rapid.IntRange(0, 2).Draw(t, "shape") {
	case 0:
		f.Value.Text = rapid.String().Draw(t, "text")
	case 1:
		f.Value.Texts = rapid.SliceOfN(rapid.String(), 1, 5).Draw(t, "texts")
	case 2:
		f.Value.Parts = rapid.MapOfN(rapid.String(), rapid.String(), 1, 4).Draw(t, "parts")
	}
	return f
}

func TestFactsComeBackAsTheyWereWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		facts := rapid.SliceOf(rapid.Custom(drawFact)).Draw(t, "facts")
		read, err := decode(nil, encode(facts))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(facts, read, sameFacts); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestTheHeadComesBackAsItWasWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := evidence.Account{
			ID: rapid.String().Draw(t, "id"), Identifiers: []string{"a@example.jp"}, Created: time.Unix(0, 0).UTC(), Worth: evidence.High,
			MFA: rapid.Bool().Draw(t, "mfa"), Locked: &evidence.Lock{Reason: "suspicious_activity", At: time.Unix(7, 0).UTC()},
		}
		facts := rapid.SliceOf(rapid.Custom(drawFact)).Draw(t, "facts")
		plain, err := encodeHead(a, facts)
		if err != nil {
			t.Fatal(err)
		}
		read, err := decodeHead(nil, plain)
		if err != nil {
			t.Fatal(err)
		}
		a.Facts = facts
		if diff := cmp.Diff(a, read, sameFacts); diff != "" {
			t.Fatal(diff)
		}
	})
}

func FuzzDamagedBlocksAreRefusedAndNeverCrash(f *testing.F) {
	at := time.Date(2026, 10, 1, 9, 12, 0, 0, time.FixedZone("", 9*3600))
	f.Add(encode([]evidence.Fact{
		{Kind: "sent_mail", At: &at, Value: intake.Value{Parts: map[string]string{"to": "taro@example.jp"}}},
		{Kind: "product", Value: intake.Value{Texts: []string{"mail", "files"}}, From: &at, Until: &at, Imported: &at, Source: "import"},
	}))
	f.Add([]byte{})
	f.Add([]byte{codecVersion, 0xff, 0xff, 0xff, 0xff, 0x0f})
	f.Fuzz(func(t *testing.T, data []byte) {
		facts, err := decode(nil, data)
		if err != nil {
			return
		}
		again, err := decode(nil, encode(facts))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(facts, again, sameFacts); diff != "" {
			t.Error(diff)
		}
	})
}

func TestAnyCutBlockIsRefused(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := encode(rapid.SliceOfN(rapid.Custom(drawFact), 1, 5).Draw(t, "facts"))
		cut := rapid.IntRange(0, len(b)-1).Draw(t, "cut")
		if _, err := decode(nil, b[:cut]); err == nil {
			t.Fatalf("%d of %d bytes were read as a whole block", cut, len(b))
		}
		if _, err := decode(nil, append(b, 0)); err == nil {
			t.Fatal("a block with something behind it was read")
		}
	})
}

func BenchmarkDecode300Facts(b *testing.B) {
	at := time.Date(2026, 10, 1, 9, 12, 0, 0, time.FixedZone("", 9*3600))
	var facts []evidence.Fact
	for range 300 {
		facts = append(facts, evidence.Fact{Kind: "sent_mail", At: &at, Value: intake.Value{
			Parts: map[string]string{"to": "taro@example.jp", "subject": "来週の同窓会について"},
		}})
	}
	block := encode(facts)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := decode(nil, block); err != nil {
			b.Fatal(err)
		}
	}
}
