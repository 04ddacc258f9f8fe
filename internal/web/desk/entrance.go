package desk

import (
	"errors"
	"net/http"
	"time"

	"okaeri/internal/staff"
	"okaeri/internal/web"
)

// entrance registers the way in and out.
func (d *Desk) entrance() {
	d.public("GET /desk/signin", d.showSignIn)
	d.public("POST /desk/signin/ask", func(t *turn) { t.askAny(forSignIn) })
	d.public("POST /desk/signin", d.signIn)
	d.public("GET /desk/signin/provider", d.toProvider)
	d.public("GET /desk/signin/back", d.fromProvider)
	d.act("POST /desk/signout", everybody, d.signOut)
	d.public("POST /desk/theme", d.changeTheme)

	d.page("GET /desk/confirm", everybody, d.showConfirm)
	d.act("POST /desk/confirm/ask", everybody, func(t *turn) { t.askAny(forConfirm) })
	d.act("POST /desk/confirm", everybody, d.confirm)
	d.page("GET /desk/confirm/provider", everybody, d.confirmAtProvider)
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

// proofView is a page that asks for a passkey or for the organisation's sign-in: to come in, or to confirm.
type proofView struct {
	Page
	Out      bool   // somebody has just signed out
	Passkeys bool   // browsers give passkeys to this address
	Provider string // what the organisation's sign-in is called; empty without one
	Next     string
}

func (t *turn) proofView(next string) *proofView {
	v := &proofView{Passkeys: t.d.Passkeys != nil, Next: t.d.back(next)}
	if t.d.Provider != nil {
		v.Provider = t.d.ProviderName.In(t.lang())
	}
	return v
}

// showSignIn shows the way in; who is in already goes on.
func (d *Desk) showSignIn(t *turn) {
	v := t.proofView(t.r.URL.Query().Get("next"))
	v.Out = t.r.URL.Query().Get("out") == "1"
	if t.recognise() == nil && !v.Out {
		t.goTo(v.Next)
		return
	}
	t.who = nil
	t.show("signin", v, "desk.signin.title")
}

// signIn takes a passkey's answer.
func (d *Desk) signIn(t *turn) {
	answer, next, ok := t.answer()
	if !ok {
		return
	}
	p, err := t.proven(forSignIn, answer)
	if err == nil {
		err = t.comeIn(p, "passkey", t.now())
	}
	if errors.Is(err, staff.ErrProof) || errors.Is(err, staff.ErrNotFound) {
		t.again("signin", t.proofView(next), t.unproven(), "desk.signin.title")
		return
	}
	if err != nil {
		t.fail(err)
		return
	}
	t.goTo(d.back(next))
}

// answer takes the fields of a passkey's form; it answers and returns false where they are no form of ours.
func (t *turn) answer() (answer, next string, ok bool) {
	if answer, ok = t.one("credential"); !ok {
		return "", "", false
	}
	if next, ok = t.one("next"); !ok {
		return "", "", false
	}
	return answer, next, t.whole()
}

// unproven says, whatever was wrong, that the passkey did not open the door.
func (t *turn) unproven() []web.Fault {
	return []web.Fault{{Field: "go", Words: t.say("desk.signin.unproven")}}
}

// comeIn begins a session of a person who was just proven; one that the browser had is over. Strong is when a proof was given that no
// false page can have taken.
func (t *turn) comeIn(p *staff.Person, way string, strong time.Time) error {
	token, err := t.d.Staff.Enter(t.ctx(), p.ID, way, strong, t.agent())
	if err != nil {
		return err
	}
	if err := t.d.Staff.Leave(t.ctx(), t.token()); err != nil {
		return err
	}
	t.enter(token)
	return nil
}

// showConfirm asks who is signed in to prove it again.
func (d *Desk) showConfirm(t *turn) {
	t.show("confirm", t.proofView(t.r.URL.Query().Get("next")), "desk.confirm.title")
}

// confirm takes the proof.
func (d *Desk) confirm(t *turn) {
	answer, next, ok := t.answer()
	if !ok {
		return
	}
	p, err := t.proven(forConfirm, answer)
	var token string
	if err == nil {
		token, err = d.Staff.Confirm(t.ctx(), t.token(), t.agent(), p.ID, t.now())
	}
	if errors.Is(err, staff.ErrProof) || errors.Is(err, staff.ErrNotFound) {
		t.again("confirm", t.proofView(next), t.unproven(), "desk.confirm.title")
		return
	}
	if err != nil {
		t.fail(err)
		return
	}
	t.enter(token)
	t.goTo(d.back(next))
}
