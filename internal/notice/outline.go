package notice

// form is how a block of a letter looks.
type form string

const (
	paragraph form = "paragraph" // one or two sentences
	figures   form = "figures"   // the code, large
	facts     form = "facts"     // when and where from
	items     form = "items"     // a list of words out of a closed list
	button    form = "button"    // a link that the reader may follow
	address   form = "address"   // a page's address, to be read
)

// step is one block of an outline.
type step struct {
	form  form
	name  string // last word of its key in the catalogue: letters.<kind>.<name>
	value string // the value that it shows; a step whose value is not given is left out
	usual string // shown when the value is not given
}

func say(name string) step          { return step{form: paragraph, name: name} }
func sayOf(value, name string) step { return step{form: paragraph, name: name, value: value} }
func list(value string) step        { return step{form: items, name: value, value: value} }
func listOr(value, usual string) step {
	return step{form: items, name: value, value: value, usual: usual}
}
func press(name string) step       { return step{form: button, name: name, value: "link"} }
func page(value, name string) step { return step{form: address, name: name, value: value} }

var (
	code = step{form: figures, value: "code"}
	// applied says when and where from, origin where from alone, after a sentence that has said when.
	applied = step{form: facts, name: "when"}
	origin  = step{form: facts}
)

// outline is the plan of one kind of letter: the values it can't do without, and its blocks in order. The sentences stand in
// the catalogue under the same names; a test holds the two together.
type outline struct {
	needs []string
	steps []step
}

func need(values ...string) outline { return outline{needs: values} }

func (o outline) then(steps ...step) outline {
	o.steps = steps
	return o
}

var outlines = map[Kind]outline{
	Code:        need("code", "until").then(say("lead"), code, say("until"), applied, say("ignore")),
	ReturnCode:  need("code", "until").then(say("lead"), code, say("until"), applied, say("ignore")),
	RestoreCode: need("code", "until").then(say("lead"), code, say("until"), applied, say("ignore")),
	Received:    need("due").then(say("lead"), say("told"), page("status", "status"), applied, say("ignore")),
	MoveCode:    need("code", "until").then(say("lead"), code, say("until"), applied, say("ignore")),
	Moved:       need("at", "link").then(say("lead"), say("mine"), say("stop"), press("button"), say("press")),
	MovedBack:   need("at").then(say("lead"), say("next")),
	Granted:     need("opens").then(say("lead"), say("next"), say("why")),
	Declined: need("again").then(say("lead"), say("safe"), say("advice"), listOr("kinds", "device,mail,password"), say("again"),
		page("appeal", "appeal")),
	Ready:     need("link", "until").then(say("lead"), press("button"), say("code"), say("keep")),
	Restored:  need("at", "link", "until").then(say("lead"), list("changes"), say("next"), say("undo"), press("button"), say("press")),
	Undone:    need("at").then(say("lead"), say("next")),
	Withdrawn: need().then(say("lead"), say("next")),
	NeedMore:  need("until").then(say("lead"), list("kinds"), page("status", "status"), say("next")),
	Late:      need("due").then(say("lead"), say("next"), page("status", "status")),
	Contested: need().then(say("lead"), say("safe"), say("next")),
	Expired:   need().then(say("lead"), say("next")),

	NoticeSubmitted: need("submitted", "link").then(say("lead"), origin, sayOf("count", "count"), say("mine"), say("stop"),
		press("button"), say("press")),
	NoticeGranted:  need("submitted", "opens", "link").then(say("lead"), origin, say("mine"), say("stop"), press("button"), say("press")),
	NoticeDeclined: need("submitted").then(say("lead"), origin, say("mine")),
	NoticeRestored: need("at", "link", "until").then(say("lead"), list("changes"), applied, say("mine"), say("undo"),
		press("button"), say("press")),
	NoticeUnused:    need("submitted").then(say("lead"), origin),
	ContestReceived: need("at", "outcome").then(say("lead"), list("outcome"), say("next")),
}
