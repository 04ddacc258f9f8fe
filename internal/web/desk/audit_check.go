package desk

import (
	"context"
	"errors"
	"strconv"
	"time"

	"okaeri/internal/audit"
	"okaeri/internal/recovery"
)

// checkView is what reading the whole record again found.
type checkView struct {
	Page
	State  recordState
	Whole  bool
	Long   bool // it was too long to be read while somebody waits
	Size   string
	Root   string
	Took   string
	Faults []string
}

// checkWithin is how long a person waits for the check; a longer record is checked on the command line.
const checkWithin = 25 * time.Second

// faultsShown bounds the list: whoever sees this many has lost more than a page can tell.
const faultsShown = 200

// verifyRecord reads the record again, as `okaeri audit verify` does, and names what is wrong.
func (d *Desk) verifyRecord(t *turn) {
	if !t.whole() {
		return
	}
	ctx, cancel := context.WithTimeout(t.ctx(), checkWithin)
	defer cancel()
	begun := t.now()
	report, err := d.Record.Verify(ctx, t.actor())
	v := &checkView{}
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		v.Long = true
	case err != nil:
		t.fail(err)
		return
	}
	state, err := d.Record.State(t.ctx(), t.actor())
	if err != nil {
		t.fail(err)
		return
	}
	v.State = t.recordState(state)
	v.Size = strconv.FormatInt(report.Size, 10)
	if report.Size > 0 {
		v.Root = report.Root.String()
	}
	v.Took = strconv.FormatFloat(t.now().Sub(begun).Seconds(), 'f', 1, 64)
	v.Whole = !v.Long && len(report.Faults) == 0
	for _, f := range report.Faults[:min(len(report.Faults), faultsShown)] {
		v.Faults = append(v.Faults, t.faultWords(f))
	}
	t.show("audit_check", v, "desk.audit.check.title")
}

// faultWords names one fault and where it is.
func (t *turn) faultWords(f audit.Fault) string {
	said := t.say("desk.audit.fault." + string(f.Kind))
	switch {
	case f.To > f.Seq && f.Seq > 0:
		said = t.say("desk.audit.fault.from", "Said", said, "Seq", strconv.FormatInt(f.Seq, 10), "To", strconv.FormatInt(f.To, 10))
	case f.Seq > 0:
		said = t.say("desk.audit.fault.at", "Said", said, "Seq", strconv.FormatInt(f.Seq, 10))
	}
	if f.Case != "" {
		said = t.say("desk.audit.fault.of", "Said", said, "Case", f.Case, "N", strconv.FormatInt(f.N, 10))
	}
	return said
}

// recordState words how far the record is signed.
func (t *turn) recordState(s recovery.RecordState) recordState {
	out := recordState{Root: s.Root, Note: s.Note, Key: t.d.Record.Key(), Said: t.say("desk.audit.unsigned")}
	if s.Size > 0 {
		out.Said = t.say("desk.audit.signed", "N", strconv.FormatInt(s.Size, 10), "Time", t.moment(s.At))
	}
	if s.Pending > 0 {
		out.Waits = t.say("desk.audit.pending", "N", strconv.FormatInt(s.Pending, 10))
	}
	return out
}
