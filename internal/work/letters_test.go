package work_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"okaeri/internal/recovery"
	"okaeri/internal/store/storetest"
)

func TestLettersOfOneStepGoTogetherAndNoneKeepsAnotherBack(t *testing.T) {
	engines(t, func(t *testing.T, b *storetest.Bench) {
		d := newDesk()
		refused := errors.New("refused")
		d.reply = func(_ context.Context, j recovery.Job) error {
			if d.count() == 1 {
				return refused
			}
			return nil
		}
		start(t, runner(t, b, d))
		ask(t, b, recovery.Job{Kind: recovery.JobLetter, Letter: "one"}, recovery.Job{Kind: recovery.JobLetter, Letter: "two"})
		var came []string
		for range 4 {
			came = append(came, d.wait(t).Letter)
		}
		if !slices.Equal(came, []string{"one", "two", "one", "two"}) { // all again: those that were sent are found sent
			t.Errorf("the handler got %q", came)
		}
	})
}
