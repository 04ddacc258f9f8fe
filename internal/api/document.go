package api

import (
	"bytes"
	"embed"
	"errors"
	"html/template"
	"net/http"
	"sort"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"okaeri/internal/text"
	"okaeri/internal/token"
)

//go:embed docs.html docs.css
var files embed.FS

// document makes the page for people out of the document, once for each language, and serves it with its style. It loads nothing from
// anywhere else and runs no script.
func (a *API) document() error {
	page, err := template.ParseFS(files, "docs.html")
	if err != nil {
		return err
	}
	style, err := files.ReadFile("docs.css")
	if err != nil {
		return err
	}
	a.docs = map[string][]byte{}
	for _, lang := range text.Languages() {
		var b bytes.Buffer
		if err := page.Execute(&b, a.view(lang)); err != nil {
			return errors.Join(errors.New("api: the page for people"), err)
		}
		a.docs[lang] = b.Bytes()
	}
	a.mux.HandleFunc("GET "+docsPath, func(w http.ResponseWriter, r *http.Request) {
		lang := r.URL.Query().Get("lang")
		if lang != text.Japanese && lang != text.English {
			lang = spoken(r)
		}
		w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'")
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write(a.docs[lang])
	})
	a.mux.HandleFunc("GET "+docsPath+"/style.css", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/css; charset=utf-8")
		_, _ = w.Write(style)
	})
	return nil
}

// docsView is the page for people.
type docsView struct {
	Lang, Other, OtherName string
	Base                   string
	Server                 string
	T                      func(key string) string
	Groups                 []docsGroup
	Scopes                 []docsWord
	Problems               []docsWord
	Schemas                []docsSchema
}

type docsWord struct{ Word, Means string }

type docsGroup struct {
	Tag, Title string
	Operations []docsOperation
}

type docsOperation struct {
	ID, Method, Path, Scope, Summary, Description string
	Parameters                                    []docsField
	Body, Answer                                  string // names of schemas
	Status                                        string
	Fails                                         []string
	Curl                                          string
}

type docsField struct {
	Name, Where, Type, Means string
	Needed, English          bool
}

type docsSchema struct {
	Name, Means string
	Fields      []docsField
}

// tags in the order of the page.
var tags = []string{"accounts", "applications", "cases", "decisions", "events", "metrics", "audit"}

func (a *API) view(lang string) *docsView {
	say := func(key string) string { return a.say(lang, "api."+key) }
	v := &docsView{
		Lang: lang, Other: text.English, Base: a.base, Server: strings.TrimSuffix(a.PublicURL.String(), "/"), T: say,
	}
	if lang == text.English {
		v.Other = text.Japanese
	}
	v.OtherName = a.say(v.Other, "api.language")
	for _, s := range token.Scopes {
		v.Scopes = append(v.Scopes, docsWord{string(s), say("scope." + strings.ReplaceAll(string(s), ":", "_"))})
	}
	for code := range statuses {
		v.Problems = append(v.Problems, docsWord{code, a.say(lang, "api.problem."+code, "Scope", "…", "Most", "…")})
	}
	sort.Slice(v.Problems, func(i, j int) bool { return v.Problems[i].Word < v.Problems[j].Word })
	v.Problems = append(v.Problems, docsWord{"refused", say("problem.refused")})
	for _, tag := range tags {
		v.Groups = append(v.Groups, a.group(tag, say))
	}
	for name, schema := range a.huma.OpenAPI().Components.Schemas.Map() {
		v.Schemas = append(v.Schemas, docsSchema{Name: name, Means: schema.Description, Fields: fields(schema)})
	}
	sort.Slice(v.Schemas, func(i, j int) bool { return v.Schemas[i].Name < v.Schemas[j].Name })
	return v
}

func (a *API) group(tag string, say func(string) string) docsGroup {
	g := docsGroup{Tag: tag, Title: say("tag." + tag)}
	var ids []string
	byID := map[string]*route{}
	for _, rt := range a.routes {
		if rt.tag == tag {
			ids, byID[rt.id] = append(ids, rt.id), rt
		}
	}
	sort.Slice(ids, func(i, j int) bool {
		x, y := byID[ids[i]], byID[ids[j]]
		return x.path+x.method < y.path+y.method
	})
	for _, id := range ids {
		g.Operations = append(g.Operations, a.operation(byID[id], say))
	}
	return g
}

func (a *API) operation(rt *route, say func(string) string) docsOperation {
	op := a.found(rt)
	out := docsOperation{
		ID: rt.id, Method: rt.method, Path: root + rt.path, Scope: string(rt.scope), Summary: say("op." + rt.id + ".summary"),
		Description: say("op." + rt.id + ".description"), Status: itoa(rt.status), Curl: a.curl(rt),
	}
	for _, p := range op.Parameters {
		means := p.Description
		if p.Name == onceHeader {
			means = say("once")
		}
		out.Parameters = append(out.Parameters, docsField{Name: p.Name, Where: p.In, Type: kind(p.Schema), Means: means, Needed: p.Required, English: p.Name != onceHeader})
	}
	if op.RequestBody != nil {
		out.Body = refName(op.RequestBody.Content["application/json"].Schema)
	}
	if answer := op.Responses[out.Status]; answer != nil && answer.Content["application/json"] != nil {
		out.Answer = refName(answer.Content["application/json"].Schema)
	}
	for status := range op.Responses {
		if status >= "400" {
			out.Fails = append(out.Fails, status)
		}
	}
	sort.Strings(out.Fails)
	return out
}

func (a *API) found(rt *route) *huma.Operation {
	item := a.huma.OpenAPI().Paths[root+rt.path]
	switch rt.method {
	case http.MethodPut:
		return item.Put
	case http.MethodPost:
		return item.Post
	case http.MethodDelete:
		return item.Delete
	}
	return item.Get
}

// curl is the operation as a command.
func (a *API) curl(rt *route) string {
	path := strings.NewReplacer("{id}", "ID", "{ref}", "7K2-4M9-QX").Replace(rt.path)
	lines := []string{"curl -H \"Authorization: Bearer $TOKEN\""}
	if rt.method != http.MethodGet {
		lines[0] += " -X " + rt.method
	}
	if rt.method == http.MethodPost {
		lines = append(lines, "-H \"Idempotency-Key: $(uuidgen)\"")
	}
	if rt.body != nil {
		lines = append(lines, "-H 'Content-Type: application/json' --data @body.json")
	}
	return strings.Join(append(lines, strings.TrimSuffix(a.PublicURL.String(), "/")+root+path), " \\\n  ")
}

func refName(s *huma.Schema) string { return strings.TrimPrefix(s.Ref, "#/components/schemas/") }

// kind is a schema in a few words.
func kind(s *huma.Schema) string {
	switch {
	case s == nil:
		return ""
	case s.Ref != "":
		return refName(s)
	case s.Type == huma.TypeArray:
		return kind(s.Items) + "[]"
	case len(s.Enum) > 0:
		words := make([]string, len(s.Enum))
		for i, e := range s.Enum {
			words[i], _ = e.(string)
		}
		return strings.Join(words, " | ")
	case s.Format != "":
		return s.Type + " (" + s.Format + ")"
	case s.Type == "":
		return "…"
	}
	return s.Type
}

func fields(s *huma.Schema) []docsField {
	needed := map[string]bool{}
	for _, name := range s.Required {
		needed[name] = true
	}
	var out []docsField
	for name, p := range s.Properties {
		out = append(out, docsField{Name: name, Type: kind(p), Means: p.Description, Needed: needed[name]})
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Name < out[j].Name })
	return out
}
