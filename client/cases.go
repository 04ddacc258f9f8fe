package client

import (
	"context"
	"iter"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// CaseLine is a case in a list.
type CaseLine struct {
	Ref       string    `json:"ref"`
	State     string    `json:"state"`
	Kind      string    `json:"kind"`
	Machine   string    `json:"machine"` // grant, decline or unclear: what the engine suggests
	Profile   string    `json:"profile"`
	Language  string    `json:"language"`
	Attempt   int       `json:"attempt"`
	Flags     int       `json:"flags"`
	Submitted time.Time `json:"submitted"`
	Due       time.Time `json:"due"`
	Votes     int       `json:"votes"`
	People    int       `json:"people"`
	Senior    bool      `json:"senior"`
	Claim     *Hold     `json:"claim"`
}

// Hold is who works on a case, and until when.
type Hold struct {
	By    string    `json:"by"`
	Until time.Time `json:"until"`
}

// Case is a case as the desk shows it: findings, never what is held or typed.
type Case struct {
	CaseLine
	Situation string     `json:"situation"`
	Familiar  bool       `json:"familiar"`
	Disputed  bool       `json:"disputed"`
	Helper    string     `json:"helper"`
	HoldHours int        `json:"hold_hours"`
	Verdict   string     `json:"verdict"`
	Bar       string     `json:"bar"` // why the token's person may not work on it
	Evidence  []Evidence `json:"evidence"`
	Voted     []Vote     `json:"voted"`
	Decisions []Vote     `json:"decisions"`
	Notes     []Note     `json:"notes"`
}

// Evidence is how what the applicant says of one kind compares.
type Evidence struct {
	Kind    string   `json:"kind"`
	Mark    string   `json:"mark"` // exact, near, different, unanswered or unknown
	Age     string   `json:"age"`
	Answers int      `json:"answers"`
	Reason  string   `json:"reason"`
	Bits    *float64 `json:"bits"` // with the scope cases:explain
}

// Vote is that somebody decided; what, only once everybody has who has to.
type Vote struct {
	By     string    `json:"by"`
	At     time.Time `json:"at"`
	Grant  bool      `json:"grant"`
	Reason string    `json:"reason"`
	Words  string    `json:"words"`
	Proof  string    `json:"proof"`
}

// Note is what somebody told the others.
type Note struct {
	By    string    `json:"by"`
	At    time.Time `json:"at"`
	Words string    `json:"words"`
}

// Done is where a case stands after somebody worked on it.
type Done struct {
	Ref      string     `json:"ref"`
	State    string     `json:"state"`
	Decided  bool       `json:"decided"`
	LeavesAt *time.Time `json:"leaves_at"`
	Claim    *Hold      `json:"claim"`
}

// Decision is one person's decision.
type Decision struct {
	Verdict string `json:"verdict"` // grant or decline
	Reason  string `json:"reason"`
	Words   string `json:"words"`
	Proof   string `json:"proof,omitempty"`
}

// Cases goes through the cases in a state, those due first in front, page by page.
func (c *Client) Cases(ctx context.Context, state string) iter.Seq2[CaseLine, error] {
	return func(yield func(CaseLine, error) bool) {
		query := url.Values{"state": {state}}
		for {
			var page struct {
				Cases []CaseLine
				Next  string
			}
			if _, err := c.do(ctx, call{method: http.MethodGet, path: "cases", query: query}, &page); err != nil {
				yield(CaseLine{}, err)
				return
			}
			for _, line := range page.Cases {
				if !yield(line, nil) {
					return
				}
			}
			if page.Next == "" {
				return
			}
			query.Set("cursor", page.Next)
		}
	}
}

// Case shows a case. That it was seen is recorded.
func (c *Client) Case(ctx context.Context, ref string) (*Case, error) {
	out := &Case{}
	if _, err := c.do(ctx, call{method: http.MethodGet, path: "cases/" + url.PathEscape(ref)}, out); err != nil {
		return nil, err
	}
	return out, nil
}

func (c *Client) act(ctx context.Context, ref, what string, body any) (*Done, error) {
	out := &Done{}
	if _, err := c.do(ctx, call{method: http.MethodPost, path: "cases/" + url.PathEscape(ref) + "/" + what, body: body}, out); err != nil {
		return nil, err
	}
	return out, nil
}

// Next assigns the waiting case that is due first and returns its reference number.
func (c *Client) Next(ctx context.Context) (ref string, err error) {
	var out struct{ Ref string }
	_, err = c.do(ctx, call{method: http.MethodPost, path: "cases/next"}, &out)
	return out.Ref, err
}

// Claim takes one particular case for an hour.
func (c *Client) Claim(ctx context.Context, ref string) (*Done, error) {
	return c.act(ctx, ref, "claim", nil)
}

// PutBack gives a case to somebody else.
func (c *Client) PutBack(ctx context.Context, ref string) (*Done, error) {
	return c.act(ctx, ref, "put-back", nil)
}

// AddNote leaves a note for the others at the desk.
func (c *Client) AddNote(ctx context.Context, ref, words string) (*Done, error) {
	return c.act(ctx, ref, "note", map[string]string{"words": words})
}

// Escalate hands a case to the seniors.
func (c *Client) Escalate(ctx context.Context, ref, words string) (*Done, error) {
	return c.act(ctx, ref, "escalate", map[string]string{"words": words})
}

// AskMore asks the applicant for more evidence of some kinds.
func (c *Client) AskMore(ctx context.Context, ref string, kinds ...string) (*Done, error) {
	return c.act(ctx, ref, "ask", map[string][]string{"kinds": kinds})
}

// Decide decides on a case that the token's person holds.
func (c *Client) Decide(ctx context.Context, ref string, d Decision) (*Done, error) {
	return c.act(ctx, ref, "decision", d)
}

// Event is one thing that happened to a case.
type Event struct {
	Cursor  string    `json:"cursor"`
	Type    string    `json:"type"`
	At      time.Time `json:"at"`
	Ref     string    `json:"ref"`
	Verdict string    `json:"verdict"`
}

// Events reads at most limit events behind a cursor, the oldest first, and the cursor to ask with the next time. An empty cursor begins
// at the first.
func (c *Client) Events(ctx context.Context, cursor string, limit int) (events []Event, next string, err error) {
	query := url.Values{"limit": {strconv.Itoa(limit)}}
	if cursor != "" {
		query.Set("cursor", cursor)
	}
	var page struct {
		Events []Event
		Next   string
	}
	_, err = c.do(ctx, call{method: http.MethodGet, path: "events", query: query}, &page)
	return page.Events, page.Next, err
}

// Metrics is how the work stands.
type Metrics struct {
	At            time.Time        `json:"at"`
	Since         time.Time        `json:"since"`
	Cases         map[string]int64 `json:"cases"`
	DueSoon       int64            `json:"due_soon"`
	Overdue       int64            `json:"overdue"`
	Letters       map[string]int64 `json:"letters"`
	Jobs          map[string]int64 `json:"jobs"`
	Events        map[string]int64 `json:"events"`
	Verdicts      int              `json:"verdicts"`
	VerdictP50    float64          `json:"verdict_p50_seconds"`
	VerdictP95    float64          `json:"verdict_p95_seconds"`
	VerdictInTime float64          `json:"verdict_in_time"`
	Figures       *Figures         `json:"figures"` // of the last weeks, whatever was asked; nil where the server counts none
}

// Metrics counts how the work stands, over the last hours.
func (c *Client) Metrics(ctx context.Context, hours int) (*Metrics, error) {
	out := &Metrics{}
	query := url.Values{"hours": {strconv.Itoa(hours)}}
	if _, err := c.do(ctx, call{method: http.MethodGet, path: "metrics", query: query}, out); err != nil {
		return nil, err
	}
	return out, nil
}
