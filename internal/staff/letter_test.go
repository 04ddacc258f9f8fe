package staff_test

import (
	"errors"
	"testing"

	"okaeri/internal/staff"
)

// A letter that the post office can't take now is tried again, one that it will never take is given up, and a step that fails writes none.
func TestALetterToTheStaffIsSentOnceAndNotLost(t *testing.T) {
	d := newDesk(t)
	ctx := t.Context()
	d.hire("anna", staff.Admin)
	rina := d.hire("rina", staff.Reviewer)
	refused(t, "a passkey that another person has", d.AddKey(ctx, d.by("rina"), staff.Passkey{ID: "key-anna"}), "key_taken")
	if len(d.queued) > 0 {
		t.Fatalf("a change that was refused is told: %q", d.queued)
	}
	must(t, d.AddKey(ctx, d.by("rina"), staff.Passkey{ID: "second"}))
	if len(d.queued) != 1 || len(d.told) != 0 {
		t.Fatalf("%q wait and %q were sent", d.queued, d.told)
	}
	id := d.queued[0]
	d.fails = errors.New("the post office rests")
	if err := d.Deliver(ctx, id); !errors.Is(err, d.fails) {
		t.Errorf("a failure that mends: %v", err)
	}
	d.fails = nil
	must(t, d.Deliver(ctx, id))
	must(t, d.Deliver(ctx, id))
	if len(d.told) != 1 || d.told[0] != "keys: "+rina.Mail+" of rina" {
		t.Errorf("told %q", d.told)
	}
	must(t, d.RemoveKey(ctx, d.by("rina"), "second"))
	id = d.queued[len(d.queued)-1]
	d.fails = errors.New("no such mailbox")
	d.Permanent = func(err error) bool { return errors.Is(err, d.fails) }
	must(t, d.Deliver(ctx, id))
	if _, err := d.store.StaffLetter(ctx, id); !errors.Is(err, staff.ErrNotFound) {
		t.Errorf("a letter that nobody takes waits on: %v", err)
	}
}
