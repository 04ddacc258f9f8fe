package recovery

import (
	"context"
	"time"

	"okaeri/internal/intake"
)

// Figures is how the work goes, in numbers: what an operator watches, and an auditor.
//
// No number may tell that a certain account exists. Applications for accounts that nobody has are counted like all others, wherever they go
// the same way. What only an existing account causes before its applicant knows more (letters to its owner) is told as shares of many
// letters of days that are over, and never as a count: who files an application and watches the numbers sees nothing move.
type Figures struct {
	At       time.Time        `json:"at"`
	Standing Standing         `json:"standing"`
	Verdict  Spread           `json:"verdict" doc:"Time from sending to the first letter of a verdict, of the last 30 days."`
	Days     []DayFigures     `json:"days" doc:"The same day by day, the oldest first."`
	Weeks    []WeekFigures    `json:"weeks" doc:"Twelve weeks, the oldest first."`
	Form     []PageFigures    `json:"form" doc:"The form's pages in their order, of the last 30 days."`
	Letters  []DomainFigures  `json:"letters" doc:"Letters to applicants of the last 30 days, by domain. Domains of few people are together under an empty name."`
	Owners   []ChannelFigures `json:"owner_letters" doc:"Letters to owners of the last 30 days without today, as shares and only where they are many."`
	Robot    RobotFigures     `json:"robot"`
	Upkeep   Upkeep           `json:"upkeep"`
	People   []WorkerFigures  `json:"people,omitempty" doc:"Of the last 30 days, for people who may see it; nobody sees their own."`
}

// Standing is how many cases wait now.
type Standing struct {
	Open    int64           `json:"open" doc:"Sent and without a verdict."`
	Soon    int64           `json:"due_soon" doc:"Of them, due within four hours."`
	Overdue int64           `json:"overdue" doc:"Of them, past the promised time."`
	Cases   map[State]int64 `json:"cases" doc:"Every case by its state."`
}

// Spread is how long something took.
type Spread struct {
	N    int     `json:"n"`
	P50  float64 `json:"p50_seconds"`
	P95  float64 `json:"p95_seconds"`
	Late int     `json:"late" doc:"Took more than 24 hours."`
}

// DayFigures is one day of the site's calendar.
type DayFigures struct {
	Day string `json:"day" example:"2026-11-22"`
	Spread
}

// WeekFigures is one week, from Monday. What was found later stands in the week in which it was found.
type WeekFigures struct {
	Week      string `json:"week" example:"2026-11-16" doc:"Its Monday."`
	Granted   int64  `json:"granted"`
	Declined  int64  `json:"declined"`
	Withdrawn int64  `json:"withdrawn"`
	Contested int64  `json:"contested" doc:"The owner said: this was not me."`

	Stopped   int64 `json:"grants_stopped" doc:"Grants that the owner stopped in the wait."`
	Undone    int64 `json:"grants_undone" doc:"Restorations that the owner took back."`
	Regranted int64 `json:"declines_granted_later" doc:"Accounts that were declined and granted at a later application."`
	Same      int64 `json:"of_them_same_contact" doc:"Of those, with the same contact address."`
	Appealed  int64 `json:"declines_granted_on_appeal"`
}

// PageFigures is one page of the form.
type PageFigures struct {
	Page     string         `json:"page"`
	Product  intake.Words   `json:"product,omitempty" doc:"Of a page of questions: what it is about."`
	Reached  int64          `json:"reached"`
	Answered int64          `json:"answered" doc:"At least once; each draft counts once."`
	Errors   []ErrorFigures `json:"errors,omitempty" doc:"What was said on it most often when something needed another look."`
}

// ErrorFigures is one thing that a page said.
type ErrorFigures struct {
	Code string `json:"code"`
	N    int64  `json:"n"`
}

// DomainFigures is what became of letters to one domain. A letter that was tried again counts as deferred each time.
type DomainFigures struct {
	Domain   string `json:"domain"`
	Sent     int64  `json:"sent"`
	Deferred int64  `json:"deferred"`
	Refused  int64  `json:"refused"`
}

// ChannelFigures is the share of letters to owners that were delivered, in whole hundredths.
type ChannelFigures struct {
	Domain    string `json:"domain"`
	Delivered int    `json:"delivered_percent"`
}

// RobotFigures is the robot check of the last 30 days.
type RobotFigures struct {
	Asked  int64            `json:"asked" doc:"Times that the page with the check was shown."`
	Passed map[string]int64 `json:"passed" doc:"By lane."`
	Failed map[string]int64 `json:"failed" doc:"By lane."`
	None   int64            `json:"none" doc:"Went on without a check."`
	Took   map[string]int   `json:"took_p95_seconds" doc:"By lane: most passed within so many seconds. Proof of work as the browser tells it, numbers from showing them to their answer."`
}

// Upkeep is how the house itself stands. Times are zero where nothing is known.
type Upkeep struct {
	Waiting    int64     `json:"jobs_waiting" doc:"Jobs that could run now, without letters to owners."`
	Scheduled  int64     `json:"jobs_scheduled"`
	Retried    int64     `json:"jobs_retried" doc:"Failed, and to be tried again."`
	Letters    int64     `json:"letters_waiting" doc:"To applicants, not sent yet."`
	Backup     time.Time `json:"backup,omitzero" doc:"The last whole backup."`
	Checkpoint time.Time `json:"checkpoint,omitzero" doc:"The last signed checkpoint of the audit log."`
}

// FigureRows is what the store counts; see FigureStore.
type FigureRows struct {
	Tally    Tally
	Verdicts []VerdictRow // the first of each case, since the query's Days
	Doors    []DoorRow    // since Weeks
	Stopped  []StoppedRow // since Weeks
	Returned []ReturnRow  // since Weeks
	Votes    []VoteRow    // since Days, the oldest first
	Acts     map[string]map[string]int
	Counts   []Count // since Days, all days of one name and label together
	Posts    []Post  // since Days, all days of one domain together; of owners without today
	Upkeep   Upkeep
}

// VerdictRow is a case that had its verdict.
type VerdictRow struct{ Submitted, At time.Time }

// DoorRow counts a door of the audit log within half an hour.
type DoorRow struct {
	At   time.Time // its beginning
	Door string
	N    int64
}

// StoppedRow is a grant that its owner stopped or took back.
type StoppedRow struct {
	At    time.Time
	State State // Contested or Undone
}

// ReturnRow is a grant after a refusal.
type ReturnRow struct {
	At     time.Time
	Other  bool // the account was declined in an earlier case
	Same   bool // of the same contact
	Appeal bool // this very case was declined before
}

// VoteRow is one person's decision with what figures need of its case.
type VoteRow struct {
	Person, Case     string
	At, Claimed      time.Time // Claimed is zero where nobody knows
	Grant            bool
	Machine          Suggestion // empty for votes of before it was kept
	Account, Contact string     // keyed hashes of what was typed
	State            State      // of the case now; empty once it was removed
}

// FigureQuery says from when to count.
type FigureQuery struct {
	Now, Days, Weeks time.Time
	Since, Today     int // the first day and this one, as Count has them
}

// FigureStore keeps counts and reads what is counted.
type FigureStore interface {
	// AddFigures adds counts to those of their days.
	AddFigures(ctx context.Context, counts []Count, posts []Post) error
	// FigureRows reads everything that figures are made of.
	FigureRows(ctx context.Context, q FigureQuery) (FigureRows, error)
}
