package apply

import (
	"html/template"
	"slices"
	"strconv"
	"strings"

	"okaeri/internal/intake"
)

func itoa(n int) string { return strconv.Itoa(n) }

// passwordView is the page of old passwords. What was typed is never shown again.
type passwordView struct {
	Rows  []passwordRow
	Given int // how many were given before
}

// passwordRow is one box, and the list beside it that says when the password was in use.
type passwordRow struct {
	row
	WhenID string
	When   template.HTML
	Told   template.HTMLAttr // what the list is called
}

// dressPasswords shows empty boxes, whatever was typed before.
func (t *turn) dressPasswords(v *askView) {
	f := v.F["password"]
	v.Passwords.Given, _ = strconv.Atoi(t.answers().One(intake.FieldPasswordCount))
	list := t.timesOfUse()
	for i := range t.a.q.Limits.PasswordRows {
		r := row{ID: rowID("password", i), Label: t.say("apply.password.row", "N", itoa(i+1))}
		r.Attrs = attrs("id", r.ID, "name", "password", "type", "password", "autocomplete", "off", "spellcheck", "false", "autocapitalize", "off",
			"data-show", t.say("apply.show"), "data-hide", t.say("apply.hide"))
		f.Rows = append(f.Rows, r)
	}
	if fault := f.Fault; fault != "" {
		f.Fault = ""
		f.mark(fault)
	}
	for i, r := range f.Rows {
		id := rowID(intake.FieldPasswordWhen, i)
		v.Passwords.Rows = append(v.Passwords.Rows, passwordRow{
			row: r, WhenID: id, When: template.HTML(list), //nolint:gosec // escaped by oneOption
			Told: attrs("id", id, "name", intake.FieldPasswordWhen, "autocomplete", "off", "aria-label", r.Label+" "+t.say("apply.field.password_when")),
		})
	}
}

// The times that are no year: people date a password by what they did with the account.
const (
	whenRecent  = "recent"
	whenOpened  = "opened"
	whenEarlier = "earlier"
)

// yearsOfUse is how far back the list of years goes.
const yearsOfUse = 20

// timesOfUse are the options of when a password was in use, roughly; the first is that nobody remembers.
func (t *turn) timesOfUse() string {
	var b strings.Builder
	b.WriteString(oneOption("", t.say("apply.option.password_when.unknown")))
	for _, word := range []string{whenRecent, whenOpened} {
		b.WriteString(oneOption(word, t.say("apply.option.password_when."+word)))
	}
	this := t.today().Year()
	for year := this; year > this-yearsOfUse; year-- {
		b.WriteString(oneOption(itoa(year), t.say("apply.date.year", "Year", itoa(year))))
	}
	b.WriteString(oneOption(whenEarlier, t.say("apply.option.password_when.earlier")))
	return b.String()
}

// timeOfUse is one of them in words; what is none of ours is shown as it is.
func (t *turn) timeOfUse(value string) string {
	switch {
	case slices.Contains([]string{whenRecent, whenOpened, whenEarlier}, value):
		return t.say("apply.option.password_when." + value)
	case len(value) == 4 && onlyDigits(value) == value:
		return t.say("apply.date.year", "Year", value)
	}
	return value
}

// passwordWords are how many old passwords were given, and from when.
func (t *turn) passwordWords() []string {
	a := t.answers()
	n, _ := strconv.Atoi(a.One(intake.FieldPasswordCount))
	if n == 0 {
		return nil
	}
	var times []string
	for _, value := range a[intake.FieldPasswordWhen] {
		if value != "" {
			times = append(times, t.timeOfUse(value))
		}
	}
	count := t.say("apply.look.passwords", "N", itoa(n))
	if len(times) == 0 {
		return []string{count}
	}
	return []string{t.say("apply.look.passwords.when", "Count", count, "When", strings.Join(times, " / "))}
}

// readPasswords takes the typed passwords out of the post: empty rows are left out, more rows than the page has or longer ones than
// anybody uses need another look. None typed leaves what was given before as it is, and so does its time. What was given outweighs the
// box "I do not remember" here as everywhere: it is compared, and the page of answers must say so.
func (p *posted) readPasswords(before intake.Answers) {
	var typed, when []string
	times := p.answers[intake.FieldPasswordWhen]
	for i, password := range p.typed {
		switch {
		case password == "":
			continue
		case len(password) > maxPassword:
			p.stop(hurdle{Field: "password", Code: "password.too_long", N: itoa(maxPassword)})
			continue
		}
		typed = append(typed, password)
		if i < len(times) {
			when = append(when, times[i])
		}
	}
	p.typed = typed
	switch {
	case len(typed) == 0:
		when = before[intake.FieldPasswordWhen]
	case !p.stopped:
		p.set(intake.FieldPasswordCount, itoa(len(typed)))
	}
	if !p.all.Blank(intake.FieldPasswordCount) {
		delete(p.answers, "password_unknown")
		delete(p.all, "password_unknown")
	}
	delete(p.answers, intake.FieldPasswordWhen)
	delete(p.all, intake.FieldPasswordWhen)
	if len(when) > 0 {
		p.answers[intake.FieldPasswordWhen], p.all[intake.FieldPasswordWhen] = when, when
	}
}

// maxPassword is the longest old password that is compared, in bytes; the page itself sets no limit.
const maxPassword = 1024
