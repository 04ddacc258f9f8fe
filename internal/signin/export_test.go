package signin

import (
	"context"
	"encoding/json"

	"golang.org/x/oauth2"
)

// Renonce gives what is kept of a sign-in another nonce, as if the token had been made for another sign-in.
func Renonce(kept []byte, nonce string) []byte {
	var f flow
	_ = json.Unmarshal(kept, &f)
	f.Nonce = nonce
	out, _ := json.Marshal(f)
	return out
}

// Verify checks a token as Finish does.
func (p *Provider) Verify(ctx context.Context, raw, access string, kept []byte) error {
	known, err := p.provider(ctx)
	if err != nil {
		return err
	}
	var f flow
	if err := json.Unmarshal(kept, &f); err != nil {
		return err
	}
	_, err = p.verify(ctx, known, raw, access, f)
	return err
}

// Token redeems the code that the browser came back with.
func (p *Provider) Token(ctx context.Context, kept []byte, code string) (raw, access string, err error) {
	known, err := p.provider(ctx)
	if err != nil {
		return "", "", err
	}
	var f flow
	if err := json.Unmarshal(kept, &f); err != nil {
		return "", "", err
	}
	tokens, err := p.oauth(known).Exchange(p.with(ctx), code, oauth2.VerifierOption(f.Verifier))
	if err != nil {
		return "", "", err
	}
	raw, _ = tokens.Extra("id_token").(string)
	return raw, tokens.AccessToken, nil
}
