package settings

import (
	"errors"
	"time"
)

// Kind is a set of rules that changes as a whole.
type Kind string

// The kinds of rules.
const (
	Policy     Kind = "policy"     // package decision's
	Parameters Kind = "parameters" // package score's
	Retention  Kind = "retention"  // how long closed cases are kept
)

// Kinds lists every kind in the order in which they are shown.
func Kinds() []Kind { return []Kind{Policy, Parameters, Retention} }

// Hand is a person who did something to a proposal, and by which door.
type Hand struct {
	Person string    `json:"person"` // ID
	Login  string    `json:"login"`
	Via    string    `json:"via"`
	Writer string    `json:"writer,omitempty"`
	At     time.Time `json:"at"`
}

// State is where a proposal stands.
type State string

// The states of a proposal.
const (
	Waiting   State = "waiting"
	Live      State = "live"      // it went live; a later version may be in force by now
	Rejected  State = "rejected"  // by somebody else
	Withdrawn State = "withdrawn" // by whoever proposed it
	Overtaken State = "overtaken" // the rules that it was compared with are no longer those in force
	Lapsed    State = "lapsed"    // nobody decided in time
)

// Proposal is a changed file on its way.
type Proposal struct {
	ID        string    `json:"id"`
	Kind      Kind      `json:"kind"`
	Text      string    `json:"text"` // the file as it was typed
	Why       string    `json:"why"`  // in the proposer's words
	By        Hand      `json:"by"`
	At        time.Time `json:"at"`
	Base      string    `json:"base"` // digest of the rules that it was compared with
	Was       string    `json:"was"`  // what those rules were called
	Changes   []Change  `json:"changes"`
	Loosens   bool      `json:"loosens"`
	State     State     `json:"state"`
	Confirmed []Hand    `json:"confirmed,omitempty"`
	Ended     *Hand     `json:"ended,omitempty"` // who rejected or withdrew it; the last confirmation for one that went live
	Words     string    `json:"words,omitempty"` // why it was rejected
	Number    int64     `json:"number,omitempty"`
	Version   int64     `json:"version"` // of the row
}

// Needs is how many administrators have to confirm.
func (p *Proposal) Needs() int {
	if p.Loosens {
		return 2
	}
	return 1
}

// Version is a file that went live.
type Version struct {
	Kind     Kind      `json:"kind"`
	Number   int64     `json:"number"` // from 1, for each kind
	Proposal string    `json:"proposal"`
	Loosens  bool      `json:"loosens"`
	First    string    `json:"first"`            // ID of the administrator who confirmed
	Second   string    `json:"second,omitempty"` // ID of the second one
	At       time.Time `json:"at"`
	Text     string    `json:"text"`
}

// ErrNotFound says that there is no such proposal.
var ErrNotFound = errors.New("not found")

// Unclear is a refusal that names no rule of conduct but what is wrong with what was given: Code is its word in the catalogue.
type Unclear struct{ Code string }

func (e *Unclear) Error() string { return "not taken: " + e.Code }

const (
	proposalLife = 7 * 24 * time.Hour // how long a proposal waits for its administrators
	freshFor     = 10 * time.Minute   // how long ago an administrator may have been proven by a passkey
	mostWords    = 600                // of a reason
	mostText     = 128 << 10          // bytes of a file
)
