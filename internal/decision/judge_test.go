package decision_test

import (
	"encoding/json"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"okaeri/internal/decision"
	"okaeri/internal/evidence"
	"okaeri/internal/intake"
	"okaeri/internal/score"
)

// Adding a right answer of any kind, to whatever else was said, never lowers the bits (property 1, from outside).
func TestARightAnswerNeverLowersTheBits(t *testing.T) {
	right := insideClaims()
	wrong := []intake.Claim{
		claim("name", "山本 太郎"), claim("birth_date", "1971-12-30"), claim("postal_code", "9800001"), claim("mail_recipient", "nobody@example.com"),
		claim("mail_subject", "何でもない話"), claim("mail_folder", "仕事"), claim("product", "games"), claim("account_created", "2001-01"),
		{Kind: "card", Value: intake.Parts("last4", "0000")},
		claim("birth_date", "1960-04-09"), claim("mail_recipient", "taroo@example.jp"),
	}
	passwords := []string{"Sakura-1998", "Tsubaki-2018", "Momiji-2021"}
	account := hanako()
	rapid.Check(t, func(t *rapid.T) {
		app := application(rapid.SliceOfN(rapid.SampledFrom(append(slices.Clone(right), wrong...)), 0, 12).Draw(t, "claims")...)
		app.Context = rapid.SampledFrom([]intake.Context{home, abroad, {}}).Draw(t, "context")
		typed := rapid.SliceOfN(rapid.SampledFrom(append(slices.Clone(passwords), "123456", "nothing")), 0, 3).Draw(t, "typed")
		before := try(account, app, typed...)
		if rapid.Bool().Draw(t, "a password") {
			typed = append(slices.Clone(typed), rapid.SampledFrom(passwords).Draw(t, "password"))
		} else {
			app.Claims = append(slices.Clone(app.Claims), rapid.SampledFrom(right).Draw(t, "answer"))
		}
		if after := try(account, app, typed...); after.Bits < before.Bits {
			t.Fatalf("%d millibits became %d", before.Bits, after.Bits)
		}
	})
}

// The order of claims does not matter, nor does any run of the same input.
func TestTheSameApplicationIsJudgedTheSame(t *testing.T) {
	account := hanako()
	rapid.Check(t, func(t *rapid.T) {
		app := owner()
		app.Claims = rapid.SliceOfN(rapid.SampledFrom(insideClaims()), 0, 10).Draw(t, "claims")
		want := try(account, app, "Sakura-1998")
		app.Claims = rapid.Permutation(app.Claims).Draw(t, "order")
		a := account
		a.Facts = rapid.Permutation(a.Facts).Draw(t, "facts")
		if diff := cmp.Diff(want, try(a, app, "Sakura-1998")); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestAssessmentsReadAsTheContractSays(t *testing.T) {
	a := try(hanako(), owner(), "Sakura-1998")
	a.Explain(func(key string, args map[string]string) string { return key + args["Reason"] + args["Since"] })
	line, err := a.Line()
	if err != nil {
		t.Fatal(err)
	}
	var read map[string]any
	if err := json.Unmarshal(line, &read); err != nil {
		t.Fatal(err)
	}
	for _, field := range []string{"id", "account_id", "verdict", "hold_hours", "bits", "by_class", "threshold", "findings", "engine"} {
		if _, ok := read[field]; !ok {
			t.Errorf("field %s is missing", field)
		}
	}
	sum := 0.0
	for _, f := range read["findings"].([]any) {
		finding := f.(map[string]any)
		sum += finding["bits"].(float64)
		if finding["reason"] == "" || finding["kind"] == "" || finding["level"] == "" {
			t.Errorf("a finding lacks words: %v", finding)
		}
	}
	if bits := read["bits"].(float64); math.Abs(sum-bits) > 1e-9 {
		t.Errorf("findings add up to %v, the bits are %v", sum, bits)
	}
	least := math.Inf(1)
	for _, class := range a.Scope {
		least = min(least, read["by_class"].(map[string]any)[class].(float64))
	}
	if least != read["bits"].(float64) {
		t.Errorf("bits are %v, the least of the classes in scope %v", read["bits"], least)
	}
	var back decision.Assessment
	if err := json.Unmarshal(line, &back); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(a, back) {
		t.Error(cmp.Diff(a, back))
	}
	if strings.Contains(string(line), "花子") || strings.Contains(string(line), "1960") || strings.Contains(string(line), "taro") {
		t.Error("an assessment holds a value")
	}
}

func TestAGhostIsDeclinedWithTheSameAdvice(t *testing.T) {
	app := application(insideClaims()[:3]...)
	ghost, real := decision.Ghost(app, decision.DefaultPolicy()), try(hanako(), app)
	if ghost.Verdict != decision.Decline || ghost.AccountID != nil {
		t.Errorf("%+v", ghost)
	}
	if !slices.Equal(ghost.Advice, real.Advice) {
		t.Errorf("advice tells a ghost: %v, %v", ghost.Advice, real.Advice)
	}
	line, _ := ghost.Line()
	if !strings.Contains(string(line), `"account_id":null,"verdict":"decline"`) || !strings.Contains(string(line), `"findings":[]`) {
		t.Errorf("%s", line)
	}
}

// Advice looks at what was left blank and at nothing else: right or wrong makes no difference.
func TestAdviceComesFromBlanksAlone(t *testing.T) {
	right := try(hanako(), application(insideClaims()[:2]...), "Sakura-1998")
	wrong := try(hanako(), application(claim("name", "山本 太郎"), claim("birth_date", "2001-01-01")), "nothing")
	if !slices.Equal(right.Advice, wrong.Advice) {
		t.Errorf("right: %v, wrong: %v", right.Advice, wrong.Advice)
	}
	for _, kind := range []string{"name", "birth_date", "past_password"} {
		if slices.Contains(right.Advice, kind) {
			t.Errorf("%s was answered and is advised", kind)
		}
	}
	if !slices.Contains(right.Advice, "mail_subject") {
		t.Errorf("what was left blank is not advised: %v", right.Advice)
	}
}

// Raising the value of the account or the number of the attempt never lowers the threshold (property 9).
func TestThresholdsNeverFall(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := hanako()
		worths := []evidence.Worth{evidence.Low, evidence.Ordinary, evidence.High}
		from := rapid.IntRange(0, 2).Draw(t, "worth")
		to := rapid.IntRange(from, 2).Draw(t, "more worth")
		attempt := rapid.IntRange(1, 8).Draw(t, "attempt")
		later := rapid.IntRange(attempt, 9).Draw(t, "later")
		c := caseOf(a, owner())
		c.Familiar, c.Reachable = rapid.Bool().Draw(t, "familiar"), rapid.IntRange(0, 2).Draw(t, "reachable")
		line := func(worth evidence.Worth, attempt int) decision.Bits {
			a.Worth = worth
			c.Dossier, c.Attempt = evidence.NewDossier(a), attempt
			return decision.Assess(c, score.Default(), decision.DefaultPolicy()).Threshold.Grant
		}
		before, after := line(worths[from], attempt), line(worths[to], later)
		if after < before {
			t.Fatalf("%s at attempt %d needs %d, %s at %d only %d", worths[from], attempt, before, worths[to], later, after)
		}
	})
}

// FuzzAssessNeverPanics: whatever stands in an account and an application, a judgement comes out, in bounded time, and adds up.
func FuzzAssessNeverPanics(f *testing.F) {
	f.Add([]byte(`{"id":"a","facts":[{"kind":"birth_date","value":"1960-04-08"}]}`),
		[]byte(`{"id":"x","account":"a","at":"2026-11-01T10:00:00+09:00","claims":[{"kind":"birth_date","value":"S35.4.8"}]}`))
	f.Fuzz(func(t *testing.T, record, line []byte) {
		account, err := evidence.DecodeAccount(record)
		if err != nil {
			return
		}
		app, err := intake.DecodeApplication(line)
		if err != nil {
			return
		}
		d := evidence.NewDossier(account)
		a := decision.Assess(decision.Case{Dossier: d, Application: app, Attempt: 1, Familiar: d.Familiar(app)}, score.Default(), decision.DefaultPolicy())
		sum := decision.Bits(0)
		for _, finding := range a.Findings {
			sum += finding.Bits
		}
		if sum != a.Bits {
			t.Fatalf("findings add up to %d, not %d", sum, a.Bits)
		}
		evidence.ClaimKeys(d, app)
		if _, err := a.Line(); err != nil {
			t.Fatal(err)
		}
	})
}

// Whoever could apply from a place of the owner's gains nothing by applying from elsewhere, however an operator splits the ledgers.
func TestHidingAKnownPlaceNeverLowersTheLine(t *testing.T) {
	for _, familiar := range []float64{.8, .5, .2} {
		policy := decision.DefaultPolicy()
		policy.Ledgers.Familiar, policy.Ledgers.Other = familiar, 1-familiar
		for attempt := 1; attempt <= 6; attempt++ {
			c := caseOf(hanako(), owner())
			c.Attempt, c.Familiar = attempt, true
			home := decision.Assess(c, score.Default(), policy)
			c.Familiar = false
			if elsewhere := decision.Assess(c, score.Default(), policy); elsewhere.Threshold.Grant < home.Threshold.Grant {
				t.Errorf("share %v, attempt %d: %d at home, %d elsewhere", familiar, attempt, home.Threshold.Grant, elsewhere.Threshold.Grant)
			}
		}
	}
}
