package simulate

import (
	"slices"

	"okaeri/internal/intake"
)

// Strategy is what an adversary does with what was found out.
type Strategy int

// The strategies of engine.md §8.1. Each kind of adversary is measured by the one that serves it best.
const (
	Natural     Strategy = iota // what is known, and mostly one guess where nothing is
	Guessing                    // what is known, and as many guesses as the form has room for
	Silent                      // what is known and nothing else
	Withholding                 // leaves out some of what is known, to look as forgetful as owners are
	WhiteBox                    // knows the parameters: files the part of the answers that weighs most
	Replay                      // the right answers of another account
	Planting                    // was inside for a moment days ago and left things to be remembered
	Patient                     // the same, three weeks ago
	Lurking                     // the same, three months ago
	Mailing                     // wrote to the owner under invented names, and names whoever and whatever was answered
	strategies
)

var strategyWords = [strategies]string{"natural", "guessing", "silent", "withholding", "white_box", "replay", "planting", "patient", "lurking", "mailing"}

func (s Strategy) String() string { return strategyWords[s] }

// most is how many answers to a question the form has room for; 1 where not said.
var most = map[string]int{
	intake.KindPastPassword: rowsOf, intake.KindMailRecipient: rowsOf, intake.KindMailSubject: rowsOf,
	intake.KindMailFolder: 3, intake.KindMailContact: 3,
}

// Apply writes the adversary's application. Strategies from WhiteBox on need more than the notes: here they are what they build on,
// Guessing.
func (a *Adversary) Apply(s Strategy) intake.Application {
	d := throw(uint64(a.Index), int(s), streamAdversary+int(a.Tier))
	return a.application(func(x answer) bool {
		switch s {
		case Natural:
			return x.known || !x.spare && d.chance(.8)
		case Silent:
			return x.known
		case Withholding:
			return x.known && d.chance(.7)
		}
		return true
	})
}

// application files the answers that are kept, within the room of the form.
func (a *Adversary) application(keep func(answer) bool) intake.Application {
	app := intake.Application{
		ID: "x-" + pad(a.Index), Account: a.Person.Account.Identifiers[0], At: a.At, Language: a.Person.Language,
		Situation: intake.ForgotPassword, Context: a.notes.from, Contact: a.notes.contact,
	}
	count := map[string]int{}
	for _, x := range a.notes.answers {
		if keep(x) && count[x.Kind] < max(most[x.Kind], 1) {
			count[x.Kind]++
			app.Claims = append(app.Claims, x.Claim)
		}
	}
	return app
}

// bestOf searches for the part of an application that weighs most: it leaves out every answer that is better left out, a wrong guess beside a
// right one before all. The weight is the true one, which no adversary can see before filing; it is returned too.
func bestOf(app intake.Application, weigh func(intake.Application) float64) (found intake.Application, best float64) {
	best = weigh(app)
	for i := len(app.Claims) - 1; i >= 0; i-- {
		fewer := app
		fewer.Claims = slices.Delete(slices.Clone(app.Claims), i, i+1)
		if bits := weigh(fewer); bits > best {
			app, best = fewer, bits
		}
	}
	return app, best
}
