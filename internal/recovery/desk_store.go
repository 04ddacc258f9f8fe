package recovery

import (
	"context"
	"time"

	"okaeri/internal/audit"
	"okaeri/internal/decision"
)

// DeskStore is what the desk asks of the store beside single cases. Lists hold nothing that was typed or held.
type DeskStore interface {
	// DeskQueue lists one page of the cases in front of people.
	DeskQueue(ctx context.Context, q QueueQuery) ([]QueueRow, error)
	// DeskCounts counts every view of the queue for one person.
	DeskCounts(ctx context.Context, person string, now time.Time) (map[QueueView]int, error)
	// Waiting lists the IDs of cases that may be assigned to a person, the one due first in front.
	Waiting(ctx context.Context, w Waiter) ([]string, error)
	// AuditOf lists the entries of a case in their order.
	AuditOf(ctx context.Context, caseID string) ([]audit.Entry, error)
	// LettersOf lists the letters of a case in their order, without addresses and contents.
	LettersOf(ctx context.Context, caseID string) ([]Letter, error)
	// Acts counts what each person at the desk did since a time, by the doors of the audit log.
	Acts(ctx context.Context, since time.Time) (map[string]map[string]int, error)
}

// Crowd is how many open cases may share a contact, a network or a set of answers before they wait behind the others: a flood then
// makes its own cases late and nobody else's (H14). Assumed from what one household or one shop sends in a day.
const Crowd = 3

// Waiter is a person who asks for work.
type Waiter struct {
	Person string
	Senior bool // may settle what two people differ on
	Spared bool // kept for settling: gets no case that takes two people, or nobody might be left to settle it
	Crowds bool // also cases whose contact, network or answers more than Crowd open cases share
	Now    time.Time
	N      int // at most so many
}

// QueueView is a saved view of the queue; the empty one is everything.
type QueueView string

// The views.
const (
	ViewAll        QueueView = ""
	ViewMine       QueueView = "mine"       // claimed by me
	ViewUnassigned QueueView = "unassigned" // nobody works on it
	ViewSecond     QueueView = "second"     // one person has decided, another has to
	ViewSenior     QueueView = "senior"     // for a senior
	ViewAsked      QueueView = "asked"      // waits for the applicant
	ViewSoon       QueueView = "soon"       // less than four hours left
)

// QueueViews lists them in the order of the page.
var QueueViews = []QueueView{ViewAll, ViewMine, ViewUnassigned, ViewSecond, ViewSenior, ViewAsked, ViewSoon}

// Soon is when the time left is little.
const Soon = 4 * time.Hour

// QueueQuery asks for a page of the queue.
type QueueQuery struct {
	View     QueueView
	Kind     Kind   // empty: every kind
	Language string // empty: every language
	Machine  Suggestion
	Sort     string // "due" (or empty), "submitted", "ref"; with a minus in front the other way round
	Person   string // who asks
	Now      time.Time
	From, N  int // rows to pass over, rows to give
}

// QueueRow is one case in the queue.
type QueueRow struct {
	CaseID, Ref      string
	Kind             Kind
	Machine          Suggestion
	Profile          decision.Profile
	Language         string
	Flags            int
	Submitted, Due   time.Time
	Votes, People    int // decided so far, and how many have to
	Senior           bool
	Round            int
	ClaimBy          string
	ClaimAt, ClaimTo time.Time
	AskedTill        time.Time
	Crowded          bool // many open cases share its contact, network or answers
}

// Row is a case as the queue shows it; ok is false for a case that isn't in front of people.
func (c *Case) Row() (row QueueRow, ok bool) {
	if c.State != Reviewing {
		return QueueRow{}, false
	}
	row = QueueRow{
		CaseID: c.ID, Ref: c.Ref, Kind: c.Kind(), Machine: c.Suggestion(), Profile: c.Profile, Language: c.Language, Submitted: c.Submitted,
		Due: c.Due, Votes: len(c.Private.Votes), People: c.People(), Senior: c.Desk.Senior, Round: c.Desk.Round,
		ClaimBy: c.Desk.Claim.By, ClaimAt: c.Desk.Claim.At, ClaimTo: c.Desk.Claim.Until, AskedTill: c.Desk.Asked.Until,
	}
	if c.Private.Assessment != nil {
		row.Flags = len(c.Private.Assessment.Flags)
	}
	return row, true
}

// Claimed tells whether somebody works on it now.
func (r QueueRow) Claimed(now time.Time) bool { return r.ClaimBy != "" && now.Before(r.ClaimTo) }

// Asking tells whether it waits for the applicant now.
func (r QueueRow) Asking(now time.Time) bool { return now.Before(r.AskedTill) }
