package apply

import (
	"strconv"

	"okaeri/internal/intake"
)

func itoa(n int) string { return strconv.Itoa(n) }

// passwordView is the page of old passwords. What was typed is never shown again.
type passwordView struct {
	Rows  []row
	Given int // how many were given before
}

// dressPasswords shows empty boxes, whatever was typed before.
func (t *turn) dressPasswords(v *askView) {
	f := v.F["password"]
	v.Passwords.Given, _ = strconv.Atoi(t.answers().One(intake.FieldPasswordCount))
	n := t.a.q.Limits.PasswordRows
	for i := range n {
		r := row{ID: rowID("password", i), Label: t.say("apply.password.row", "N", itoa(i+1))}
		r.Attrs = attrs("id", r.ID, "name", "password", "type", "password", "autocomplete", "off", "spellcheck", "false", "autocapitalize", "off",
			"data-show", t.say("apply.show"), "data-hide", t.say("apply.hide"))
		f.Rows = append(f.Rows, r)
	}
	if fault := f.Fault; fault != "" {
		f.Fault = ""
		f.mark(fault)
	}
}

// readPasswords takes the typed passwords out of the post: empty rows are left out, more rows than the page has or longer ones than
// anybody uses need another look. None typed leaves what was given before as it is.
func (p *posted) readPasswords() {
	var typed []string
	for _, password := range p.typed {
		switch {
		case password == "":
			continue
		case len(password) > maxPassword:
			p.stop(hurdle{Field: "password", Code: "password.too_long", N: itoa(maxPassword)})
			continue
		}
		typed = append(typed, password)
	}
	p.typed = typed
	if len(typed) > 0 && !p.stopped {
		p.set(intake.FieldPasswordCount, itoa(len(typed)))
	}
}

// maxPassword is the longest old password that is compared, in bytes; the page itself sets no limit.
const maxPassword = 1024
