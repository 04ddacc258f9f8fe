package desk

import (
	"strconv"

	"okaeri/internal/settings"
)

// readyView is what has to be true before real people come.
type readyView struct {
	settingsPage
	Points []pointRow
	Count  string
	Done   bool
}

// pointRow is one of these things.
type pointRow struct {
	Key, State, Word      string
	Name, Now, Why, Mend  string
	Said, Command, Action string
	Attest                bool
	Link                  string
}

// showReady shows the list.
func (d *Desk) showReady(t *turn) {
	points, err := d.Settings.Ready(t.ctx(), true)
	if err != nil {
		t.failSettings(err)
		return
	}
	v := &readyView{settingsPage: t.sectionOf("ready")}
	for _, p := range points {
		v.Points = append(v.Points, t.pointOf(p))
	}
	missing := settings.Lacking(points)
	v.Done = missing == 0
	v.Count = t.say("desk.ready.count", "N", strconv.Itoa(missing), "Of", strconv.Itoa(len(points)))
	v.Said = t.justDone("desk.settings.done.", "attested")
	t.show("settings_ready", v, "desk.settings.ready.title")
}

// readyLinks are the pages of the desk on which a point is mended.
var readyLinks = map[string]string{"admins": "/desk/people", "reviewers": "/desk/people", "policy_read": "/desk/settings/propose/policy", "dkim": "/desk/settings/letters"}

func (t *turn) pointOf(p settings.Point) pointRow {
	key := "desk.ready." + p.Key
	args := []string{}
	for name, value := range p.Args {
		args = append(args, name, value)
	}
	r := pointRow{
		Key: p.Key, State: string(p.State), Word: t.say("desk.ready.is." + string(p.State)), Name: t.say(key), Now: t.say(key+"."+string(p.State), args...),
		Why: t.say(key + ".why"), Attest: p.Attest && operates.role(t.who), Command: p.Command, Action: t.path("/desk/settings/ready/" + p.Key),
	}
	if p.State != settings.Fine {
		r.Mend = t.say(key + ".mend")
		if link, ok := readyLinks[p.Key]; ok {
			r.Link = t.path(link)
		}
	}
	switch {
	case p.By != "":
		r.Said = t.say("desk.ready.said", "By", p.By, "At", t.dated(p.At))
	case !p.At.IsZero():
		r.Said = t.say("desk.ready.at", "At", t.dated(p.At))
	}
	return r
}

// attest takes somebody's word.
func (d *Desk) attest(t *turn) {
	if !t.whole() {
		return
	}
	if err := d.Settings.Attest(t.ctx(), t.actor(), t.r.PathValue("what")); err != nil {
		t.failSettings(err)
		return
	}
	t.goTo("/desk/settings/ready?done=attested")
}
