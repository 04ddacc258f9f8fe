package desk

import (
	"slices"

	"okaeri/internal/staff"
	"okaeri/internal/web"
)

// heads may look at who works here; to change it takes manages.
var heads = allow{roles: []string{staff.Admin}}

// people registers the pages about who works here.
func (d *Desk) people() {
	d.nav("people", "/desk/people", heads)
	d.page("GET /desk/people", heads, d.listPeople)
	d.page("GET /desk/people/new", manages, func(t *turn) { t.inviteForm(staff.Newcomer{}, nil) })
	d.act("POST /desk/people/new", manages, d.invite)
	d.page("GET /desk/people/{login}", manages, d.showPerson)
	d.act("POST /desk/people/{login}/roles", manages, d.setRoles)
	d.act("POST /desk/people/{login}/confirm", manages, d.confirmAdmin)
	d.act("POST /desk/people/{login}/active", manages, d.setActive)
	d.act("POST /desk/people/{login}/link", manages, d.relink)
}

// peopleView lists who works here.
type peopleView struct {
	Page
	People []personRow
}

// personRow is one person in a list or on their page.
type personRow struct {
	Login, Name, Mail, Roles, State string
	Path                            string
	Offered                         string // who offered the administrator's role; empty where nobody did
	Self, Active, Invited, Provider bool
	Keys                            int
}

func (t *turn) personOf(p *staff.Person) personRow {
	r := personRow{
		Login: p.Login, Name: p.Name, Mail: p.Mail, Roles: t.roles(p.Roles, "and"), Path: t.path("/desk/people/" + p.Login),
		Self: p.Login == t.who.Login, Active: p.Active(), Invited: p.Invited(), Provider: p.Subject != "", Keys: len(p.Passkeys),
	}
	if p.Offer != nil {
		r.Offered = p.Offer.By
	}
	switch {
	case !r.Active:
		r.State = "disabled"
	case r.Invited:
		r.State = "invited"
	default:
		r.State = "active"
	}
	return r
}

// listPeople shows everybody.
func (d *Desk) listPeople(t *turn) {
	all, err := d.Staff.List(t.ctx())
	if err != nil {
		t.fail(err)
		return
	}
	v := &peopleView{}
	for _, p := range all {
		v.People = append(v.People, t.personOf(p))
	}
	t.show("people", v, "desk.people.title")
}

// inviteView asks who comes.
type inviteView struct {
	Page
	Boxes boxes
	Roles []tick
	Wrong string // what is wrong with the roles
}

func (t *turn) ticks(held []string) []tick {
	var out []tick
	for _, role := range staff.Roles() {
		out = append(out, tick{
			ID: "role-" + role, Name: "role", Value: role, Label: t.say("desk.role." + role), Hint: t.say("desk.role." + role + ".hint"),
			Checked: slices.Contains(held, role),
		})
	}
	out[0].ID = "roles" // what a fault's link leads to
	return out
}

func (t *turn) inviteForm(n staff.Newcomer, err error) {
	v := &inviteView{Boxes: t.newcomerBoxes(n), Roles: t.ticks(n.Roles)}
	if err == nil {
		t.show("invite", v, "desk.invite.title")
		return
	}
	faults, ok := v.Boxes.mark(t, err)
	if !ok {
		t.fail(err)
		return
	}
	if faults[0].Field == "roles" {
		v.Wrong = faults[0].Words
	}
	t.again("invite", v, faults, "desk.invite.title")
}

// linkView shows a setup link: this once, and never again.
type linkView struct {
	Page
	Name, Link string
	Back       string
	Offered    bool
}

// invite makes a person and shows the link to hand over.
func (d *Desk) invite(t *turn) {
	n, ok := t.newcomer()
	if !ok {
		return
	}
	n.Roles = t.form.All("role")
	if !t.whole() {
		return
	}
	p, token, err := d.Staff.Invite(t.ctx(), t.by(), n)
	if err != nil {
		t.inviteForm(n, err)
		return
	}
	t.showLink(p, token)
}

func (t *turn) showLink(p *staff.Person, token string) {
	v := &linkView{
		Name: p.Name, Link: t.d.shell.PublicURL.JoinPath("desk", "setup", token).String(), Back: t.path("/desk/people/" + p.Login),
		Offered: p.Offer != nil,
	}
	t.show("link", v, "desk.setup_link.title", "Name", p.Name)
}

// personView is the page of one person.
type personView struct {
	Page
	P     personRow
	Ticks []tick
	Mine  bool // the offer of the administrator's role is this administrator's own
}

// showPerson shows one person, and what may be changed.
func (d *Desk) showPerson(t *turn) {
	p, err := d.Staff.Find(t.ctx(), t.r.PathValue("login"))
	if err != nil {
		t.fail(err)
		return
	}
	v := &personView{P: t.personOf(p), Mine: p.Offer != nil && p.Offer.By == t.who.Login}
	held := p.Roles
	if p.Offer != nil {
		held = append(slices.Clone(held), staff.Admin)
	}
	v.Ticks = t.ticks(held)
	v.Said = t.justDone("desk.person.done.", "roles", "offered", "confirmed", "disabled", "enabled")
	t.show("person", v, "desk.person.title", "Name", p.Name)
}

func (t *turn) personDone(err error, what string) {
	if err != nil {
		t.fail(err)
		return
	}
	t.goTo("/desk/people/" + t.r.PathValue("login") + "?done=" + what)
}

// setRoles gives a person these roles and no others.
func (d *Desk) setRoles(t *turn) {
	roles := t.form.All("role")
	if !t.whole() {
		return
	}
	p, err := d.Staff.SetRoles(t.ctx(), t.by(), t.r.PathValue("login"), roles)
	what := "roles"
	if err == nil && p.Offer != nil {
		what = "offered"
	}
	t.personDone(err, what)
}

// confirmAdmin makes an administrator whom another administrator has offered to make.
func (d *Desk) confirmAdmin(t *turn) {
	if t.whole() {
		t.personDone(d.Staff.ConfirmAdmin(t.ctx(), t.by(), t.r.PathValue("login")), "confirmed")
	}
}

// setActive disables a person, or lets them in again.
func (d *Desk) setActive(t *turn) {
	active, ok := t.one("active")
	if !ok || !t.whole() {
		return
	}
	what, known := map[string]string{"yes": "enabled", "no": "disabled"}[active]
	if !known {
		t.fail(web.ErrForm)
		return
	}
	t.personDone(d.Staff.SetActive(t.ctx(), t.by(), t.r.PathValue("login"), active == "yes"), what)
}

// relink makes another setup link.
func (d *Desk) relink(t *turn) {
	if !t.whole() {
		return
	}
	login := t.r.PathValue("login")
	token, err := d.Staff.Relink(t.ctx(), t.by(), login)
	var p *staff.Person
	if err == nil {
		p, err = d.Staff.Find(t.ctx(), login)
	}
	if err != nil {
		t.fail(err)
		return
	}
	t.showLink(p, token)
}
