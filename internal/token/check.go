package token

import (
	"context"
	"errors"
	"time"

	"okaeri/internal/recovery"
)

// Bearer is who is behind a request: a token, and the person whom it acts for, as they are at this moment.
type Bearer struct {
	Token  *Token
	Person Person // empty where the token acts for nobody
}

// Check finds out what a secret opens. Whatever was sent is looked up in the same way, by its MAC, so that time tells nothing about
// how much of it was right. Error: ErrToken, whatever the reason.
func (x *Tokens) Check(ctx context.Context, secret string) (*Bearer, error) {
	t, err := x.Store.TokenByMAC(ctx, x.mac(secret))
	if errors.Is(err, ErrNotFound) {
		return nil, ErrToken
	}
	if err != nil {
		return nil, err
	}
	now := x.Now().UTC()
	if !t.Alive(now) {
		return nil, ErrToken
	}
	b := &Bearer{Token: t}
	if t.Login != "" {
		if b.Person, err = x.People.Person(ctx, t.Login); errors.Is(err, ErrNotFound) {
			return nil, ErrToken
		} else if err != nil {
			return nil, err
		}
	}
	if now.Sub(t.Used) >= usedEvery {
		err = x.Store.TokenUsed(ctx, t.ID, now.Truncate(usedEvery))
	}
	return b, err
}

// Actor is the bearer as the story of recovery knows people who act. Strong is what the person proved when the token was made; a
// standing token has none.
func (b *Bearer) Actor() recovery.Actor {
	strong := b.Token.Strong
	if !b.Token.Has(CasesDecide) {
		strong = time.Time{}
	}
	return recovery.Actor{
		Login: b.Person.Login, Name: b.Person.Name, Mail: b.Person.Mail, Roles: b.Person.Roles, Strong: strong, Via: "api",
	}
}

// Name is the bearer as the audit log calls a program that acts for nobody.
func (b *Bearer) Name() string { return "token:" + b.Token.ID }
