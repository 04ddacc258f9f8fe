package score_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"okaeri/internal/evidence"
	"okaeri/internal/score"
)

// drawWay is a reading of an answer at a level.
func drawWay(t *rapid.T, level, levels int) evidence.Way {
	w := evidence.Way{Level: level, Guesses: rapid.IntRange(1, 3).Draw(t, "guesses"), Common: drawChance(t)}
	if rapid.Bool().Draw(t, "known commonness") {
		below := evidence.Probability(0)
		for l := range levels {
			below = max(below, drawChance(t))
			w.Guess[l] = below
		}
	}
	return w
}

// drawChance is any chance, rare ones as often as common ones.
func drawChance(t *rapid.T) evidence.Probability {
	return evidence.Certain >> rapid.IntRange(0, 20).Draw(t, "rarity")
}

// drawFinding is any finding that comparing could give for an item.
func drawFinding(t *rapid.T, item evidence.Item) evidence.Finding {
	levels := len(evidence.Levels(item))
	f := evidence.Finding{Item: item, Kind: string(item), Best: rapid.IntRange(0, levels-1).Draw(t, "best"), Level: evidence.Wrong}
	if item == evidence.Network {
		f.Best = 0
		if rapid.Bool().Draw(t, "by density") {
			f.Mix = &evidence.Mix{Own: drawChance(t), Region: drawChance(t), World: drawChance(t)}
			return f
		}
	}
	if level := rapid.IntRange(f.Best, levels).Draw(t, "level"); level < levels {
		f.Ways, f.Level = []evidence.Way{drawWay(t, level, levels)}, evidence.Levels(item)[level]
	}
	return f
}

// drawFindings is any set of findings, each item at most once.
func drawFindings(t *rapid.T) []evidence.Finding {
	var findings []evidence.Finding
	for _, item := range evidence.Items() {
		if rapid.Bool().Draw(t, string(item)) {
			findings = append(findings, drawFinding(t, item))
		}
	}
	return findings
}

func drawSetting(t *rapid.T) score.Setting {
	s := score.Setting{Scope: score.Outsiders, Suspicious: rapid.Bool().Draw(t, "suspicious")}
	if rapid.Bool().Draw(t, "insider in scope") {
		s.Scope = s.Scope.With(score.InsiderMailbox)
	}
	return s
}

// Property 1: a better level, and a further way to read the answers, never lower the bits.
func TestABetterAnswerNeverLowersTheBits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		findings, s := drawFindings(t), drawSetting(t)
		if len(findings) == 0 {
			return
		}
		before := score.Of(findings, score.Default(), s)
		i := rapid.IntRange(0, len(findings)-1).Draw(t, "which")
		f := &findings[i]
		if f.Mix != nil {
			f.Mix = &evidence.Mix{Own: min(2*f.Mix.Own, evidence.Certain), Region: f.Mix.Region, World: f.Mix.World}
		} else if levels := len(evidence.Levels(f.Item)); len(f.Ways) == 0 {
			f.Ways = []evidence.Way{{Level: rapid.IntRange(f.Best, levels-1).Draw(t, "new level"), Guesses: 1, Guess: f.Guess}}
		} else if rapid.Bool().Draw(t, "raise") && f.Ways[0].Level > f.Best {
			way := f.Ways[0]
			way.Level--
			f.Ways = []evidence.Way{way}
		} else {
			f.Ways = append(slices.Clone(f.Ways), drawWay(t, rapid.IntRange(f.Best, levels-1).Draw(t, "further"), levels))
		}
		after := score.Of(findings, score.Default(), s)
		if after.Bits < before.Bits || after.Outside < before.Outside {
			t.Fatalf("%s: %d bits became %d, outside %d became %d", f.Item, before.Bits, after.Bits, before.Outside, after.Outside)
		}
	})
}

// One more wrong answer beside those that agree never raises the bits, against any class.
func TestAFurtherGuessNeverRaisesTheBits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		findings, s := drawFindings(t), drawSetting(t)
		var answered []int
		for i := range findings {
			if len(findings[i].Ways) > 0 {
				answered = append(answered, i)
			}
		}
		if len(answered) == 0 {
			return
		}
		before := score.Of(findings, score.Default(), s)
		way := &findings[rapid.SampledFrom(answered).Draw(t, "which")].Ways[0]
		if likely := &way.Guess[way.Level]; *likely > 0 && rapid.Bool().Draw(t, "likelier") {
			*likely = min(2**likely, evidence.Certain)
		} else {
			way.Guesses += rapid.IntRange(1, 40).Draw(t, "guesses more")
		}
		for c, bits := range score.Of(findings, score.Default(), s).ByClass {
			if bits > before.ByClass[c] {
				t.Fatalf("class %d: %d bits became %d", c, before.ByClass[c], bits)
			}
		}
	})
}

// Property 2: blank weighs what wrong does, and neither beats a match.
func TestABlankWeighsWhatAWrongAnswerDoes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		matched, s := drawFindings(t), drawSetting(t)
		wrong, blank := slices.Clone(matched), slices.Clone(matched)
		for i := range matched {
			if matched[i].Mix == nil { // densities are no answers
				wrong[i].Ways, wrong[i].Level = nil, evidence.Wrong
				blank[i].Ways, blank[i].Level = nil, evidence.Blank
			}
		}
		missed, silent, met := score.Of(wrong, score.Default(), s), score.Of(blank, score.Default(), s), score.Of(matched, score.Default(), s)
		if missed.Bits != silent.Bits {
			t.Fatalf("wrong answers %d, silence %d", missed.Bits, silent.Bits)
		}
		if met.Bits < silent.Bits {
			t.Fatalf("answers that agree %d, silence %d", met.Bits, silent.Bits)
		}
	})
}

// Property 4: no item weighs more than twelve bits, no group more than its cap; what is readable inside weighs at most eleven bits,
// four after a suspicious event (C1).
func TestWeightsAndGroupsAreBounded(t *testing.T) {
	caps := map[bool]score.Millibits{false: 11000, true: 4000}
	for suspicious, most := range caps {
		everything := score.Of(rarest(), score.Default(), score.Setting{Scope: score.Outsiders, Suspicious: suspicious})
		if got := everything.ByClass[score.Stranger] - outsideOf(rarest(), suspicious).ByClass[score.Stranger]; got > most || got < most-200 { // a little less: the group may say nothing at all
			t.Errorf("everything that is readable inside weighs %d millibits against a stranger, not %d", got, most)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		findings, s := drawFindings(t), drawSetting(t)
		all := score.Of(findings, score.Default(), s)
		if gain := all.Bits - all.Outside; gain > caps[s.Suspicious] {
			t.Fatalf("what is readable inside adds %d millibits", gain)
		}
		for _, f := range findings {
			for _, bits := range score.Of([]evidence.Finding{f}, score.Default(), s).ByClass {
				if bits > 12000 || bits < -12000 {
					t.Fatalf("%s weighs %d millibits", f.Item, bits)
				}
			}
		}
	})
}

// rarest are the best answers to everything, of values that nobody guesses.
func rarest() []evidence.Finding {
	var all []evidence.Finding
	for _, item := range evidence.Items() {
		w := evidence.Way{Guesses: 1}
		for l := range evidence.Levels(item) {
			w.Guess[l] = 1
		}
		all = append(all, evidence.Finding{Item: item, Kind: string(item), Level: evidence.Levels(item)[0], Ways: []evidence.Way{w}})
	}
	return all
}

// outsideOf weighs what nobody can read inside the account.
func outsideOf(findings []evidence.Finding, suspicious bool) score.Result {
	outside := slices.DeleteFunc(slices.Clone(findings), func(f evidence.Finding) bool { return f.Item.Order() < evidence.Passwords.Order() })
	return score.Of(outside, score.Default(), score.Setting{Scope: score.Outsiders, Suspicious: suspicious})
}

// Property 5: the order of findings does not matter.
func TestTheOrderOfFindingsDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		findings, s := drawFindings(t), drawSetting(t)
		want := score.Of(findings, score.Default(), s)
		order := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0)).Perm(len(findings))
		shuffled := make([]evidence.Finding, len(findings))
		for to, from := range order {
			shuffled[to] = findings[from]
		}
		got := score.Of(shuffled, score.Default(), s)
		for to, from := range order {
			if got.Contributions[to] != want.Contributions[from] {
				t.Fatalf("%s contributes %d in one order and %d in another", findings[from].Item, want.Contributions[from], got.Contributions[to])
			}
		}
		if got.Bits != want.Bits || got.ByClass != want.ByClass || got.Against != want.Against || got.Outside != want.Outside {
			t.Fatalf("%+v became %+v", want, got)
		}
	})
}

// Property 6: the findings' bits add up to the bits, to the thousandth.
func TestTheExplanationAddsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		findings, s := drawFindings(t), drawSetting(t)
		r := score.Of(findings, score.Default(), s)
		sum := score.Millibits(0)
		for _, c := range r.Contributions {
			sum += c
		}
		if sum != r.Bits || r.ByClass[r.Against] != r.Bits {
			t.Fatalf("parts add up to %d, the whole is %d against %s", sum, r.Bits, r.Against)
		}
	})
}

// Property 9: one more class to beat never raises the bits, and a suspicious event does not either.
func TestOneMoreAdversaryNeverRaisesTheBits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		findings := drawFindings(t)
		few := score.Scope(0).With(score.Class(rapid.IntRange(0, 4).Draw(t, "class")))
		more := few.With(score.Class(rapid.IntRange(0, 4).Draw(t, "another")))
		before, after := score.Of(findings, score.Default(), score.Setting{Scope: few}), score.Of(findings, score.Default(), score.Setting{Scope: more})
		if after.Bits > before.Bits {
			t.Fatalf("%d bits became %d", before.Bits, after.Bits)
		}
		if alarmed := score.Of(findings, score.Default(), score.Setting{Scope: more, Suspicious: true}); alarmed.Bits > after.Bits {
			t.Fatalf("a suspicious event raised %d bits to %d", after.Bits, alarmed.Bits)
		}
	})
}
