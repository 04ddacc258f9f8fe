package recovery

import (
	"context"
	"slices"
	"time"

	"okaeri/internal/decision"
	"okaeri/internal/intake"
	"okaeri/internal/notice"
)

// Look is a case as one person at the desk sees it. It is made of findings, never of what is held; of the applicant's own words it holds
// only those that this person asked to see. What others decided stays out of sight until everybody who has to has decided (H3).
type Look struct {
	Row       QueueRow // without Crowded
	State     State
	Verdict   decision.Outcome // once it is decided
	Mark      time.Time        // when a made verdict leaves
	Closed    time.Time
	Attempt   int
	Familiar  bool
	Disputed  bool
	Appealed  time.Time
	Asked     Asked
	Assisted  Assisted
	Helper    string // the helper's own name and shop, told so that a conflict is seen
	Shop      string
	Situation string
	Device    string // own, borrowed, shop
	HoldHours int
	Advice    []string

	Mine      bool    // this person holds it
	Expired   bool    // this person held it, and the time ran out
	Voted     []Voted // who has decided and when, without what
	Decisions []Vote  // what they decided, once all have
	Former    []Vote  // of rounds that are over
	Minima    []Minimum
	Bar       string // why this person may not work on it: a Refused code; empty when they may
	Evidence  []Evidence
	Hidden    []Evidence // what else was typed and may be looked at: account, contact, words
	Machine   Machine
	Related   []Related
	Timeline  []Event
	Notes     []Note
	may       func(Actor) bool          // see MayDecide
	Letters   map[string]notice.Message // what the applicant would get, by decision: grant, decline; for whoever holds the case
}

// Voted is that somebody decided.
type Voted struct {
	By string
	At time.Time
}

// Evidence is one row of the table: how what the applicant says of one kind compares.
type Evidence struct {
	Kind    string
	Label   intake.Words     // of a kind of the operator's own; nil for kinds of ours
	Finding decision.Finding // without the month; its zero value where nothing could be compared
	Mark    Mark
	Age     Age
	Answers int    // how many answers were typed
	Typed   []Said // as typed, for whoever asked to see them; nil otherwise
	Shown   bool   // may be looked at by asking
}

// Machine is what the engine says. It does not decide.
type Machine struct {
	Suggestion Suggestion
	Bits       decision.Bits
	Threshold  decision.Threshold
	Outside    decision.Bits
	Against    string
	Engine     string
	Flags      []decision.Flag
	For, Not   []Evidence // the three that speak most for and against
}

// Related is another application that shares something with this one.
type Related struct {
	Ref       string
	State     State
	Submitted time.Time
	By        []string // account, contact, network, device, answers
}

// Event is one line of the timeline: an audit entry, or a letter.
type Event struct {
	At     time.Time
	Door   string // of the audit log; "letter" for a letter
	Actor  string
	Detail map[string]string
	Letter string // its kind
	Sent   time.Time
	Failed string
}

// Open shows a case to a person and writes down that they saw it, in the one step that reads it: there is no view without its line
// (H13). Auditors see what reviewers see. Whoever typed the application, helped with it or decided it before its appeal sees nothing.
// It returns *Refused or ErrNotFound.
func (r *Recovery) Open(ctx context.Context, a Actor, ref string) (*Look, error) {
	if err := a.known(RoleReviewer, RoleSenior, RoleAuditor); err != nil {
		return nil, err
	}
	c, err := r.byRef(ctx, ref)
	if err != nil {
		return nil, err
	}
	if err := r.uninvolved(ctx, c, a); err != nil {
		return nil, err
	}
	related, err := r.related(ctx, c)
	if err != nil {
		return nil, err
	}
	if r, err = r.inForce(ctx); err != nil {
		return nil, err
	}
	again, err := r.Again(ctx, c)
	if err != nil {
		return nil, err
	}
	var look *Look
	err = r.Store.Update(ctx, c.ID, func(s *Step) error {
		look = r.look(s.Case, a, again)
		r.record(s, "view", a, nil)
		return nil
	})
	if err != nil {
		return nil, err
	}
	look.Related = related
	look.Timeline, err = r.timeline(ctx, c.ID)
	return look, err
}

// look is the case as it stands inside the step.
func (r *Recovery) look(c *Case, a Actor, again time.Time) *Look {
	now := r.Now()
	l := &Look{
		State: c.State, Mark: c.Mark, Closed: c.Closed, Attempt: c.Attempt, Familiar: c.Familiar, Disputed: c.Disputed,
		Appealed: c.Desk.Appealed, Asked: c.Desk.Asked, Assisted: c.Desk.Assisted, Situation: string(c.Private.Situation),
		Device: c.Private.Device, Advice: c.Private.Advice, Notes: c.Private.Notes, Minima: c.Minima(false),
	}
	open := *c
	open.State = Reviewing
	l.Row, _ = open.Row()
	if h := c.Private.Helper; h != nil {
		l.Helper, l.Shop = h.Name, h.Shop
	}
	l.Mine = c.State == Reviewing && c.holding(a, now) == nil
	l.Expired = c.Desk.Claim.By == person(a.Login) && !now.Before(c.Desk.Claim.Until)
	l.Bar = bar(c, a, now)
	l.may = func(a Actor) bool {
		return a.Is(RoleReviewer, RoleSenior) && c.part(a) == "" && !c.voted(a) && (!c.Desk.Senior || a.Is(RoleSenior))
	}
	for _, v := range c.Private.Votes {
		l.Voted = append(l.Voted, Voted{By: v.By, At: v.At})
	}
	if c.State != Reviewing || c.differ() && a.Is(RoleSenior) && !c.voted(a) {
		l.Decisions, l.Former = c.Private.Votes, c.Private.Former
	}
	if c.State != Reviewing {
		l.Verdict = c.Verdict
	}
	r.evidence(l, c, a)
	if l.Mine {
		l.Letters = r.previews(c, l.HoldHours, again)
	}
	return l
}

// MayDecide tells whether somebody who works at the desk may decide the case, now or when it is free; what an account of their own would change
// is asked when they open it.
func (l *Look) MayDecide(a Actor) bool { return l.may(a) }

// label is the operator's word for a kind of their own.
func (r *Recovery) label(kind string) intake.Words {
	for _, k := range r.Questionnaire.Kinds {
		if k.ID == kind && k.Custom {
			return k.Label
		}
	}
	return nil
}

// differ tells whether two people decided differently: what they said is then for the senior who settles it.
func (c *Case) differ() bool {
	return len(c.Private.Votes) == 2 && c.Private.Votes[0].Grant != c.Private.Votes[1].Grant
}

// bar is the code of what keeps a person from taking a case.
func bar(c *Case, a Actor, now time.Time) string {
	if !a.Is(RoleReviewer, RoleSenior) {
		return "role"
	}
	err := c.open(a, now)
	if refused, ok := err.(*Refused); ok { //nolint:errorlint // open returns it unwrapped
		return refused.Code
	}
	if err != nil {
		return "closed"
	}
	if claim := c.Desk.Claim; claim.By != "" && claim.By != person(a.Login) && now.Before(claim.Until) {
		return "claimed"
	}
	return ""
}

// evidence fills the table, what may be revealed beside it, and the machine's view.
func (r *Recovery) evidence(l *Look, c *Case, a Actor) {
	typed := r.typed(c)
	row := func(kind string) Evidence {
		e := Evidence{Kind: kind, Label: r.label(kind), Answers: len(typed[kind]), Shown: len(typed[kind]) > 0, Mark: Unknown}
		if l.Mine && c.revealed(a, kind) {
			e.Typed = typed[kind]
		}
		if kind == intake.KindPastPassword { // what is typed of them is when they were in use
			e.Answers = len(c.Private.Passwords.Answers)
		}
		delete(typed, kind)
		return e
	}
	for _, kind := range []string{"account", "contact", "helper_phone", "appeal", intake.KindOther, intake.KindOtherHint} {
		if len(typed[kind]) > 0 {
			l.Hidden = append(l.Hidden, row(kind))
		}
	}
	if as := c.Private.Assessment; as != nil {
		l.HoldHours = max(as.HoldHours, r.Policy.Hold.Default)
		l.Machine = Machine{
			Suggestion: c.Suggestion(), Bits: as.Bits, Threshold: as.Threshold, Outside: as.Outside, Against: as.Against,
			Engine: as.Engine, Flags: as.Flags,
		}
		for _, f := range as.Findings {
			e := row(f.Kind)
			e.Mark, e.Age = MarkOf(f), ageOf(f.Since, c.Submitted)
			f.Since = ""
			e.Finding = f
			l.Evidence = append(l.Evidence, e)
		}
		l.Machine.For, l.Machine.Not = strongest(l.Evidence)
	}
	rest := make([]string, 0, len(typed))
	for kind := range typed {
		rest = append(rest, kind)
	}
	slices.Sort(rest)
	for _, kind := range rest {
		l.Evidence = append(l.Evidence, row(kind))
	}
}

// strongest are the three rows that speak most for the applicant and the three that speak most against.
func strongest(rows []Evidence) (most, least []Evidence) {
	sorted := slices.Clone(rows)
	slices.SortStableFunc(sorted, func(x, y Evidence) int { return int(y.Finding.Bits - x.Finding.Bits) })
	for _, e := range sorted {
		if e.Finding.Bits > 0 && len(most) < 3 {
			most = append(most, e)
		}
	}
	for _, e := range slices.Backward(sorted) {
		if e.Finding.Bits < 0 && len(least) < 3 {
			least = append(least, e)
		}
	}
	return most, least
}
