package simulate

import (
	"reflect"
	"slices"
	"strconv"

	"okaeri/internal/decision"
	"okaeri/internal/intake"
)

// attempts is how many applications a campaign has: as many as the limits let through in a month (engine.md §3).
const attempts = 5

// series is what became of one adversary's campaigns against one account.
type series struct {
	set      bool
	adaptive bool // a grant, by looking at each verdict before the next application
	fixed    bool // a grant, by the list of answers that was written down before
	building bool // a grant, from one mailbox, so that what was answered before counts again
	// The same two with a line that adversaries pass a hundred times as often, where looking would show its worth.
	adaptiveLow, fixedLow bool
	seen                  uint16 // verdicts that the adaptive one saw: two bits for each, the first lowest
}

// low is how far below the grant line the easy line lies, in bits.
const low = 5

// beginning is what adversaries do to an account before a campaign, if they can: of planting, three days, three weeks or three months before,
// of mailing its owner and of nothing, this gets each kind as far as any.
const beginning = Mailing

// campaign files five applications: as a fixed list, adaptively, and from one mailbox.
func (a *Adversary) campaign(d *desk) series {
	account, planted := a.prepared(beginning)
	if planted != nil {
		own := d
		d = own.rooms.open(&account)
		defer func() { own.judged += d.judged }()
	}
	s, lists := series{set: true}, a.list(planted)
	made := map[[2]int]decision.Assessment{}
	listed := func(n, counted int) decision.Assessment { // the same verdict for both, where both file the same
		verdict, ok := made[[2]int{n, counted}]
		if !ok {
			verdict = d.decide(lists[n], counted, nil)
			made[[2]int{n, counted}] = verdict
		}
		return verdict
	}
	s.fixed, s.fixedLow, _ = follow(d, func(n int, _ uint16) (intake.Application, func(int) decision.Assessment) {
		return lists[n], func(counted int) decision.Assessment { return listed(n, counted) }
	})
	var filed [attempts]intake.Application
	s.adaptive, s.adaptiveLow, s.seen = follow(d, func(n int, seen uint16) (intake.Application, func(int) decision.Assessment) {
		app, changed := adapted(&lists, &filed, n, seen)
		filed[n] = app
		if changed {
			return app, func(counted int) decision.Assessment { return d.decide(app, counted, nil) }
		}
		return app, func(counted int) decision.Assessment { return listed(n, counted) }
	})
	s.building = a.build(d, &lists)
	return s
}

// follow files applications until one is granted. What an adversary sees of each is whether it was declined at once or people
// looked at it first: time tells that much, however alike the words are.
func follow(d *desk, next func(n int, seen uint16) (intake.Application, func(counted int) decision.Assessment)) (won, wonLow bool, seen uint16) {
	var ledgers [2]int
	for n := range attempts {
		app, judge := next(n, seen)
		ledger := 0
		if d.dossier.Familiar(app) {
			ledger = 1
		}
		ledgers[ledger]++
		verdict := judge(ledgers[ledger])
		wonLow = wonLow || verdict.Bits >= verdict.Threshold.Grant-low*1000
		switch verdict.Verdict {
		case decision.Grant:
			return true, true, seen | 2<<(2*n)
		case decision.Review:
			seen |= 1 << (2 * n)
		}
	}
	return false, wonLow, seen
}

// adapted chooses the next application by the verdicts so far. What is known stands in each, so that the verdicts tell something only where
// people looked at one and another was declined at once: then a guess of the one was right, most likely where there are few answers to
// choose from, which is where the form has one row. These are kept, and the next list's guesses fill the others. Until then the list is
// followed: whoever files again what people looked at, however many more guesses it has, gets no further than the list does (tried).
func adapted(lists, filed *[attempts]intake.Application, n int, seen uint16) (app intake.Application, changed bool) {
	near, declined := -1, false
	for m := range n {
		if seen>>(2*m)&3 == 1 {
			near = m
		} else {
			declined = true
		}
	}
	if near < 0 || !declined {
		return lists[n], false
	}
	app = lists[n]
	app.Claims = nil
	for _, c := range filed[near].Claims {
		if most[c.Kind] == 0 {
			app.Claims = append(app.Claims, c)
		}
	}
	return withMore(app, lists[n].Claims), true
}

// withMore adds the answers that the form still has room for, each once.
func withMore(app intake.Application, answers []intake.Claim) intake.Application {
	app.Claims = slices.Clone(app.Claims)
	count := map[string]int{}
	for _, c := range app.Claims {
		count[c.Kind]++
	}
	for _, c := range answers {
		same := func(x intake.Claim) bool { return reflect.DeepEqual(x, c) }
		if count[c.Kind] < max(most[c.Kind], 1) && !slices.ContainsFunc(app.Claims, same) {
			count[c.Kind]++
			app.Claims = append(app.Claims, c)
		}
	}
	return app
}

// build files the same list from one mailbox, so that the attempts add up.
func (a *Adversary) build(d *desk, lists *[attempts]intake.Application) bool {
	var earlier []decision.Earlier
	for n, app := range lists {
		app.Contact = a.notes.contact
		verdict := d.decide(app, n+1, earlier)
		if verdict.Verdict == decision.Grant {
			return true
		}
		earlier = append(earlier, verdict.Earlier(app, d.check(&app)))
	}
	return false
}

// list is the five applications of a campaign that looks at nothing: all that is known and was planted, and a guess wherever the form has room
// for one, each time others. The first counts most, since the policy lets most through there, so that it holds the best guesses. This gets
// furthest of the lists that were tried: those that begin by answering naturally, as Guessing does, with no guess, without some of what is
// known, or with guesses only where nothing is known; those that go on with a guess or two, or guess only where nothing is known; those that leave
// the place and its provider; and the same in another order.
func (a *Adversary) list(planted []intake.Claim) (list [attempts]intake.Application) {
	for n := range list {
		app := a.withPlanted(planted)
		if n > 0 {
			app = withMore(withMore(a.Apply(Silent), planted), a.guesses(n))
		}
		app.ID += "-" + strconv.Itoa(n+1)
		if a.notes.contact != a.channel() {
			app.Contact = "n" + strconv.Itoa(n) + a.notes.contact
		}
		list[n] = app
	}
	return list
}

// guesses are the n-th best answers of somebody who knows nothing, from 0: as many as the form has room for.
func (a *Adversary) guesses(n int) []intake.Claim {
	var c claims
	d, language := throw(uint64(a.Index), n, streamAdversary+int(a.Tier)), a.Person.Language
	c.add(intake.KindBirthDate, intake.Text(strconv.Itoa(1950+d.IntN(58))+"-"+pad(1 + d.IntN(12))[4:]+"-"+pad(1 + d.IntN(28))[4:]))
	if place := prefectures().draw(d); !a.has(intake.KindRegion) {
		c.add(intake.KindCountry, intake.Text(a.country("JP")))
		c.add(intake.KindRegion, intake.Text(a.region(place.region)))
		c.add(intake.KindPostalCode, intake.Text(place.code(d)))
	}
	folders, generic := words[language]()["folder"], subjects[language]().generic.items
	for i := range rowsOf {
		c.add(intake.KindPastPassword, intake.Text(leaked().items[rowsOf*n+i]))
		c.add(intake.KindMailSubject, intake.Text(generic[(rowsOf*n+i)%len(generic)]))
		c.add(intake.KindMailRecipient, intake.Text(outside[(n+i)%len(outside)]))
		c.add(intake.KindMailFolder, intake.Text(folders[(n+i)%len(folders)]))
	}
	c.add(intake.KindAccountCreated, intake.Text(a.month(a.At.Year()-1-(n+1)%attempts, 1+d.IntN(12), language)))
	c.add(intake.KindProduct, intake.Texts(mostUse[:2-n%2]...))
	c.add(intake.KindPurchase, intake.Parts("item", goods[n%len(goods)]))
	c.add(intake.KindCard, intake.Parts("last4", d.digits(4)))
	return c.list
}
