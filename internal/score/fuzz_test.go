package score_test

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"okaeri/internal/evidence"
	"okaeri/internal/score"
)

// seeds are long enough for whole cases to be drawn from them, so that every plain run of the tests tries them. What is too short
// to draw a case from is skipped in silence, and would assert nothing.
func seeds() [][]byte {
	const cases, size = 100, 16 << 10
	noise := rand.NewChaCha8([32]byte([]byte("what is drawn is always the same")))
	all := make([][]byte, cases)
	for i := range all {
		all[i] = make([]byte, size)
		noise.Read(all[i]) //nolint:errcheck // it has none
	}
	return all
}

// FuzzScoreNeverFallsWithMoreMatches: whatever the findings, one more match or a better one never lowers the bits.
func FuzzScoreNeverFallsWithMoreMatches(f *testing.F) {
	ours := seeds()
	for _, seed := range ours {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, drawn []byte) {
		defer func() {
			if t.Skipped() && slices.ContainsFunc(ours, func(seed []byte) bool { return bytes.Equal(seed, drawn) }) {
				t.Error("the seed is too short for a case, and nothing is tried")
			}
		}()
		rapid.MakeFuzz(climb)(t, drawn)
	})
}

// climb answers one item ever better, beside any findings of the others.
func climb(t *rapid.T) {
	findings, s := drawFindings(t), drawSetting(t)
	item := rapid.SampledFrom(evidence.Items()).Draw(t, "item")
	findings = slices.DeleteFunc(findings, func(f evidence.Finding) bool { return f.Item == item })
	levels := len(evidence.Levels(item))
	way, best := drawWay(t, levels, levels), rapid.IntRange(0, levels-1).Draw(t, "attainable")
	last := score.Result{}
	for level := levels; level >= best; level-- { // the first is a wrong answer
		f := evidence.Finding{Item: item, Kind: string(item), Best: best, Level: evidence.Wrong, Guess: way.Guess}
		if level < levels {
			way.Level = level
			f.Level, f.Ways = evidence.Levels(item)[level], []evidence.Way{way}
		}
		now := score.Of(append(slices.Clone(findings), f), score.Default(), s)
		if level < levels && (now.Bits < last.Bits || now.Outside < last.Outside) {
			t.Fatalf("%s at level %s made %d bits %d, outside %d %d", item, f.Level, last.Bits, now.Bits, last.Outside, now.Outside)
		}
		last = now
	}
}
