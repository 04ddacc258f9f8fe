package past

import (
	"context"
	"slices"
	"time"

	"okaeri/internal/decision"
	"okaeri/internal/notice"
	"okaeri/internal/simulate"
)

// part is one application of the plot: who files it, when, and what becomes of it.
type part struct {
	who      simulate.Tier
	ago      time.Duration    // how long before the present it is sent
	goes     decision.Outcome // what the machine says of it; empty: whatever it says
	high     bool             // two people have to agree
	troubled bool             // two addresses of the account say different things
	assisted string           // the way in which the staff types it: counter or phone
	typist   string           // and who types
	helper   bool             // a shop helps, which is not the staff
	fewer    bool             // answers in a hurry
	contact  string           // an address that several applications share
	then     func(*application)
	turn     int // of the reviewers
}

// plot is everything that happens, the past first.
func plot() []part { return slices.Concat(over(), lately(), today()) }

// at spreads a part over several times.
func at(p part, ago ...time.Duration) []part {
	var out []part
	for _, d := range ago {
		p.ago = d
		out = append(out, p)
	}
	return out
}

const hour = time.Hour

// over is what has ended.
func over() []part {
	granted := part{who: owner, goes: decision.Grant, then: (*application).finish}
	people := part{who: owner, goes: decision.Review, then: func(a *application) {
		a.review(5 * hour)
		a.finish()
	}}
	intruder := part{who: simulate.Insider, goes: decision.Review, then: func(a *application) { a.review(3 * hour) }}
	notMe := func(kind notice.Kind, after time.Duration) func(*application) {
		return func(a *application) { a.on(kind, after, once(a.contest)) }
	}
	campaign := part{who: simulate.Stranger, goes: decision.Decline, contact: "account-help@example.org"}
	return slices.Concat(
		at(granted, 19*day, 15*day+4*hour),
		at(people, 18*day+7*hour, 12*day, 9*day+5*hour),
		at(intruder, 16*day+3*hour, 10*day+11*hour),
		at(part{who: owner, goes: decision.Review, high: true, then: func(a *application) { a.review(2 * hour) }}, 13*day+6*hour, 8*day),
		at(part{who: owner, goes: decision.Decline}, 17*day, 11*day+2*hour, 6*day),
		at(part{who: simulate.Stranger, goes: decision.Decline}, 17*day+9*hour, 5*day),
		at(part{who: simulate.Breached, goes: decision.Decline}, 14*day, 9*day+1*hour, 3*day+8*hour),
		at(part{who: simulate.Acquaintance, goes: decision.Decline}, 12*day+10*hour, 4*day),
		at(part{who: simulate.Phisher, goes: decision.Decline}, 7*day+3*hour),
		at(campaign, 6*day+90*time.Minute, 6*day+80*time.Minute, 6*day+70*time.Minute, 6*day+hour, 6*day+50*time.Minute),
		at(part{who: owner, then: func(a *application) {
			a.agenda.at(a.sent().Add(20*time.Minute), a.withdraw)
		}}, 15*day, 7*day),
		at(part{who: simulate.Insider, goes: decision.Review, then: notMe(notice.NoticeSubmitted, 2*hour)}, 11*day, 4*day+5*hour),
		at(part{who: owner, goes: decision.Grant, then: notMe(notice.NoticeGranted, 9*hour)}, 10*day),
		at(part{who: owner, goes: decision.Grant, then: func(a *application) {
			a.finish()
			a.on(notice.NoticeRestored, 5*hour, once(func(ctx context.Context, l notice.Letter, _ string) error {
				return unlessLate(a.past.Undo(ctx, token(l)))
			}))
		}}, 8*day+3*hour),
	)
}

// lately is what goes on.
func lately() []part {
	appeal := func(a *application) {
		a.on(notice.Declined, 30*hour, once(func(ctx context.Context, _ notice.Letter, _ string) error {
			return unlessLate(a.past.Appeal(ctx, a.id, a.say("demo.town.said.appeal", a.visitor.Language), a.visitor))
		}))
	}
	return slices.Concat(
		at(part{who: owner, goes: decision.Grant}, 26*hour, 3*hour),
		at(part{who: owner, goes: decision.Review, then: func(a *application) { a.ask(2*hour, ren, 0) }}, 31*hour, 20*hour),
		at(part{who: owner, goes: decision.Review, then: func(a *application) { a.ask(3*hour, aoi, 9*hour) }}, 27*hour),
		at(part{who: owner, goes: decision.Review}, 38*hour, 29*hour), // their promise was renewed once
		at(part{who: owner, goes: decision.Decline, then: appeal}, 39*hour, 34*hour),
		at(part{who: owner, goes: decision.Review, fewer: true, then: func(a *application) { a.again(28 * hour) }}, 49*hour, 37*hour),
		at(part{who: owner, goes: decision.Review, troubled: true, then: func(a *application) {
			a.on(notice.NoticeSubmitted, 2*hour, func(ctx context.Context, l notice.Letter, to string) error {
				if to != lateAddress {
					return nil
				}
				return a.contest(ctx, l, to)
			})
		}}, 15*hour),
		at(part{who: simulate.Breached, goes: decision.Decline}, 22*hour, 9*hour),
		at(part{who: simulate.Stranger, goes: decision.Decline}, 12*hour),
	)
}

// today is what waits for people.
func today() []part {
	second := func(login string) func(*application) {
		return func(a *application) { a.vote(40*time.Minute, login, true) }
	}
	wait := part{who: owner, goes: decision.Review}
	two := part{who: owner, goes: decision.Review, high: true}
	with := func(p part, then func(*application)) part {
		p.then = then
		return p
	}
	counter := part{who: owner, goes: decision.Review, assisted: "counter", typist: aoi}
	phone := part{who: owner, goes: decision.Review, assisted: "phone", typist: ren}
	shop := part{who: owner, goes: decision.Review, helper: true}
	return slices.Concat(
		at(with(two, second(aoi)), 19*hour, 11*hour),
		at(with(two, second(ren)), 16*hour, 6*hour),
		at(with(two, func(a *application) { a.differ(30 * time.Minute) }), 14*hour),
		at(with(wait, func(a *application) { a.escalate(hour, ren) }), 13*hour),
		at(with(wait, func(a *application) { a.hold(a.ago-12*time.Minute, ren) }), 21*hour),
		at(counter, 18*hour, 5*hour), at(phone, 8*hour), at(shop, 10*hour),
		at(part{who: simulate.Insider, goes: decision.Review}, 17*hour, 12*hour+20*time.Minute, 7*hour, 90*time.Minute),
		at(wait,
			22*hour+35*time.Minute, 22*hour+5*time.Minute, 21*hour+25*time.Minute, 20*hour+40*time.Minute, 19*hour+20*time.Minute, 17*hour+45*time.Minute,
			15*hour+50*time.Minute, 13*hour+15*time.Minute, 11*hour+30*time.Minute, 9*hour+40*time.Minute, 7*hour+55*time.Minute, 6*hour+25*time.Minute,
			2*hour+15*time.Minute, 35*time.Minute,
		),
	)
}
