package past

import (
	"context"
	"errors"
	"time"

	"okaeri/internal/notice"
	"okaeri/internal/recovery"
)

// How long people at the desk take.
const (
	reading  = 7 * time.Minute  // from taking a case to deciding it
	handover = 50 * time.Minute // until the next person comes to it
)

// review lets people decide some time after the application came to them: the two reviewers in turn, as many as it takes, and the senior
// where they differ. They are right about who it is, which this desk can know and others can't.
func (a *application) review(after time.Duration) {
	first, second := aoi, ren
	if a.turn%2 == 1 {
		first, second = ren, aoi
	}
	right := a.who == owner
	a.vote(after, first, right)
	a.vote(after+handover, second, right)
	a.vote(after+2*handover, chihiro, right)
}

// vote lets one person take the case, read it and decide, if it still waits for somebody like them.
func (a *application) vote(after time.Duration, login string, grant bool) {
	when := a.sent().Add(after)
	a.agenda.at(when, func(ctx context.Context) error {
		taken, err := a.take(ctx, login)
		if err != nil || !taken {
			return err
		}
		a.agenda.at(when.Add(reading), func(ctx context.Context) error { return a.decide(ctx, login, grant) })
		return nil
	})
}

// take gives the case to a person, by assignment where it is their turn, and lets them look at it.
func (a *application) take(ctx context.Context, login string) (bool, error) {
	c, err := a.state(ctx)
	if err != nil || c.State != recovery.Reviewing || c.Desk.Senior && login != chihiro || login == chihiro && !c.Desk.Senior {
		return false, err
	}
	me := a.actor(login)
	waiting, err := a.past.Store.Waiting(ctx, recovery.Waiter{Person: login, Senior: login == chihiro, Spared: login == chihiro, Now: a.agenda.now, N: 1})
	if err == nil && len(waiting) == 1 && waiting[0] == a.id {
		_, err = a.past.Next(ctx, me)
	} else if err == nil {
		err = a.past.Claim(ctx, me, a.ref)
	}
	if err == nil {
		_, err = a.past.Open(ctx, me, a.ref)
	}
	var refused *recovery.Refused
	if errors.As(err, &refused) {
		return false, nil
	}
	return err == nil, err
}

// decide writes down one person's decision. Who would grant what a rule keeps from being granted declines.
func (a *application) decide(ctx context.Context, login string, grant bool) error {
	c, err := a.state(ctx)
	if err != nil || c.State != recovery.Reviewing {
		return err
	}
	b := recovery.Ballot{Grant: grant, Reason: "evidence_sufficient", Words: a.say("demo.town.said.grant", a.Lang)}
	if c.Profile == "strict" || c.Disputed {
		b.Reason, b.Proof, b.Words = "identity_proofed", "in_person", a.say("demo.town.said.proofed", a.Lang)
	}
	decline := recovery.Ballot{Reason: "evidence_insufficient", Words: a.say("demo.town.said.decline", a.Lang)}
	if a.who != owner {
		decline.Reason, decline.Words = "contradicted", a.say("demo.town.said.contradicted", a.Lang)
	}
	if !grant {
		b = decline
	}
	err = a.past.Decide(ctx, a.actor(login), a.ref, b)
	var refused *recovery.Refused
	if grant && errors.As(err, &refused) {
		err = a.past.Decide(ctx, a.actor(login), a.ref, decline)
	}
	return unlessLate(err)
}

// differ lets the two reviewers decide differently: a senior has to settle it.
func (a *application) differ(after time.Duration) {
	a.vote(after, aoi, true)
	a.vote(after+handover, ren, false)
}

// deed is something that one person does who takes the case.
func (a *application) deed(after time.Duration, login string, do func(ctx context.Context, me recovery.Actor) error) {
	a.agenda.at(a.sent().Add(after), func(ctx context.Context) error {
		taken, err := a.take(ctx, login)
		if err != nil || !taken {
			return err
		}
		return unlessLate(do(ctx, a.actor(login)))
	})
}

// escalate hands the case to the senior, with a note why.
func (a *application) escalate(after time.Duration, login string) {
	a.deed(after, login, func(ctx context.Context, me recovery.Actor) error {
		return a.past.Escalate(ctx, me, a.ref, a.say("demo.town.said.escalate", a.Lang))
	})
}

// ask lets a person ask the applicant for more; whoever answers does so some time later.
func (a *application) ask(after time.Duration, login string, answered time.Duration) {
	a.deed(after, login, func(ctx context.Context, me recovery.Actor) error {
		if err := a.past.AddNote(ctx, me, a.ref, a.say("demo.town.said.note", a.Lang)); err != nil {
			return err
		}
		return a.past.AskMore(ctx, me, a.ref, []string{"mail_recipient", "past_password"})
	})
	if answered == 0 {
		return
	}
	a.on(notice.NeedMore, answered, once(func(ctx context.Context, _ notice.Letter, _ string) error {
		if err := a.past.AddPasswords(ctx, a.id, a.filed.Passwords); err != nil {
			return err
		}
		return a.past.SendMore(ctx, a.id)
	}))
}

// hold lets a person take the case and look at what was typed: they are at it now.
func (a *application) hold(after time.Duration, login string) {
	a.deed(after, login, func(ctx context.Context, me recovery.Actor) error {
		return a.past.Reveal(ctx, me, a.ref, "contact", "unclear_match")
	})
}
