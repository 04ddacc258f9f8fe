package apply

import (
	"errors"
	"strings"

	"okaeri/internal/intake"
	"okaeri/internal/recovery"
	"okaeri/internal/web"
)

// appealView asks why people should look again.
type appealView struct {
	web.Page
	F map[string]*field
}

// mostAppeal is how long an appeal may be, in characters.
const mostAppeal = 600

// appeal shows the page that asks other people to look at a refusal.
func (t *turn) appeal() {
	if !t.takeOwned() {
		return
	}
	if !t.kase.MayAppeal(t.now()) {
		t.goTo("/status")
		return
	}
	f := t.plainField("words", "appeal", "", "off", "")
	f.Control, f.Most = "textarea", mostAppeal
	v := &appealView{F: map[string]*field{"words": f}}
	v.Faults = t.sentBack("status/appeal", v.F)
	t.show("appeal", v, "apply.appeal.title")
}

// takeAppeal sends it. A full card number is dropped here as everywhere.
func (t *turn) takeAppeal() {
	if !t.takeOwned() {
		return
	}
	typed := t.form.All("words") // a text of several lines
	if len(typed) > 1 || t.form.Empty() != nil {
		t.fail(web.ErrForm)
		return
	}
	words, _ := intake.DropFullCards(strings.TrimSpace(strings.ReplaceAll(strings.Join(typed, ""), "\r\n", "\n")))
	switch n := len([]rune(words)); {
	case n == 0:
		t.lookAgain("status/appeal", "/status/appeal", hurdle{Field: "words", Code: "appeal.missing"})
		return
	case n > mostAppeal:
		t.lookAgainAt("status/appeal", "/status/appeal", map[string]string{"words": words},
			hurdle{Field: "words", Code: "field.too_long", N: itoa(mostAppeal)})
		return
	}
	if err := t.a.story.Appeal(t.ctx(), t.kase.ID, words, t.visitor()); err != nil && !errors.Is(err, recovery.ErrClosed) {
		t.fail(err)
		return
	}
	t.drop(keyAgain)
	t.goTo("/status")
}
