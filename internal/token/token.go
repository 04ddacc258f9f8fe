package token

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"slices"
	"strings"
	"time"
	"unicode"

	"okaeri/internal/audit"
	"okaeri/internal/recovery"
)

// Token is what is kept of one token; never its secret.
type Token struct {
	ID      string    `json:"id"` // 40 random bits in hex; what list shows and revoke takes
	Name    string    `json:"name"`
	Scopes  []Scope   `json:"scopes"`
	Login   string    `json:"login,omitempty"` // the person in whose name it acts
	Strong  time.Time `json:"strong,omitzero"` // of a decision token: when that person confirmed with a passkey
	By      string    `json:"by"`              // who made it
	Created time.Time `json:"created"`
	Expires time.Time `json:"expires"`
	Revoked time.Time `json:"revoked,omitzero"`
	Used    time.Time `json:"used,omitzero"` // the last use, to the hour
}

// Alive tells whether the token still opens anything.
func (t *Token) Alive(now time.Time) bool { return t.Revoked.IsZero() && now.Before(t.Expires) }

// Has tells whether the token holds a scope.
func (t *Token) Has(s Scope) bool { return slices.Contains(t.Scopes, s) }

// Store keeps tokens and answers. Both engines pass storetest. Error: ErrNotFound.
type Store interface {
	// CreateToken saves a token under the MAC of its secret, with the entry, together or not at all.
	CreateToken(ctx context.Context, t Token, mac []byte, e audit.Entry) error
	// TokenByMAC reads a token, also one that has ended.
	TokenByMAC(ctx context.Context, mac []byte) (*Token, error)
	Tokens(ctx context.Context) ([]Token, error) // the newest first
	// RevokeToken ends a token, with the entry; one that is revoked already stays as it is, without an entry.
	RevokeToken(ctx context.Context, id string, at time.Time, e audit.Entry) error
	TokenUsed(ctx context.Context, id string, at time.Time) error
	Answers
}

// Person is who a token acts for, as they are now.
type Person struct {
	Login, Name, Mail string
	Roles             []string
}

// People tells who works at the desk. Error: ErrNotFound, also for somebody who is disabled.
type People interface {
	Person(ctx context.Context, login string) (Person, error)
}

// Keys makes MACs under keys that never enter the database.
type Keys interface {
	MAC(parts ...string) []byte
}

// Errors that callers tell apart.
var (
	ErrNotFound = errors.New("not found")
	// ErrToken is every reason why a secret opens nothing: unknown, ended, revoked, or its person is gone. Nobody is told which.
	ErrToken = errors.New("the token opens nothing")
)

// Refused is a wish that a rule forbids.
type Refused struct{ Code string }

func (e *Refused) Error() string {
	if said, ok := refusals[e.Code]; ok {
		return said
	}
	return "refused: " + e.Code
}

var refusals = map[string]string{
	"name":          "name the token in 1 to 60 characters, so that people know later what it is for",
	"scope":         "name at least one of the scopes " + scopeWords(),
	"life":          "a token lives between a minute and 366 days",
	"login_missing": "a token that reads cases acts in a person's name: say whose",
	"login_unknown": "nobody of this name works at the desk",
	"login_unused":  "none of these scopes acts in a person's name",
	"decide":        "a token that decides is made at the desk, by the person, after confirming with a passkey; it lives ten minutes",
	"role":          "only reviewers and seniors decide",
	"sign_in_again": "confirm with your passkey first",
}

func scopeWords() string {
	var words []string
	for _, s := range Scopes {
		words = append(words, string(s))
	}
	return strings.Join(words, ", ")
}

// The lives of tokens.
const (
	LifeDefault = 90 * 24 * time.Hour
	LifeMost    = 366 * 24 * time.Hour
	// LifeDecision is counted from the person's confirmation, not from the making of the token.
	LifeDecision = 10 * time.Minute
	usedEvery    = time.Hour // how exactly the last use is kept: a request needs no write
)

// prefix makes a secret recognisable to people and to the programs that look for secrets in code.
const prefix = "okaeri_"

// Tokens tells the story. It is safe for concurrent use.
type Tokens struct {
	Store  Store
	People People
	Keys   Keys
	Now    func() time.Time
}

// Order is a wish for a standing token.
type Order struct {
	Name   string
	Scopes []Scope
	Login  string        // whose name it acts in; needed for cases:read and cases:explain
	Life   time.Duration // zero: LifeDefault
	By     string        // who makes it, for the audit log: "operator:root"
}

// Create makes a standing token and returns its secret, which nobody can read again. Error: *Refused.
func (x *Tokens) Create(ctx context.Context, o Order) (Token, string, error) {
	scopes, err := normal(o.Scopes)
	if err != nil {
		return Token{}, "", err
	}
	if o.Life == 0 {
		o.Life = LifeDefault
	}
	switch {
	case slices.Contains(scopes, CasesDecide):
		return Token{}, "", &Refused{"decide"}
	case o.Life < time.Minute || o.Life > LifeMost:
		return Token{}, "", &Refused{"life"}
	case Personal(scopes) && o.Login == "":
		return Token{}, "", &Refused{"login_missing"}
	case !Personal(scopes) && o.Login != "":
		return Token{}, "", &Refused{"login_unused"}
	}
	if o.Login != "" {
		p, err := x.People.Person(ctx, o.Login)
		if errors.Is(err, ErrNotFound) {
			return Token{}, "", &Refused{"login_unknown"}
		}
		if err != nil {
			return Token{}, "", err
		}
		o.Login = p.Login
	}
	return x.make(ctx, Token{Name: o.Name, Scopes: scopes, Login: o.Login, By: o.By}, o.Life)
}

// CreateForDecisions makes a decision token for a person who has just confirmed with a passkey at the desk. It lives until
// LifeDecision after that. Error: *Refused.
func (x *Tokens) CreateForDecisions(ctx context.Context, a recovery.Actor, name string) (Token, string, error) {
	now := x.Now()
	life := a.Strong.Add(LifeDecision).Sub(now)
	switch {
	case !a.Is(recovery.RoleReviewer, recovery.RoleSenior):
		return Token{}, "", &Refused{"role"}
	case a.Via != "desk" || a.Strong.IsZero() || life <= 0 || a.Strong.After(now.Add(time.Minute)):
		return Token{}, "", &Refused{"sign_in_again"}
	}
	return x.make(ctx, Token{
		Name: name, Scopes: []Scope{CasesRead, CasesExplain, CasesDecide}, Login: a.Login, Strong: a.Strong.UTC(), By: "staff:" + a.Login,
	}, life)
}

func (x *Tokens) make(ctx context.Context, t Token, life time.Duration) (Token, string, error) {
	t.Name = strings.TrimSpace(t.Name)
	if n := len([]rune(t.Name)); n < 1 || n > 60 || strings.ContainsFunc(t.Name, unicode.IsControl) {
		return Token{}, "", &Refused{"name"}
	}
	var b [5]byte
	rand.Read(b[:]) //nolint:errcheck // crypto/rand never returns an error
	t.ID, t.Created = hex.EncodeToString(b[:]), x.Now().UTC()
	t.Expires = t.Created.Add(life)
	secret := prefix + strings.ToLower(rand.Text())
	err := x.Store.CreateToken(ctx, t, x.mac(secret), audit.Entry{
		At: t.Created, Door: "token_create", Actor: t.By, Detail: map[string]string{
			"token": t.ID, "scopes": words(t.Scopes), "login": t.Login, "until": t.Expires.Format(time.RFC3339),
		},
	})
	return t, secret, err
}

func words(scopes []Scope) string {
	out := make([]string, len(scopes))
	for i, s := range scopes {
		out[i] = string(s)
	}
	return strings.Join(out, " ")
}

// mac is what the database knows a secret by.
func (x *Tokens) mac(secret string) []byte { return x.Keys.MAC("api-token", secret) }

// List lists all tokens, the newest first.
func (x *Tokens) List(ctx context.Context) ([]Token, error) { return x.Store.Tokens(ctx) }

// Revoke ends a token at once. Ending it again changes nothing. Error: ErrNotFound.
func (x *Tokens) Revoke(ctx context.Context, id, by string) error {
	now := x.Now().UTC()
	return x.Store.RevokeToken(ctx, id, now, audit.Entry{At: now, Door: "token_revoke", Actor: by, Detail: map[string]string{"token": id}})
}
