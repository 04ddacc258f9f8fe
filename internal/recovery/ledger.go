package recovery

import (
	"context"
	"time"

	"okaeri/internal/decision"
)

// Happening is one thing that happened to a case, as programs are told: what and when, never by whom or with what.
type Happening struct {
	Seq     int64 // place in the audit log: grows, without gaps among what is told later
	At      time.Time
	Door    string
	Ref     string           // empty once the case has reached its end of keeping
	Verdict decision.Outcome // of a decision
}

// Happenings are the doors of the audit log that programs may be told of, each with its word for them.
var Happenings = map[string]string{
	"submit": "application.submitted", "assess": "case.judged", "decide": "case.decided", "hold": "case.granted", "decline": "case.declined",
	"late": "case.late", "contest": "case.contested", "dispute": "case.disputed", "appeal": "case.appealed", "release": "case.ready",
	"restore": "case.restored", "undo": "case.undone", "withdraw": "case.withdrawn", "expire": "case.expired",
}

// Tally is how the work stands, in numbers. None of them is about one account.
type Tally struct {
	Cases     map[State]int64
	Soon      int64            // without a verdict, and due within Soon
	Overdue   int64            // without a verdict, and past the promised time
	Letters   map[string]int64 // waiting, sent, failed
	Jobs      map[string]int64 // by state of the queue: available, running, scheduled, retryable
	Happened  map[string]int64 // since the asked time, by Happenings
	ToVerdict []time.Duration  // from sending to the letter of the verdict, of verdicts since the asked time, sorted
}

// CaseLine is a case in a list: nothing that was typed or held.
type CaseLine struct {
	QueueRow
	State   State
	Attempt int
}

// After is where a page of a list ends and the next begins.
type After struct {
	Due time.Time
	Ref string
}

// Pages lists cases a page at a time. A page is stable: what is added or goes meanwhile neither repeats nor hides another.
type Pages interface {
	// CasesAfter lists at most n submitted cases in a state behind a place, by Due and Ref.
	CasesAfter(ctx context.Context, state State, after After, n int) ([]*Case, error)
}

// Lines lists cases for a person who may see cases, at most n behind a place, and the place behind the last; zero when there are no more.
// It returns *Refused.
func (r *Recovery) Lines(ctx context.Context, pages Pages, a Actor, state State, after After, n int) ([]CaseLine, After, error) {
	if err := a.known(RoleReviewer, RoleSenior, RoleAuditor); err != nil {
		return nil, After{}, err
	}
	cases, err := pages.CasesAfter(ctx, state, after, n+1)
	if err != nil {
		return nil, After{}, err
	}
	next := After{}
	if len(cases) > n {
		cases = cases[:n]
		next = After{cases[n-1].Due, cases[n-1].Ref}
	}
	out := make([]CaseLine, 0, len(cases))
	for _, c := range cases {
		open := *c
		open.State = Reviewing
		row, _ := open.Row()
		out = append(out, CaseLine{row, c.State, c.Attempt})
	}
	return out, next, nil
}
