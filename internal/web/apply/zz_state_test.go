package apply_test

import (
	"okaeri/internal/recovery"
	"time"
)

func setState(c *recovery.Case, st string) {
	c.State = recovery.State(st)
	c.Submitted = time.Now().Add(-time.Hour)
	c.HoldUntil = time.Now().Add(72 * time.Hour)
	c.ReadyTill = time.Now().Add(72 * time.Hour)
	c.UndoUntil = time.Now().Add(72 * time.Hour)
	c.Closed = time.Time{}
	if st == "declined" {
		c.Closed = time.Now()
	}
}
