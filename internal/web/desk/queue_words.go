package desk

import (
	"strconv"
	"time"

	"okaeri/internal/recovery"
)

// row words one case.
func (t *turn) row(r recovery.QueueRow) queueRow {
	now := t.now()
	left, tag := t.left(r.Due)
	out := queueRow{
		Ref: r.Ref, Path: t.path("/desk/cases/" + r.Ref), Left: left, LeftTag: tag, Kind: t.say("desk.kind." + string(r.Kind)),
		Machine: t.say("desk.machine." + string(r.Machine)), Human: t.say("desk.human", "N", strconv.Itoa(r.Votes), "Of", strconv.Itoa(r.People)),
		Flags: r.Flags, Crowded: r.Crowded, Language: t.say("desk.language." + r.Language), Submitted: t.moment(r.Submitted), State: t.state(r),
	}
	if who := t.lacks(r); who != "" {
		out.Lacks = t.say("desk.lacks." + who)
	}
	if r.Claimed(now) {
		out.Mine = r.ClaimBy == t.who.Login
		out.Claim, out.ClaimBy = t.claimed(r), r.ClaimBy
	}
	return out
}

// claimed says who works on a case, and for how long they have.
func (t *turn) claimed(r recovery.QueueRow) string {
	return t.say("desk.claimed", "Name", t.name(r.ClaimBy), "N", strconv.Itoa(int(t.now().Sub(r.ClaimAt).Minutes())))
}

// state says what a case in the queue waits for.
func (t *turn) state(r recovery.QueueRow) string {
	switch now := t.now(); {
	case r.Asking(now):
		return t.say("desk.state.asked", "Time", t.moment(r.AskedTill))
	case r.Senior:
		return t.say("desk.state.senior")
	case r.Votes > 0:
		return t.say("desk.state.second")
	case r.Claimed(now):
		return t.say("desk.state.open")
	}
	return t.say("desk.state.waiting")
}

// left says how much time is left to the promised time, and how much that presses.
func (t *turn) left(due time.Time) (said, tag string) {
	d := due.Sub(t.now())
	key, tag := "desk.left", ""
	switch {
	case d < 0:
		d, key, tag = -d, "desk.left.over", "stop"
	case d < recovery.Soon:
		tag = "warn"
	}
	hours, minutes := int(d.Hours()), int(d.Minutes())%60
	if hours >= 48 {
		return t.say(key+".days", "N", strconv.Itoa(hours/24)), tag
	}
	return t.say(key, "H", strconv.Itoa(hours), "M", strconv.Itoa(minutes)), tag
}
