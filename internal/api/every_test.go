package api_test

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	_ "modernc.org/sqlite" // opened a second time, past the store

	"okaeri/internal/audit"
	"okaeri/internal/testenv/apiserver"
	"okaeri/internal/token"
)

// everyOperation asks for everything that the API can do, about this case and its account; forgetting the account comes last. Of the record
// only what it says is given back, and not its hashes, in which anything may turn up.
func everyOperation(t *testing.T, s *apiserver.Server, ref string) (answers []answer) {
	t.Helper()
	for _, op := range operations {
		secret := ""
		switch {
		case op.scope == token.CasesDecide:
			secret = s.Deciding("mori")
		case op.scope == token.AuditRead, op.scope == token.CasesRead:
			secret = s.Token("kudo", op.scope)
		default:
			secret = s.Token("", op.scope)
		}
		path := strings.NewReplacer("/cases/x", "/cases/"+ref, "/accounts/x", "/accounts/a-1").Replace(op.path)
		c := caller{t: t, s: s, token: secret}
		switch {
		case op.method == "DELETE":
			defer func() { answers = append(answers, c.ask(op.method, path, op.body)) }()
		case op.scope == token.AuditRead:
			var said strings.Builder
			for line := range strings.Lines(c.ask(op.method, path, op.body).body) {
				var e audit.Entry
				if err := json.Unmarshal([]byte(line), &e); err != nil {
					t.Fatal(err)
				}
				fmt.Fprintln(&said, e)
			}
			answers = append(answers, answer{body: said.String()})
		default:
			answers = append(answers, c.ask(op.method, path, op.body))
		}
	}
	return answers
}

// H13: what cannot be recorded is not shown. A database that takes no entry any more shows no case, and exports nothing.
func TestH13TheAPIShowsNothingThatCannotBeRecorded(t *testing.T) {
	s, ref := reviewed(t)
	reader, auditor := caller{t: t, s: s, token: s.Token("kudo", token.CasesRead)}, caller{t: t, s: s, token: s.Token("kudo", token.AuditRead)}
	at := "/api/v1/cases/" + ref
	if a := reader.get(at); a.status != 200 || !strings.Contains(a.body, `"evidence"`) {
		t.Fatalf("a case: %d %s", a.status, a.body)
	}
	db, err := sql.Open("sqlite", "file:"+s.File+"?_pragma=busy_timeout(10000)")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close() //nolint:errcheck // a test's own look
	if _, err := db.ExecContext(t.Context(), `CREATE TRIGGER full BEFORE INSERT ON audit_entries BEGIN SELECT RAISE(ABORT, 'no more'); END`); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{at, "/api/v1/audit", "/api/v1/audit?case=" + ref} {
		c := reader
		if strings.Contains(path, "audit") {
			c = auditor
		}
		if a := c.get(path); a.status != 500 || strings.Contains(a.body, "evidence") || strings.Contains(a.body, "submit") {
			t.Errorf("%s without a line about it: %d %s", path, a.status, a.body)
		}
	}
}
