package apply

import (
	"cmp"
	"crypto/rand"
	"errors"
	"net/http"
	"strings"

	"okaeri/internal/intake"
	"okaeri/internal/web"
)

// A page may still be open when its session is not: its time was over, the browser dropped the cookie, the server was begun anew. What
// was typed on it comes back in the answer, to be sent again from there or copied, and nowhere else: nothing of it is kept, and nothing
// is known of a case.

// typedView is a page of the form that could not be saved, with what was typed on it.
type typedView struct {
	web.Page
	Action string // where the same page is sent again, once there is a case for it
	Rows   []answerRow
	Kept   []pair // the same as the form sent it
	Secret bool   // passwords and the like were typed too, and are not shown
}

// pair is one value of a form.
type pair struct{ Name, Value string }

// lost sends a visitor whose case is not to be found where it can be. A page that was sent is answered with what was typed on it.
func (t *turn) lost(elsewhere string) {
	v, err := t.typedView()
	switch {
	case err != nil:
		t.fail(err)
	case len(v.Rows) == 0 && !v.Secret:
		t.goTo(elsewhere)
	default:
		v.Title, v.Close = t.say("apply.typed.title"), t.path("/clear")
		t.a.pages.Render(t.w, t.r, http.StatusConflict, "typed", v)
	}
}

// typedView holds nothing where nothing was typed, and where it is not certain that a page of ours was sent: the guard lets programs
// through that say nothing of where they come from, and those get nothing back.
func (t *turn) typedView() (*typedView, error) {
	v := &typedView{Action: t.path(t.r.URL.Path)}
	page := intake.Page(t.r.PathValue("page"))
	if t.form == nil || !t.fromHere() || page != "" && !t.a.exists(page) {
		return v, nil
	}
	lang, err := t.form.One("switch")
	change, err1 := t.form.One("change")
	err = errors.Join(err, err1)
	for _, ours := range []string{"once", "again", "find", "same", "more", "other", "lane", "altcha", "captcha_id", "captcha"} {
		_, err2 := t.form.One(ours)
		err = errors.Join(err, err2)
	}
	if err != nil || lang != "" && lang != "ja" && lang != "en" {
		return v, web.ErrForm
	}
	if lang != "" {
		t.a.shell.SpeakFromNow(t.w, lang)
		t.visit.Lang = lang
	}
	if page == "" {
		return v, v.appeal(t)
	}
	fields, typed, secret, ok := t.a.q.Typed(page, t.form)
	if !ok {
		return v, web.ErrForm
	}
	if v.Secret = secret; change == "1" {
		v.Kept = append(v.Kept, pair{"change", change})
	}
	if page == intake.PageContact { // a code is sent from there, once for each time that the page is shown
		v.Kept = append(v.Kept, pair{"once", rand.Text()})
	}
	for i := range fields {
		v.add(t, &fields[i], typed[fields[i].Name])
	}
	return v, nil
}

// fromHere tells whether the browser says that a page of this site sent the form.
func (t *turn) fromHere() bool {
	if site := t.r.Header.Get("Sec-Fetch-Site"); site != "" {
		return site == "same-origin"
	}
	public := t.a.shell.PublicURL
	return t.r.Header.Get("Origin") == public.Scheme+"://"+public.Host
}

// add puts what was typed into a field behind the field's question, if anything was.
func (v *typedView) add(t *turn, in *intake.Field, values []string) {
	f := &field{Name: in.Name}
	t.name(f, in)
	r := answerRow{Label: cmp.Or(f.Label, in.Name)}
	if name, n := intake.NthOf(in.Name); n > 1 {
		r.Label = t.setTitle("apply.field."+name, n)
	}
	for _, value := range values {
		v.Kept = append(v.Kept, pair{in.Name, value})
		if said := t.typedWords(in, value); strings.TrimSpace(said) != "" {
			r.Values = append(r.Values, said)
		}
	}
	if len(r.Values) > 0 {
		v.Rows = append(v.Rows, r)
	}
}

// typedWords is a value in the words of the page that it was chosen on.
func (t *turn) typedWords(in *intake.Field, value string) string {
	switch {
	case in.Control == intake.ControlTick:
		return t.say("apply.typed.ticked")
	case value == "unknown" && (len(in.Options) > 0 || in.Control == intake.ControlSelect):
		return t.say("apply.unknown")
	case len(in.Options) > 0:
		label, _ := t.optionWords(in, value)
		return label
	case in.Name == "country":
		return countryName(t.lang(), value)
	case in.Name == "region":
		return prefectureName(t.lang(), value)
	}
	return value
}

// appeal is the one page outside the form on which people write more than a line.
func (v *typedView) appeal(t *turn) error {
	all := t.form.All("words")
	if len(all) > 1 || t.form.Empty() != nil {
		return web.ErrForm
	}
	words, dropped := intake.DropFullCards(strings.TrimSpace(strings.Join(all, "")))
	v.Secret = dropped
	if r := []rune(words); len(r) > 2*mostAppeal {
		words = string(r[:2*mostAppeal])
	}
	if words != "" {
		v.Rows = []answerRow{{Label: t.say("apply.field.appeal"), Values: []string{words}}}
		v.Kept = []pair{{"words", words}}
	}
	return nil
}
