package apply

import (
	"errors"
	"time"

	"okaeri/internal/recovery"
	"okaeri/internal/web"
)

// statusView is where a case stands, in the applicant's words.
type statusView struct {
	web.Page
	State   string // word for the template's icon
	Said    string
	Lead    string
	Box     string // a time to remember
	BoxLead string
	Advice  []string
	Again   string
	Updated string
	Next    []string // what happens from here on, in order
	Mine    bool     // may still be withdrawn
	Move    bool     // its letters may still go elsewhere
	Moved   bool     // they do from now on
	More    bool     // people have asked for more
	Appeal  bool     // other people may be asked to look again
	Back    string
}

// status shows where the visitor's case stands, or asks which case it is.
func (t *turn) status() {
	if t.r.URL.Query().Get("other") != "1" {
		c, err := t.owned()
		if err != nil && !errors.Is(err, recovery.ErrNotFound) {
			t.fail(err)
			return
		}
		if err == nil {
			t.kase = c
			t.showStatus()
			return
		}
	}
	t.askBack()
}

// showStatus words the state of a case.
func (t *turn) showStatus() {
	c, now := t.kase, t.now()
	shown := c.Shown(now)
	if shown == "reviewing" && now.After(c.Due) {
		shown = "late"
	}
	v := &statusView{Page: web.Page{Ref: c.Ref}, State: shown, Updated: t.moment(now)}
	v.Said = t.say("apply.status."+shown, "Time", t.moment(t.turning(shown)))
	v.Lead = t.say("apply.status." + shown + ".lead")
	if at := t.turning(shown); !at.IsZero() {
		v.Box, v.BoxLead = t.moment(at), t.say("apply.status."+shown+".box")
	}
	switch shown {
	case "draft":
		v.Back = t.path(t.next())
	case "declined":
		again, err := t.a.story.Again(t.ctx(), c)
		if err != nil {
			t.fail(err)
			return
		}
		v.Advice, v.Again = t.advice(c), t.moment(again)
	}
	v.Mine = !closed(c) && shown != "restoring" && shown != "restored"
	v.Move, v.Appeal, v.More = c.Movable(), c.MayAppeal(now), shown == "need_more"
	v.Moved = t.r.URL.Query().Get("moved") == "1" && !v.Move && v.Mine
	for i := 1; t.a.shell.Catalogue.Has(t.lang(), "apply.status."+shown+".next."+itoa(i)); i++ {
		v.Next = append(v.Next, t.say("apply.status."+shown+".next."+itoa(i)))
	}
	t.show("status", v, "apply.status.title")
}

// turning is the time that matters in a state.
func (t *turn) turning(shown string) time.Time {
	c := t.kase
	switch shown {
	case "received", "reviewing":
		return c.Due
	case "late":
		return c.Due.Add(24 * time.Hour)
	case "need_more":
		return c.Desk.Asked.Until
	case "waiting":
		return c.HoldUntil
	case "approved":
		return c.ReadyTill
	case "restored":
		return c.UndoUntil
	case "draft":
		return c.Due
	}
	return time.Time{}
}

// advice words the kinds of evidence to add, known from what was left blank and never from what matched.
func (t *turn) advice(c *recovery.Case) []string {
	var said []string
	for _, kind := range c.Private.Advice {
		if key := "apply.advice." + kind; t.a.shell.Catalogue.Has(t.lang(), key) {
			said = append(said, t.say(key))
		}
	}
	if len(said) == 0 {
		for _, kind := range []string{"device", "mail_recipient", "past_password"} {
			said = append(said, t.say("apply.advice."+kind))
		}
	}
	return said
}

// askWithdraw asks once more before an application is taken back.
func (t *turn) askWithdraw() {
	if t.takeOwned() {
		t.show("withdraw", &t.page, "apply.withdraw.title")
	}
}

// withdraw takes the application back.
func (t *turn) withdraw() {
	if err := t.form.Empty(); err != nil {
		t.fail(err)
		return
	}
	if !t.takeOwned() {
		return
	}
	if err := t.a.story.Withdraw(t.ctx(), t.kase.ID); err != nil && !errors.Is(err, recovery.ErrClosed) {
		t.fail(err)
		return
	}
	t.goTo("/status")
}
