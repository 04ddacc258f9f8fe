package storetest

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"okaeri/internal/staff"
)

func staffLetters(t *testing.T, b *Bench) {
	ctx := t.Context()
	letter := staff.Letter{ID: staff.NewID(), What: staff.TellKeys, To: "marker-of-a-reader@momiji.example", Login: "marker-of-a-login", At: Start}
	write := func(result error) error {
		return b.Store.StaffUpdate(ctx, func(step *staff.Step) error {
			step.People = append(step.People, &staff.Person{ID: staff.NewID(), Login: staff.NewID()[:8], Name: "N", Created: Start})
			step.Letters = append(step.Letters, letter)
			return result
		})
	}
	undone := errors.New("undone")
	if err := write(undone); !errors.Is(err, undone) {
		t.Fatalf("a step that fails: %v", err)
	}
	if _, err := b.Other.StaffLetter(ctx, letter.ID); !errors.Is(err, staff.ErrNotFound) || len(b.queued()) > 0 {
		t.Errorf("a step that was undone leaves a letter: %v, %q", err, b.queued())
	}
	must(t, write(nil))
	if l := got[*staff.Letter](t)(b.Other.StaffLetter(ctx, letter.ID)); *l != letter {
		t.Errorf("it came back as %+v", l)
	}
	if jobs := b.queued(); !slices.Equal(jobs, []string{staff.JobLetter + "  " + letter.ID}) {
		t.Errorf("the queue holds %q", jobs)
	}
	if err := write(nil); err == nil || len(b.queued()) != 1 {
		t.Errorf("one letter was queued twice: %v, %q", err, b.queued())
	}
	if dump := strings.Join(b.Dump(), "\n"); strings.Contains(dump, "marker-of-a") {
		t.Error("what is in a letter can be read in the database")
	}
	must(t, b.Store.EndStaffLetter(ctx, letter.ID))
	must(t, b.Store.EndStaffLetter(ctx, letter.ID))
	if _, err := b.Store.StaffLetter(ctx, letter.ID); !errors.Is(err, staff.ErrNotFound) {
		t.Errorf("a letter that has left: %v", err)
	}
}
