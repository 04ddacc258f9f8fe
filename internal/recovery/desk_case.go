package recovery

import (
	"slices"
	"time"

	"okaeri/internal/decision"
	"okaeri/internal/intake"
)

// Desk is where a case stands with people. It holds names of staff and times, nothing of the applicant's.
type Desk struct {
	Round    int       // of deciding, from 0: a dispute, an appeal and added answers each begin a new one
	Claim    Claim     `json:",omitzero"` // who works on it
	Senior   bool      // only a senior may decide it now
	Asked    Asked     `json:",omitzero"` // what the applicant was asked to add
	Appealed time.Time `json:",omitzero"` // when the applicant asked other people to look again; once
	Barred   []string  // who took part in the decision that is appealed
	Passed   []string  // who put the case back: it is not assigned to them again
	Assisted Assisted  `json:",omitzero"`
}

// Claim is one person's hold on a case: while it lives nobody else works on it, and without it nobody decides.
type Claim struct {
	By     string
	At     time.Time
	Until  time.Time
	Picked bool // chosen by the person, not assigned (H6)
}

// Asked is what people asked the applicant to add, and until when.
type Asked struct {
	By    string
	At    time.Time
	Until time.Time
	Kinds []string // kinds of evidence, as the applicant's advice names them
}

// Assisted says that a person of the staff types for the applicant, who stands at a counter or is on the telephone (S19).
type Assisted struct {
	By   string
	At   time.Time
	Way  string // one of AssistedWays
	Shop string
}

// AssistedWays are the ways in which staff assist.
var AssistedWays = []string{"counter", "phone"}

// Note is what one person tells the others at the desk; no letter and no page of the applicant's shows it.
type Note struct {
	By    string    `json:"by"`
	At    time.Time `json:"at"`
	Words string    `json:"words"`
}

// Revealed says that one person looked at what the applicant typed to one question, and why.
type Revealed struct {
	By     string    `json:"by"`
	At     time.Time `json:"at"`
	Kind   string    `json:"kind"`
	Reason string    `json:"reason"`
}

// Kind is what sort of case it is to the desk.
type Kind string

// The kinds, the one that says most first.
const (
	KindDisputed Kind = "disputed" // two addresses of the account say different things
	KindAppeal   Kind = "appeal"
	KindAssisted Kind = "assisted"
	KindOrdinary Kind = "ordinary"
)

// Kinds lists them.
var Kinds = []Kind{KindDisputed, KindAppeal, KindAssisted, KindOrdinary}

// Kind is the case's kind.
func (c *Case) Kind() Kind {
	switch {
	case c.Disputed:
		return KindDisputed
	case !c.Desk.Appealed.IsZero():
		return KindAppeal
	case c.Desk.Assisted.By != "":
		return KindAssisted
	}
	return KindOrdinary
}

// Suggestion is the machine's word on a case in front of people.
type Suggestion string

// The suggestions. A clear one is never followed or overridden by one person alone.
const (
	SuggestGrant   Suggestion = "grant"
	SuggestDecline Suggestion = "decline"
	Unclear        Suggestion = "unclear"
)

// Suggestion is clear where the evidence is above or below both thresholds, or where a signal speaks against it that evidence
// cannot outweigh: one set of answers used on many accounts, an account in other hands, an owner who said no before.
func (c *Case) Suggestion() Suggestion {
	a := c.Private.Assessment
	switch {
	case a == nil:
		return Unclear
	case a.Verdict == decision.Decline, c.flagged(decision.FlagCampaign, decision.FlagCompromised, decision.FlagContested):
		return SuggestDecline
	case a.Verdict == decision.Grant:
		return SuggestGrant
	}
	return Unclear
}

func (c *Case) flagged(flags ...decision.Flag) bool {
	return slices.ContainsFunc(flags, func(f decision.Flag) bool { return slices.Contains(c.Private.Assessment.Flags, f) })
}

// People is how many different people have to agree: two for what is of high value, disputed or appealed, and wherever the machine
// suggests something clearly, so that no one person overrides it and nobody can tell from the second vote what the first one was.
func (c *Case) People() int {
	if c.HighBar || c.Disputed || c.Suggestion() != Unclear {
		return 2
	}
	return 1
}

// Asking tells what the applicant may still add, while the time for it runs.
func (c *Case) Asking(now time.Time) (Asked, bool) {
	return c.Desk.Asked, c.State == Reviewing && now.Before(c.Desk.Asked.Until)
}

// newRound sets the votes aside and begins deciding anew.
func (c *Case) newRound() {
	c.Private.Former, c.Private.Votes = append(c.Private.Former, c.Private.Votes...), nil
	c.Desk.Round++
	c.Desk.Claim, c.Desk.Asked, c.Desk.Passed, c.Desk.Senior = Claim{}, Asked{}, nil, false
}

// claims are what the applicant says: in the application, and when asked for more. What was said first is kept, so that adding is never
// replacing a guess.
func (r *Recovery) claims(p Private) []intake.Claim {
	claims := r.Questionnaire.Claims(p.Answers)
	if len(p.Added) > 0 {
		claims = append(claims, r.Questionnaire.Claims(p.Added)...)
	}
	return claims
}
