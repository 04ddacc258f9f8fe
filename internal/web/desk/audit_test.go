package desk

import (
	"bytes"
	"database/sql"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"
	_ "modernc.org/sqlite" // opened a second time, as somebody who tampers does

	"okaeri/internal/audit"
	"okaeri/internal/recovery"
	"okaeri/internal/staff"
)

// recorded is an office in which things were done: ito audits, mori administers.
func recorded(t testing.TB) *office {
	o := newOffice(t, "https://recover.momiji.example")
	o.desksOf(2)
	o.hire("mori", staff.Admin)
	check(t, o.r.Claim(t.Context(), o.actor("sato"), strictRef))
	check(t, o.r.Reveal(t.Context(), o.actor("sato"), strictRef, "birth_date", "compare_document"))
	check(t, o.r.Decide(t.Context(), o.actor("sato"), strictRef, recovery.Ballot{Reason: "contradicted", Words: "The postcode is a neighbour's."}))
	check(t, o.db.Record(t.Context(), audit.Entry{
		At: o.now(), Door: "staff", Actor: "staff:mori", Detail: map[string]string{"what": "roles", "login": "sato", "old": "reviewer", "new": "reviewer,senior,(admin)", "via": "cli"},
	}, audit.Entry{At: o.now(), Door: "unheard_of", Actor: "host:root", Detail: map[string]string{"odd": "thing"}}))
	return o
}

var tags = regexp.MustCompile(`<[^>]*>`)

// plainly is a page as people read it.
func plainly(page string) string {
	_, page, _ = strings.Cut(page, "<main")
	return strings.Join(strings.Fields(html.UnescapeString(tags.ReplaceAllString(page, " "))), " ")
}

func (o *office) sees(login, path string) string {
	o.t.Helper()
	w := o.ask(login, path, nil)
	if w.Code != http.StatusOK {
		o.t.Fatalf("%s: %s: %d %s", login, path, w.Code, plainly(w.Body.String()))
	}
	return plainly(w.Body.String())
}

func TestTheRecordTellsInWordsWhoDidWhat(t *testing.T) {
	o := recorded(t)
	page := o.sees("ito", "/desk/audit")
	for _, want := range []string{
		"sato chose the case", "looked at an answer", "question: Date of birth", "reason: To compare with a document", "decided", strictRef, "mori command line changed roles",
		"before: reviewer → after: reviewer, senior reviewer, administrator (offered)", "Host root unheard_of odd: thing", "Okaeri weighed the evidence",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the record does not say %q: %s", want, page)
		}
	}
	if strings.Contains(page, "contradict") {
		t.Error("the record tells what the first of two people decided")
	}
	if page := o.sees("mori", "/desk/audit?lang=ja&case="+strictRef); !strings.Contains(page, "「生年月日」") && !strings.Contains(page, "質問: 生年月日") {
		t.Errorf("in Japanese: %s", page)
	}
	for _, login := range []string{"sato", "takahashi"} {
		for _, path := range []string{"/desk/audit", "/desk/audit?case=" + strictRef} {
			if w := o.ask(login, path, nil); w.Code != http.StatusForbidden {
				t.Errorf("%s reads %s: %d", login, path, w.Code)
			}
		}
		if page := o.ask(login, "/desk/cases/"+plainRef, nil).Body.String(); strings.Contains(page, "/desk/audit") {
			t.Errorf("%s is led to the record", login)
		}
	}
	if page := o.ask("ito", "/desk/cases/"+plainRef, nil).Body.String(); !strings.Contains(page, `href="/desk/audit?case=`+plainRef+`"`) {
		t.Error("an auditor is not led from the case to its record")
	}
}

func TestTheRecordIsNarrowedByItsAddress(t *testing.T) {
	o := recorded(t)
	rows := func(query string) int {
		t.Helper()
		return strings.Count(o.ask("ito", "/desk/audit"+query, nil).Body.String(), `<th scope="row">`)
	}
	all := rows("")
	today, before := o.now().In(o.d.shell.Location).Format(time.DateOnly), o.now().AddDate(0, 0, -1).Format(time.DateOnly)
	for query, want := range map[string]int{
		"?actor=sato": 3, "?actor=SATO": 3, "?actor=mori": 1, "?door=vote": 1, "?case=" + strictRef + "&door=reveal": 1, "?case=7k2+4oo+o1&actor=applicant": 0,
		"?from=" + today + "&actor=mori": 1, "?to=" + before: 0, "?actor=nobody": 0,
	} {
		if got := rows(query); got != want {
			t.Errorf("%s: %d rows, want %d (of %d)", query, got, want, all)
		}
	}
	for query, field := range map[string]string{"?case=000-000-00": "case", "?from=yesterday": "from", "?actor=%E8%8A%B1%E5%AD%90": "actor", "?case=hanako": "case"} {
		if w := o.ask("ito", "/desk/audit"+query, nil); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), `href="#`+field+`"`) {
			t.Errorf("%s: %d", query, w.Code)
		}
	}
	for range 60 {
		check(t, o.db.Record(t.Context(), audit.Entry{At: o.now(), Door: "import", Actor: "operator:root"}))
	}
	seen, path := 0, "/desk/audit?door=import"
	for range 3 {
		body := o.ask("ito", path, nil).Body.String()
		seen += strings.Count(body, `<th scope="row">`)
		older := regexp.MustCompile(`href="([^"]*)" rel="next"`).FindStringSubmatch(body)
		if older == nil {
			break
		}
		path = html.UnescapeString(older[1])
	}
	if seen != 60 {
		t.Errorf("pages show %d of 60 entries", seen)
	}
}

// H13: whatever is read leaves its line, one for each page, and what leaves no line shows nothing.
func TestH13WhoReadsTheRecordIsInTheRecord(t *testing.T) {
	o := recorded(t)
	c := must(o.db.ByRef(t.Context(), strictRef))(t)
	own := func() (n int) {
		for _, e := range must(o.db.AuditOf(t.Context(), ""))(t) {
			if strings.HasPrefix(e.Door, "record_") {
				n++
			}
		}
		return n
	}
	o.sees("ito", "/desk/audit")
	o.sees("ito", "/desk/audit?door=view&actor=sato")
	o.sees("ito", "/desk/audit?case="+strictRef)
	o.ask("ito", "/desk/audit?from=nonsense", nil)
	entries := must(o.db.AuditOf(t.Context(), c.ID))(t)
	if last := entries[len(entries)-1]; own() != 2 || last.Door != "record_read" || last.Actor != "staff:ito" || last.Detail["via"] != "desk" {
		t.Errorf("%d readings, and the case's last entry is %+v", own(), last)
	}
	for _, e := range must(o.db.AuditOf(t.Context(), ""))(t) {
		if e.Door == "record_read" && strings.Contains(fmt.Sprint(e.Detail), "sato") {
			t.Errorf("the entry repeats whom somebody looked for: %v", e.Detail)
		}
	}
	if w := o.ask("ito", "/desk/audit/export", nil); w.Code != http.StatusNotFound || own() != 2 {
		t.Errorf("a GET takes the record out: %d", w.Code)
	}
	if w := o.ask("sato", "/desk/audit/export", url.Values{}); w.Code != http.StatusForbidden || own() != 2 {
		t.Errorf("a reviewer takes the record out: %d", w.Code)
	}
}

// tamper runs a statement past the store.
func (o *office) tamper(statement string) {
	o.t.Helper()
	db := must(sql.Open("sqlite", "file:"+filepath.Join(o.dir, "o.db")+"?_pragma=busy_timeout(10000)"))(o.t)
	defer db.Close() //nolint:errcheck // a test's own look
	must(db.ExecContext(o.t.Context(), statement))(o.t)
}

// H13: what cannot be recorded is not shown. A database that takes no entry any more shows no case to decide on, and nothing of the record.
func TestH13NoPageShowsWhatCannotBeRecorded(t *testing.T) {
	o := recorded(t)
	check(t, o.r.Claim(t.Context(), o.actor("suzuki"), strictRef))
	pages := map[string]string{
		"/desk/cases/" + strictRef: "suzuki", "/desk/cases/" + strictRef + "/decide": "suzuki", "/desk/cases/" + plainRef: "ito",
		"/desk/audit": "ito", "/desk/audit?case=" + strictRef: "ito",
	}
	for path, login := range pages {
		o.sees(login, path)
	}
	o.tamper(`CREATE TRIGGER full BEFORE INSERT ON audit_entries BEGIN SELECT RAISE(ABORT, 'no more'); END`)
	for path, login := range pages {
		w := o.ask(login, path, nil)
		if page := plainly(w.Body.String()); w.Code != http.StatusInternalServerError || strings.Contains(page, "Date of birth") || strings.Contains(page, "chose the case") {
			t.Errorf("%s without a line about it: %d %s", path, w.Code, page)
		}
	}
	if w := o.ask("ito", "/desk/audit/export", url.Values{}); w.Code != http.StatusInternalServerError || strings.Contains(w.Body.String(), "okaeri_audit") {
		t.Errorf("an export without a line about it: %d", w.Code)
	}
}

func TestTheRecordIsCheckedAndTakenOutAtTheDesk(t *testing.T) {
	o := recorded(t)
	w := o.ask("ito", "/desk/audit/export", url.Values{"case": {strictRef}, "actor": {""}, "door": {""}, "from": {""}, "to": {""}})
	public := must(note.NewVerifier(o.keys.Public()))(t)
	r := must(audit.CheckExport(bytes.NewReader(w.Body.Bytes()), public))(t)
	if w.Code != http.StatusOK || len(r.Faults) > 0 || r.Entries < 5 || !strings.HasPrefix(w.Header().Get("Content-Disposition"), "attachment;") {
		t.Errorf("%d %v: %+v", w.Code, w.Header(), r)
	}
	if !strings.Contains(w.Body.String(), "contradicted") {
		t.Error("an auditor's export lacks a vote")
	}
	o.people["mori"].Person.Roles = append(o.people["mori"].Person.Roles, staff.Reviewer)
	both := o.ask("mori", "/desk/audit/export", url.Values{"case": {strictRef}}).Body.Bytes()
	if r := must(audit.CheckExport(bytes.NewReader(both), public))(t); bytes.Contains(both, []byte("contradicted")) || len(r.Faults) > 0 || r.Withheld != 1 {
		t.Errorf("who may vote second reads the first vote: %+v", r)
	}
	if w := o.ask("ito", "/desk/audit/export", url.Values{"more": {"x"}}); w.Code != http.StatusBadRequest {
		t.Errorf("another form: %d", w.Code)
	}
	checked := func() string {
		w := o.ask("ito", "/desk/audit/verify", url.Values{})
		if w.Code != http.StatusOK {
			t.Fatalf("check: %d %s", w.Code, plainly(w.Body.String()))
		}
		return plainly(w.Body.String())
	}
	if page := checked(); !strings.Contains(page, "Nothing was edited, removed or put elsewhere") {
		t.Errorf("a whole record: %s", page)
	}
	o.tamper(`UPDATE audit_entries SET actor = 'staff:suzuki' WHERE door = 'vote'`)
	o.tamper(`DELETE FROM audit_entries WHERE seq = 2`)
	page := checked()
	for _, want := range []string{"The record was changed", "Entry 2: Gone", "Not what was written"} {
		if !strings.Contains(page, want) {
			t.Errorf("the check does not say %q: %s", want, page)
		}
	}
	for range 5 {
		w := o.ask("ito", "/desk/audit/verify", url.Values{})
		if w.Code == http.StatusTooManyRequests {
			return
		}
	}
	t.Error("one person may read everything again without an end")
}

// Every door that the story and its neighbours write has words in both languages.
func TestEveryDoorOfTheRecordHasWords(t *testing.T) {
	o := newOffice(t, "https://recover.momiji.example")
	for _, lang := range []string{"ja", "en"} {
		for _, door := range doors {
			if !o.d.shell.Catalogue.Has(lang, "desk.door."+door) {
				t.Errorf("%s has no words for %s", lang, door)
			}
		}
	}
	for door := range recovery.Happenings {
		if !slices.Contains(doors, door) {
			t.Errorf("nobody can ask for %s", door)
		}
	}
}
