package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"golang.org/x/net/html"

	"okaeri/internal/testenv"
	"okaeri/internal/testenv/apiserver"
)

// document is what the server says of itself.
func document(t *testing.T, s *apiserver.Server) map[string]any {
	t.Helper()
	a := caller{t: t, s: s}.get("/api/v1/openapi.json")
	if a.status != 200 || a.json["openapi"] != "3.1.0" {
		t.Fatalf("%d %.200s", a.status, a.body)
	}
	return a.json
}

func TestEveryOperationIsInTheDocumentWithItsScopeAndProblems(t *testing.T) {
	s := apiserver.New(t)
	paths := document(t, s)["paths"].(map[string]any)
	documented := 0
	for path, item := range paths {
		for method, op := range item.(map[string]any) {
			documented++
			o := op.(map[string]any)
			for _, word := range []string{"operationId", "summary", "description"} {
				if said, _ := o[word].(string); said == "" || strings.HasPrefix(said, "api.op.") {
					t.Errorf("%s %s has no %s", method, path, word)
				}
			}
			responses := o["responses"].(map[string]any)
			for _, status := range []string{"401", "403", "429", "500"} {
				if responses[status] == nil {
					t.Errorf("%s %s does not say that it may answer %s", method, path, status)
				}
			}
			scope := fmt.Sprint(o["security"])
			found := false
			for _, known := range operations {
				pattern := "^" + regexp.MustCompile(`\{\w+\}`).ReplaceAllString(path, "[^/]+") + "$"
				if strings.EqualFold(known.method, method) && regexp.MustCompile(pattern).MatchString(known.path) && strings.Contains(scope, string(known.scope)) {
					found = true
				}
			}
			if !found {
				t.Errorf("%s %s with %s is not among the operations whose scopes are tried", method, path, scope)
			}
		}
	}
	if documented != len(operations) {
		t.Errorf("%d operations are documented, %d are tried", documented, len(operations))
	}
}

func TestTheDocumentIsWholeAndNamesNobodyElse(t *testing.T) {
	s := apiserver.New(t)
	doc := document(t, s)
	schemas := doc["components"].(map[string]any)["schemas"].(map[string]any)
	data, err := json.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	refs := regexp.MustCompile(`"\$ref":"([^"]*)"`).FindAllSubmatch(data, -1)
	if len(refs) < 20 {
		t.Errorf("only %d references", len(refs))
	}
	for _, ref := range refs {
		name, ours := strings.CutPrefix(string(ref[1]), "#/components/schemas/")
		if !ours || schemas[name] == nil {
			t.Errorf("a reference to nothing: %s", ref[1])
		}
	}
	yaml := caller{t: t, s: s}.get("/api/v1/openapi.yaml")
	if yaml.status != 200 || !strings.Contains(yaml.body, "openapi: 3.1.0") {
		t.Errorf("yaml: %d %.100s", yaml.status, yaml.body)
	}
	for _, lang := range []string{"ja", "en"} {
		page := caller{t: t, s: s}.get("/api/docs?lang=" + lang)
		root, err := html.Parse(strings.NewReader(page.body))
		if err != nil || page.status != 200 {
			t.Fatalf("%s: %d %v", lang, page.status, err)
		}
		seen := map[string]bool{}
		for n := range root.Descendants() {
			for _, a := range n.Attr {
				switch {
				case n.Data == "script", a.Key == "style", strings.HasPrefix(a.Key, "on"):
					t.Errorf("%s: %s in %s", lang, a.Key, n.Data)
				case (a.Key == "src" || n.Data == "link" && a.Key == "href") && !strings.HasPrefix(a.Val, "/api/"):
					t.Errorf("%s: loads %s", lang, a.Val)
				case a.Key == "id" && seen[a.Val]:
					t.Errorf("%s: two things are called %s", lang, a.Val)
				case a.Key == "id":
					seen[a.Val] = true
				}
			}
		}
		for n := range root.Descendants() {
			for _, a := range n.Attr {
				if id, ok := strings.CutPrefix(a.Val, "#"); ok && a.Key == "href" && !seen[id] {
					t.Errorf("%s: a link to nothing: %s", lang, a.Val)
				}
			}
		}
		if strings.Contains(page.body, "api.op.") || strings.Contains(page.body, "api.scope.") || strings.Contains(page.body, "api.problem.") {
			t.Errorf("%s: a sentence is missing", lang)
		}
	}
}

// axe runs every rule in a page and names what it finds.
const axe = `(async (dark) => {
  const what = dark ? { runOnly: ["color-contrast"] } : { rules: { "target-size": { enabled: true } } };
  const found = await axe.run(document, { resultTypes: ["violations"], preload: false, iframes: false, selectors: false, ...what });
  return found.violations.flatMap((v) => v.nodes.slice(0, 5).map((n) => v.id + ": " + n.html.slice(0, 160) + " " + (n.any[0]?.message ?? "")));
})(%t)`

func script[T any](t *testing.T, tab context.Context, js string) T {
	t.Helper()
	answer, err := chromedp.Run(tab, chromedp.Evaluate[T](js, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatal(err)
	}
	return answer
}

func TestTheDocumentationCanBeUsedByEverybody(t *testing.T) {
	s := apiserver.New(t)
	tab := testenv.Browser(t, "en")
	do := func(actions ...chromedp.Action[chromedp.Void]) {
		t.Helper()
		for _, a := range actions {
			if _, err := chromedp.Run(tab, a); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, lang := range []string{"ja", "en"} {
		do(chromedp.EmulateViewport(320, 640), chromedp.Navigate(s.URL+"/api/docs?lang="+lang))
		if over := script[int](t, tab, "document.documentElement.scrollWidth - 320"); over > 0 {
			t.Errorf("%s: %d pixels wider than a narrow telephone", lang, over)
		}
		script[int](t, tab, testenv.AxeJS(t)+"; 0")
		for _, scheme := range map[string][]string{"ja": {"light"}, "en": {"light", "dark"}}[lang] { // darkness changes colours only
			_, err := chromedp.Call(tab, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
				Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
			})
			if err != nil {
				t.Fatal(err)
			}
			for _, found := range script[[]string](t, tab, fmt.Sprintf(axe, scheme == "dark")) {
				t.Errorf("%s %s: %s", lang, scheme, found)
			}
		}
	}
}

// FuzzBodiesNeverPanic sends whatever it likes to every operation that takes a body, and looks for a fault of ours, and for a body
// that comes back.
func FuzzBodiesNeverPanic(f *testing.F) {
	for _, seed := range []string{
		`{}`, `{"id": "x", "facts": [{"kind": "name", "value": {"family": "x"}}]}`, `{"facts": [{"kind": "sent_mail", "value": {"to": ["a@b"], "subject": "s"}}]}`,
		`{"account": "x", "contact": "a@b.example", "claims": [{"kind": "name", "value": {"given": "x"}}, {"kind": "card", "value": {"expiry": "13/99"}}]}`,
		`{"words": "x"}`, `{"kinds": []}`, `{"code": "000000"}`, `{"verdict": "grant", "reason": "duplicate", "words": ""}`, `[`, "\x00", `{"a":{"a":{"a":[]}}}`,
		`{"account": "x", "contact": "a@b.example", "context": {"ip": "::1%x"}, "at": "2026-13-01T00:00:00Z"}`,
	} {
		f.Add([]byte(seed))
	}
	s := apiserver.New(f)
	writer, decider := s.Token("", "accounts:write", "facts:write", "applications:write", "applications:context"), s.Deciding("mori")
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, op := range operations {
			if op.body == "" {
				continue
			}
			c := caller{t: t, s: s, token: writer}
			if op.scope == "cases:decide" {
				c.token = decider
			}
			a := c.ask(op.method, op.path, string(body), "Content-Type", "application/json")
			if a.status >= 500 {
				t.Errorf("%s %s: %d %s", op.method, op.path, a.status, a.body)
			}
			if a.status >= 400 && a.header.Get("Content-Type") != "application/problem+json" {
				t.Errorf("%s %s: %d is no problem: %s", op.method, op.path, a.status, a.body)
			}
			if len(body) > 60 && bytes.Contains([]byte(a.body), body) {
				t.Errorf("%s %s: the body comes back: %s", op.method, op.path, a.body)
			}
		}
	})
}
