package main

import (
	"strings"
	"testing"
	"time"

	"okaeri/internal/evidence"
	"okaeri/internal/recovery"
	"okaeri/internal/staff"
)

// The command line obeys the rules of the desk, since it has no rules of its own.
func TestCasesAreDecidedOnTheCommandLineByTheRulesOfTheDesk(t *testing.T) {
	k := kinOf(8)
	w := newTown(t, plan{people: folk(k.record("a-1", func(a *evidence.Account) { a.MFA = true })), config: func(c *Config) { c.Policy = lenient(t) }})
	p := w.person("ja", k.ip, k.contact, k.memory())
	ref := w.sent(p)
	c := w.until(ref, recovery.Reviewing)
	for login, role := range map[string]string{"sato": staff.Reviewer, "suzuki": staff.Reviewer, "kato": staff.Reviewer, "ito": staff.Senior, "boss": staff.Operator, "tanaka": staff.Senior} {
		w.employs(login, role)
	}
	check(t, w.store.Update(t.Context(), c.ID, func(s *recovery.Step) error {
		s.Case.Private.Helper = &recovery.Helper{Name: "Tanaka"}
		return nil
	}))
	refused := func(what string, args ...string) {
		t.Helper()
		out, err := w.command(args...).CombinedOutput()
		if err == nil || !strings.Contains(string(out), what) {
			t.Errorf("okaeri %s: %v %s", strings.Join(args, " "), err, out)
		}
	}
	grant := func(by string) []string {
		return []string{"case", "decide", ref, "--by", by, "--grant", "--reason", "identity_proofed", "--words", "Came in person.", "--proof", "in_person"}
	}
	refused("nobody who works at the desk", "case", "claim", ref, "--by", "nobody")
	refused("reviewer or a senior", "case", "claim", ref, "--by", "boss")
	refused("you helped", "case", "claim", ref, "--by", "tanaka")
	refused("claim the case first", grant("sato")...)
	w.okaeri(t, "case", "claim", "--by", "sato")
	refused("somebody else works", grant("suzuki")...)
	check(t, w.store.Update(t.Context(), c.ID, func(s *recovery.Step) error { // an hour later
		s.Case.Desk.Claim.Until = time.Now().Add(-time.Second)
		return nil
	}))
	refused("your hour with this case is over", grant("sato")...)
	w.okaeri(t, "case", "claim", ref, "--by", "sato")
	w.okaeri(t, "case", "note", ref, "--by", "sato", "--words", "Seen at the counter.")
	w.okaeri(t, grant("sato")...)
	refused("you decided this case already", "case", "claim", ref, "--by", "SATO")
	out := w.okaeri(t, "case", "show", ref, "--by", "suzuki", "--json")
	if strings.Contains(out, "identity_proofed") || !strings.Contains(out, `"By":"sato"`) {
		t.Errorf("the second person reads the first one's opinion, or doesn't hear of it: %s", out)
	}
	w.okaeri(t, "case", "claim", ref, "--by", "suzuki")
	w.okaeri(t, "case", "decide", ref, "--by", "suzuki", "--decline", "--reason", "contradicted", "--words", "The card is another's.")
	refused("for a senior", "case", "claim", ref, "--by", "kato")
	w.okaeri(t, "case", "claim", ref, "--by", "ito")
	if out := w.okaeri(t, grant("ito")...); !strings.Contains(out, "Recorded: grant") {
		t.Error(out)
	}
	for _, e := range must(w.store.AuditOf(t.Context(), c.ID))(t) {
		if e.Actor == "staff:ito" && e.Detail["via"] != "cli" {
			t.Errorf("the record doesn't say that %s came by the command line: %v", e.Door, e.Detail)
		}
	}
}
