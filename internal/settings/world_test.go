package settings_test

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"testing"
	"time"

	"okaeri/internal/audit"
	"okaeri/internal/decision"
	"okaeri/internal/intake"
	"okaeri/internal/keyring"
	"okaeri/internal/notice"
	"okaeri/internal/recovery"
	"okaeri/internal/score"
	"okaeri/internal/settings"
	"okaeri/internal/staff"
	"okaeri/internal/store"
	"okaeri/internal/text"
)

// office is the story on a real database, with real people, and a clock that tests move.
type office struct {
	*settings.Settings
	t     *testing.T
	store *store.Store
	staff *staff.Staff
	at    time.Time
	told  []string
	sent  []string
	parts settings.Parts
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func newOffice(t *testing.T) *office {
	t.Helper()
	ring, err := keyring.New()
	must(t, err)
	o := &office{t: t, at: time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)}
	o.store, err = store.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "rules.db"), store.Options{Vault: ring, Now: o.now})
	must(t, err)
	t.Cleanup(func() { must(t, o.store.Close()) })
	o.staff, err = staff.New(staff.Parts{Store: o.store, Keys: ring, Limiter: o.store, Now: o.now})
	must(t, err)
	catalogue, err := text.Load()
	must(t, err)
	public, err := url.Parse("https://recover.example")
	must(t, err)
	o.parts = settings.Parts{
		Store: o.store, Limiter: o.store, Teller: o, Now: o.now,
		Base: settings.Base{
			Policy: decision.DefaultPolicy(), Parameters: score.Default(),
			Texts: map[settings.Kind]string{settings.Parameters: string(score.DefaultFile())},
		},
		House: settings.House{PublicURL: public, MailServer: "mail.example:587", MailTLS: "starttls", MailFrom: "Okaeri <help@momiji.example>", RobotCheck: "pow"},
		Post: settings.Post{Mailer: o, Writer: notice.Writer{Catalogue: catalogue, Letterhead: notice.Letterhead{
			Product: intake.Words{"ja": "もみじメール", "en": "Momiji Mail"}, Operator: intake.Words{"ja": "もみじ", "en": "Momiji"},
		}}},
	}
	o.Settings, err = settings.New(o.parts)
	must(t, err)
	for _, login := range []string{"anna", "ben", "cora"} {
		o.hire(login, staff.Admin)
	}
	o.hire("otto", staff.Operator)
	o.hire("rina", staff.Reviewer)
	o.pass(48 * time.Hour)
	return o
}

func (o *office) now() time.Time { return o.at }

func (o *office) pass(d time.Duration) { o.at = o.at.Add(d) }

// Tell and Send note what is written to people.
func (o *office) Tell(_ context.Context, what string, to []string, login string, _ time.Time) error {
	o.told = append(o.told, fmt.Sprintf("%s by %s to %d", what, login, len(to)))
	return nil
}

func (o *office) Send(_ context.Context, _, to string, m notice.Message) error {
	o.sent = append(o.sent, to+": "+m.Subject)
	return nil
}

func (o *office) hire(login string, roles ...string) {
	o.t.Helper()
	must(o.t, o.store.StaffUpdate(o.t.Context(), func(step *staff.Step) error {
		step.People = append(step.People, &staff.Person{
			ID: staff.NewID(), Login: login, Name: login, Mail: login + "@momiji.example", Roles: roles, Created: o.at,
			Passkeys: []staff.Passkey{{ID: "key-" + login, Added: o.at, Record: []byte("{}")}},
		})
		return nil
	}))
}

// by is somebody who has just been proven by a passkey at the desk.
func (o *office) by(login string) recovery.Actor {
	o.t.Helper()
	p, err := o.staff.Find(o.t.Context(), login)
	must(o.t, err)
	return recovery.Actor{Login: login, Roles: p.Roles, Strong: o.at.Add(-time.Minute), Via: "desk"}
}

// proposed is a proposal of a policy whose dry run is done.
func (o *office) proposed(login, text string) *settings.Proposal {
	o.t.Helper()
	p, err := o.Propose(o.t.Context(), o.by(login), settings.Draft{Kind: settings.Policy, Text: text, Why: "because"})
	must(o.t, err)
	must(o.t, o.Work(o.t.Context(), judge{}))
	return p
}

// confirm is somebody's word.
func (o *office) confirm(login string, p *settings.Proposal) error {
	o.t.Helper()
	_, err := o.Confirm(o.t.Context(), o.by(login), p.ID)
	return err
}

// hold is the default hold in force, as verdicts see it.
func (o *office) hold() int {
	o.t.Helper()
	r, err := o.Rules(o.t.Context())
	must(o.t, err)
	return r.Policy.Hold.Default
}

// judge grants everybody after the policy's hold.
type judge struct{}

func (judge) Rejudge(_ context.Context, id string, rules ...recovery.Rules) ([]decision.Assessment, error) {
	if id == "gone" {
		return nil, recovery.ErrNotFound
	}
	var out []decision.Assessment
	for _, r := range rules {
		out = append(out, decision.Assessment{Verdict: decision.Grant, HoldHours: r.Policy.Hold.Default})
	}
	return out, nil
}

// file saves a case that was judged.
func (o *office) file(id, ref string) {
	o.t.Helper()
	must(o.t, o.store.Create(o.t.Context(), &recovery.Step{Case: &recovery.Case{
		ID: id, Ref: ref, State: recovery.Declined, Created: o.at, Submitted: o.at, Closed: o.at, Language: "ja",
	}}))
}

func refused(t testing.TB, what string, err error, code string) {
	t.Helper()
	var r *recovery.Refused
	var u *settings.Unclear
	switch {
	case errors.As(err, &r) && r.Code == code, errors.As(err, &u) && u.Code == code:
	default:
		t.Errorf("%s: %v, want a refusal %q", what, err, code)
	}
}

// log is what the audit log says of the rules: what, and who.
func (o *office) log(door string) []audit.Entry {
	o.t.Helper()
	all, err := o.store.AuditOf(o.t.Context(), "")
	must(o.t, err)
	var out []audit.Entry
	for _, e := range all {
		if e.Door == door {
			out = append(out, e)
		}
	}
	return out
}
