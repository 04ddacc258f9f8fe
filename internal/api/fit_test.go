package api_test

import (
	"strings"
	"testing"
)

func TestAFactThatCanNeverServeIsRefusedByItsPointer(t *testing.T) {
	_, c := filled(t)
	for fact, fault := range map[string]string{
		`{"kind": "pasword", "value": "secret-value"}`:                                     "kind kind.unknown",
		`{"kind": "past_password", "value": "secret-value"}`:                               "kind kind.unknown",
		`{"kind": "birth_date", "value": "secret-value"}`:                                  "value value.unreadable",
		`{"kind": "postal_code", "value": "secret-value"}`:                                 "value value.unreadable",
		`{"kind": "purchase", "value": {"item": "x", "expiry": "secret-value"}}`:           "value/expiry value.unreadable",
		`{"kind": "mail_folder", "value": "secret-value", "from": "2090-01-01T00:00:00Z"}`: "from time.future",
	} {
		facts := `"facts": [{"kind": "country", "value": "JP"}, ` + fact + `]}`
		for _, a := range []answer{
			c.ask("PUT", "/api/v1/accounts/x", `{"id": "x", `+facts), c.post("/api/v1/accounts/a-1/facts", "{"+facts),
		} {
			a.is(t, 422, "fields")
			if got := a.faults(); len(got) != 1 || got[0] != "/facts/1/"+fault || strings.Contains(a.body, "secret-value") {
				t.Errorf("%s: %s", fact, a.body)
			}
		}
	}
	c.get("/api/v1/accounts/x").is(t, 404, "not_found")
}

func TestAnIdentifierOfAnotherAccountIsAConflict(t *testing.T) {
	_, c := filled(t)
	a := c.ask("PUT", "/api/v1/accounts/x", `{"id": "x", "identifiers": ["x@momiji.example", "HANAKO1@momiji.example"]}`)
	a.is(t, 409, "identifier_taken")
	if got := a.faults(); len(got) != 1 || got[0] != "/identifiers/1 identifier.taken" {
		t.Errorf("faults %q", got)
	}
	if strings.Contains(strings.ToLower(a.body), "hanako1") || strings.Contains(a.body, "a-1") {
		t.Errorf("the other account is told: %s", a.body)
	}
	c.get("/api/v1/accounts/x").is(t, 404, "not_found")
	if own := c.ask("PUT", "/api/v1/accounts/a-1", hanako(1, true)); own.status != 200 {
		t.Errorf("its own identifier: %d %s", own.status, own.body)
	}
}

func TestAnUnknownFieldIsSaidToBeNone(t *testing.T) {
	_, c := filled(t)
	for lang, words := range map[string]string{"en": "There is no such field", "ja": "このような項目はありません"} {
		c.lang = lang
		for _, a := range []answer{
			c.ask("PUT", "/api/v1/accounts/x", `{"id": "x", "colour": 1}`), c.post("/api/v1/accounts/a-1/facts", `{"facts": [], "colour": 1}`),
			c.post("/api/v1/applications", `{"account": "x", "contact": "a@b.example", "colour": 1}`),
		} {
			if a.is(t, 422, "fields"); !strings.Contains(a.body, `"`+words+`"`) {
				t.Errorf("%s: %s", lang, a.body)
			}
		}
	}
	// A choice that a question does not have is no field, and keeps the form's words.
	c.lang = "en"
	a := c.post("/api/v1/applications", `{"account": "x", "contact": "a@b.example", "claims": [{"kind": "product", "value": "boats"}]}`)
	if a.is(t, 422, "fields"); !strings.Contains(a.body, "Choose an answer for this question again") {
		t.Errorf("a choice: %s", a.body)
	}
}
