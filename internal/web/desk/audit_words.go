package desk

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"okaeri/internal/recovery"
)

// recordRow is one entry in words.
type recordRow struct {
	Seq           string // empty while it waits for its place
	At, Who, What string
	Via           string // the door by which a person came, where it is not this desk
	Old, New      string
	Changed       bool
	Details       []pair
	Ref, Path     string // the case's own page, for whoever may open it
	Record        string // the case's record
}

// doors are what can be asked for, in the order of the list. Others can be asked for by the address.
var doors = []string{
	"view", "reveal", "claim", "pick", "put_back", "note", "vote", "differ", "decide", "escalate", "ask", "assist", "submit", "assess", "reweigh", "hold", "decline",
	"release", "late", "contest", "dispute", "objection", "appeal", "add", "move", "keep", "withdraw", "expire", "plan", "reopen", "restore", "undo", "code", "proof",
	"staff", "token_create", "token_revoke", "import", "forget", "record_read", "record_verify", "record_export",
}

func (t *turn) recordDoors(chosen string) []option {
	out := []option{{Label: t.say("desk.filter.any"), Chosen: chosen == ""}}
	known := doors
	if chosen != "" && !slices.Contains(doors, chosen) {
		known = append([]string{chosen}, doors...)
	}
	for _, door := range known {
		out = append(out, option{door, t.doorName(door), door == chosen})
	}
	return out
}

// doorName is what was done, in words; a door that has none is its own name.
func (t *turn) doorName(door string) string { return word(t.known("desk.door.", door), door) }

// recordRow words one entry.
func (t *turn) recordRow(l recovery.RecordLine) recordRow {
	row := recordRow{
		At: t.moment(l.At), Who: t.recordActor(l.Actor), What: t.doorName(l.Door), Ref: l.Ref, Old: t.recordValue(l.Door, "old", l.Detail["old"]),
		New: t.recordValue(l.Door, "new", l.Detail["new"]), Changed: l.Detail["old"] != "" || l.Detail["new"] != "",
	}
	if l.Seq > 0 {
		row.Seq = strconv.FormatInt(l.Seq, 10)
	}
	if what := l.Detail["what"]; l.Door == "staff" {
		if what == "confirm" && l.Detail["way"] != "" {
			what = "confirmed" // oneself; without a way in it is another one's role
		}
		row.What = word(t.known("desk.staffdoor.", what), what)
	}
	if via := l.Detail["via"]; via != "desk" {
		row.Via = t.known("desk.via.", via)
	}
	if l.Ref != "" {
		row.Record = t.path("/desk/audit") + recordAsk{Case: l.Ref}.query("")
		if reads.role(t.who) {
			row.Path = t.path("/desk/cases/" + l.Ref)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(l.Detail)) {
		if slices.Contains([]string{"via", "what", "old", "new"}, name) {
			continue
		}
		row.Details = append(row.Details, pair{word(t.known("desk.detail.", name), name), t.recordValue(l.Door, name, l.Detail[name])})
	}
	return row
}

// recordActor names who did it: people of the staff by login, the host and programs as such.
func (t *turn) recordActor(actor string) string {
	kind, name, named := strings.Cut(actor, ":")
	switch {
	case kind == "staff" && named:
		return name
	case named && t.known("desk.actor.", kind) != "":
		return t.say("desk.actor.named", "Kind", t.say("desk.actor."+kind), "Name", name)
	}
	return t.actorName(actor)
}

// vocabularies are where the words of a detail are.
var vocabularies = map[string]string{
	"proof": "desk.proof.", "verdict": "desk.verdict.", "link": "desk.linkkind.", "purpose": "desk.purpose.", "found": "desk.found.", "way": "desk.way.", "strong": "desk.",
}

// recordValue words the value of a detail: codes by their words, times as times, everything else as it stands.
func (t *turn) recordValue(door, name, value string) string {
	if rooms := vocabularies[name]; rooms != "" {
		return word(t.known(rooms, value), value)
	}
	switch name {
	case "reason":
		return word(t.known(map[string]string{"reveal": "desk.reveal."}[door]+map[string]string{"vote": "desk.reason."}[door], value), value)
	case "kind", "kinds":
		said := ""
		for _, kind := range strings.Split(value, ",") {
			said = t.join(said, t.evidenceName(recovery.Evidence{Kind: kind}))
		}
		return said
	case "old", "new":
		return t.changed(value)
	}
	if at, err := time.Parse(time.RFC3339Nano, value); err == nil {
		return t.moment(at)
	}
	return value
}

// changed words what something was or became: roles are the only lists of words among them.
func (t *turn) changed(value string) string {
	said := ""
	for _, one := range strings.Split(value, ",") {
		offered := strings.HasPrefix(one, "(")
		name := t.known("desk.role.", strings.Trim(one, "()"))
		switch {
		case name == "":
			return word(t.known("desk.linkkind.", value), value)
		case offered:
			name = t.say("desk.audit.offered", "Role", name)
		}
		said = t.join(said, name)
	}
	return said
}
