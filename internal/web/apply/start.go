package apply

import (
	"okaeri/internal/intake"
	"okaeri/internal/recovery"
	"okaeri/internal/web"
)

// startView is the first page.
type startView struct {
	plainView
	Continue string // an open draft of this browser can be gone on with
	Site     string // the address of this site, so that people can compare it with what their browser shows (S17)
}

// start tells what to expect.
func (t *turn) start() {
	v := &startView{Site: t.a.shell.PublicURL.Host}
	if t.mayHaveDraft(); t.kase != nil {
		v.Continue = t.path(t.next())
	}
	t.show("start", v, "apply.start.title")
}

// next is where an open draft goes on.
func (t *turn) next() string {
	for _, page := range t.a.q.Pages(t.answers()) {
		if !t.answered(page) {
			return "/recover/" + string(page)
		}
	}
	return "/recover/send"
}

// waysView lists the faster ways.
type waysView struct {
	plainView
	Ways []wayView
	Next string
}

type wayView struct{ Title, Words, URL string }

// fasterWays shows what may be faster than applying: the operator's own ways where there are any, and what can be tried anywhere.
func (t *turn) fasterWays() {
	v := &waysView{Next: t.path("/recover/who")}
	for _, w := range t.a.ways {
		v.Ways = append(v.Ways, wayView{w.Title.In(t.lang()), w.Words.In(t.lang()), w.URL})
	}
	t.show("ways", v, "apply.ways.title")
}

// worksheetView is the form on paper, for people who want to think at home and for shops that help at the counter (S18, S19).
type worksheetView struct {
	plainView
	Site      string
	Evidence  bool
	Purchases bool
	Products  []string
	Questions []paperQuestion
}

// paperQuestion is one question with room for its answers.
type paperQuestion struct {
	Label string
	Lines []int
}

// paperLines bounds the boxes of one question, so that the sheet stays one page.
const paperLines = 3

// worksheet prints what will be asked, without any box for a password.
func (t *turn) worksheet() {
	q := t.a.q
	v := &worksheetView{Site: t.a.shell.PublicURL.Host + t.path("/recover"), Evidence: q.Switches.Evidence, Purchases: q.Switches.Purchases}
	for _, p := range q.Products {
		v.Products = append(v.Products, p.Label[t.lang()])
	}
	for i := range q.Questions {
		question := &q.Questions[i]
		lines := 1
		if question.Control == intake.ControlRows || question.Control == intake.ControlNames {
			lines = min(question.Rows, paperLines)
		}
		v.Questions = append(v.Questions, paperQuestion{question.Label[t.lang()], make([]int, lines)})
	}
	t.show("worksheet", v, "apply.worksheet.title")
}

var _ web.View = (*startView)(nil)

// closed tells whether a case will not move any more.
func closed(c *recovery.Case) bool { return !c.Closed.IsZero() }
