package main

import (
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestTheLogWaitsAMomentButNotForTrouble(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out lockedBuffer
		late := &lateWriter{to: &out}
		log := slog.New(lateHandler{slog.NewJSONHandler(late, nil), late}).With("server", 1)
		log.Info("request")
		if out.String() != "" {
			t.Error("the line did not wait")
		}
		<-time.After(lateFor + time.Millisecond)
		synctest.Wait()
		if !strings.Contains(out.String(), "request") {
			t.Error("the line never came")
		}
		log.Info("second")
		log.Error("trouble")
		if lines := strings.Count(out.String(), "\n"); lines != 3 || !strings.HasSuffix(strings.TrimSpace(out.String()), "}") {
			t.Errorf("%d lines at once after an error: %s", lines, out.String())
		}
		log.Info("last")
		if err := late.flush(); err != nil || !strings.Contains(out.String(), "last") {
			t.Error("the end lost a line", err)
		}
		<-time.After(time.Second) // the timers of what was let out early have nothing to do any more
		if strings.Count(out.String(), "\n") != 4 {
			t.Error(out.String())
		}
	})
}
