package recovery

import "time"

// Timing is how long things live and wait. The floor of the hold (24 hours) is the policy's and can't be lowered here.
type Timing struct {
	DraftLife   time.Duration // an unsent application, and the way back into it
	CodeLife    time.Duration // a six-digit code (ASVS 6.5.5: at most 10 minutes)
	Promise     time.Duration // from submission to the promised verdict
	Quantum     time.Duration // verdicts are published at multiples of it after the Unix epoch; 0 publishes at once
	LinkLife    time.Duration // the restoration link, from the end of the hold
	FinishLife  time.Duration // from proving the last code to the new password
	UndoWindow  time.Duration // the owner may undo a restoration
	Freeze      time.Duration // after a contest no application for that account passes by itself
	DemoHold    time.Duration // the demo's shortened hold; 0 everywhere else
	NoticeEvery time.Duration // an owner's channel is told of new applications at most 3 times in this time, then merged
}

// DefaultTiming is what an operator gets who sets nothing.
func DefaultTiming() Timing {
	return Timing{
		DraftLife: 72 * time.Hour, CodeLife: 10 * time.Minute, Promise: 24 * time.Hour, Quantum: 15 * time.Minute,
		LinkLife: 72 * time.Hour, FinishLife: 15 * time.Minute, UndoWindow: 72 * time.Hour, Freeze: 30 * 24 * time.Hour,
		NoticeEvery: 24 * time.Hour,
	}
}

// nextMark is the next multiple of the quantum strictly after t. Grants and declines leave at the same marks, whatever they cost
// to judge, so that the time of a letter tells nothing (engine.md §3).
func (t Timing) nextMark(now time.Time) time.Time {
	if t.Quantum <= 0 {
		return now
	}
	return now.Truncate(t.Quantum).Add(t.Quantum)
}

// hold is how long a granted case waits for the owner's word.
func (t Timing) hold(hours int) time.Duration {
	if t.DemoHold > 0 {
		return t.DemoHold
	}
	return time.Duration(hours) * time.Hour
}
