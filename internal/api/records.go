package api

import (
	"time"

	"github.com/danielgtaylor/huma/v2"
)

// AccountRecord is docs/formats.md §1. The reader of files reads it; this is its description.
type AccountRecord struct {
	ID          string          `json:"id" maxLength:"256" example:"a-000001"`
	Identifiers []string        `json:"identifiers,omitempty" example:"[\"hanako@momiji.example\"]"`
	Created     time.Time       `json:"created,omitempty"`
	MFA         bool            `json:"mfa,omitempty" doc:"A second factor guards the account."`
	Proofed     bool            `json:"proofed,omitempty" doc:"The owner's identity was proofed at enrolment."`
	Staff       bool            `json:"staff,omitempty" doc:"The account of somebody who works at the desk."`
	Value       string          `json:"value,omitempty" enum:"low,ordinary,high" doc:"What the account is worth to protect."`
	Locked      *LockRecord     `json:"locked,omitempty"`
	Language    string          `json:"language,omitempty"`
	Contacts    []ContactRecord `json:"contacts,omitempty"`
	Facts       []FactRecord    `json:"facts,omitempty"`
}

// LockRecord says why and since when the directory refuses sign-in.
type LockRecord struct {
	Reason string    `json:"reason"`
	At     time.Time `json:"at"`
}

// ContactRecord is a way to the owner.
type ContactRecord struct {
	Kind     string    `json:"kind" enum:"email,phone"`
	Value    string    `json:"value"`
	Verified bool      `json:"verified,omitempty"`
	From     time.Time `json:"from,omitempty"`
	Until    time.Time `json:"until,omitempty"`
}

// FactRecord is one thing held: from until, or at one moment.
type FactRecord struct {
	Kind     string    `json:"kind" example:"postal_code"`
	Value    AnyValue  `json:"value"`
	From     time.Time `json:"from,omitempty"`
	Until    time.Time `json:"until,omitempty"`
	At       time.Time `json:"at,omitempty"`
	Source   string    `json:"source,omitempty"`
	Imported time.Time `json:"imported,omitempty"`
}

// FactsRecord adds facts to an account.
type FactsRecord struct {
	Facts []FactRecord `json:"facts"`
}

// AnyValue is one text, several texts, or texts by name.
type AnyValue struct{}

// Schema is the description of the three shapes.
func (AnyValue) Schema(huma.Registry) *huma.Schema {
	text := &huma.Schema{Type: huma.TypeString}
	return &huma.Schema{
		Description: "One text, several texts, or texts by name.",
		OneOf: []*huma.Schema{
			text,
			{Type: huma.TypeArray, Items: text},
			{Type: huma.TypeObject, AdditionalProperties: true},
		},
	}
}

// UnmarshalJSON takes any of the shapes; what it holds is read by the reader of records.
func (*AnyValue) UnmarshalJSON([]byte) error { return nil }
