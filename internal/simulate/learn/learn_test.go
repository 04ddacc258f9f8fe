package learn_test

import (
	"bytes"
	"math"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"okaeri/internal/decision"
	"okaeri/internal/evidence"
	"okaeri/internal/score"
	"okaeri/internal/simulate/learn"
)

func TestAnUnchangedFileSaysTheSame(t *testing.T) {
	data, err := learn.Shipped().Bytes()
	if err != nil {
		t.Fatal(err)
	}
	f, err := learn.Open(data)
	if err != nil {
		t.Fatal(err)
	}
	shipped := learn.Shipped()
	for _, item := range evidence.Items() {
		a, b := shipped.Row(item), f.Row(item)
		for l := range a.Owner {
			if a.Owner[l] != b.Owner[l] {
				t.Errorf("%s: %v became %v", item, a.Owner, b.Owner)
			}
		}
	}
	if !bytes.Contains(data, []byte("ASSUMED")) {
		t.Error("the comments are lost")
	}
}

func TestTheJudgementRefusesWhatLearningMayNotWrite(t *testing.T) {
	if _, err := learn.Open([]byte("version: x\nitems: {}\n")); err == nil {
		t.Error("a file without rows was opened")
	}
}

// Nobody was seen, so nothing may move; and the middle of a spread must be found again from its mean.
func TestNoCasesMoveNothing(t *testing.T) {
	f := learn.Shipped()
	before := append([]float64(nil), f.Row(evidence.Recipients).Owner...)
	e := learn.NewEvidence(score.Classes())
	e.Owner[evidence.Recipients] = make(learn.Seen, len(before)+1)
	f.Learn(e, .8)
	for l, p := range f.Row(evidence.Recipients).Owner {
		if math.Abs(p-before[l]) > 1e-6 {
			t.Errorf("level %d moved from %v to %v", l, before[l], p)
		}
	}
}

func TestManyCasesSpeakForThemselves(t *testing.T) {
	f := learn.Shipped()
	e := learn.NewEvidence(score.Classes())
	for range 50000 {
		learn.Add(e.Known["phisher"], evidence.Products, 0, .3)
		learn.Add(e.Known["phisher"], evidence.Products, 2, .7)
	}
	f.Learn(e, 0)
	if got := f.Row(evidence.Products).Known["phisher"]; math.Abs(got[0]-.3) > .002 || got[1] > .002 {
		t.Errorf("three in ten became %v", got)
	}
}

// drawn are reviewed cases in which owners remember folders far better than the file says.
func drawn(n int, truth func(owner bool) string) []learn.Reviewed {
	r := rand.New(rand.NewPCG(1, 2))
	pick := func(item evidence.Item, row []float64) decision.Finding {
		x, level := r.Float64(), evidence.Wrong
		for l, p := range row {
			if x < p {
				level = evidence.Levels(item)[l]
				break
			}
			x -= p
		}
		return decision.Finding{Kind: string(item), Level: level}
	}
	f := learn.Shipped()
	var cases []learn.Reviewed
	for i := range n {
		owner := i%4 != 0
		var findings []decision.Finding
		for _, item := range []evidence.Item{evidence.BirthDate, evidence.Passwords, evidence.Recipients, evidence.Device} {
			row := f.Row(item).Owner
			if !owner {
				row = f.Row(item).Known["breached"]
			}
			findings = append(findings, pick(item, row))
		}
		people := []float64{.45, .25}
		if !owner {
			people = f.Row(evidence.AddressBook).Known["breached"]
		}
		findings = append(findings, pick(evidence.AddressBook, people))
		c := learn.Reviewed{Truth: truth(owner)}
		c.Assessment.Findings = findings
		cases = append(cases, c)
	}
	return cases
}

func TestCalibrationFindsWhatReviewedCasesShow(t *testing.T) {
	known := func(owner bool) string {
		if owner {
			return learn.IsOwner
		}
		return learn.IsAdversary
	}
	f := learn.Shipped()
	after, changed, err := f.Calibrate(drawn(1500, known))
	if err != nil {
		t.Fatal(err)
	}
	if got := after.Row(evidence.AddressBook).Owner[0]; got < .4 || got > .5 {
		t.Errorf("two people: %v, nine in twenty were seen", got)
	}
	found := false
	for _, c := range changed {
		found = found || c.Item == evidence.AddressBook && c.Side == learn.IsOwner && c.Level == evidence.Two && c.Cases > 1000
	}
	if !found {
		t.Errorf("the change is not shown: %+v", changed)
	}
	if f.Row(evidence.AddressBook).Owner[0] != learn.Shipped().Row(evidence.AddressBook).Owner[0] {
		t.Error("calibrating changed the file itself")
	}
}

func TestCasesOfWhichNobodyKnowsStillSpeak(t *testing.T) {
	after, _, err := learn.Shipped().Calibrate(drawn(1500, func(bool) string { return learn.IsUnknown }))
	if err != nil {
		t.Fatal(err)
	}
	if got := after.Row(evidence.AddressBook).Owner[0]; got < .33 {
		t.Errorf("two people: %v; most of the cases are plainly owners'", got)
	}
}

// Cases in which owners know what hardly anybody is thought to know would let one folder decide alone; the rest is learned all the same.
func TestALessonThatGoesTooFarIsTempered(t *testing.T) {
	cases := drawn(400, func(owner bool) string {
		if owner {
			return learn.IsOwner
		}
		return learn.IsAdversary
	})
	for i := range cases {
		if cases[i].Truth == learn.IsOwner {
			cases[i].Assessment.Findings = append(cases[i].Assessment.Findings, decision.Finding{Kind: string(evidence.Folders), Level: evidence.Two})
		}
	}
	f := learn.Shipped()
	after, _, err := f.Calibrate(cases)
	if err != nil {
		t.Fatal(err)
	}
	if from, to := f.Row(evidence.Folders).Owner[0], after.Row(evidence.Folders).Owner[0]; to < from || to > .5 {
		t.Errorf("two folders: %v became %v", from, to)
	}
	if from, to := f.Row(evidence.AddressBook).Owner[0], after.Row(evidence.AddressBook).Owner[0]; to < from+.1 {
		t.Errorf("two people: %v became %v", from, to)
	}
	if _, err := after.Parameters(); err != nil {
		t.Error(err)
	}
}

func TestAHandfulOfCasesMovesNothingFar(t *testing.T) {
	f := learn.Shipped()
	after, _, err := f.Calibrate(drawn(4, func(bool) string { return learn.IsUnknown }))
	if err != nil {
		t.Fatal(err)
	}
	for _, item := range evidence.Items() {
		for l, p := range f.Row(item).Owner {
			if math.Abs(after.Row(item).Owner[l]-p) > .08 {
				t.Errorf("%s level %d: %v became %v by four cases", item, l, p, after.Row(item).Owner[l])
			}
		}
	}
}

// Whatever the judgement writes can be learned from, also what agreed with nothing.
func TestEveryAssessmentIsTakenAsAReviewedCase(t *testing.T) {
	file, err := os.ReadFile("../../assess/testdata/assessments.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for line := range strings.Lines(string(file)) {
		b.WriteString(`{"assessment": ` + strings.TrimSpace(line) + `, "truth": "unknown"}` + "\n")
	}
	for _, item := range evidence.Items() {
		for _, level := range append(evidence.Levels(item), evidence.Wrong, evidence.Blank, evidence.TooCommon, evidence.Answered) {
			b.WriteString(`{"assessment": {"findings": [{"kind": "` + string(item) + `", "level": "` + string(level) + `"}]}, "truth": "owner"}` + "\n")
		}
	}
	if cases, err := learn.ReadReviewed(strings.NewReader(b.String())); err != nil || len(cases) < 60 {
		t.Errorf("%d cases, %v", len(cases), err)
	}
}

func TestReviewedCasesAreReadStrictly(t *testing.T) {
	good := `{"assessment": {"id": "x-1", "account_id": "a-1", "verdict": "review", "hold_hours": 72, "bits": 1.5, "findings": [{"kind": "name", "level": "exact", "bits": 0.1, "reason": ""}]}, "truth": "adversary", "class": "phisher"}`
	cases, err := learn.ReadReviewed(strings.NewReader(good + "\n\n" + good + "\n"))
	if err != nil || len(cases) != 2 {
		t.Fatalf("%d cases, %v", len(cases), err)
	}
	for line, word := range map[string]string{
		`{"truth": "maybe"}`:                                                    "truth",
		`{"truth": "owner", "class": "phisher"}`:                                "class",
		`{"truth": "owner", "colour": 1}`:                                       "colour",
		`{"truth": "owner"}`:                                                    "findings: are missing",
		strings.Replace(good, `"exact"`, `"exakt"`, 1):                          `name: the level "exakt" is none of [exact`,
		strings.Replace(good, `"name"`, `"nam"`, 1):                             `"nam" is none of [name`,
		strings.Replace(good, `"name"`, `"shoe", "item": "costum"`, 1):          `"costum" is none of`,
		strings.Replace(good, `"exact"`, `"`+strings.Repeat("x", 2<<20)+`"`, 1): "longer than 1048576 bytes",
	} {
		if _, err := learn.ReadReviewed(strings.NewReader(good + "\n" + line)); err == nil || !strings.HasPrefix(err.Error(), "2: ") || !strings.Contains(err.Error(), word) {
			t.Errorf("%s: %v", line, err)
		}
	}
}
