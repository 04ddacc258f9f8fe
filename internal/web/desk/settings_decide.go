package desk

import (
	"errors"
	"strconv"

	"okaeri/internal/decision"
	"okaeri/internal/recovery"
	"okaeri/internal/settings"
	"okaeri/internal/web"
)

// eases orders verdicts by how near they bring an applicant to an account.
var eases = map[decision.Outcome]int{decision.Decline: 0, decision.Review: 1, decision.Grant: 2}

func (t *turn) verdict(word string) string { return t.say("desk.settings.verdict." + word) }

// decided words a verdict with its hold.
func (t *turn) decided(d settings.Decided) string {
	if d.Verdict == decision.Decline {
		return t.verdict(string(d.Verdict))
	}
	return t.say("desk.settings.decided", "Verdict", t.verdict(string(d.Verdict)), "N", strconv.Itoa(d.HoldHours))
}

// confirmRules gives an administrator's word.
func (d *Desk) confirmRules(t *turn) {
	if !t.whole() {
		return
	}
	id := t.r.PathValue("id")
	live, err := d.Settings.Confirm(t.ctx(), t.actor(), id)
	var refused *recovery.Refused
	switch {
	case errors.As(err, &refused) && refused.Code == "sign_in_again":
		t.goTo("/desk/confirm?" + t.next())
	case err != nil:
		t.failSettings(err)
	case live:
		t.goTo("/desk/settings/proposals/" + id + "?done=live")
	default:
		t.goTo("/desk/settings/proposals/" + id + "?done=confirmed")
	}
}

// rejectRules ends a proposal of somebody else's.
func (d *Desk) rejectRules(t *turn) {
	typed, ok := t.many("words")
	if !ok {
		return
	}
	err := d.Settings.Reject(t.ctx(), t.actor(), t.r.PathValue("id"), typed["words"])
	var unclear *settings.Unclear
	switch {
	case errors.As(err, &unclear):
		t.showProposal([]web.Fault{{Field: "words", Words: t.say("desk.refused." + unclear.Code)}}, typed["words"])
	case err != nil:
		t.failSettings(err)
	default:
		t.goTo("/desk/settings?done=rejected")
	}
}

// withdrawRules takes one's own back.
func (d *Desk) withdrawRules(t *turn) {
	if !t.whole() {
		return
	}
	if err := d.Settings.Withdraw(t.ctx(), t.actor(), t.r.PathValue("id")); err != nil {
		t.failSettings(err)
		return
	}
	t.goTo("/desk/settings?done=withdrawn")
}

// tryRulesAgain begins the dry run once more.
func (d *Desk) tryRulesAgain(t *turn) {
	if !t.whole() {
		return
	}
	if err := d.Settings.Again(t.ctx(), t.actor(), t.r.PathValue("id")); err != nil {
		t.failSettings(err)
		return
	}
	t.goTo("/desk/settings/proposals/" + t.r.PathValue("id") + "?done=again")
}
