package evidence

import (
	"time"

	"okaeri/internal/intake"
)

// Worth is what an account is worth to protect: it moves thresholds and asks for a second person.
type Worth string

// The three worths of docs/formats.md §1.
const (
	Low      Worth = "low"
	Ordinary Worth = "ordinary"
	High     Worth = "high"
)

// Account is an account record as an operator hands it in (docs/formats.md §1): who it is and what is held of it.
type Account struct {
	ID          string    `json:"id"`
	Identifiers []string  `json:"identifiers"`
	Created     time.Time `json:"created"`
	MFA         bool      `json:"mfa"`
	Proofed     bool      `json:"proofed,omitempty"` // identity was proofed at enrolment: strict profile
	Staff       bool      `json:"staff,omitempty"`   // strict profile, proofing only
	Worth       Worth     `json:"value"`
	Locked      *Lock     `json:"locked"`
	Language    string    `json:"language,omitempty"`
	Contacts    []Contact `json:"contacts"`
	Facts       []Fact    `json:"facts"`
}

// Lock says why and since when the directory refuses sign-in.
type Lock struct {
	Reason string    `json:"reason"`
	At     time.Time `json:"at"`
}

// Contact is a channel to the owner that was held before the application.
type Contact struct {
	Kind     string     `json:"kind"` // email, phone
	Value    string     `json:"value"`
	Verified bool       `json:"verified"`
	From     time.Time  `json:"from"`
	Until    *time.Time `json:"until,omitempty"`
}

// Fact is one thing held. A state holds from From until Until; an event happened at At.
type Fact struct {
	Kind     string       `json:"kind"`
	Value    intake.Value `json:"value"`
	From     *time.Time   `json:"from,omitempty"`
	Until    *time.Time   `json:"until,omitempty"`
	At       *time.Time   `json:"at,omitempty"`
	Source   string       `json:"source,omitempty"`
	Imported *time.Time   `json:"imported,omitempty"` // when Okaeri learned it: late values are not truth (V31)
}
