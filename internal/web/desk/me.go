package desk

import (
	"errors"
	"net/http"
	"time"

	"okaeri/internal/staff"
	"okaeri/internal/web"
)

// oneself is for what people change of their own: they were proven just now.
var oneself = allow{strong: 10 * time.Minute}

// me registers the pages about oneself.
func (d *Desk) me() {
	d.page("GET /desk/me", everybody, d.showMe)
	d.page("GET /desk/me/passkeys", oneself, func(t *turn) { t.showKeys(nil) })
	d.act("POST /desk/me/passkeys/ask", oneself, d.askKey)
	d.act("POST /desk/me/passkeys", oneself, d.addKey)
	d.act("POST /desk/me/passkeys/{id}/name", oneself, d.nameKey)
	d.act("POST /desk/me/passkeys/{id}/remove", oneself, d.removeKey)
}

// meView is the page about oneself.
type meView struct {
	Page
	Login, Name, Mail, Roles string
	Strong, Ends             string
	Provider                 bool
	Keys                     int
}

// showMe says who is signed in, what they may do, and until when.
func (d *Desk) showMe(t *turn) {
	p := t.who
	v := &meView{Login: p.Login, Name: p.Name, Mail: p.Mail, Roles: t.roles(p.Roles, "and"), Provider: p.Subject != "", Keys: len(p.Passkeys)}
	v.Ends = t.moment(t.session.Begun.Add(staff.SessionLife))
	if !t.session.Strong.IsZero() {
		v.Strong = t.moment(t.session.Strong)
	}
	t.show("me", v, "desk.me.title")
}

// keysView is the page of one's passkeys.
type keysView struct {
	Page
	Keys     []keyRow
	KeyName  *input
	Passkeys bool
}

// keyRow is one passkey.
type keyRow struct {
	ID, Name, Added, Used string
	Cloned                bool
}

func (t *turn) showKeys(err error) {
	v := &keysView{Passkeys: t.d.Passkeys != nil, KeyName: t.keyBox("")}
	v.Said = t.justDone("desk.keys.done.", "added", "named", "removed")
	for _, k := range t.who.Passkeys {
		row := keyRow{ID: k.ID, Name: k.Name, Added: t.moment(k.Added), Cloned: k.Cloned}
		if row.Name == "" {
			row.Name = t.say("desk.keys.unnamed")
		}
		if !k.Used.IsZero() {
			row.Used = t.moment(k.Used)
		}
		v.Keys = append(v.Keys, row)
	}
	if err == nil {
		t.show("keys", v, "desk.keys.title")
		return
	}
	faults, ok := boxes{"key_name": v.KeyName}.mark(t, err)
	if errors.Is(err, staff.ErrProof) {
		faults, ok = []web.Fault{{Field: "go", Words: t.say("desk.setup.unproven")}}, true
	}
	if !ok {
		t.fail(err)
		return
	}
	t.again("keys", v, faults, "desk.keys.title")
}

// justDone words what the last form did, which the address says by one of these words.
func (t *turn) justDone(prefix string, words ...string) string {
	said := t.r.URL.Query().Get("done")
	for _, w := range words {
		if w == said {
			return t.say(prefix + w)
		}
	}
	return ""
}

// askKey begins the registration of another passkey.
func (d *Desk) askKey(t *turn) {
	if !t.only("credential", "key_name") {
		return
	}
	if d.Passkeys == nil {
		t.refuse("no_passkeys")
		return
	}
	options, kept, err := d.Passkeys.AskNew(t.who)
	if err == nil {
		err = t.remember(passkeyCookie, http.SameSiteStrictMode, ceremony{For: forKey, Kept: kept, Whose: t.who.ID})
	}
	if err != nil {
		t.fail(err)
		return
	}
	t.options(options)
}

// addKey registers it.
func (d *Desk) addKey(t *turn) {
	answer, ok := t.one("credential")
	if !ok {
		return
	}
	name, ok := t.one("key_name")
	if !ok || !t.whole() {
		return
	}
	if d.Passkeys == nil {
		t.refuse("no_passkeys")
		return
	}
	c, err := t.recall(passkeyCookie, forKey)
	if err == nil && c.Whose != t.who.ID {
		err = staff.ErrProof
	}
	var key staff.Passkey
	if err == nil {
		key, err = d.Passkeys.New(t.who, c.Kept, []byte(answer))
	}
	if err == nil {
		key.Name = name
		err = d.Staff.AddKey(t.ctx(), t.by(), key)
	}
	t.keysDone(err, "added")
}

// nameKey gives a passkey another name.
func (d *Desk) nameKey(t *turn) {
	name, ok := t.one("key_name")
	if !ok || !t.whole() {
		return
	}
	t.keysDone(d.Staff.NameKey(t.ctx(), t.by(), t.r.PathValue("id"), name), "named")
}

// removeKey takes a passkey away.
func (d *Desk) removeKey(t *turn) {
	if !t.whole() {
		return
	}
	t.keysDone(d.Staff.RemoveKey(t.ctx(), t.by(), t.r.PathValue("id")), "removed")
}

func (t *turn) keysDone(err error, what string) {
	if err != nil {
		t.showKeys(err)
		return
	}
	t.goTo("/desk/me/passkeys?done=" + what)
}
