package desk

import (
	"log/slog"

	"okaeri/internal/recovery"
	"okaeri/internal/staff"
)

// colleagues are the people who work here, as the pages of cases need them.
type colleagues struct {
	names    map[string]string // what people call them, by login
	deciders []*staff.Person   // who can come in and decide
	seniors  int               // of the deciders
	unknown  bool              // who works here could not be read
}

// colleagues reads them once for a page.
func (t *turn) colleagues() *colleagues {
	if t.staff != nil {
		return t.staff
	}
	c := &colleagues{names: map[string]string{}}
	t.staff = c
	people, err := t.d.Staff.List(t.ctx())
	if err != nil { // the page can be read all the same
		t.d.shell.Logger.LogAttrs(t.ctx(), slog.LevelError, "colleagues", slog.String("id", t.visit.ID), slog.String("error", err.Error()))
		c.unknown = true
	}
	many := map[string]int{}
	for _, p := range people {
		many[p.Name]++
	}
	for _, p := range people {
		c.names[p.Login] = p.Name
		if many[p.Name] > 1 && p.Name != p.Login {
			c.names[p.Login] = t.say("desk.named", "Name", p.Name, "Login", p.Login)
		}
		if !p.Active() || p.Invited() || !p.Is(works.roles...) {
			continue
		}
		c.deciders = append(c.deciders, p)
		if p.Is(staff.Senior) {
			c.seniors++
		}
	}
	return c
}

// name is what people call somebody who works here; the login where nobody of it is known, and beside a name that two people have.
func (t *turn) name(login string) string { return word(t.colleagues().names[login], login) }

// lacks says whom a case of the queue needs that the desk hasn't got: senior, reviewer, or nobody. It goes by numbers, so that a page of the queue
// opens no case; who has a part in a case is looked at on its own page.
func (t *turn) lacks(r recovery.QueueRow) string {
	switch c := t.colleagues(); {
	case c.unknown:
		return ""
	case r.Senior && c.seniors == 0:
		return "senior"
	case len(c.deciders) <= r.Votes:
		return "reviewer"
	}
	return ""
}

// stuck says whom a case needs, of which everybody who decides here has a part or has decided on it.
func (t *turn) stuck(l *recovery.Look) string {
	c := t.colleagues()
	for _, p := range c.deciders {
		if l.MayDecide(recovery.Actor{Login: p.Login, Name: p.Name, Mail: p.Mail, Roles: p.Roles}) {
			return ""
		}
	}
	switch {
	case c.unknown:
		return ""
	case l.Row.Senior:
		return "senior"
	}
	return "reviewer"
}
