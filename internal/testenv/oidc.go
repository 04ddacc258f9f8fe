package testenv

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
)

//go:embed oidc.mjs
var oidcScript []byte

// OIDC is a running OpenID Connect provider (npm oidc-provider). It asks nobody anything: its person is the one that Says named last.
type OIDC struct {
	t      testing.TB
	Issuer string
}

// OIDCClient is a program that the provider knows.
type OIDCClient struct {
	ID        string   `json:"id"`
	Secret    string   `json:"secret"`
	Redirects []string `json:"redirects"`
}

// OIDCPerson is whom the provider signs in, and what it says of them.
type OIDCPerson struct {
	Sub      string         `json:"sub"`
	Claims   map[string]any `json:"claims"`
	UserInfo map[string]any `json:"userinfo,omitempty"` // what only its userinfo says
	ACR      string         `json:"acr,omitempty"`
	AMR      []string       `json:"amr,omitempty"`
	TS       int64          `json:"ts,omitempty"` // when the person was proven; now, where 0
	Refuses  bool           `json:"refuses,omitempty"`
}

// OpenID starts a provider on a free port that knows these clients; it stops with the test.
func OpenID(t testing.TB, clients ...OIDCClient) *OIDC {
	t.Helper()
	module := filepath.Join(root(), ".cache", "node_modules", "oidc-provider", "lib", "index.js")
	node, err := exec.LookPath("node")
	if _, gone := os.Stat(module); err != nil || gone != nil {
		missing(t, "oidc-provider (.cache/node_modules/oidc-provider, and node)")
	}
	known, err := json.Marshal(clients)
	if err != nil {
		t.Fatal(err)
	}
	for try := range 5 {
		o, err := startOpenID(t, node, module, string(known))
		if err == nil {
			return o
		}
		if try == 4 {
			t.Fatal(err)
		}
	}
	return nil
}

func startOpenID(t testing.TB, node, module, clients string) (*OIDC, error) {
	var own *account
	dir, err := own.folder("oidc")
	if err != nil {
		return nil, err
	}
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	script := filepath.Join(dir, "oidc.mjs")
	if err := os.WriteFile(script, oidcScript, 0o600); err != nil {
		return nil, err
	}
	p, err := start(dir, "TERM", own, node, script, module, strconv.Itoa(port), clients)
	if err != nil {
		return nil, err
	}
	o := &OIDC{t: t, Issuer: "http://127.0.0.1:" + strconv.Itoa(port)}
	err = p.ready(func() error {
		res, err := http.Get(o.Issuer + "/.well-known/openid-configuration")
		if err != nil {
			return err
		}
		defer res.Body.Close()
		if res.StatusCode != http.StatusOK {
			return fmt.Errorf("status %d", res.StatusCode)
		}
		return nil
	})
	if err != nil {
		return nil, errors.Join(err, p.stop())
	}
	t.Cleanup(func() {
		if err := p.stop(); err != nil {
			t.Error(err)
		}
	})
	return o, nil
}

// Says names the person whom the provider signs in from now on.
func (o *OIDC) Says(p OIDCPerson) {
	o.t.Helper()
	body, err := json.Marshal(p)
	if err != nil {
		o.t.Fatal(err)
	}
	res, err := http.Post(o.Issuer+"/person", "application/json", bytes.NewReader(body))
	if err != nil {
		o.t.Fatal(err)
	}
	if err := res.Body.Close(); err != nil {
		o.t.Fatal(err)
	}
}
