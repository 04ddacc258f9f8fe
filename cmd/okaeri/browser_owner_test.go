package main

import (
	"strings"
	"testing"
	"time"

	"okaeri/internal/recovery"
	"okaeri/internal/testenv"
)

// lived is how long ago the directory's passwords were set when the applicant comes: what was changed just now is no evidence.
const lived = 30 * 24 * time.Hour

func TestAnOwnerComesBackInJapaneseAndSignsInAtTheDirectory(t *testing.T) {
	server := testenv.Slapd(t)
	w := newTown(t, plan{config: func(c *Config) { withLDAP(server)(c); c.RobotCheck = "pow" }})
	record, memory := hanakoInLDAP()
	w.takeIn(server, "hanako", record)
	w.clock.pass(lived)
	g := w.guest("ja", homeIP, sister, memory)
	g.look, g.errs = g.inspect, true
	w.comesBack(g, hanakosOwn, "おかえりなさい")
	if !opens(t, server, "hanako", newPassword) || opens(t, server, "hanako", "kawaii-neko-77") {
		t.Error("the directory does not open to the new password alone")
	}
}

func TestAnOwnerComesBackInEnglishByKeyboardAlone(t *testing.T) {
	server := testenv.Slapd(t)
	w := newTown(t, plan{engine: "postgres", config: withLDAP(server)})
	record, memory := maryInLDAP()
	w.takeIn(server, "mary", record)
	w.clock.pass(lived)
	g := w.guest("en", homeIP, sister, memory)
	g.look, g.hand = g.inspect, (*guest).byKeyboard
	w.comesBack(g, "mary.s@example.com", "Welcome back")
	if !opens(t, server, "mary", newPassword) || opens(t, server, "mary", "grey-kettle-44") {
		t.Error("the directory does not open to the new password alone")
	}
}

func TestAnOwnerComesBackWithScriptsSwitchedOff(t *testing.T) {
	w := newTown(t, plan{people: folk(hanakosRecord("a-hanako")), config: func(c *Config) { c.RobotCheck = "both" }})
	g := w.guest("ja", homeIP, sister, hanakosMemory())
	g.scripts(false)
	w.comesBack(g, hanakosOwn, "おかえりなさい")
}

// comesBack walks the whole way, from the first page to the password, over the hold, and sees that the owner is told.
func (w *town) comesBack(g *guest, owner, welcome string) {
	w.t.Helper()
	ref := refs.FindString(g.goes(w.base, "/recover/sent").Text)
	c := w.until(ref, recovery.Holding)
	if held := c.HoldUntil.Sub(c.Submitted); held < 24*time.Hour {
		w.t.Errorf("the hold is %s, below the floor", held)
	}
	g.open(w.base + "/status")
	g.seen("/status of a case that waits")
	w.clock.pass(c.HoldUntil.Sub(w.clock.now()) + time.Minute)
	w.until(ref, recovery.Ready)
	if page := g.goes(w.link(sister, "finish"), "/finish/done"); !strings.Contains(page.Text, welcome) {
		w.t.Errorf("the last page says:\n%s", page.Text)
	}
	w.letter(owner, "/undo/")
}
