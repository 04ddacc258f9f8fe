package recovery

import (
	"time"

	"okaeri/internal/decision"
	"okaeri/internal/evidence"
)

// Mark says how a claim compares with what is held, as the desk shows it: a shape and a word.
type Mark string

// The marks.
const (
	Exact      Mark = "exact"      // ● matches
	Near       Mark = "near"       // ◐ nearly, or in part
	Different  Mark = "different"  // ○ differs
	Unanswered Mark = "unanswered" // － nothing was claimed
	Unknown    Mark = "unknown"    // ？ nothing is held to compare with
)

// full are the levels beside an item's best that match in full.
var full = map[evidence.Level]bool{
	evidence.Equivalent: true, evidence.Swapped: true, evidence.Five: true, evidence.Four: true, evidence.Three: true, evidence.Two: true, evidence.TwoOld: true,
	evidence.Older: true, evidence.Current: true,
}

// MarkOf is the mark of a finding.
func MarkOf(f decision.Finding) Mark {
	item := f.Item
	if item == "" {
		item = evidence.Item(f.Kind)
	}
	switch {
	case f.Level == evidence.Blank, f.Level == evidence.TooCommon, f.Level == evidence.Answered: // which count as a blank
		return Unanswered
	case f.Level == evidence.Wrong:
		return Different
	case item.Index(f.Level) == 0, full[f.Level]:
		return Exact
	}
	return Near
}

// Age is how long a matched value has been held, roughly: the month itself would be a stored truth (H1).
type Age string

// The ages.
const (
	AgeUnknown Age = ""
	AgeFresh   Age = "fresh" // less than a year
	AgeSome    Age = "some"  // up to five years
	AgeOld     Age = "old"
)

func ageOf(since string, now time.Time) Age {
	t, err := time.Parse("2006-01", since)
	switch held := now.Sub(t); {
	case err != nil:
		return AgeUnknown
	case held < 365*day:
		return AgeFresh
	case held < 5*365*day:
		return AgeSome
	}
	return AgeOld
}
