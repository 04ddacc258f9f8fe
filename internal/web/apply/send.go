package apply

import (
	"errors"
	"net/http"

	"rsc.io/qr"

	"okaeri/internal/intake"
	"okaeri/internal/recovery"
	"okaeri/internal/web"
)

// send sends the application. Sending twice is sending once, here as in the story.
func (t *turn) send() {
	if err := t.form.Empty(); err != nil {
		t.fail(err)
		return
	}
	if !t.draft() {
		return
	}
	if back, again := t.unfinished(); again {
		t.goTo(back)
		return
	}
	t.touch()
	_, err := t.a.story.Submit(t.ctx(), t.kase.ID, t.visitor())
	switch {
	case errors.Is(err, recovery.ErrMissingProof):
		t.proveAgain()
	case errors.Is(err, recovery.ErrClosed):
		t.goTo("/status")
	case err != nil:
		t.fail(err)
	default:
		t.a.counts.Count(recovery.CountAnswered, recovery.PageSend)
		t.goTo("/recover/sent")
	}
}

// proveAgain has the contact address proven once more, whatever the draft's own notes say: the story knows better.
func (t *turn) proveAgain() {
	if err := t.a.story.Save(t.ctx(), t.kase.ID, intake.PageCode, intake.Answers{noteSent: {""}, noteProven: {""}}); err != nil {
		t.fail(err)
		return
	}
	t.goTo("/recover/contact")
}

// sentView tells what happens now.
type sentView struct {
	web.Page
	Due     string
	Shared  bool
	Contact string
	Status  string // address of the status page in full, to copy from paper
}

// sentCase finds the visitor's case once it was sent.
func (t *turn) sentCase() bool {
	if !t.takeOwned() {
		return false
	}
	if t.kase.Submitted.IsZero() {
		t.goTo("/recover")
		return false
	}
	return true
}

func (t *turn) sentView() *sentView {
	return &sentView{
		Page: web.Page{Ref: t.kase.Ref}, Due: t.moment(t.kase.Due), Shared: t.shared(), Contact: t.kase.Private.Contact,
		Status: t.a.shell.PublicURL.JoinPath("status").String(),
	}
}

// sent tells the reference number and when the result comes.
func (t *turn) sent() {
	if t.sentCase() {
		t.show("sent", t.sentView(), "apply.sent.title")
	}
}

// slip is the same to print and take along: the number, the time, and where to look. Nothing personal is on it.
func (t *turn) slip() {
	if t.sentCase() {
		t.show("slip", t.sentView(), "apply.slip.title")
	}
}

// qrPicture draws an address as a square of dots.
func qrPicture(address string) ([]byte, error) {
	code, err := qr.Encode(address, qr.M)
	if err != nil {
		return nil, err
	}
	const quiet = 4
	size := itoa(code.Size + 2*quiet)
	b := []byte(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ` + size + ` ` + size + `" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h` + size + `v` + size + `H0z"/><path d="`)
	for y := range code.Size {
		for x := range code.Size {
			if code.Black(x, y) {
				b = append(b, "M"+itoa(x+quiet)+" "+itoa(y+quiet)+"h1v1h-1z"...)
			}
		}
	}
	return append(b, `"/></svg>`...), nil
}

// picture serves the square of the status page's address: the same for everybody.
func (a *Apply) picture(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "image/svg+xml")
	_, _ = w.Write(a.qr) // a reader who has gone away is no fault
}
