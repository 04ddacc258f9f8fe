package client

import (
	"context"
	"net/http"
	"net/url"
	"time"
)

// AccountRecord is one account as it is handed in (docs/formats.md §1).
type AccountRecord struct {
	ID          string    `json:"id"`
	Identifiers []string  `json:"identifiers"`
	Created     time.Time `json:"created"`
	MFA         bool      `json:"mfa"`
	Proofed     bool      `json:"proofed,omitempty"`
	Staff       bool      `json:"staff,omitempty"`
	Value       string    `json:"value,omitempty"` // low, ordinary or high
	Locked      *Lock     `json:"locked,omitempty"`
	Language    string    `json:"language,omitempty"`
	Contacts    []Contact `json:"contacts,omitempty"`
	Facts       []Fact    `json:"facts,omitempty"`
}

// Lock says why and since when an account is locked.
type Lock struct {
	Reason string    `json:"reason"`
	At     time.Time `json:"at"`
}

// Contact is a way to the owner.
type Contact struct {
	Kind     string     `json:"kind"` // email or phone
	Value    string     `json:"value"`
	Verified bool       `json:"verified"`
	From     time.Time  `json:"from,omitzero"`
	Until    *time.Time `json:"until,omitempty"`
}

// Fact is one thing held: from until, or at one moment. Value is a string, a []string or a map[string]any of strings and lists of them.
type Fact struct {
	Kind   string     `json:"kind"`
	Value  any        `json:"value"`
	From   *time.Time `json:"from,omitempty"`
	Until  *time.Time `json:"until,omitempty"`
	At     *time.Time `json:"at,omitempty"`
	Source string     `json:"source,omitempty"`
}

// Account is what is told of an account: which kinds of things are held, never what they are.
type Account struct {
	ID          string    `json:"id"`
	Created     time.Time `json:"created"`
	MFA         bool      `json:"mfa"`
	Proofed     bool      `json:"proofed"`
	Staff       bool      `json:"staff"`
	Value       string    `json:"value"`
	Locked      *Lock     `json:"locked"`
	Identifiers int       `json:"identifiers"`
	Contacts    []Channel `json:"contacts"`
	Facts       []Kind    `json:"facts"`
	ETag        string    `json:"-"` // to be given back with a change
}

// Channel is a way to the owner, without its address.
type Channel struct {
	Kind     string     `json:"kind"`
	Verified bool       `json:"verified"`
	From     time.Time  `json:"from"`
	Until    *time.Time `json:"until"`
}

// Kind is how much is held of one kind.
type Kind struct {
	Kind  string    `json:"kind"`
	Count int       `json:"count"`
	First time.Time `json:"first"`
	Last  time.Time `json:"last"`
}

func account(id string) string { return "accounts/" + url.PathEscape(id) }

// PutAccount takes an account in, merging it with what is held. etag is that of the Account which the change is about; empty changes
// whatever stands, and "*" only makes an account that is not there yet. Another's change in between is the problem "changed".
func (c *Client) PutAccount(ctx context.Context, record AccountRecord, etag string) (*Account, error) {
	r := call{method: http.MethodPut, path: account(record.ID), body: record, match: etag}
	if etag == "*" {
		r.match, r.none = "", "*"
	}
	out := &Account{}
	h, err := c.do(ctx, r, out)
	if err != nil {
		return nil, err
	}
	out.ETag = h.Get("ETag")
	return out, nil
}

// Account tells which kinds of things are held of an account.
func (c *Client) Account(ctx context.Context, id string) (*Account, error) {
	out := &Account{}
	h, err := c.do(ctx, call{method: http.MethodGet, path: account(id)}, out)
	if err != nil {
		return nil, err
	}
	out.ETag = h.Get("ETag")
	return out, nil
}

// AddFacts adds facts to an account and tells how many were new.
func (c *Client) AddFacts(ctx context.Context, id string, facts []Fact) (added int, err error) {
	var out struct{ Added int }
	_, err = c.do(ctx, call{method: http.MethodPost, path: account(id) + "/facts", body: map[string]any{"facts": facts}}, &out)
	return out.Added, err
}

// Forget destroys the key of an account's facts, and removes its closed cases and tells how many. etag as for PutAccount.
func (c *Client) Forget(ctx context.Context, id, etag string) (cases int, err error) {
	var out struct{ Cases int }
	_, err = c.do(ctx, call{method: http.MethodDelete, path: account(id), match: etag}, &out)
	return out.Cases, err
}
