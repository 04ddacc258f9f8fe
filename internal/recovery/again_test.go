package recovery_test

import (
	"testing"
	"time"

	"okaeri/internal/notice"
	"okaeri/internal/recovery"
)

// told is a writer that remembers when the last refusal said one may apply again.
type told struct {
	recovery.Writer
	again string
}

func (w *told) Write(l notice.Letter) (notice.Message, error) {
	if l.Kind == notice.Declined {
		w.again = l.Data["again"]
	}
	return w.Writer.Write(l)
}

func TestS20WhenARefusalSaysOneMayApplyAgainOneMay(t *testing.T) {
	var w *told
	s := newStage(t, func(p *recovery.Parts) {
		w = &told{Writer: p.Writer}
		p.Writer, p.Timing.Quantum = w, 0
	})
	s.hold(hanako("a-1"))
	a := application{account: owner, contact: sister, visitor: home(), answers: guesses()}
	longest := time.Duration(0)
	for n := range 7 {
		must(s.r.Submit(t.Context(), s.draft(a), a.visitor))(t)
		filed := s.now()
		s.pass(time.Minute)
		again := must(time.Parse(time.RFC3339, w.again))(t)
		if wait := again.Sub(filed); wait < 24*time.Hour {
			t.Errorf("refusal %d says again after %s", n+1, wait)
		} else {
			longest = max(longest, wait)
		}
		s.pass(again.Sub(s.now()))
		w.again = ""
	}
	if longest < 3*24*time.Hour {
		t.Errorf("seven in a row and never asked to wait for more than %s", longest)
	}
}
