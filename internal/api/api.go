package api

import (
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"okaeri/internal/intake"
	"okaeri/internal/recovery"
	"okaeri/internal/text"
	"okaeri/internal/token"
)

// Config is what the API is made of.
type Config struct {
	Story         Story
	Desk          Desk
	Tokens        *token.Tokens
	Accounts      Accounts
	Record        Record
	Ledger        Ledger
	Figures       Figures // nil: none
	Limiter       recovery.Limiter
	Questionnaire *intake.Questionnaire
	Catalogue     *text.Catalogue
	PublicURL     *url.URL
	// Address tells where a request comes from, as the pages do; invalid where it can't be told.
	Address func(*http.Request) netip.Addr
	Now     func() time.Time
	Logger  *slog.Logger
	// Observe is told every answer; nil: nobody counts.
	Observe func(method, route string, status int, took time.Duration)
	Version string
}

// API answers programs. It is an http.Handler for everything under /api/.
type API struct {
	Config
	mux    *http.ServeMux
	huma   huma.API
	routes map[string]*route // by pattern
	docs   map[string][]byte // the page for people, by language
	base   string            // path of the public URL
}

// New builds the API, or says what is missing.
func New(c Config) (*API, error) {
	if c.Story == nil || c.Desk == nil || c.Tokens == nil || c.Accounts == nil || c.Record == nil || c.Ledger == nil || c.Limiter == nil {
		return nil, errors.New("api: story, desk, tokens, accounts, record, ledger and limits are needed")
	}
	if c.Questionnaire == nil || c.Catalogue == nil || c.PublicURL == nil || c.Address == nil || c.Now == nil || c.Logger == nil {
		return nil, errors.New("api: questionnaire, catalogue, public URL, addresses, clock and logger are needed")
	}
	a := &API{Config: c, mux: http.NewServeMux(), routes: map[string]*route{}, base: strings.TrimSuffix(c.PublicURL.EscapedPath(), "/")}
	a.huma = humago.New(a.mux, a.config())
	a.accounts()
	a.applications()
	a.cases()
	a.watching()
	a.records()
	return a, a.document()
}

// The addresses of the document and of the page for people.
const (
	root     = "/api/v1"
	docsPath = "/api/docs"
)

// config is the document's head.
func (a *API) config() huma.Config {
	doc := &huma.OpenAPI{
		OpenAPI: "3.1.0",
		Info:    &huma.Info{Title: "Okaeri", Version: a.Version, Description: a.say(text.English, "api.about")},
		Servers: []*huma.Server{{URL: strings.TrimSuffix(a.PublicURL.String(), "/")}},
		Components: &huma.Components{
			Schemas: huma.NewMapRegistry("#/components/schemas/", huma.DefaultSchemaNamer),
			SecuritySchemes: map[string]*huma.SecurityScheme{
				"token": {Type: "http", Scheme: "bearer", Description: a.say(text.English, "api.token")},
			},
		},
	}
	format := huma.Format{
		Marshal:   func(w io.Writer, v any) error { return json.NewEncoder(w).Encode(v) },
		Unmarshal: json.Unmarshal,
	}
	return huma.Config{
		OpenAPI: doc, OpenAPIPath: root + "/openapi", Formats: map[string]huma.Format{"application/json": format, "json": format},
		DefaultFormat: "application/json", RejectUnknownQueryParameters: true, Transformers: []huma.Transformer{a.translate},
	}
}

// say is a sentence of the catalogue.
func (a *API) say(lang, key string, pairs ...string) string {
	var args map[string]string
	for i := 0; i+1 < len(pairs); i += 2 {
		if args == nil {
			args = map[string]string{}
		}
		args[pairs[i]] = pairs[i+1]
	}
	return a.Catalogue.T(lang, key, args)
}
