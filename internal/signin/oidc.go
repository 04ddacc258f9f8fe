package signin

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"okaeri/internal/staff"
)

// OIDC is how people sign in with their organisation.
type OIDC struct {
	Issuer       string
	ClientID     string
	ClientSecret string
	RedirectURL  string // under the public URL
	Scopes       []string
	LoginClaim   string              // the person's login
	RolesClaim   string              // a claim, or a path of claims with dots between
	Roles        map[string][]string // role of the desk: values of the claim that give it
	StrongACR    []string            // values of acr that say "no false page can have taken this"
	StrongAMR    []string            // values of amr that do
	Now          func() time.Time
}

// Provider signs people in with one OpenID Connect provider. Its metadata are fetched when they are first needed, so that a provider that
// rests does not keep the server from starting.
type Provider struct {
	OIDC
	client *http.Client
	mu     sync.Mutex
	known  *oidc.Provider
	iss    bool // answers name their issuer (RFC 9207)
}

// NewProvider returns the provider; nothing is fetched yet.
func NewProvider(c OIDC) *Provider {
	return &Provider{OIDC: c, client: &http.Client{Timeout: 10 * time.Second}}
}

// flow is what is kept between the two halves of a sign-in.
type flow struct {
	State    string    `json:"state"`
	Nonce    string    `json:"nonce"`
	Verifier string    `json:"verifier"` // PKCE
	Begun    time.Time `json:"begun"`
	Fresh    bool      `json:"fresh"` // the person has to be proven anew
}

// Ask begins a sign-in: the address to send the browser to, and what to keep until it comes back. Fresh asks the provider to prove the
// person again whatever its own session says. Error: staff.ErrAway.
func (p *Provider) Ask(ctx context.Context, fresh bool) (address string, kept []byte, err error) {
	known, err := p.provider(ctx)
	if err != nil {
		return "", nil, err
	}
	f := flow{State: rand.Text(), Nonce: rand.Text(), Verifier: oauth2.GenerateVerifier(), Begun: p.Now().UTC(), Fresh: fresh}
	options := []oauth2.AuthCodeOption{oidc.Nonce(f.Nonce), oauth2.S256ChallengeOption(f.Verifier)}
	if len(p.StrongACR) > 0 {
		options = append(options, oauth2.SetAuthURLParam("acr_values", strings.Join(p.StrongACR, " ")))
	}
	age := "43200" // with max_age the provider must say when it proved the person (OpenID Connect Core 3.1.2.1)
	if fresh {
		age = "0"
		options = append(options, oauth2.SetAuthURLParam("prompt", "login"))
	}
	options = append(options, oauth2.SetAuthURLParam("max_age", age))
	kept, err = json.Marshal(f)
	return p.oauth(known).AuthCodeURL(f.State, options...), kept, err
}

// Finish checks what the browser came back with. Errors: staff.ErrProof, staff.ErrAway, *staff.Refused.
func (p *Provider) Finish(ctx context.Context, kept []byte, back url.Values) (staff.Identity, error) {
	var f flow
	if err := json.Unmarshal(kept, &f); err != nil || f.State == "" || f.Nonce == "" {
		return staff.Identity{}, staff.ErrProof
	}
	if subtle.ConstantTimeCompare([]byte(back.Get("state")), []byte(f.State)) != 1 {
		return staff.Identity{}, fmt.Errorf("%w: state", staff.ErrProof)
	}
	known, err := p.provider(ctx)
	if err != nil {
		return staff.Identity{}, err
	}
	if iss := back.Get("iss"); (iss != "" || p.iss) && iss != p.Issuer {
		return staff.Identity{}, fmt.Errorf("%w: iss", staff.ErrProof)
	}
	if back.Get("error") != "" {
		return staff.Identity{}, &staff.Refused{Code: "provider_no"}
	}
	tokens, err := p.oauth(known).Exchange(p.with(ctx), back.Get("code"), oauth2.VerifierOption(f.Verifier))
	if err != nil {
		var said *oauth2.RetrieveError
		if errors.As(err, &said) {
			return staff.Identity{}, fmt.Errorf("%w: code", staff.ErrProof)
		}
		return staff.Identity{}, staff.ErrAway
	}
	raw, _ := tokens.Extra("id_token").(string)
	claims, err := p.verify(ctx, known, raw, tokens.AccessToken, f)
	if err != nil {
		return staff.Identity{}, err
	}
	if _, there := claims.at(p.RolesClaim); !there {
		if err := p.ask(ctx, known, tokens, claims); err != nil {
			return staff.Identity{}, err
		}
	}
	return p.identity(claims, f)
}

// provider fetches the metadata once.
func (p *Provider) provider(ctx context.Context) (*oidc.Provider, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.known != nil {
		return p.known, nil
	}
	// Its keys are fetched again with this context whenever they change, long after the request.
	known, err := oidc.NewProvider(p.with(context.WithoutCancel(ctx)), p.Issuer) //nolint:contextcheck // see above
	if err != nil {
		return nil, staff.ErrAway
	}
	var more struct {
		ISS bool `json:"authorization_response_iss_parameter_supported"`
	}
	if err := known.Claims(&more); err != nil {
		return nil, staff.ErrAway
	}
	p.known, p.iss = known, more.ISS
	return known, nil
}

func (p *Provider) with(ctx context.Context) context.Context {
	return oidc.ClientContext(ctx, p.client)
}

func (p *Provider) oauth(known *oidc.Provider) *oauth2.Config {
	return &oauth2.Config{
		ClientID: p.ClientID, ClientSecret: p.ClientSecret, Endpoint: known.Endpoint(), RedirectURL: p.RedirectURL,
		Scopes: append([]string{oidc.ScopeOpenID}, p.Scopes...),
	}
}

// verify checks an ID token: signature, issuer, audience, age, nonce, authorised party, and the access token beside it.
func (p *Provider) verify(ctx context.Context, known *oidc.Provider, raw, access string, f flow) (claims, error) {
	token, err := known.Verifier(&oidc.Config{ClientID: p.ClientID, Now: p.Now}).Verify(p.with(ctx), raw)
	if err != nil {
		return nil, fmt.Errorf("%w: token", staff.ErrProof)
	}
	if subtle.ConstantTimeCompare([]byte(token.Nonce), []byte(f.Nonce)) != 1 {
		return nil, fmt.Errorf("%w: nonce", staff.ErrProof)
	}
	var c claims
	if err := token.Claims(&c); err != nil {
		return nil, fmt.Errorf("%w: claims", staff.ErrProof)
	}
	if azp, there := c.at("azp"); (there || len(token.Audience) > 1) && azp != p.ClientID {
		return nil, fmt.Errorf("%w: azp", staff.ErrProof)
	}
	if token.AccessTokenHash != "" && token.VerifyAccessToken(access) != nil {
		return nil, fmt.Errorf("%w: at_hash", staff.ErrProof)
	}
	return c, nil
}

// ask adds what only the provider's userinfo says. It counts if it is about the same person.
func (p *Provider) ask(ctx context.Context, known *oidc.Provider, tokens *oauth2.Token, c claims) error {
	if known.UserInfoEndpoint() == "" {
		return nil
	}
	info, err := known.UserInfo(p.with(ctx), oauth2.StaticTokenSource(tokens))
	if err != nil {
		return staff.ErrAway
	}
	var more claims
	if err := info.Claims(&more); err != nil || info.Subject == "" || info.Subject != c.text("sub") {
		return fmt.Errorf("%w: userinfo", staff.ErrProof)
	}
	for name, value := range more {
		if _, there := c[name]; !there {
			c[name] = value
		}
	}
	return nil
}
