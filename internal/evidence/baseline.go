package evidence

import (
	"strings"
	"time"
)

// Spans of engine.md §2.5, in seconds.
const (
	day           = 24 * 60 * 60
	year          = 365 * day
	defaultDelay  = 7 * day   // without any event, the last week counts for nothing
	plantingDelay = 30 * day  // after an event, what is younger than this before it counts for nothing either
	lurking       = 180 * day // somebody who is inside, or prepares to be taken for the owner, for longer is rare (assumed)
	followedBy    = 14 * day  // a change this soon after a foreign sign-in belongs to it
	recently      = 30 * day
	visible       = 90 * day // a stranger inside is looked for this far back
	settledAfter  = 3        // sign-ins before which nothing can be foreign yet
)

// suspicion is a moment that may set the baseline.
type suspicion struct {
	at       int64
	event    bool // suspicious by itself
	change   bool // security data changed: suspicious after a foreign sign-in
	stranger bool // a foreign sign-in
	lock     bool // the directory locked the account
}

// trust is how far the records can be trusted, seen from one moment.
type trust struct {
	cutoff
	baseline        int64
	event, stranger bool
}

// trusted finds the baseline of an application: the earliest event of the year before it, or a week before it.
func (d *Dossier) trusted(at time.Time) trust {
	now := at.Unix()
	t := trust{baseline: now - defaultDelay}
	for _, s := range d.suspicions {
		if s.at >= now || s.at < now-year {
			continue
		}
		t.stranger = t.stranger || s.stranger && s.at > now-visible
		switch {
		case s.event && (!t.event || s.at < t.baseline):
			t.event, t.baseline = true, s.at
		case s.lock && s.at < t.baseline && !t.event:
			t.baseline = s.at
		}
	}
	t.time = t.baseline
	if t.event {
		t.time -= plantingDelay
		if d.firstImport != 0 && d.firstImport < t.baseline {
			t.importedBefore = t.baseline // what was learned later may have been made to look old (V31)
		}
	}
	return t
}

// suspicious lists what may set the baseline: reports and rules as they are, foreign sign-ins that a change of security data
// followed, and the directory's own alarm.
func (d *Dossier) suspicious() []suspicion {
	list := d.suspicions
	changes := append(d.changes(), d.profileChanges()...)
	strangers, beside := d.foreign()
	for i, s := range strangers {
		foreign := suspicion{at: s.at, stranger: beside[i]}
		for _, change := range changes {
			if change >= s.at && change <= s.at+followedBy {
				foreign.event = true
			}
		}
		list = append(list, foreign)
	}
	if lock := d.account.Locked; lock != nil && !lock.At.IsZero() && strings.Contains(lock.Reason, "suspicious") {
		list = append(list, suspicion{at: lock.At.Unix(), lock: true})
	}
	return list
}

// changes are the times at which security data changed: passwords, contacts, second factors.
func (d *Dossier) changes() []int64 {
	var changes []int64
	for _, p := range d.passwords {
		changes = append(changes, p.from)
	}
	for _, c := range d.account.Contacts {
		if !c.From.IsZero() {
			changes = append(changes, c.From.Unix())
		}
		if c.Until != nil {
			changes = append(changes, c.Until.Unix())
		}
	}
	for _, s := range d.suspicions {
		if s.change {
			changes = append(changes, s.at)
		}
	}
	return changes
}

// profileChanges are the times at which name, birth date or address was changed: what a foreign sign-in is followed by when somebody
// means to be taken for the owner.
func (d *Dossier) profileChanges() []int64 {
	var changes []int64
	note := func(from int64) {
		if from > d.created+day {
			changes = append(changes, from)
		}
	}
	for i := range d.names {
		note(d.names[i].from)
	}
	for i := range d.births {
		note(d.births[i].from)
	}
	for i := range d.postals {
		note(d.postals[i].from)
	}
	return changes
}

// recentChange says whether security data was changed within 30 days before at.
func (d *Dossier) recentChange(at time.Time) bool {
	now := at.Unix()
	for _, change := range d.changes() {
		if change <= now && change > now-recently && change > d.created+recently {
			return true
		}
	}
	return false
}
