package staff_test

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"okaeri/internal/audit"
	"okaeri/internal/keyring"
	"okaeri/internal/staff"
	"okaeri/internal/store"
)

// desk is a story on a real database, with a clock that tests move.
type desk struct {
	*staff.Staff
	t     *testing.T
	store *store.Store
	at    time.Time
	told  []string

	queued []string
	fails  error
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	ring, err := keyring.New()
	must(t, err)
	d := &desk{t: t, at: time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)}
	d.store, err = store.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "staff.db"), store.Options{Vault: ring, Now: d.now})
	must(t, err)
	t.Cleanup(func() { must(t, d.store.Close()) })
	d.Staff, err = staff.New(staff.Parts{Store: telling{d.store, d}, Keys: ring, Limiter: d.store, Teller: d, Now: d.now})
	must(t, err)
	return d
}

// telling is the store, and notes which letters a saved step leaves.
type telling struct {
	*store.Store
	d *desk
}

// StaffUpdate runs a step.
func (s telling) StaffUpdate(ctx context.Context, f func(*staff.Step) error) error {
	var queued []string
	err := s.Store.StaffUpdate(ctx, func(step *staff.Step) error {
		queued = nil
		err := f(step)
		for _, l := range step.Letters {
			queued = append(queued, l.ID)
		}
		return err
	})
	if err == nil {
		s.d.queued = append(s.d.queued, queued...)
	}
	return err
}

// post sends the letters that wait, each twice, since a job may come twice.
func (d *desk) post() {
	d.t.Helper()
	for _, id := range d.queued {
		must(d.t, d.Deliver(d.t.Context(), id))
		must(d.t, d.Deliver(d.t.Context(), id))
	}
	d.queued = nil
}

func (d *desk) now() time.Time { return d.at }

// Tell notes who is told; the desk is its own post office.
func (d *desk) Tell(_ context.Context, what string, to []string, login string, _ time.Time) error {
	if d.fails != nil {
		return d.fails
	}
	d.told = append(d.told, what+": "+strings.Join(to, ",")+" of "+login)
	return nil
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// hire makes somebody who can come in, past every rule.
func (d *desk) hire(login string, roles ...string) *staff.Person {
	d.t.Helper()
	p := &staff.Person{
		ID: staff.NewID(), Login: login, Name: login, Mail: login + "@momiji.example", Roles: roles, Created: d.at,
		Passkeys: []staff.Passkey{{ID: "key-" + login, Added: d.at, Record: []byte("{}")}},
	}
	must(d.t, d.store.StaffUpdate(d.t.Context(), func(step *staff.Step) error {
		step.People = append(step.People, p)
		return nil
	}))
	return p
}

func (d *desk) by(login string) staff.Actor {
	return staff.Actor{Login: login, Via: "desk", Strong: d.at.Add(-time.Minute)}
}

func (d *desk) person(login string) *staff.Person {
	d.t.Helper()
	p, err := d.Find(d.t.Context(), login)
	must(d.t, err)
	return p
}

// log is what the audit log says of the staff: what, of whom, by whom.
func (d *desk) log() []audit.Entry {
	d.t.Helper()
	all, err := d.store.AuditOf(d.t.Context(), "")
	must(d.t, err)
	return all
}

func refused(t testing.TB, what string, err error, code string) {
	t.Helper()
	var r *staff.Refused
	if !errors.As(err, &r) || r.Code != code {
		t.Errorf("%s: %v, want a refusal %q", what, err, code)
	}
}
