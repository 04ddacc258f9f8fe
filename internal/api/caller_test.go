package api_test

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"okaeri/internal/testenv/apiserver"
)

// caller is a program with a token.
type caller struct {
	t     testing.TB
	s     *apiserver.Server
	token string
	lang  string
}

// answer is what it was told.
type answer struct {
	status int
	header http.Header
	body   string
	json   map[string]any
}

func (c caller) ask(method, path, body string, headers ...string) answer {
	c.t.Helper()
	r, err := http.NewRequestWithContext(c.t.Context(), method, c.s.URL+path, strings.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	if c.token != "" {
		r.Header.Set("Authorization", "Bearer "+c.token)
	}
	if c.lang != "" {
		r.Header.Set("Accept-Language", c.lang)
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		c.t.Fatal(err)
	}
	defer res.Body.Close() //nolint:errcheck // read whole
	data, err := io.ReadAll(res.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	a := answer{status: res.StatusCode, header: res.Header, body: string(data)}
	_ = json.Unmarshal(data, &a.json) // pages and empty bodies are none
	return a
}

func (c caller) get(path string) answer        { c.t.Helper(); return c.ask("GET", path, "") }
func (c caller) post(path, body string) answer { c.t.Helper(); return c.ask("POST", path, body) }
func (a answer) text(name string) string       { s, _ := a.json[name].(string); return s }
func (a answer) is(t testing.TB, status int, code string) {
	t.Helper()
	if a.status != status || a.text("code") != code {
		t.Errorf("answered %d %s, want %d %s", a.status, a.body, status, code)
	}
}

// faults are the pointers and codes of a problem's fields.
func (a answer) faults() []string {
	var out []string
	list, _ := a.json["errors"].([]any)
	for _, e := range list {
		m, _ := e.(map[string]any)
		at, _ := m["pointer"].(string)
		if p, ok := m["parameter"].(string); ok {
			at = "?" + p
		}
		code, _ := m["code"].(string)
		detail, _ := m["detail"].(string)
		if detail == "" {
			code += " (without words)"
		}
		out = append(out, at+" "+code)
	}
	return out
}
