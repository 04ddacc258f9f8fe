package desk

import (
	"net/http"

	"okaeri/internal/web"
)

// entrance registers the way in and out.
func (d *Desk) entrance() {
	d.public("GET /desk/signin", d.showSignIn)
	d.act("POST /desk/signout", everybody, d.signOut)
	d.public("POST /desk/theme", d.changeTheme)
}

// public registers what people reach who are not signed in.
func (d *Desk) public(pattern string, h func(*turn)) {
	d.routes.Handle(pattern, func(w http.ResponseWriter, r *http.Request) {
		t := d.turn(w, r)
		if r.Method == http.MethodPost {
			form, err := web.ReadForm(r)
			if err != nil {
				t.fail(err)
				return
			}
			t.form = form
		}
		h(t)
	})
}

// signInView is the way in.
type signInView struct {
	Page
	Out bool // somebody has just signed out
}

// showSignIn shows the way in.
func (d *Desk) showSignIn(t *turn) {
	t.show("signin", &signInView{Out: t.r.URL.Query().Get("out") == "1"}, "desk.signin.title")
}
