package main

import (
	"net/url"
	"slices"
	"strings"

	"okaeri/internal/signin"
	"okaeri/internal/staff"
	"okaeri/internal/web/desk"
)

// OIDCConf is how the staff signs in with its organisation.
type OIDCConf struct {
	Issuer       string    `koanf:"issuer"` // empty: passkeys only
	ClientID     string    `koanf:"client_id"`
	ClientSecret string    `koanf:"client_secret"`
	Name         Bilingual `koanf:"name"`   // what the staff calls it
	Scopes       []string  `koanf:"scopes"` // beside openid
	LoginClaim   string    `koanf:"login_claim"`
	RolesClaim   string    `koanf:"roles_claim"`
	Roles        OIDCRoles `koanf:"roles"`
	StrongACR    []string  `koanf:"strong_acr"`
	StrongAMR    []string  `koanf:"strong_amr"`
}

// OIDCRoles are the values of the claim that give each role. There is none for administrators: people make them, two together.
type OIDCRoles struct {
	Reviewer []string `koanf:"reviewer"`
	Senior   []string `koanf:"senior"`
	Auditor  []string `koanf:"auditor"`
	Operator []string `koanf:"operator"`
}

func defaultOIDC() OIDCConf {
	return OIDCConf{
		Scopes: []string{"profile", "email"}, LoginClaim: "preferred_username", RolesClaim: "roles",
		StrongACR: []string{"phr", "phrh"}, // "phishing-resistant" and "phishing-resistant, hardware-protected" in OpenID Connect EAP ACR Values 1.0
	}
}

// check refuses what can't work.
func (c *OIDCConf) check() error {
	if c.Issuer == "" {
		if c.ClientID != "" || c.ClientSecret != "" {
			return &BadConfig{"oidc.issuer", "", "is missing although a client is set; write the provider's address, or take oidc.client_id out"}
		}
		return nil
	}
	u, err := url.Parse(c.Issuer)
	roles := slices.Concat(c.Roles.Reviewer, c.Roles.Senior, c.Roles.Auditor, c.Roles.Operator)
	switch {
	case err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return &BadConfig{"oidc.issuer", c.Issuer, "write the provider's address as its metadata name it, such as https://login.example.org"}
	case u.Scheme != "https" && !(u.Scheme == "http" && loopback(u.Hostname())):
		return &BadConfig{"oidc.issuer", c.Issuer, "has to begin with https://"}
	case c.ClientID == "":
		return &BadConfig{"oidc.client_id", "", "is missing; write the name under which the provider knows this server"}
	case c.ClientSecret == "":
		return &BadConfig{"oidc.client_secret", "", "is missing; write the client's secret, best by OKAERI_OIDC__CLIENT_SECRET_FILE"}
	case c.LoginClaim == "":
		return &BadConfig{"oidc.login_claim", "", "is missing; write the claim that names a person, such as preferred_username"}
	case c.RolesClaim == "":
		return &BadConfig{"oidc.roles_claim", "", "is missing; write the claim that holds roles or groups, such as groups or realm_access.roles"}
	case len(roles) == 0:
		return &BadConfig{"oidc.roles", "", "gives nobody a role; write in oidc.roles.reviewer which values of " + c.RolesClaim + " make a reviewer"}
	case slices.Contains(roles, ""):
		return &BadConfig{"oidc.roles", "", "holds an empty value; take it out"}
	}
	return nil
}

// provider is the organisation's sign-in, nil where none is configured.
func (h *house) provider() desk.Provider {
	c := h.config.OIDC
	if c.Issuer == "" {
		return nil
	}
	return signin.NewProvider(signin.OIDC{
		Issuer: c.Issuer, ClientID: c.ClientID, ClientSecret: c.ClientSecret, RedirectURL: h.recovery.PublicURL.JoinPath("desk", "signin", "back").String(),
		Scopes: c.Scopes, LoginClaim: c.LoginClaim, RolesClaim: c.RolesClaim, StrongACR: c.StrongACR, StrongAMR: c.StrongAMR, Now: h.now,
		Roles: map[string][]string{
			staff.Reviewer: c.Roles.Reviewer, staff.Senior: c.Roles.Senior, staff.Auditor: c.Roles.Auditor, staff.Operator: c.Roles.Operator,
		},
	})
}

// passkeys performs the ceremonies of passkeys; nil where the public URL is a numeric address, to which browsers give none.
func (h *house) passkeys() (desk.Passkeys, error) {
	k, err := signin.NewPasskeys(h.recovery.PublicURL, h.config.Product.EN)
	if err != nil {
		return nil, &BadConfig{"public_url", h.config.PublicURL, "passkeys can't be used under it: " + err.Error()}
	}
	if k == nil {
		h.log.Warn("passkeys need a name: set public_url to http://localhost:PORT or to an https address; until then nobody can sign in to the desk")
		return nil, nil
	}
	return k, nil
}

// name is what people call the organisation's sign-in.
func (c *OIDCConf) name() Bilingual {
	host := c.Issuer
	if u, err := url.Parse(c.Issuer); err == nil {
		host = u.Hostname()
	}
	b := c.Name
	for _, s := range []*string{&b.JA, &b.EN} {
		if strings.TrimSpace(*s) == "" {
			*s = host
		}
	}
	return b
}
