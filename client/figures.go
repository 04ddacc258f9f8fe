package client

import "time"

// Figures is how the work goes over the last weeks: what the desk's page of figures shows, without how people work.
type Figures struct {
	At       time.Time `json:"at"`
	Standing struct {
		Open    int64            `json:"open"` // sent and without a verdict
		Soon    int64            `json:"due_soon"`
		Overdue int64            `json:"overdue"`
		Cases   map[string]int64 `json:"cases"` // by state
	} `json:"standing"`
	Verdict Spread `json:"verdict"` // time to the first letter of a verdict, 30 days
	Days    []struct {
		Day string `json:"day"`
		Spread
	} `json:"days"`
	Weeks   []Week         `json:"weeks"` // twelve, the oldest first
	Form    []FormPage     `json:"form"`  // 30 days, in the form's order
	Letters []LetterDomain `json:"letters"`
	Owners  []struct {
		Domain    string `json:"domain"`
		Delivered int    `json:"delivered_percent"`
	} `json:"owner_letters"` // shares, and only of many
	Robot struct {
		Asked  int64            `json:"asked"`
		Passed map[string]int64 `json:"passed"` // by lane
		Failed map[string]int64 `json:"failed"`
		None   int64            `json:"none"`
		Took   map[string]int   `json:"took_p95_seconds"`
	} `json:"robot"`
	Upkeep struct {
		Waiting    int64     `json:"jobs_waiting"`
		Scheduled  int64     `json:"jobs_scheduled"`
		Retried    int64     `json:"jobs_retried"`
		Letters    int64     `json:"letters_waiting"`
		Backup     time.Time `json:"backup"`     // zero where none is known
		Checkpoint time.Time `json:"checkpoint"` // of the audit log
	} `json:"upkeep"`
}

// Spread is how long something took.
type Spread struct {
	N    int     `json:"n"`
	P50  float64 `json:"p50_seconds"`
	P95  float64 `json:"p95_seconds"`
	Late int     `json:"late"` // more than 24 hours
}

// Week is how cases ended in one week, and what was found in it to have been decided wrongly before.
type Week struct {
	Week      string `json:"week"` // its Monday
	Granted   int64  `json:"granted"`
	Declined  int64  `json:"declined"`
	Withdrawn int64  `json:"withdrawn"`
	Contested int64  `json:"contested"`
	Stopped   int64  `json:"grants_stopped"`
	Undone    int64  `json:"grants_undone"`
	Regranted int64  `json:"declines_granted_later"`
	Same      int64  `json:"of_them_same_contact"`
	Appealed  int64  `json:"declines_granted_on_appeal"`
}

// FormPage is one page of the form.
type FormPage struct {
	Page     string            `json:"page"`
	Product  map[string]string `json:"product"`
	Reached  int64             `json:"reached"`
	Answered int64             `json:"answered"`
	Errors   []struct {
		Code string `json:"code"`
		N    int64  `json:"n"`
	} `json:"errors"`
}

// LetterDomain is what became of letters to the applicants at one domain; the empty one is all domains of few people.
type LetterDomain struct {
	Domain   string `json:"domain"`
	Sent     int64  `json:"sent"`
	Deferred int64  `json:"deferred"`
	Refused  int64  `json:"refused"`
}
