package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"okaeri/internal/audit"
	"okaeri/internal/recovery"
	"okaeri/internal/staff"
)

// lying is a case that waits for people and that nobody typed; the owner has a link to stop it.
func (w *town) lying(ref string) *recovery.Case {
	w.t.Helper()
	c := &recovery.Case{
		ID: strings.Repeat("0", 24) + ref[:3] + ref[4:7] + ref[8:], Ref: ref, State: recovery.Reviewing, Language: "ja", Created: w.now(), Submitted: w.now(), Due: w.now().Add(24 * time.Hour),
	}
	link := &recovery.Proof{
		CaseID: c.ID, Purpose: recovery.ProveContest, MAC: w.keys.MAC("link", string(recovery.ProveContest), "TOKEN-OF-"+ref), Created: w.now(), Expires: w.now().Add(240 * time.Hour),
	}
	check(w.t, w.store.Create(w.t.Context(), &recovery.Step{Case: c, Proofs: []*recovery.Proof{link}, Entries: []audit.Entry{
		{At: w.now(), Case: c.ID, Door: "submit", Actor: "applicant"}, {At: w.now(), Case: c.ID, Door: "vote", Actor: "staff:sato", Detail: map[string]string{"reason": "contradicted"}},
	}}))
	return c
}

// What the record holds leaves the server as lines that anybody with the public key can check, and who took it out is in the record.
func TestTheRecordIsExportedAndCheckedWithoutTheServer(t *testing.T) {
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			w := newTown(t, plan{engine: engine, still: true})
			c := w.lying("7K2-4M9-QX")
			w.employs("kudo", staff.Auditor)
			w.employs("sato", staff.Reviewer)
			w.employs("abe", staff.Senior, staff.Auditor)
			dir := t.TempDir()
			said := func(want int, args ...string) string {
				t.Helper()
				out, complaint, code := spoken(t, "", append(args, w.settings()...)...)
				if code != want {
					t.Fatalf("okaeri %s: exit %d\n%s%s", strings.Join(args, " "), code, out, complaint)
				}
				return out + complaint
			}
			keep := func(name, text string) string {
				t.Helper()
				file := filepath.Join(dir, name)
				check(t, os.WriteFile(file, []byte(text), 0o600))
				return file
			}
			away := func(want int, args ...string) string { // beside no server, database or key file
				t.Helper()
				out, complaint, code := spoken(t, "", append([]string{"audit", "verify"}, args...)...)
				if code != want {
					t.Fatalf("audit verify %v: exit %d\n%s%s", args, code, out, complaint)
				}
				return out + complaint
			}
			key := keep("okaeri.pub", said(0, "audit", "key"))
			if out := said(1, "audit", "export", "--by", "sato", "--json"); !strings.Contains(out, "auditor or an administrator") {
				t.Errorf("a reviewer exports: %s", out)
			}
			whole := keep("whole.jsonl", said(0, "audit", "export", "--by", "kudo", "--json"))
			if out := away(0, "--file", whole, "--key", key); !strings.Contains(out, "3 entries and 0 withheld") || !strings.Contains(out, "Nothing was edited") {
				t.Errorf("everything: %s", out)
			}
			if out := said(0, "audit", "verify", "--file", whole); !strings.Contains(out, "Nothing was edited") {
				t.Errorf("with the server's own key: %s", out)
			}
			part := keep("case.jsonl", said(0, "audit", "export", "--by", "kudo", "--case", "7k2 4m9 qx", "--json"))
			if out := away(0, "--file", part, "--key", key); !strings.Contains(out, "3 entries") || !strings.Contains(out, `"case":"7K2-4M9-QX"`) {
				t.Errorf("one case, with the reading itself: %s", out)
			}
			var r exportLine
			check(t, json.Unmarshal([]byte(away(0, "--file", keep("abe.jsonl", said(0, "audit", "export", "--by", "abe", "--json")), "--key", key, "--json")), &r))
			if r.Withheld != 1 || r.Entries != 4 || r.By != "staff:abe" {
				t.Errorf("who decides reads the open vote: %+v", r)
			}
			note := keep("kept.note", said(0, "audit", "checkpoint"))
			away(1, "--file", whole, "--key", key, "--trusted", note) // it was exported before that checkpoint
			data := must(os.ReadFile(whole))(t)
			forged := keep("forged.jsonl", strings.Replace(string(data), `"actor":"staff:sato"`, `"actor":"staff:kato"`, 1))
			if out := away(1, "--file", forged, "--key", key); !strings.Contains(out, "edited entry 2") {
				t.Errorf("forged: %s", out)
			}
			renamed := keep("renamed.jsonl", strings.Replace(string(data), `"by":"staff:kudo"`, `"by":"staff:abe"`, 1))
			if out := away(1, "--file", renamed, "--key", key); !strings.Contains(out, "head_edited (line 1") || strings.Contains(out, "edited entry") {
				t.Errorf("in another name: %s", out)
			}
			if out := away(1, "--file", keep("old.jsonl", `{"okaeri_audit":1}`), "--key", key); !strings.Contains(out, "export the record again") {
				t.Errorf("an export of before the seal: %s", out)
			}
			said(2, "audit", "export", "--by", "kudo", "--from", "yesterday")
			for _, wrong := range [][]string{{"--case", "000-000-00"}, {"--door", "no such"}} {
				said(1, append([]string{"audit", "export", "--by", "kudo"}, wrong...)...)
			}
			if out := said(0, "audit", "export", "--by", "kudo", "--from", "2020-01-01", "--to", time.Now().AddDate(0, 0, 1).Format(time.DateOnly), "--door", "vote"); !strings.Contains(out, "vote  staff:sato  7K2-4M9-QX") || strings.Contains(out, "contradicted") {
				t.Errorf("for people: %s", out)
			}
			var doors []string
			for _, e := range append(must(w.store.AuditOf(t.Context(), ""))(t), must(w.store.AuditOf(t.Context(), c.ID))(t)...) {
				doors = append(doors, e.Door+" "+e.Actor)
			}
			if got := strings.Join(doors, ", "); got != "record_export staff:kudo, record_export staff:abe, record_read staff:kudo, submit applicant, vote staff:sato, record_export staff:kudo" {
				t.Errorf("the record says of its readers: %s", got)
			}
			said(0, "audit", "verify")
			if engine == "postgres" {
				return
			}
			// H13: what cannot be recorded is not shown.
			must(w.raw().ExecContext(t.Context(), `CREATE TRIGGER full BEFORE INSERT ON audit_entries BEGIN SELECT RAISE(ABORT, 'no more'); END`))(t)
			for _, args := range [][]string{
				{"case", "show", "7K2-4M9-QX", "--by", "kudo"},
				{"case", "show", "7K2-4M9-QX", "--by", "kudo", "--json"},
				{"audit", "export", "--by", "kudo"},
				{"audit", "export", "--by", "kudo", "--case", "7K2-4M9-QX", "--json"},
			} {
				out, _, code := spoken(t, "", append(args, w.settings()...)...)
				if code != 1 || out != "" {
					t.Errorf("okaeri %s without a line about it: exit %d, %q", strings.Join(args, " "), code, out)
				}
			}
		})
	}
}
