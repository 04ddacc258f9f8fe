package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"okaeri/internal/dossier"
	"okaeri/internal/evidence"
	"okaeri/internal/token"
)

// Accounts keeps what is held of accounts, in the dossier and wherever else an import puts it. by is who asks, for the audit log.
// Errors: recovery.ErrNotFound, dossier.ErrChanged.
type Accounts interface {
	// Put takes a record in. expect is the version that has to stand; 0: none yet; nil: whatever stands.
	Put(ctx context.Context, a evidence.Account, expect *int64, by string) error
	Describe(ctx context.Context, id string) (dossier.Description, error)
	// Find tells which account an identifier leads to.
	Find(ctx context.Context, identifier string) (id string, err error)
	Append(ctx context.Context, id string, facts []evidence.Fact, by string) (added int, err error)
	// Forget destroys the account's key, and removes its closed cases and says how many.
	Forget(ctx context.Context, id string, expect *int64, by string) (cases int, err error)
}

// Account is what is told of an account: which kinds of things are held, never what they are.
type Account struct {
	ID          string    `json:"id"`
	Created     time.Time `json:"created"`
	MFA         bool      `json:"mfa"`
	Proofed     bool      `json:"proofed"`
	Staff       bool      `json:"staff"`
	Value       string    `json:"value" enum:"low,ordinary,high"`
	Locked      *Locked   `json:"locked"`
	Identifiers int       `json:"identifiers" doc:"How many are held."`
	Contacts    []Channel `json:"contacts"`
	Facts       []Kind    `json:"facts"`
}

// Locked says why and since when the account is locked.
type Locked struct {
	Reason string    `json:"reason"`
	At     time.Time `json:"at"`
}

// Channel is a way to the owner, without its address.
type Channel struct {
	Kind     string     `json:"kind"`
	Verified bool       `json:"verified"`
	From     time.Time  `json:"from"`
	Until    *time.Time `json:"until,omitempty"`
}

// Kind is how much is held of one kind of fact.
type Kind struct {
	Kind  string    `json:"kind"`
	Count int       `json:"count"`
	First time.Time `json:"first,omitzero"`
	Last  time.Time `json:"last,omitzero"`
}

type (
	accountInput struct {
		ID          string `path:"id" maxLength:"256"`
		IfMatch     string `header:"If-Match" maxLength:"64"`
		IfNoneMatch string `header:"If-None-Match" maxLength:"64"`
	}
	accountOutput struct {
		Status int
		ETag   string `header:"ETag"`
		Body   Account
	}
	forgotten struct {
		Body struct {
			Cases int `json:"cases" doc:"Closed cases that went with it."`
		}
	}
	factsOutput struct {
		Body struct {
			Added int `json:"added" doc:"How many were new; what is held already is not held twice."`
		}
	}
	plainID struct {
		ID string `path:"id" maxLength:"256"`
	}
)

func (a *API) accounts() {
	add(a, route{
		id: "account_put", method: http.MethodPut, path: "/accounts/{id}", scope: token.AccountsWrite, tag: "accounts", status: http.StatusOK,
		body: reflect.TypeFor[AccountRecord](), most: largeBody, fails: []int{http.StatusConflict, http.StatusPreconditionFailed}, etag: true,
	}, a.putAccount)
	add(a, route{
		id: "account_get", method: http.MethodGet, path: "/accounts/{id}", scope: token.AccountsWrite, tag: "accounts", status: http.StatusOK,
		fails: []int{http.StatusNotFound}, etag: true,
	}, a.getAccount)
	add(a, route{
		id: "account_forget", method: http.MethodDelete, path: "/accounts/{id}", scope: token.AccountsWrite, tag: "accounts", status: http.StatusOK,
		fails: []int{http.StatusNotFound, http.StatusPreconditionFailed},
	}, a.forgetAccount)
	add(a, route{
		id: "facts_add", method: http.MethodPost, path: "/accounts/{id}/facts", scope: token.FactsWrite, tag: "accounts", status: http.StatusOK,
		body: reflect.TypeFor[FactsRecord](), most: largeBody, fails: []int{http.StatusNotFound},
	}, a.addFacts)
}

func (a *API) putAccount(ctx context.Context, in *accountInput) (*accountOutput, error) {
	v := visitOf(ctx)
	if p := a.single(v); p != nil {
		return nil, p
	}
	record, err := evidence.DecodeAccount(v.Body)
	if err != nil {
		return nil, a.faulty(v, "fields", a.located(v, err))
	}
	if record.ID != in.ID {
		return nil, a.faulty(v, "fields", a.fault(v, "/id", "account.other_id"))
	}
	if err := a.fit(ctx, v, &record); err != nil {
		return nil, err
	}
	expect, err := expected(in)
	if err != nil {
		return nil, err
	}
	_, err = a.Accounts.Describe(ctx, in.ID)
	fresh := err != nil
	if err := stale(a.Accounts.Put(ctx, record, expect, v.Bearer.Name())); err != nil {
		return nil, err
	}
	out, err := a.getAccount(ctx, in)
	if err == nil && fresh {
		out.Status = http.StatusCreated
	}
	return out, err
}

// expected reads the version that a change is about: If-Match an ETag of ours, or If-None-Match * for what is not there yet.
func expected(in *accountInput) (*int64, error) {
	switch {
	case in.IfMatch == "" && in.IfNoneMatch == "":
		return nil, nil
	case in.IfNoneMatch == "*" && in.IfMatch == "":
		return new(int64), nil
	}
	version, ok := version(in.IfMatch)
	if !ok || version < 1 {
		return nil, errChanged
	}
	return &version, nil
}

func etag(version int64) string { return `"` + strconv.FormatInt(version, 10) + `"` }

func version(tag string) (int64, bool) {
	n, err := strconv.ParseInt(strings.Trim(tag, `"`), 10, 64)
	return n, err == nil && len(tag) > 2 && tag == etag(n)
}

func stale(err error) error {
	if errors.Is(err, dossier.ErrChanged) {
		return errChanged
	}
	return err
}

func (a *API) getAccount(ctx context.Context, in *accountInput) (*accountOutput, error) {
	d, err := a.Accounts.Describe(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	out := &accountOutput{Status: http.StatusOK, ETag: etag(d.Version), Body: Account{
		ID: d.ID, Created: d.Created.UTC(), MFA: d.MFA, Proofed: d.Proofed, Staff: d.Staff, Value: string(d.Worth), Identifiers: d.Identifiers,
		Contacts: []Channel{}, Facts: []Kind{},
	}}
	if d.Locked != nil {
		out.Body.Locked = &Locked{d.Locked.Reason, d.Locked.At.UTC()}
	}
	for _, c := range d.Contacts {
		out.Body.Contacts = append(out.Body.Contacts, Channel{c.Kind, c.Verified, c.From.UTC(), c.Until})
	}
	for _, k := range d.Facts {
		out.Body.Facts = append(out.Body.Facts, Kind(k))
	}
	return out, nil
}

func (a *API) forgetAccount(ctx context.Context, in *accountInput) (*forgotten, error) {
	expect, err := expected(in)
	if err != nil {
		return nil, err
	}
	n, err := a.Accounts.Forget(ctx, in.ID, expect, visitOf(ctx).Bearer.Name())
	if err != nil {
		return nil, stale(err)
	}
	out := &forgotten{}
	out.Body.Cases = n
	return out, nil
}

// addFacts reads facts with the reader of account records, as part of a record that is nobody's.
func (a *API) addFacts(ctx context.Context, in *plainID) (*factsOutput, error) {
	v := visitOf(ctx)
	if p := a.single(v); p != nil {
		return nil, p
	}
	var outer map[string]json.RawMessage
	if err := json.Unmarshal(v.Body, &outer); err != nil {
		return nil, a.simple(v, "body")
	}
	for name := range outer {
		if name != "facts" {
			return nil, a.faulty(v, "fields", a.fault(v, "/"+escape(name), "field.unknown"))
		}
	}
	facts := bytes.TrimSpace(outer["facts"])
	if len(facts) == 0 || facts[0] != '[' {
		return nil, a.faulty(v, "fields", a.fault(v, "/facts", "field.missing"))
	}
	record, err := evidence.DecodeAccount(slices.Concat([]byte(`{"id": "-", "facts": `), facts, []byte(`}`)))
	if err != nil {
		return nil, a.faulty(v, "fields", a.located(v, err))
	}
	if err := a.fit(ctx, v, &record); err != nil {
		return nil, err
	}
	n, err := a.Accounts.Append(ctx, in.ID, record.Facts, v.Bearer.Name())
	if err != nil {
		return nil, err
	}
	out := &factsOutput{}
	out.Body.Added = n
	return out, nil
}
