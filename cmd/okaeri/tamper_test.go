package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"okaeri/internal/audit"
)

// Whoever can write the database can change the log, and the command line says which entries they changed.
func TestTheCommandLineNamesEveryEntryThatWasTamperedWith(t *testing.T) {
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			w := newTown(t, plan{engine: engine, still: true})
			for i := range 12 {
				check(t, w.store.Record(t.Context(), audit.Entry{At: w.now().Add(time.Duration(i) * time.Second).UTC(), Door: "import", Actor: "operator:kumagai"}))
			}
			must(w.store.Sequence(t.Context()))(t)
			verify := func(want int, more ...string) string {
				t.Helper()
				out, complaint, code := spoken(t, "", append(append([]string{"audit", "verify"}, more...), w.settings()...)...)
				if code != want {
					t.Fatalf("audit verify: exit %d\n%s%s", code, out, complaint)
				}
				return out
			}
			if out := verify(0); !strings.Contains(out, "12 entries signed") || !strings.Contains(out, "Nothing was edited") {
				t.Errorf("of a whole log it says:\n%s", out)
			}
			kept := filepath.Join(t.TempDir(), "kept.note")
			note, _, _ := spoken(t, "", append([]string{"audit", "checkpoint"}, w.settings()...)...)
			check(t, os.WriteFile(kept, []byte(note), 0o600))
			verify(0, "--trusted", kept)
			for _, deed := range []struct {
				statements []string
				named      []string
			}{
				{[]string{`UPDATE audit_entries SET actor = 'somebody' WHERE seq = 2`}, []string{"edited entry 2"}},
				{[]string{
					`UPDATE audit_entries SET seq = CASE seq WHEN 4 THEN -5 ELSE -4 END WHERE seq IN (4, 5)`, `UPDATE audit_entries SET seq = -seq WHERE seq < 0`,
				}, []string{"moved entry 4", "moved entry 5"}},
				{[]string{`DELETE FROM audit_entries WHERE seq = 7`}, []string{"removed entry 7"}},
				{[]string{`DELETE FROM audit_entries WHERE seq >= 11`}, []string{"removed entry 11 to 12"}},
			} {
				for _, statement := range deed.statements {
					must(w.raw().ExecContext(t.Context(), statement))(t)
				}
				for _, out := range []string{verify(1), verify(1, "--trusted", kept)} {
					for _, named := range deed.named {
						if !strings.Contains(out, named) {
							t.Errorf("after %s it says:\n%s", deed.statements, out)
						}
					}
				}
			}
			if out := verify(1, "--json"); !strings.Contains(out, `"kind":"edited","seq":2`) {
				t.Errorf("in JSON it says:\n%s", out)
			}
		})
	}
}
