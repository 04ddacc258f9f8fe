package api_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"okaeri/client"
	"okaeri/internal/audit"
	"okaeri/internal/token"
)

// The record leaves by the API as it does by the command line: for auditors, whole, checked by the public key, and recorded itself.
func TestTheRecordIsExportedByTheAPI(t *testing.T) {
	s, ref := reviewed(t)
	auditor := caller{t: t, s: s, token: s.Token("kudo", token.AuditRead)}
	caller{t: t, s: s, token: s.Token("mori", token.AuditRead)}.get("/api/v1/audit").is(t, 403, "refused.role")
	caller{t: t, s: s, token: s.Token("kudo", token.CasesRead)}.get("/api/v1/audit").is(t, 403, "scope")
	auditor.get("/api/v1/audit?case=000-000-00").is(t, 404, "not_found")
	auditor.get("/api/v1/audit?actor=%E8%8A%B1%E5%AD%90").is(t, 422, "refused.record_filter")
	auditor.get("/api/v1/audit?from=yesterday").is(t, 422, "parameters")
	public, err := note.NewVerifier(s.Public())
	if err != nil {
		t.Fatal(err)
	}
	c, err := client.New(s.URL, auditor.token)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range []client.RecordFilter{{}, {Case: ref}, {Door: "submit"}, {Actor: "system", From: s.Now().Add(-time.Hour), To: s.Now().Add(time.Hour)}} {
		var out bytes.Buffer
		if err := c.ExportRecord(t.Context(), f, &out); err != nil {
			t.Fatal(err)
		}
		r, err := audit.CheckExport(&out, public)
		if err != nil || len(r.Faults) > 0 || r.Entries == 0 || r.By != "staff:kudo" {
			t.Errorf("%+v: %+v, %v", f, r, err)
		}
	}
	if err := c.ExportRecord(t.Context(), client.RecordFilter{Case: "no such"}, &bytes.Buffer{}); client.Code(err) != "not_found" {
		t.Errorf("an unknown case: %v", err)
	}
	own, err := s.Store.AuditOf(t.Context(), caseOf(t, s, ref).ID)
	if err != nil {
		t.Fatal(err)
	}
	if last := own[len(own)-1]; last.Door != "record_export" || last.Actor != "staff:kudo" || last.Detail["via"] != "api" {
		t.Errorf("the export of a case left %+v", last)
	}
	all := auditor.get("/api/v1/audit?door=record_export")
	if n := strings.Count(all.body, `"actor":"staff:kudo"`); n != 5 || all.header.Get("Content-Type") != "application/jsonl" {
		t.Errorf("%d exports are in the record: %s", n, all.body)
	}
}
