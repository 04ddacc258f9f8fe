package api_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"okaeri/internal/testenv/apiserver"
	"okaeri/internal/token"
)

// people are whose accounts are held: no two alike, so that an answer says something.
var people = []struct{ family, typed, given, born, era, postal, subject string }{
	{"佐藤", "さとう", "花子", "1960-04-08", "昭和35年4月8日", "5300001", "来週の同窓会のこと"},
	{"鈴木", "すずき", "一郎", "1971-11-23", "昭和46年11月23日", "1500001", "町内会の見積もり"},
	{"高橋", "たかはし", "美咲", "1988-02-14", "昭和63年2月14日", "0600001", "北の旅の写真"},
	{"田中", "たなか", "健太", "1995-07-30", "平成7年7月30日", "8120011", "引っ越しのお知らせ"},
	{"伊藤", "いとう", "直子", "1954-09-01", "昭和29年9月1日", "4600002", "編み物の型紙"},
	{"渡辺", "わたなべ", "大輔", "1979-12-12", "昭和54年12月12日", "9800021", "釣り船の予約"},
}

// hanako is an account record; everything in stored is in the first and may never come back.
func hanako(n int, mfa bool) string {
	p := people[n-1]
	return fmt.Sprintf(`{"id": "a-%d", "identifiers": ["hanako%d@momiji.example"], "created": "2014-05-03T00:00:00Z", "mfa": %t,
		"contacts": [{"kind": "email", "value": "owner%d@example.jp", "verified": true, "from": "2014-05-03T00:00:00Z"}],
		"facts": [
		{"kind": "name", "value": {"family": %q, "given": %q}, "from": "2014-05-03T00:00:00Z"},
		{"kind": "birth_date", "value": %q, "from": "2014-05-03T00:00:00Z"},
		{"kind": "country", "value": "JP", "from": "2014-05-03T00:00:00Z"},
		{"kind": "postal_code", "value": %q, "from": "2014-05-03T00:00:00Z"},
		{"kind": "product", "value": "mail", "from": "2014-05-03T00:00:00Z"},
		{"kind": "sent_mail", "value": {"to": ["planted%d@example.jp"], "subject": %q}, "at": "2026-10-01T09:12:00+09:00"},
		{"kind": "mail_folder", "value": "planted-folder", "from": "2018-01-01T00:00:00Z"}]}`,
		n, n, mfa, n, p.family, p.given, p.born, p.postal, n, p.subject)
}

// stored are values that are held; answered are what an applicant types. Both are secret to the API.
var (
	stored   = []string{"佐藤", "花子", "1960", "5300001", "planted1", "同窓会のこと", "planted-folder", "owner1@", "hanako1@"}
	answered = []string{"さとう", "昭和35", "530-0001", "applicant@", "typed-password"}
)

// application says of the account whose number is in its name what its owner would say, and of any other something.
func application(account, contact string) string {
	n := 2
	_, _ = fmt.Sscanf(account, "hanako%d@", &n) // another name is another person
	p := people[n-1]
	return fmt.Sprintf(`{"account": %q, "contact": %q, "language": "en", "situation": "forgot_password", "claims": [
		{"kind": "name", "value": {"family": %q, "given": %q}}, {"kind": "birth_date", "value": %q},
		{"kind": "country", "value": "日本"}, {"kind": "postal_code", "value": "%s-%s"},
		{"kind": "product", "value": ["mail"]}, {"kind": "mail_recipient", "value": "planted%d@example.jp"},
		{"kind": "mail_subject", "value": %q}, {"kind": "past_password", "value": "typed-password"}]}`,
		account, contact, p.typed, p.given, p.era, p.postal[:3], p.postal[3:], n, p.subject)
}

// filled is a server with some accounts; the first has a second factor, so that people decide.
func filled(t *testing.T) (*apiserver.Server, caller) {
	s := apiserver.New(t)
	return s, fill(t, s)
}

// fill puts the accounts into a server.
func fill(t *testing.T, s *apiserver.Server) caller {
	c := caller{t: t, s: s, token: s.Token("", token.AccountsWrite, token.FactsWrite, token.ApplicationsWrite, token.EventsRead, token.MetricsRead)}
	for n := range 6 {
		if a := c.ask("PUT", fmt.Sprintf("/api/v1/accounts/a-%d", n+1), hanako(n+1, n%2 == 0)); a.status != 201 {
			t.Fatalf("account: %d %s", a.status, a.body)
		}
	}
	return c
}

// file files an application and proves its contact.
func (c caller) file(account, contact string) answer {
	c.t.Helper()
	a := c.post("/api/v1/applications", application(account, contact))
	if a.status != 202 || a.text("state") != "draft" {
		c.t.Fatalf("filed: %d %s", a.status, a.body)
	}
	b := c.post("/api/v1/applications/"+a.text("id")+"/code", `{"code": "`+c.s.Code(contact)+`"}`)
	if b.status != 200 || b.text("state") != "received" {
		c.t.Fatalf("sent: %d %s", b.status, b.body)
	}
	c.s.Work()
	return b
}

func TestAnAccountGoesInAndOnlyItsKindsComeOut(t *testing.T) {
	s, c := filled(t)
	a := c.get("/api/v1/accounts/a-1")
	if a.status != 200 || a.header.Get("ETag") != `"1"` || !strings.Contains(a.body, `"kind":"sent_mail","count":1`) {
		t.Errorf("%d %s", a.status, a.body)
	}
	for _, word := range stored {
		if strings.Contains(a.body, word) {
			t.Errorf("%q is told: %s", word, a.body)
		}
	}
	again := c.ask("PUT", "/api/v1/accounts/a-1", hanako(1, true), "If-Match", `"1"`)
	if again.status != 200 || again.header.Get("ETag") != `"1"` {
		t.Errorf("the same record again: %d %s %s", again.status, again.header.Get("ETag"), again.body)
	}
	facts := `{"facts": [{"kind": "mail_folder", "value": "another", "from": "2019-01-01T00:00:00Z"}]}`
	if f := c.post("/api/v1/accounts/a-1/facts", facts); f.status != 200 || f.json["added"] != 1.0 {
		t.Errorf("facts: %d %s", f.status, f.body)
	}
	if f := c.post("/api/v1/accounts/a-1/facts", facts); f.status != 200 || f.json["added"] != 0.0 {
		t.Errorf("the same facts again: %d %s", f.status, f.body)
	}
	c.ask("PUT", "/api/v1/accounts/a-1", hanako(1, false), "If-Match", `"1"`).is(t, 412, "changed")
	c.ask("PUT", "/api/v1/accounts/a-1", hanako(1, false), "If-None-Match", `*`).is(t, 412, "changed")
	c.ask("DELETE", "/api/v1/accounts/a-1", "", "If-Match", `"1"`).is(t, 412, "changed")
	c.ask("DELETE", "/api/v1/accounts/a-1", "", "If-Match", `W/"2"`).is(t, 412, "changed")
	if d := c.ask("DELETE", "/api/v1/accounts/a-1", "", "If-Match", c.get("/api/v1/accounts/a-1").header.Get("ETag")); d.status != 200 {
		t.Errorf("forget: %d %s", d.status, d.body)
	}
	c.get("/api/v1/accounts/a-1").is(t, 404, "not_found")
	c.ask("DELETE", "/api/v1/accounts/a-1", "").is(t, 404, "not_found")
	c.post("/api/v1/accounts/a-1/facts", facts).is(t, 404, "not_found")
	_ = s
}

func TestWhatCannotBeReadIsRefusedByItsPointer(t *testing.T) {
	_, c := filled(t)
	for name, x := range map[string]struct{ method, path, body, fault string }{
		"a field twice":             {"PUT", "accounts/x", `{"id": "x", "facts": [{"kind": "a", "kind": "b", "value": "secret-value"}]}`, "/facts/0/kind field.twice"},
		"a code twice":              {"POST", "applications/x/code", `{"code": "1", "code": "secret-value"}`, "/code field.twice"},
		"an unknown field":          {"PUT", "accounts/x", `{"id": "x", "colour": "secret-value"}`, "/colour field.unknown"},
		"a plain password":          {"PUT", "accounts/x", `{"id": "x", "facts": [{"kind": "password", "value": "secret-value"}]}`, "/facts/0/value password.plain"},
		"a card number":             {"PUT", "accounts/x", `{"id": "x", "facts": [{"kind": "note", "value": "4111 1111 1111 1111 secret-value"}]}`, "/facts/0/value card.full_number"},
		"another id":                {"PUT", "accounts/x", `{"id": "secret-value"}`, "/id account.other_id"},
		"no id":                     {"PUT", "accounts/x", `{}`, "/id field.wrong"},
		"facts that are none":       {"POST", "accounts/a-1/facts", `{"facts": "secret-value"}`, "/facts field.missing"},
		"something beside facts":    {"POST", "accounts/a-1/facts", `{"facts": [], "secret": 1}`, "/secret field.unknown"},
		"an account too long":       {"POST", "applications", `{"account": "` + strings.Repeat("secret-value", 30) + `", "contact": "a@b.example"}`, "/account field.too_long"},
		"no contact":                {"POST", "applications", `{"account": "secret-value"}`, "/contact field.missing"},
		"a list where a text is":    {"POST", "applications", `{"account": ["secret-value"], "contact": "a@b.example"}`, "/account field.wrong"},
		"no such situation":         {"POST", "applications", `{"account": "x", "contact": "a@b.example", "situation": "secret-value"}`, "/situation field.wrong"},
		"a contact that is none":    {"POST", "applications", `{"account": "x", "contact": "secret-value"}`, "/contact contact.form"},
		"the lost account":          {"POST", "applications", `{"account": "a@b.example", "contact": "a@b.example"}`, "/contact contact.same"},
		"a birth that has not been": {"POST", "applications", `{"account": "x", "contact": "a@b.example", "claims": [{"kind": "country", "value": "JP"}, {"kind": "birth_date", "value": "2030-01-01"}]}`, "/claims/1/value birth.future"},
		"a whole card":              {"POST", "applications", `{"account": "x", "contact": "a@b.example", "claims": [{"kind": "card", "value": {"last4": "4111111111111111"}}]}`, "/claims/0/value card.full_number"},
		"a claim that is not asked": {"POST", "applications", `{"account": "x", "contact": "a@b.example", "claims": [{"kind": "mail_subject", "value": "secret-value"}]}`, "/claims/0/kind claim.not_asked"},
	} {
		a := c.ask(x.method, "/api/v1/"+x.path, x.body)
		a.is(t, 422, "fields")
		if got := a.faults(); len(got) == 0 || got[0] != x.fault {
			t.Errorf("%s: %q, want %q", name, got, x.fault)
		}
		if strings.Contains(a.body, "secret-value") || strings.Contains(a.body, "4111") {
			t.Errorf("%s is quoted: %s", name, a.body)
		}
	}
	c.ask("PUT", "/api/v1/accounts/x", `{"id"`).is(t, 400, "body")
	c.ask("PUT", "/api/v1/accounts/x", "{\"id\": \"\xff\"}").is(t, 400, "body")
	c.post("/api/v1/applications", strings.Repeat(`{"a":`, 100)+"1"+strings.Repeat("}", 100)).is(t, 400, "body")
	c.post("/api/v1/applications", `{"account": "`+strings.Repeat("x", 300<<10)+`"}`).is(t, 413, "body_large")
	c.ask("POST", "/api/v1/applications", `{}`, "Content-Type", "text/plain").is(t, 415, "content_type")
	c.ask("GET", "/api/v1/events", `{}`).is(t, 400, "body_unwanted")
}

// digits blanks what differs between any two applications: their numbers and times.
var varies = regexp.MustCompile(`"id":"[^"]*"|"ref":"[^"]*"|"due":"[^"]*"|"request_id":"[^"]*"|request:[0-9a-f]+`)

func TestAnApplicationIsAnsweredAlikeWhetherTheAccountExistsOrNot(t *testing.T) {
	s, c := filled(t)
	type step func(account, contact string) answer
	var handles []string
	steps := []step{
		func(account, contact string) answer {
			a := c.post("/api/v1/applications", application(account, contact))
			handles = append(handles, a.text("id"))
			return a
		},
		func(string, string) answer {
			return c.post("/api/v1/applications/"+handles[len(handles)-1]+"/code", `{"code": "000000"}`)
		},
		func(string, string) answer {
			return c.post("/api/v1/applications/"+handles[len(handles)-1]+"/resend", "")
		},
		func(_, contact string) answer {
			return c.post("/api/v1/applications/"+handles[len(handles)-1]+"/code", `{"code": "`+s.Code(contact)+`"}`)
		},
		func(string, string) answer {
			s.Work()
			return c.get("/api/v1/applications/" + handles[len(handles)-1])
		},
		func(string, string) answer {
			return c.post("/api/v1/applications/"+handles[len(handles)-1]+"/code", `{"code": "000000"}`)
		},
		func(account, contact string) answer {
			return c.post("/api/v1/applications", application(account, contact))
		},
	}
	var seen [2][]string
	for i, who := range [][2]string{{"hanako2@momiji.example", "applicant1@example.jp"}, {"nobody2@momiji.example", "applicant2@example.jp"}} {
		for _, step := range steps {
			a := step(who[0], who[1])
			var names []string
			for name := range a.header {
				names = append(names, name)
			}
			seen[i] = append(seen[i], fmt.Sprintf("%d %d %d %s", a.status, len(names), len(a.body), varies.ReplaceAllString(a.body, "·")))
		}
	}
	for i := range steps {
		if seen[0][i] != seen[1][i] {
			t.Errorf("step %d:\n%s\n%s", i, seen[0][i], seen[1][i])
		}
	}
	if !strings.Contains(seen[0][1], "tries_left") || !strings.Contains(seen[0][3], "received") {
		t.Errorf("the walk went elsewhere: %q", seen[0])
	}
	other := caller{t: t, s: s, token: s.Token("", token.ApplicationsWrite)}
	other.get("/api/v1/applications/"+handles[0]).is(t, 404, "not_found")
	c.get("/api/v1/applications/"+c.get("/api/v1/applications/"+handles[0]).text("ref")).is(t, 404, "not_found")
}

func TestTheSameLimitsHoldAsOnTheForm(t *testing.T) {
	s, c := filled(t)
	for range 2 {
		c.file("hanako2@momiji.example", "applicant@example.jp")
	}
	a := c.post("/api/v1/applications", application("hanako2@momiji.example", "applicant@example.jp"))
	b := c.post("/api/v1/applications/"+a.text("id")+"/code", `{"code": "`+s.Code("applicant@example.jp")+`"}`)
	b.is(t, 429, "too_soon")
	if b.header.Get("Retry-After") == "" || b.text("retry_at") == "" {
		t.Errorf("when to try again is not told: %v %s", b.header, b.body)
	}
	d := c.post("/api/v1/applications", application("hanako3@momiji.example", "second@example.jp"))
	for range 5 {
		c.post("/api/v1/applications/"+d.text("id")+"/code", `{"code": "000000"}`)
	}
	c.post("/api/v1/applications/"+d.text("id")+"/code", `{"code": "`+s.Code("second@example.jp")+`"}`).is(t, 410, "code_expired")
}

func TestOnlyATrustedFrontEndSaysWhereTheApplicantIs(t *testing.T) {
	s, c := filled(t)
	from := strings.Replace(application("hanako2@momiji.example", "applicant@example.jp"), `"language"`, `"context": {"ip": "203.0.113.9", "device": "owners-device"}, "language"`, 1)
	c.post("/api/v1/applications", from).is(t, 403, "context")
	trusted := caller{t: t, s: s, token: s.Token("", token.ApplicationsWrite, token.ApplicationsContext)}
	a := trusted.post("/api/v1/applications", from)
	b := trusted.post("/api/v1/applications/"+a.text("id")+"/code", `{"code": "`+s.Code("applicant@example.jp")+`"}`)
	if b.status != 200 {
		t.Fatalf("%d %s", b.status, b.body)
	}
	held, err := s.Store.ByRef(t.Context(), b.text("ref"))
	if err != nil || held.Private.Context.IP != "203.0.113.9" || held.Private.Context.Device != "owners-device" {
		t.Errorf("the context: %+v %v", held.Private.Context, err)
	}
	plain, err := s.Store.ByRef(t.Context(), c.file("hanako2@momiji.example", "another@example.jp").text("ref"))
	if err != nil || plain.Private.Context.IP != "127.0.0.1" || plain.Private.Context.Device != "" {
		t.Errorf("without it: %+v %v", plain.Private.Context, err)
	}
	a = c.post("/api/v1/applications", application("hanako4@momiji.example", "applicant4@example.jp"))
	if w := c.post("/api/v1/applications/"+a.text("id")+"/withdraw", ""); w.status != 200 || w.text("state") != "withdrawn" {
		t.Errorf("withdrawn: %d %s", w.status, w.body)
	}
	s.Wait(time.Minute)
}
