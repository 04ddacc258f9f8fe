package api

import (
	"context"
	"time"

	"okaeri/internal/decision"
	"okaeri/internal/recovery"
	"okaeri/internal/token"
)

// Case is a case as the desk shows it: findings and never what is held; of the applicant's words nothing. What others decided stays out of
// sight until everybody who has to has decided.
type Case struct {
	CaseLine
	Situation string     `json:"situation,omitempty"`
	Device    string     `json:"device,omitempty" doc:"own, borrowed or shop."`
	Familiar  bool       `json:"familiar" doc:"Filed from a device or network that the account knows."`
	Disputed  bool       `json:"disputed"`
	Assisted  string     `json:"assisted,omitempty" doc:"Who of the staff typed it."`
	Helper    string     `json:"helper,omitempty" doc:"Who helped the applicant, so that a conflict is seen."`
	Asked     *time.Time `json:"asked_until,omitempty"`
	HoldHours int        `json:"hold_hours" doc:"How long a grant would wait for the owner's word."`
	Verdict   string     `json:"verdict,omitempty"`
	Bar       string     `json:"bar,omitempty" doc:"Why the token's person may not work on it: a code as in refused.CODE."`
	Minima    []Minimum  `json:"minima"`
	Evidence  []Evidence `json:"evidence"`
	Voted     []Voted    `json:"voted"`
	Decisions []Decision `json:"decisions,omitempty"`
	Related   []Related  `json:"related"`
	Timeline  []Event    `json:"timeline"`
	Notes     []Note     `json:"notes"`
	Weights   *Weights   `json:"weights,omitempty" doc:"With the scope cases:explain."`
}

// Minimum is one thing that a grant needs.
type Minimum struct {
	Code string `json:"code"`
	Met  bool   `json:"met"`
}

// Evidence is one row: how what the applicant says of one kind compares with what is held.
type Evidence struct {
	Kind    string   `json:"kind"`
	Mark    string   `json:"mark" enum:"exact,near,different,unanswered,unknown"`
	Age     string   `json:"age,omitempty" doc:"fresh, some or old: how long the matched value has been held."`
	Answers int      `json:"answers"`
	Reason  string   `json:"reason,omitempty" doc:"In words, in the language of Accept-Language."`
	Bits    *float64 `json:"bits,omitempty" doc:"With the scope cases:explain."`
}

// Voted is that somebody decided, without what.
type Voted struct {
	By string    `json:"by"`
	At time.Time `json:"at"`
}

// Decision is what somebody decided.
type Decision struct {
	By     string    `json:"by"`
	At     time.Time `json:"at"`
	Grant  bool      `json:"grant"`
	Reason string    `json:"reason"`
	Words  string    `json:"words"`
	Proof  string    `json:"proof,omitempty"`
}

// Related is another application that shares something with this one.
type Related struct {
	Ref       string    `json:"ref"`
	State     string    `json:"state"`
	Submitted time.Time `json:"submitted"`
	By        []string  `json:"by"`
}

// Event is one line of the timeline.
type Event struct {
	At     time.Time `json:"at"`
	Door   string    `json:"door"`
	Actor  string    `json:"actor"`
	Letter string    `json:"letter,omitempty"`
}

// Note is what somebody told the others.
type Note struct {
	By    string    `json:"by"`
	At    time.Time `json:"at"`
	Words string    `json:"words"`
}

// Weights are how the engine weighed it.
type Weights struct {
	Bits    float64  `json:"bits"`
	Grant   float64  `json:"grant"`
	Decline float64  `json:"decline"`
	Against string   `json:"against,omitempty"`
	Engine  string   `json:"engine"`
	Flags   []string `json:"flags,omitempty"`
}

func bits(b decision.Bits) float64 { return float64(b) / 1000 }

// getCase shows a case. Seeing it is written down in the step that reads it.
func (a *API) getCase(ctx context.Context, in *refInput) (*caseOutput, error) {
	v := visitOf(ctx)
	l, err := a.Desk.Open(ctx, v.Bearer.Actor(), in.Ref)
	if err != nil {
		return nil, err
	}
	explain := v.Bearer.Token.Has(token.CasesExplain)
	out := Case{
		CaseLine: a.line(l.Row, l.State, l.Attempt), Situation: l.Situation, Device: l.Device, Familiar: l.Familiar, Disputed: l.Disputed,
		Assisted: l.Assisted.By, Helper: l.Helper, HoldHours: l.HoldHours, Verdict: string(l.Verdict), Bar: l.Bar,
		Minima: []Minimum{}, Evidence: []Evidence{}, Voted: []Voted{}, Related: []Related{}, Timeline: []Event{}, Notes: []Note{},
	}
	if !l.Asked.Until.IsZero() {
		until := l.Asked.Until.UTC()
		out.Asked = &until
	}
	for _, m := range l.Minima {
		out.Minima = append(out.Minima, Minimum(m))
	}
	for _, e := range l.Evidence {
		out.Evidence = append(out.Evidence, a.evidence(v, e, explain))
	}
	a.people(&out, l)
	if explain {
		m := l.Machine
		out.Weights = &Weights{Bits: bits(m.Bits), Grant: bits(m.Threshold.Grant), Decline: bits(m.Threshold.Decline), Against: m.Against, Engine: m.Engine}
		for _, f := range m.Flags {
			out.Weights.Flags = append(out.Weights.Flags, string(f))
		}
	}
	return &caseOutput{out}, nil
}

func (a *API) evidence(v *visit, e recovery.Evidence, explain bool) Evidence {
	out := Evidence{Kind: e.Kind, Mark: string(e.Mark), Age: string(e.Age), Answers: e.Answers}
	if e.Finding.Kind == "" {
		return out
	}
	out.Reason = e.Finding.Explained(func(key string, args map[string]string) string { return a.Catalogue.T(v.Lang, key, args) })
	if explain {
		out.Bits = ptr(bits(e.Finding.Bits))
	}
	return out
}

// people fills in what people did.
func (a *API) people(out *Case, l *recovery.Look) {
	for _, x := range l.Voted {
		out.Voted = append(out.Voted, Voted(x))
	}
	for _, x := range l.Decisions {
		out.Decisions = append(out.Decisions, Decision{x.By, x.At, x.Grant, x.Reason, x.Words, x.Proof})
	}
	for _, x := range l.Related {
		out.Related = append(out.Related, Related{x.Ref, string(x.State), x.Submitted.UTC(), x.By})
	}
	for _, x := range l.Timeline {
		out.Timeline = append(out.Timeline, Event{x.At.UTC(), x.Door, x.Actor, x.Letter})
	}
	for _, x := range l.Notes {
		out.Notes = append(out.Notes, Note(x))
	}
}
