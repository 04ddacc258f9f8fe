package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/go-ldap/ldap/v3"
	"github.com/jackc/pgx/v5"

	"okaeri/internal/audit"
	"okaeri/internal/recovery"
	"okaeri/internal/testenv"
)

// rows reads lines of text from the database, beside the server.
func (k *killing) rows(query string) []string {
	k.t.Helper()
	found := must(k.beside.Query(k.t.Context(), query))(k.t)
	return must(pgx.CollectRows(found, pgx.RowTo[string]))(k.t)
}

func (k *killing) casesAreRestored(t *testing.T) {
	states := k.rows("SELECT state FROM cases WHERE submitted > 0")
	if len(states) != strides {
		t.Errorf("%d applications were filed by %d people", len(states), strides)
	}
	for _, s := range states {
		if s != string(recovery.Restored) {
			t.Errorf("a case ended %s", s)
		}
	}
}

func (k *killing) jobsAreDone(t *testing.T) {
	left := func() []string {
		return k.rows("SELECT state || ' ' || args::text || ' ' || coalesce(errors::text, '') FROM river_job WHERE state IN ('available', 'running', 'retryable', 'discarded', 'cancelled')")
	}
	testenv.Eventually(t, "no job is left to do", func() bool { return len(left()) == 0 })
	for _, job := range k.rows("SELECT args->>'job' FROM river_job WHERE state = 'scheduled'") {
		if job != string(recovery.JobLate) { // it will find nothing to do
			t.Errorf("a job %q waits for ever", job)
		}
	}
}

// perCase is how many letters of a kind one case writes: to the applicant, or to both channels of the owner.
var perCase = map[string]int{
	"received": 1, "granted": 1, "ready": 1, "restored": 1, "notice_submitted": 2, "notice_granted": 2, "notice_restored": 2,
}

func (k *killing) lettersAreSent(t *testing.T) {
	for _, unsent := range k.rows("SELECT kind || ' ' || failed FROM letters WHERE sent = 0 OR failed <> ''") {
		t.Errorf("a letter %q was never sent", unsent)
	}
	arrived := map[string]int{}
	for _, l := range k.sink.Letters("", 5000) {
		id, _, _ := strings.Cut(l.ID, "@")
		arrived[id]++
	}
	counts := map[string]int{}
	for _, row := range k.rows("SELECT id || ' ' || case_id || ' ' || kind FROM letters") {
		id, kind, _ := strings.Cut(row, " ")
		counts[kind]++
		if arrived[id] == 0 {
			t.Errorf("a letter %q is marked as sent and never arrived", kind)
		}
		delete(arrived, id)
	}
	if len(arrived) > 0 {
		t.Errorf("%d letters arrived that nobody wrote", len(arrived))
	}
	for _, id := range k.rows("SELECT id FROM cases WHERE submitted > 0") {
		for kind, want := range perCase {
			if got := counts[id+" "+kind]; got != want {
				t.Errorf("a case wrote %d letters %q, not %d", got, kind, want)
			}
		}
	}
}

func (k *killing) passwordsWereSetOnce(t *testing.T) {
	conn := must(ldap.DialURL(k.ldap.URL))(t)
	defer conn.Close()
	check(t, conn.Bind(k.ldap.AdminDN, k.ldap.AdminPassword))
	for i := range strides {
		uid := uidOf(i)
		if !opens(t, k.ldap, uid, newPassword) {
			t.Errorf("%s: the new password does not open the account", uid)
		}
		found := must(conn.Search(ldap.NewSearchRequest(k.dn(uid), ldap.ScopeBaseObject, ldap.NeverDerefAliases, 0, 0, false,
			"(objectClass=*)", []string{"pwdHistory"}, nil)))(t)
		if n := len(found.Entries[0].GetAttributeValues("pwdHistory")); n != 1 {
			t.Errorf("%s: the password was set %d times", uid, n)
		}
	}
}

// doors are those that every restored case goes through, once each.
var doors = []string{"submit", "assess", "hold", "release", "plan", "restore"}

func (k *killing) logIsWhole(t *testing.T) {
	for _, id := range k.rows("SELECT id FROM cases WHERE submitted > 0") {
		for _, door := range doors {
			if n := len(k.rows(fmt.Sprintf("SELECT door FROM audit_entries WHERE case_id = '%s' AND door = '%s'", id, door))); n != 1 {
				t.Errorf("the log tells %d times of the door %q", n, door)
			}
		}
	}
	var report audit.Report
	testenv.Eventually(t, "the log is signed", func() bool {
		report = must(k.store.VerifyAudit(t.Context()))(t)
		return report.Pending == 0
	})
	for _, f := range report.Faults {
		t.Errorf("%+v", f)
	}
}
