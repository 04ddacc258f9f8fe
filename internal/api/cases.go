package api

import (
	"context"
	"net/http"
	"reflect"
	"time"

	"okaeri/internal/decision"
	"okaeri/internal/recovery"
	"okaeri/internal/token"
)

// Desk is what the pages of the desk ask of the story; every rule about people is checked there.
type Desk interface {
	Lines(ctx context.Context, pages recovery.Pages, a recovery.Actor, state recovery.State, after recovery.After, n int) ([]recovery.CaseLine, recovery.After, error)
	Open(ctx context.Context, a recovery.Actor, ref string) (*recovery.Look, error)
	Next(ctx context.Context, a recovery.Actor) (string, error)
	Claim(ctx context.Context, a recovery.Actor, ref string) error
	PutBack(ctx context.Context, a recovery.Actor, ref string) error
	AddNote(ctx context.Context, a recovery.Actor, ref, words string) error
	AskMore(ctx context.Context, a recovery.Actor, ref string, kinds []string) error
	Escalate(ctx context.Context, a recovery.Actor, ref, words string) error
	Decide(ctx context.Context, a recovery.Actor, ref string, b recovery.Ballot) error
}

// CaseLine is a case in a list: nothing that was typed or held.
type CaseLine struct {
	Ref       string    `json:"ref"`
	State     string    `json:"state"`
	Kind      string    `json:"kind" enum:"ordinary,assisted,appeal,disputed"`
	Machine   string    `json:"machine" enum:"grant,decline,unclear" doc:"What the engine suggests. It does not decide."`
	Profile   string    `json:"profile" enum:"evidence,strict"`
	Language  string    `json:"language"`
	Attempt   int       `json:"attempt"`
	Flags     int       `json:"flags"`
	Submitted time.Time `json:"submitted"`
	Due       time.Time `json:"due"`
	Votes     int       `json:"votes" doc:"How many people have decided."`
	People    int       `json:"people" doc:"How many have to."`
	Senior    bool      `json:"senior"`
	Claim     *Claim    `json:"claim,omitempty"`
}

// Claim is who works on a case, and until when.
type Claim struct {
	By    string    `json:"by"`
	Until time.Time `json:"until"`
}

// CasePage is one page of a list.
type CasePage struct {
	Cases []CaseLine `json:"cases"`
	Next  string     `json:"next,omitempty" doc:"Cursor of the next page; left out on the last."`
}

type (
	listInput struct {
		State  string `query:"state" default:"reviewing" enum:"submitted,judged,reviewing,holding,ready,restoring,restored,undone,declined,contested,withdrawn,expired"`
		Cursor string `query:"cursor" maxLength:"200"`
		Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"50"`
	}
	listOutput struct{ Body CasePage }
	refInput   struct {
		Ref string `path:"ref" maxLength:"32"`
	}
	caseOutput struct{ Body Case }
	doneOutput struct{ Body Done }
	nextOutput struct {
		Body struct {
			Ref string `json:"ref"`
		}
	}
)

// Done is where a case stands after somebody worked on it.
type Done struct {
	Ref      string     `json:"ref"`
	State    string     `json:"state"`
	Decided  bool       `json:"decided" doc:"Everybody who has to has decided, and they agree."`
	LeavesAt *time.Time `json:"leaves_at,omitempty" doc:"When the letter of the verdict leaves."`
	Claim    *Claim     `json:"claim,omitempty"`
}

func (a *API) cases() {
	reads := func(id, path string, fails ...int) route {
		return route{id: id, method: http.MethodGet, path: path, scope: token.CasesRead, tag: "cases", status: http.StatusOK, fails: fails}
	}
	add(a, reads("cases_list", "/cases"), a.listCases)
	add(a, reads("case_get", "/cases/{ref}", http.StatusNotFound), a.getCase)
	works := func(id, path string, body reflect.Type) route {
		return route{
			id: id, method: http.MethodPost, path: path, scope: token.CasesDecide, tag: "decisions", status: http.StatusOK, body: body,
			fails: []int{http.StatusNotFound},
		}
	}
	add(a, works("case_next", "/cases/next", nil), a.nextCase)
	add(a, works("case_claim", "/cases/{ref}/claim", nil), a.act(func(ctx context.Context, who recovery.Actor, ref string) error {
		return a.Desk.Claim(ctx, who, ref)
	}))
	add(a, works("case_put_back", "/cases/{ref}/put-back", nil), a.act(func(ctx context.Context, who recovery.Actor, ref string) error {
		return a.Desk.PutBack(ctx, who, ref)
	}))
	add(a, works("case_note", "/cases/{ref}/note", reflect.TypeFor[WordsRecord]()), a.withWords(a.Desk.AddNote))
	add(a, works("case_escalate", "/cases/{ref}/escalate", reflect.TypeFor[WordsRecord]()), a.withWords(a.Desk.Escalate))
	add(a, works("case_ask", "/cases/{ref}/ask", reflect.TypeFor[AskRecord]()), a.askMore)
	add(a, works("case_decide", "/cases/{ref}/decision", reflect.TypeFor[DecisionRecord]()), a.decide)
}

func (a *API) listCases(ctx context.Context, in *listInput) (*listOutput, error) {
	v := visitOf(ctx)
	var after recovery.After
	if in.Cursor != "" {
		var at cursor
		if !a.openCursor("cases "+in.State, in.Cursor, &at) {
			return nil, a.simple(v, "cursor")
		}
		after = recovery.After{Due: time.Unix(0, at.At).UTC(), Ref: at.Ref}
	}
	lines, next, err := a.Desk.Lines(ctx, a.Ledger, v.Bearer.Actor(), recovery.State(in.State), after, in.Limit)
	if err != nil {
		return nil, err
	}
	out := &listOutput{Body: CasePage{Cases: []CaseLine{}}}
	for _, l := range lines {
		out.Body.Cases = append(out.Body.Cases, a.line(l.QueueRow, l.State, l.Attempt))
	}
	if next.Ref != "" {
		out.Body.Next = a.sealCursor("cases "+in.State, cursor{At: next.Due.UnixNano(), Ref: next.Ref})
	}
	return out, nil
}

func (a *API) line(r recovery.QueueRow, state recovery.State, attempt int) CaseLine {
	out := CaseLine{
		Ref: r.Ref, State: string(state), Kind: string(r.Kind), Machine: string(r.Machine), Profile: string(r.Profile), Language: r.Language,
		Attempt: attempt, Flags: r.Flags, Submitted: r.Submitted.UTC(), Due: r.Due.UTC(), Votes: r.Votes, People: r.People, Senior: r.Senior,
	}
	if r.Claimed(a.Now()) {
		out.Claim = &Claim{r.ClaimBy, r.ClaimTo.UTC()}
	}
	return out
}

func (a *API) nextCase(ctx context.Context, _ *struct{}) (*nextOutput, error) {
	ref, err := a.Desk.Next(ctx, visitOf(ctx).Bearer.Actor())
	out := &nextOutput{}
	out.Body.Ref = ref
	return out, err
}

// act is an act at the desk that needs no words.
func (a *API) act(do func(context.Context, recovery.Actor, string) error) func(context.Context, *refInput) (*doneOutput, error) {
	return func(ctx context.Context, in *refInput) (*doneOutput, error) {
		if err := do(ctx, visitOf(ctx).Bearer.Actor(), in.Ref); err != nil {
			return nil, err
		}
		return a.done(ctx, in.Ref)
	}
}

// withWords is an act that needs a sentence.
func (a *API) withWords(do func(context.Context, recovery.Actor, string, string) error) func(context.Context, *refInput) (*doneOutput, error) {
	return func(ctx context.Context, in *refInput) (*doneOutput, error) {
		v := visitOf(ctx)
		body, p := read[WordsRecord](a, v)
		if p != nil {
			return nil, p
		}
		if err := do(ctx, v.Bearer.Actor(), in.Ref, body.Words); err != nil {
			return nil, err
		}
		return a.done(ctx, in.Ref)
	}
}

// WordsRecord is a sentence for the others at the desk.
type WordsRecord struct {
	Words string `json:"words" maxLength:"2000" doc:"For the record; no personal data."`
}

// AskRecord asks the applicant for more.
type AskRecord struct {
	Kinds []string `json:"kinds" maxItems:"20" doc:"Kinds of evidence that would help."`
}

// DecisionRecord is one person's decision.
type DecisionRecord struct {
	Verdict string `json:"verdict" enum:"grant,decline"`
	Reason  string `json:"reason" enum:"evidence_sufficient,identity_proofed,evidence_insufficient,contradicted,owner_objects,campaign,duplicate"`
	Words   string `json:"words" maxLength:"2000" doc:"A sentence for the record; no personal data."`
	Proof   string `json:"proof,omitempty" enum:"in_person,document" doc:"How the applicant's identity was proofed; needed to grant under the strict profile."`
}

func (a *API) askMore(ctx context.Context, in *refInput) (*doneOutput, error) {
	v := visitOf(ctx)
	body, p := read[AskRecord](a, v)
	if p != nil {
		return nil, p
	}
	if err := a.Desk.AskMore(ctx, v.Bearer.Actor(), in.Ref, body.Kinds); err != nil {
		return nil, err
	}
	return a.done(ctx, in.Ref)
}

func (a *API) decide(ctx context.Context, in *refInput) (*doneOutput, error) {
	v := visitOf(ctx)
	body, p := read[DecisionRecord](a, v)
	if p != nil {
		return nil, p
	}
	err := a.Desk.Decide(ctx, v.Bearer.Actor(), in.Ref, recovery.Ballot{
		Grant: body.Verdict == string(decision.Grant), Reason: body.Reason, Words: body.Words, Proof: body.Proof,
	})
	if err != nil {
		return nil, err
	}
	return a.done(ctx, in.Ref)
}

// done is where the case stands now.
func (a *API) done(ctx context.Context, ref string) (*doneOutput, error) {
	c, err := a.Ledger.ByRef(ctx, recovery.NormalRef(ref))
	if err != nil {
		return nil, err
	}
	out := &doneOutput{Body: Done{Ref: c.Ref, State: string(c.State), Decided: c.State != recovery.Reviewing && c.Verdict != ""}}
	if out.Body.Decided && !c.Mark.IsZero() {
		mark := c.Mark.UTC()
		out.Body.LeavesAt = &mark
	}
	if row, ok := c.Row(); ok && row.Claimed(a.Now()) {
		out.Body.Claim = &Claim{row.ClaimBy, row.ClaimTo.UTC()}
	}
	return out, nil
}
