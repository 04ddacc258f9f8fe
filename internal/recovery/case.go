package recovery

import (
	"time"

	"okaeri/internal/decision"
	"okaeri/internal/evidence"
	"okaeri/internal/intake"
)

// State is where a case stands; docs/states.md draws the arrows.
type State string

// The states of a case. Submitted, Judged and Reviewing look alike to the applicant (engine.md §3).
const (
	Draft     State = "draft"     // being filled in, 72 hours
	Submitted State = "submitted" // sent; owner told; not judged yet
	Judged    State = "judged"    // verdict made, not published before its mark
	Reviewing State = "reviewing" // waits for people
	Holding   State = "holding"   // granted; waits while the owner may object
	Ready     State = "ready"     // the hold is over; the applicant may finish
	Restoring State = "restoring" // the plan is written down; the directory is being changed
	Restored  State = "restored"  // access is back; may be undone for 72 hours
	Undone    State = "undone"    // the owner took it back
	Declined  State = "declined"
	Contested State = "contested" // the owner said "not me"
	Withdrawn State = "withdrawn"
	Expired   State = "expired"
)

// Case is one application from its first page to its end. An account that nobody has takes the same way
// (AccountID empty: a ghost), so that no page, letter or time tells the two apart. Times that have not come are left out where it is kept:
// they would be half of a draft.
type Case struct {
	ID      string // 128 random bits, hex; never shown
	Ref     string // what people say and type: 7K2-4M9-QX
	State   State
	Version int64

	Created   time.Time `json:",omitzero"`
	Submitted time.Time `json:",omitzero"`
	Due       time.Time `json:",omitzero"` // the verdict is promised by then
	Mark      time.Time `json:",omitzero"` // a made verdict is published at this mark of the quantum
	Baseline  time.Time `json:",omitzero"` // last trusted date of the dossier; later addresses only dispute
	HoldUntil time.Time `json:",omitzero"`
	ReadyTill time.Time `json:",omitzero"` // the restoration link lives until then
	Restoring time.Time `json:",omitzero"` // since when the plan is written down
	Restored  time.Time `json:",omitzero"`
	UndoUntil time.Time `json:",omitzero"`
	Closed    time.Time `json:",omitzero"`

	Language string
	Profile  decision.Profile
	Verdict  decision.Outcome // empty until judged
	Attempt  int              // counted application of this account and ledger, from 1
	Familiar bool             // filed from a device or network known before the baseline (alpha ledger)
	HighBar  bool             // two persons must agree
	Disputed bool             // contested from an address that was added after the baseline

	AccountID string // empty for a ghost
	// Keyed blind indexes: limits and campaigns are counted by them without holding the values.
	AccountKey, ContactKey, NetworkKey, DeviceKey, AnswersKey []byte `json:",omitzero"`

	Desk    Desk    // where the case stands with people
	Private Private // sealed at rest under the case's own data key
}

// Private is the part of a case that only Okaeri itself may read: sealed in the database, gone at the case's end of keeping.
type Private struct {
	Account    string                 `json:"account"` // as typed
	Contact    string                 `json:"contact"` // where letters to the applicant go
	Situation  intake.Situation       `json:"situation,omitempty"`
	Device     string                 `json:"device,omitempty"` // own, borrowed, shop
	Helper     *Helper                `json:"helper,omitempty"`
	Answers    intake.Answers         `json:"answers,omitempty"` // what was typed, by field, but never a password or full card number
	Done       []string               `json:"done,omitempty"`    // pages answered
	Passwords  evidence.PasswordCheck `json:"passwords"`         // results of comparing, never the typed strings
	Typed      []string               `json:"typed,omitempty"`   // old passwords for the second until the compare job has run
	Context    intake.Context         `json:"context"`
	Region     string                 `json:"region,omitempty"` // roughly from where, for the owner's notices
	Assessment *decision.Assessment   `json:"assessment,omitempty"`
	Plan       *Plan                  `json:"plan,omitempty"`
	Votes      []Vote                 `json:"votes,omitempty"`
	Former     []Vote                 `json:"former,omitempty"` // of rounds that are over; they decide nothing any more
	Notes      []Note                 `json:"notes,omitempty"`
	Revealed   []Revealed             `json:"revealed,omitempty"`
	Added      intake.Answers         `json:"added,omitempty"`   // what was answered when people asked for more
	Appeal     string                 `json:"appeal,omitempty"`  // why the applicant asks other people to look again
	Advice     []string               `json:"advice,omitempty"`  // kinds of evidence to add next time
	Once       map[Purpose]string     `json:"once,omitempty"`    // last form token for each kind of code (V12)
	Padding    string                 `json:"padding,omitempty"` // of a ghost, which would be shorter without
}

// Helper is who helps the applicant (S19): recorded, never a penalty, and never a reviewer of the case.
type Helper struct {
	Name  string `json:"name"`
	Shop  string `json:"shop,omitempty"`
	Phone string `json:"phone,omitempty"`
}

// Vote is one person's decision on a case under review.
type Vote struct {
	By     string    `json:"by"`
	At     time.Time `json:"at"`
	Grant  bool      `json:"grant"`
	Reason string    `json:"reason"` // reason code
	Words  string    `json:"words"`
	Proof  string    `json:"proof,omitempty"` // how the person's identity was proofed
	Senior bool      `json:"senior,omitempty"`
}

// Plan is what restoring will do, written down before the directory is touched so that doing it twice is doing it once.
type Plan struct {
	Key      string    `json:"key"` // idempotency key for the directory
	Password string    `json:"password,omitempty"`
	Receipt  []byte    `json:"receipt,omitempty"` // what the directory needs to undo
	Done     time.Time `json:"done,omitempty"`
}

// Purpose is what a proof is for; a proof for one purpose never serves another.
type Purpose string

// The purposes of proofs.
const (
	ProveContact  Purpose = "contact"     // the contact address can be reached
	ProveReturn   Purpose = "return"      // the applicant comes back to draft or status
	ProveLink     Purpose = "link"        // the one-time restoration link
	ProveRestore  Purpose = "restore"     // the code asked again before a new password
	ProveContest  Purpose = "contest"     // the owner's "not me" link
	ProveIdentity Purpose = "identity"    // identity proofed by a person at a desk (strict profile)
	ContestAll    Purpose = "contest_all" // the same for every open case of the account, from a merged notice
	ProveUndo     Purpose = "undo"
)

// Proof is a row bound to step, case, account, purpose and destination. Secrets are kept as keyed MACs only.
type Proof struct {
	ID          string
	CaseID      string
	AccountKey  []byte // the case's account when the proof was made
	Purpose     Purpose
	Destination []byte // keyed index of the address it was sent to
	MAC         []byte // of the code or link token
	Late        bool   // contest link sent to an address added after the baseline (C13)
	Created     time.Time
	Expires     time.Time
	Tries       int
	Proven      time.Time // when the secret came back; one-time: set by one atomic update
	Dead        bool      // superseded, or tries used up
}

// Letter is one letter to one address, saved with the step that causes it and sent by a job.
type Letter struct {
	ID     string
	CaseID string
	Kind   string // notice.Kind
	To     string // sealed at rest
	Lang   string
	Data   map[string]string // sealed at rest
	Queued time.Time
	Sent   time.Time
	Failed string // a class of failure, never an address
}

// Job is a wake-up, inserted in the transaction of the step that causes it.
type Job struct {
	Kind   JobKind
	CaseID string
	Letter string // for JobLetter
	At     time.Time
}

// JobKind names a wake-up.
type JobKind string

// The wake-ups of a case.
const (
	JobLetter  JobKind = "letter"
	JobCompare JobKind = "compare" // typed old passwords against the held hashes
	JobAssess  JobKind = "assess"
	JobPublish JobKind = "publish"
	JobRelease JobKind = "release" // the hold is over
	JobRestore JobKind = "restore"
	JobUndo    JobKind = "undo"
	JobLate    JobKind = "late" // the promised time nears without a verdict
	JobExpire  JobKind = "expire"
	JobOthers  JobKind = "others"  // the account's other open cases stop too
	JobReweigh JobKind = "reweigh" // more was answered: weigh it all again, and leave the decision to people
)
