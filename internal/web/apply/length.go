package apply

import (
	"time"

	"okaeri/internal/recovery"
)

// lengths are what the pages tell of how long things live and take, by the words that templates use.
func lengths(t recovery.Timing) map[string]time.Duration {
	if t == (recovery.Timing{}) {
		t = recovery.DefaultTiming()
	}
	return map[string]time.Duration{"draft": t.DraftLife, "promise": t.Promise, "code": t.CodeLife, "undo": t.UndoWindow}
}

// length says one of them: no sentence of the catalogue holds a length that the operator's timing governs.
func (a *Apply) length(lang, what string) string {
	return a.shell.Catalogue.Length(lang, a.lengths[what])
}
