package desk

import (
	"errors"

	"okaeri/internal/staff"
	"okaeri/internal/web"
)

// input is one box of a form.
type input struct {
	ID, Label, Hint, Value, Type, Auto string
	Optional                           bool
	Fault                              string
}

// tick is one box to tick.
type tick struct {
	ID, Name, Value, Label, Hint string
	Checked                      bool
}

// boxes are the inputs of a form by their names, which are also their ids.
type boxes map[string]*input

// mark puts what a rule says of a value beside its box. It returns false where the rule is about no box of this form.
func (b boxes) mark(t *turn, err error) ([]web.Fault, bool) {
	var refused *staff.Refused
	if !errors.As(err, &refused) {
		return nil, false
	}
	id, ok := map[string]string{
		"login": "login", "login_taken": "login", "name": "name", "mail": "mail", "roles": "roles", "key_name": "key_name",
	}[refused.Code]
	if !ok {
		return nil, false
	}
	words := t.say("desk.refused." + refused.Code)
	if box := b[id]; box != nil {
		box.Fault = words
	} else if id != "roles" {
		return nil, false
	}
	return []web.Fault{{Field: id, Words: words}}, true
}

// newcomerBoxes ask who somebody is.
func (t *turn) newcomerBoxes(n staff.Newcomer) boxes {
	return boxes{
		"login": {ID: "login", Label: t.say("desk.people.login"), Hint: t.say("desk.people.login.hint"), Value: n.Login, Type: "text", Auto: "username"},
		"name":  {ID: "name", Label: t.say("desk.people.name"), Value: n.Name, Type: "text", Auto: "name"},
		"mail":  {ID: "mail", Label: t.say("desk.people.mail"), Hint: t.say("desk.people.mail.hint"), Value: n.Mail, Type: "text", Auto: "email", Optional: true},
	}
}

// newcomer takes the fields of newcomerBoxes.
func (t *turn) newcomer() (n staff.Newcomer, ok bool) {
	for name, to := range map[string]*string{"login": &n.Login, "name": &n.Name, "mail": &n.Mail} {
		if *to, ok = t.one(name); !ok {
			return n, false
		}
	}
	return n, true
}
