package apply

import (
	"strconv"
	"strings"

	"okaeri/internal/intake"
	"okaeri/internal/web"
)

// People paid with more than one card and bought more than one thing. The page of purchases shows the sets of boxes that were filled, and
// another one when it is asked for by a button, which needs no script.

// What another set can be asked for.
const (
	anotherCard  = "card"
	anotherThing = "thing"
)

// sets are the cards, or the things bought, of the page of purchases.
type sets struct {
	Shown []set
	More  string // value of the button for another one; "" when there is none
}

// set is the boxes of one card or of one thing.
type set struct {
	ID, Title string
	N         int
	F         map[string]*field // by the name of the first set's box
}

// sets shows those that hold something or need another look, one at least, and as many as were asked for.
func (t *turn) sets(v *askView, what string, boxes []string, title string) sets {
	shown := max(1, given(t.answers(), boxes))
	if query := t.r.URL.Query(); query.Get("more") == what {
		n, _ := strconv.Atoi(query.Get("n"))
		shown = max(shown, min(n, intake.PurchaseSets))
	}
	var out sets
	for n := 1; n <= intake.PurchaseSets; n++ {
		s := set{ID: what + "-" + strconv.Itoa(n), Title: t.setTitle(title, n), N: n, F: map[string]*field{}}
		for _, name := range boxes {
			s.F[name] = v.F[intake.Nth(name, n)]
			if s.F[name].Fault != "" {
				shown = max(shown, n)
			}
		}
		out.Shown = append(out.Shown, s)
	}
	out.Shown = out.Shown[:shown]
	if shown < intake.PurchaseSets {
		out.More = what + "." + strconv.Itoa(shown+1)
	}
	return out
}

// given is the last set of which a box is filled, from 1; 0 when none is.
func given(a intake.Answers, boxes []string) int {
	last := 0
	for n := 1; n <= intake.PurchaseSets; n++ {
		for _, name := range boxes {
			if !a.Blank(intake.Nth(name, n)) {
				last = n
			}
		}
	}
	return last
}

// setTitle names a set: the first has no number, as long as nobody asks for a second.
func (t *turn) setTitle(key string, n int) string {
	if n == 1 {
		return t.say(key)
	}
	return t.say("apply.purchases.nth", "What", t.say(key), "Nth", t.say("apply.row", "N", strconv.Itoa(n)))
}

// readPurchaseButtons takes the page's own buttons: "the same name", and another card or thing.
func (t *turn) readPurchaseButtons(p *posted) error {
	same, err := t.form.One("same")
	if err != nil {
		return err
	}
	more, err := t.form.One("more")
	switch {
	case err != nil:
		return err
	case same != "":
		p.button, p.nth = "same", nth(same)
	case more != "":
		what, n, _ := strings.Cut(more, ".")
		if what != anotherCard && what != anotherThing {
			return web.ErrForm
		}
		p.button, p.nth = what, nth(n)
	}
	if p.button != "" && p.nth == 0 {
		return web.ErrForm
	}
	return nil
}

// nth reads the number of a set; 0 is none.
func nth(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || n > intake.PurchaseSets {
		return 0
	}
	return n
}
