package intake

import "time"

// Situation is why a person applies; the applicant's word, never evidence by itself.
type Situation string

// The situations of the form's second question.
const (
	ForgotPassword   Situation = "forgot_password"
	ForgotAccount    Situation = "forgot_account"
	Locked           Situation = "locked"
	Hijacked         Situation = "hijacked"
	LostSecondFactor Situation = "lost_second_factor"
)

// Application is what one person sent, in the strings that they typed. The JSON shape is a contract
// (docs/formats.md §2).
type Application struct {
	ID        string    `json:"id"`
	Account   string    `json:"account"`
	Contact   string    `json:"contact"`
	At        time.Time `json:"at"`
	Language  string    `json:"language"`
	Situation Situation `json:"situation"`
	Claims    []Claim   `json:"claims"`
	Context   Context   `json:"context"`
	After     []string  `json:"after,omitempty"` // ids of earlier attempts at the same account
}

// Claim is one answer. A kind may repeat; a kind left out is blank.
type Claim struct {
	Kind  string `json:"kind"`
	Value Value  `json:"value"`
}

// Value is an answer or a held fact: one text, several texts, or named parts, exactly one of the three.
// In JSON it is a string, an array of strings or an object of strings.
type Value struct {
	Text  string
	Texts []string
	Parts map[string]string
}

// Context is where the application came from.
type Context struct {
	IP        string `json:"ip"`
	UserAgent string `json:"user_agent"`
	Device    string `json:"device"`
}
