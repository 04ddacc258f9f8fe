package api_test

import (
	"strings"
	"testing"
	"time"

	"okaeri/internal/testenv/apiserver"
	"okaeri/internal/token"
)

// operations are all that the API can do, each with a request that its scope lets through to where it finds nothing or something wrong.
var operations = []struct {
	scope              token.Scope
	method, path, body string
}{
	{token.AccountsWrite, "PUT", "/api/v1/accounts/x", `{}`},
	{token.AccountsWrite, "GET", "/api/v1/accounts/x", ""},
	{token.AccountsWrite, "DELETE", "/api/v1/accounts/x", ""},
	{token.FactsWrite, "POST", "/api/v1/accounts/x/facts", `{}`},
	{token.ApplicationsWrite, "POST", "/api/v1/applications", `{}`},
	{token.ApplicationsWrite, "GET", "/api/v1/applications/x", ""},
	{token.ApplicationsWrite, "POST", "/api/v1/applications/x/code", `{"code": "1"}`},
	{token.ApplicationsWrite, "POST", "/api/v1/applications/x/resend", ""},
	{token.ApplicationsWrite, "POST", "/api/v1/applications/x/withdraw", ""},
	{token.ApplicationsWrite, "GET", "/api/v1/questionnaire", ""},
	{token.CasesRead, "GET", "/api/v1/cases", ""},
	{token.CasesRead, "GET", "/api/v1/cases/x", ""},
	{token.CasesDecide, "POST", "/api/v1/cases/next", ""},
	{token.CasesDecide, "POST", "/api/v1/cases/x/claim", ""},
	{token.CasesDecide, "POST", "/api/v1/cases/x/put-back", ""},
	{token.CasesDecide, "POST", "/api/v1/cases/x/note", `{"words": "x"}`},
	{token.CasesDecide, "POST", "/api/v1/cases/x/escalate", `{"words": "x"}`},
	{token.CasesDecide, "POST", "/api/v1/cases/x/ask", `{"kinds": ["name"]}`},
	{token.CasesDecide, "POST", "/api/v1/cases/x/decision", `{"verdict": "decline", "reason": "duplicate", "words": "x"}`},
	{token.EventsRead, "GET", "/api/v1/events", ""},
	{token.MetricsRead, "GET", "/api/v1/metrics", ""},
	{token.AuditRead, "GET", "/api/v1/audit", ""},
}

func TestEveryOperationAsksForItsScopeAndNoOther(t *testing.T) {
	s := apiserver.New(t)
	for _, scope := range token.Scopes {
		secret := ""
		switch {
		case scope == token.CasesDecide:
			secret = s.Deciding("mori")
		case scope == token.AuditRead:
			secret = s.Token("kudo", scope)
		case token.Personal([]token.Scope{scope}):
			secret = s.Token("mori", scope)
		default:
			secret = s.Token("", scope)
		}
		c := caller{t: t, s: s, token: secret}
		for _, op := range operations {
			a := c.ask(op.method, op.path, op.body)
			lets := op.scope == scope || scope == token.CasesDecide && op.scope == token.CasesRead
			switch {
			case lets && (a.status == 401 || a.status == 403):
				t.Errorf("%s: %s %s: %d %s", scope, op.method, op.path, a.status, a.body)
			case !lets && (a.status != 403 || a.text("code") != "scope"):
				t.Errorf("%s let %s %s through: %d", scope, op.method, op.path, a.status)
			}
		}
	}
}

func TestEveryTokenThatOpensNothingIsToldTheSame(t *testing.T) {
	s := apiserver.New(t)
	gone := s.Token("", token.EventsRead)
	list, err := s.Tokens.List(t.Context())
	if err != nil || len(list) != 1 {
		t.Fatalf("%v, %v", list, err)
	}
	if err := s.Tokens.Revoke(t.Context(), list[0].ID, "operator:test"); err != nil {
		t.Fatal(err)
	}
	_, short, err := s.Tokens.Create(t.Context(), token.Order{Name: "short", Scopes: []token.Scope{token.EventsRead}, Life: time.Minute, By: "operator:test"})
	if err != nil {
		t.Fatal(err)
	}
	left := s.Token("kudo", token.CasesRead)
	delete(s.People, "kudo")
	s.Wait(time.Minute)
	var first answer
	for name, secret := range map[string]string{
		"none": "", "made up": "okaeri_aaaaaaaaaaaaaaaaaaaaaaaaaa", "revoked": gone, "ended": short, "of somebody who left": left,
		"with more behind it": s.Token("", token.EventsRead) + "x",
	} {
		a := caller{t: t, s: s, token: secret}.get("/api/v1/events")
		a.is(t, 401, "token")
		same := strings.NewReplacer(a.text("request_id"), "ID").Replace(a.body)
		if first.body == "" {
			first.body = same
		}
		if same != first.body || a.header.Get("WWW-Authenticate") != `Bearer realm="okaeri"` || a.header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s is told something else: %s %v", name, a.body, a.header)
		}
	}
	good := caller{t: t, s: s, token: s.Token("", token.EventsRead)}
	if a := good.get("/api/v1/events"); a.status != 200 {
		t.Errorf("a good token: %d %s", a.status, a.body)
	}
	for range 130 {
		caller{t: t, s: s, token: "okaeri_guess"}.get("/api/v1/events")
	}
	a := caller{t: t, s: s, token: "okaeri_guess"}.get("/api/v1/events")
	a.is(t, 429, "too_soon")
	if a := good.get("/api/v1/events"); a.status != 200 {
		t.Errorf("a good token from the place of a guesser: %d", a.status)
	}
}

func TestTheDatabaseHoldsNoTokenAndTheLogNames(t *testing.T) {
	s := apiserver.New(t)
	secret := s.Token("", token.EventsRead)
	a := caller{t: t, s: s, token: secret}.get("/api/v1/events?cursor=%E8%8A%B1%E5%AD%90")
	a.is(t, 422, "cursor")
	log := s.Log()
	if strings.Contains(log, secret) || strings.Contains(log, "cursor=") || strings.Contains(log, "127.0.0.1") {
		t.Errorf("the log says too much: %s", log)
	}
	if id := a.text("request_id"); id == "" || !strings.Contains(log, id) || a.header.Get("X-Request-Id") != id {
		t.Errorf("the request %q is not in the log: %s", id, log)
	}
	if a.header.Get("Set-Cookie") != "" {
		t.Error("a cookie was set")
	}
	ja := caller{t: t, s: s, token: secret, lang: "ja"}.get("/api/v1/events?limit=900")
	ja.is(t, 422, "parameters")
	if got := strings.Join(ja.faults(), ","); got != "?limit parameter" || !strings.Contains(ja.body, "パラメーター") {
		t.Errorf("the problem: %s", ja.body)
	}
	caller{t: t, s: s, token: secret}.get("/api/v1/nothing").is(t, 404, "not_found")
	b := caller{t: t, s: s, token: secret}.post("/api/v1/events", "")
	b.is(t, 405, "method")
	if b.header.Get("Allow") != "GET" {
		t.Errorf("allowed: %q", b.header.Get("Allow"))
	}
}

func TestNobodyMakesATokenThatDecidesWithoutAPasskey(t *testing.T) {
	s := apiserver.New(t)
	for code, o := range map[string]token.Order{
		"decide":        {Name: "x", Scopes: []token.Scope{token.CasesDecide}, Login: "mori"},
		"login_missing": {Name: "x", Scopes: []token.Scope{token.CasesRead}},
		"login_unknown": {Name: "x", Scopes: []token.Scope{token.CasesRead}, Login: "nobody"},
		"login_unused":  {Name: "x", Scopes: []token.Scope{token.EventsRead}, Login: "mori"},
		"scope":         {Name: "x", Scopes: []token.Scope{"everything"}},
		"life":          {Name: "x", Scopes: []token.Scope{token.EventsRead}, Life: 400 * 24 * time.Hour},
		"name":          {Name: " ", Scopes: []token.Scope{token.EventsRead}},
	} {
		_, _, err := s.Tokens.Create(t.Context(), o)
		refusedWith(t, err, code)
	}
	actor := s.People["mori"]
	make := func(roles []string, strong time.Time, via string) error {
		_, _, err := s.Tokens.CreateForDecisions(t.Context(), actorOf(actor, roles, strong, via), "x")
		return err
	}
	refusedWith(t, make(actor.Roles, time.Time{}, "desk"), "sign_in_again")
	refusedWith(t, make(actor.Roles, s.Now().Add(-10*time.Minute), "desk"), "sign_in_again")
	refusedWith(t, make(actor.Roles, s.Now(), "api"), "sign_in_again") // a token makes no token
	refusedWith(t, make([]string{"operator"}, s.Now(), "desk"), "role")

	secret := s.Deciding("mori")
	c := caller{t: t, s: s, token: secret}
	c.post("/api/v1/cases/next", "").is(t, 404, "not_found")
	s.Wait(10 * time.Minute)
	c.post("/api/v1/cases/next", "").is(t, 401, "token")
}
