package storetest

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"filippo.io/age"
	"github.com/google/go-cmp/cmp"

	"okaeri/internal/audit"
	"okaeri/internal/evidence"
	"okaeri/internal/intake"
	"okaeri/internal/keyring"
	"okaeri/internal/recovery"
	"okaeri/internal/store"
)

// planted are the words that plant puts everywhere; none of them may be found in the database.
var planted = []string{
	"佐藤", "花子", "1960-04-08", "5300001", "planted-hash", "hanako", "old1@example.jp", "taro", "同窓会", "sister@", "482913",
	"typed password", "s3cret-new-password", "10.20.30.40", "Mozilla/5.0", "session-secret", "token-of-a-session", "robot-challenge",
	"limit-key", "directory-hash", "the other shop", "link-token",
	"front end of",
}

var plantedLimit = recovery.Limit{Key: "limit-key exactly", Burst: 2, Period: time.Hour, Exact: true}

// plant fills a database with one of everything.
func (b *Bench) plant() *recovery.Case {
	t := b.T
	t.Helper()
	ctx := t.Context()
	one, _ := b.dossiers()
	must(t, one.PutMany(ctx, []evidence.Account{Account(1, 300), Account(2, 2)}))
	c := NewCase()
	c.AccountID, c.AccountKey = "hanako-1", b.Ring.Index("account", "hanako1@momiji.example")
	c.Private = recovery.Private{
		Account: "hanako1@momiji.example", Contact: "sister@example.jp", Typed: []string{"typed password"},
		Helper:  &recovery.Helper{Name: "花子", Shop: "the other shop"},
		Answers: intake.Answers{"family_name": {"佐藤"}, "postal_code": {"5300001"}},
		Context: intake.Context{IP: "10.20.30.40", UserAgent: "Mozilla/5.0"},
		Plan:    &recovery.Plan{Password: "s3cret-new-password"},
	}
	must(t, b.Store.Create(ctx, &recovery.Step{
		Case:    c,
		Entries: []audit.Entry{b.entry(c, "begin")},
		Proofs: []*recovery.Proof{{
			Purpose: recovery.ProveContact, MAC: b.Ring.MAC("482913"), Destination: b.Ring.Index("contact", "sister@example.jp"),
			Created: Start, Expires: Start.Add(time.Hour),
		}},
		Letters: []recovery.Letter{{ID: "code", Kind: "code", To: "sister@example.jp", Data: map[string]string{"code": "482913", "link": "link-token"}, Queued: Start}},
		Jobs: []recovery.Job{
			{Kind: recovery.JobLetter, CaseID: c.ID, Letter: "code"}, {Kind: recovery.JobExpire, CaseID: c.ID, At: Start.Add(72 * time.Hour)},
		},
	}))
	b.plantStaff()
	b.plantRules()
	must(t, b.Store.Sessions().CommitCtx(ctx, "token-of-a-session", []byte("session-secret"), Start.Add(time.Hour)))
	second(b.Store.Spent(ctx, "robot-challenge", Start.Add(time.Hour)))
	_, _, err := b.Store.AllowAll(ctx, recovery.Limit{Key: "limit-key hanako", Burst: 3, Period: time.Hour}, plantedLimit)
	must(t, err)
	_, err = b.Store.SetDirectoryHash(ctx, "key-hanako", "hanako-1", "directory-hash")
	must(t, err)
	must(t, b.Store.Record(ctx, audit.Entry{At: Start, Door: "import", Actor: "operator", Detail: map[string]string{"accounts": "2"}}))
	must(t, b.Store.CreateToken(ctx, aToken("planted"), b.Ring.MAC("secret-of-a-token"), audit.Entry{At: Start, Door: "token_create", Actor: "operator"}))
	b.place()
	return c
}

func noSecrets(t *testing.T, b *Bench) {
	c := b.plant()
	// Not only what is there now: also what was there before.
	must(t, b.Store.Update(t.Context(), c.ID, func(s *recovery.Step) error { s.Case.Private.Typed = nil; return nil }))
	must(t, b.Store.LetterSent(t.Context(), "code", Start, ""))
	all := b.Bytes()
	for _, word := range planted {
		if strings.Contains(all, word) {
			t.Errorf("%q can be read in the database", word)
		}
	}
	if !strings.Contains(all, c.Ref) {
		t.Error("the search would find nothing: not even the reference number is there")
	}
}

func wrongKeys(t *testing.T, b *Bench) {
	other := got[*keyring.Ring](t)(keyring.New())
	if s, err := store.Open(t.Context(), b.URL, store.Options{Vault: other}); !errors.Is(err, store.ErrWrongKeys) {
		if err == nil {
			must(t, s.Close())
		}
		t.Errorf("a database opened with another's keys: %v", err)
	}
}

func newerTables(t *testing.T, b *Bench) {
	b.Exec(`INSERT INTO goose_db_version (version_id, is_applied) VALUES (999, TRUE)`)
	s, err := store.Open(t.Context(), b.URL, store.Options{Vault: b.Ring})
	if err == nil {
		must(t, s.Close())
		t.Fatal("tables of a newer program were opened")
	}
	if !strings.Contains(err.Error(), "newer") {
		t.Errorf("the error does not say what to do: %v", err)
	}
}

func sealedCase(t *testing.T, b *Bench) {
	c, other := b.create(), b.create()
	old := b.Column(`SELECT sealed FROM cases WHERE id = '` + c.ID + `'`)[0]
	must(t, b.Store.Update(t.Context(), c.ID, func(s *recovery.Step) error { s.Case.State = recovery.Contested; return nil }))
	db := b.Raw()
	tamper := func(what, statement string, args ...any) {
		t.Helper()
		_, err := db.ExecContext(t.Context(), statement, args...)
		must(t, err)
		if read, err := b.Store.Case(t.Context(), c.ID); err == nil && read.State != recovery.Contested {
			t.Errorf("%s: the case is now %s", what, read.State)
		}
	}
	tamper("the column", `UPDATE cases SET state = 'ready' WHERE id = '`+c.ID+`'`)
	tamper("an older value", `UPDATE cases SET sealed = $1 WHERE id = '`+c.ID+`'`, []byte(old))
	tamper("another case's value", `UPDATE cases SET (sealed, wrapped, version) = (SELECT sealed, wrapped, version FROM cases WHERE id = '`+other.ID+
		`') WHERE id = '`+c.ID+`'`)
}

func purge(t *testing.T, b *Bench) {
	ctx := t.Context()
	closed := b.plant()
	must(t, b.Store.Update(ctx, closed.ID, func(s *recovery.Step) error {
		s.Case.State, s.Case.Closed = recovery.Declined, Start
		s.Entries = append(s.Entries, b.entry(s.Case, "decline"))
		return nil
	}))
	open := b.create()
	b.place()
	b.clock.Move(100 * 24 * time.Hour)
	if n := got[int](t)(b.Store.Purge(ctx, Start)); n != 0 {
		t.Errorf("%d cases went too early", n)
	}
	if n := got[int](t)(b.Other.Purge(ctx, Start.Add(time.Hour))); n != 1 {
		t.Errorf("%d cases went, want 1", n)
	}
	if _, err := b.Store.Case(ctx, closed.ID); !errors.Is(err, recovery.ErrNotFound) {
		t.Errorf("the purged case: %v", err)
	}
	if _, err := b.Store.Case(ctx, open.ID); err != nil {
		t.Errorf("the open case: %v", err)
	}
	for table, want := range map[string]string{"letters": "0", "proofs": "0", "sessions": "0", "limits": "0", "spent": "0", "directory_changes": "0", "cases": "1"} {
		if n := b.Column(`SELECT CAST(count(*) AS text) FROM ` + table)[0]; n != want {
			t.Errorf("%s has %s rows, want %s", table, n, want)
		}
	}
	if entries := got[[]audit.Entry](t)(b.Store.AuditOf(ctx, closed.ID)); len(entries) != 2 {
		t.Errorf("%d audit entries of the purged case", len(entries))
	}
	if r := got[audit.Report](t)(b.Store.VerifyAudit(ctx)); len(r.Faults) > 0 {
		t.Errorf("the audit log after purging: %v", r.Faults)
	}
	b.Exec(`DELETE FROM audit_entries WHERE case_id = '` + closed.ID + `'`)
	if r := got[audit.Report](t)(b.Store.VerifyAudit(ctx)); len(r.Faults) == 0 {
		t.Error("a purged case's entries were removed unseen")
	}
}

func directory(t *testing.T, b *Bench) {
	ctx := t.Context()
	if _, err := b.Store.DirectoryHash(ctx, "a"); !errors.Is(err, recovery.ErrNotFound) {
		t.Errorf("an account that is not there: %v", err)
	}
	set := func(s *store.Store, key, hash string) string {
		t.Helper()
		return got[string](t)(s.SetDirectoryHash(ctx, key, "a", hash))
	}
	if was := set(b.Store, "", "first"); was != "" {
		t.Errorf("before the first hash stood %q", was)
	}
	for range 3 {
		if was := set(b.Other, "case-1", "second"); was != "first" {
			t.Errorf("before the second hash stood %q", was)
		}
	}
	if was := set(b.Store, "case-2", "third"); was != "second" {
		t.Errorf("before the third hash stood %q", was)
	}
	if was := set(b.Store, "case-1", "again"); was != "first" {
		t.Errorf("the same key again says %q", was)
	}
	if now := got[string](t)(b.Other.DirectoryHash(ctx, "a")); now != "third" {
		t.Errorf("the hash is %q", now)
	}
	_, err := b.Store.ChangeDirectoryAccount(ctx, "lock", "a", func(a *store.DirectoryAccount) error {
		a.Locked, a.LockedAt, a.Epoch = "suspicious_activity", Start, a.Epoch+1
		return nil
	})
	must(t, err)
	want := store.DirectoryAccount{Hash: "third", Locked: "suspicious_activity", LockedAt: Start, Epoch: 1}
	if diff := cmp.Diff(want, got[store.DirectoryAccount](t)(b.Other.DirectoryAccount(ctx, "a"))); diff != "" {
		t.Error(diff)
	}
}

// Move backs up one database and restores it into an empty one, which may be of the other engine.
func Move(t *testing.T, from, to *Bench) {
	ctx := t.Context()
	c := from.plant()
	for range 40 {
		from.create()
	}
	key := got[*age.X25519Identity](t)(age.GenerateX25519Identity())
	var file bytes.Buffer
	must(t, from.Store.Backup(ctx, &file, key.Recipient()))
	for _, word := range append(planted, c.Ref) {
		if strings.Contains(file.String(), word) {
			t.Errorf("%q can be read in the backup", word)
		}
	}
	if err := from.Store.Backup(ctx, io.Discard); err == nil {
		t.Error("a backup was written for nobody")
	}
	refuse := func(what string, data []byte, with age.Identity, want error) {
		t.Helper()
		before := to.Dump()
		err := to.Store.Restore(ctx, bytes.NewReader(data), with)
		if err == nil || want != nil && !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", what, err, want)
		}
		if diff := cmp.Diff(before, to.Dump()); diff != "" {
			t.Errorf("%s left something behind:\n%s", what, diff)
		}
	}
	refuse("another age key", file.Bytes(), got[*age.X25519Identity](t)(age.GenerateX25519Identity()), nil)
	refuse("half a backup", file.Bytes()[:file.Len()/2], key, nil)
	refuse("another key file", file.Bytes(), key, store.ErrWrongKeys)

	to = &Bench{T: t, URL: to.URL, Ring: from.Ring, clock: from.clock}
	to.Exec(`DELETE FROM meta`)
	to.Store = to.open()
	must(t, to.Store.Restore(ctx, bytes.NewReader(file.Bytes()), key))
	refuse("a database that is not empty", file.Bytes(), key, store.ErrNotEmpty)
	to.Other = to.open()
	sameContents(t, from, to, c)
}

func sameContents(t *testing.T, from, to *Bench, c *recovery.Case) {
	ctx := t.Context()
	want := got[*recovery.Case](t)(from.Store.Case(ctx, c.ID))
	if diff := cmp.Diff(want, got[*recovery.Case](t)(to.Store.Case(ctx, c.ID))); diff != "" {
		t.Errorf("the case:\n%s", diff)
	}
	if l := got[*recovery.Letter](t)(to.Store.Letter(ctx, "code")); l.Data["code"] != "482913" {
		t.Errorf("the letter: %+v", l)
	}
	a, _ := from.dossiers()
	b, _ := to.dossiers()
	if diff := cmp.Diff(kept(t, a), kept(t, b), sameAccount); diff != "" {
		t.Errorf("the accounts:\n%s", diff)
	}
	if diff := cmp.Diff(from.queued(), to.queued()); diff != "" {
		t.Errorf("the jobs:\n%s", diff)
	}
	if diff := cmp.Diff(from.Column(`SELECT state FROM river_job ORDER BY id`), to.Column(`SELECT state FROM river_job ORDER BY id`)); diff != "" {
		t.Errorf("when the jobs are due:\n%s", diff)
	}
	for _, want := range []bool{true, false} { // of two one was taken before
		if ok, _, err := to.Store.AllowAll(ctx, plantedLimit); ok != want || err != nil {
			t.Errorf("an exact limit: %v, %v", ok, err)
		}
	}
	if hash := got[string](t)(to.Store.DirectoryHash(ctx, "hanako-1")); hash != "directory-hash" {
		t.Errorf("the directory: %q", hash)
	}
	// Life goes on behind what was restored, under the old checkpoints.
	checkpoint := got[[]byte](t)(from.Store.Checkpoint(ctx))
	to.create()
	to.place()
	if r := got[audit.Report](t)(to.Store.VerifyAudit(ctx, checkpoint)); len(r.Faults) > 0 || r.Size != 44 {
		t.Errorf("the audit log: %+v", r)
	}
}
