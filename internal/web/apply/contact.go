package apply

import (
	"errors"
	"slices"
	"strconv"

	"okaeri/internal/intake"
	"okaeri/internal/recovery"
)

// sendCode has six digits sent to the contact address. An address that is proven for this account needs no second code.
func (t *turn) sendCode(p *posted) error {
	now := codeFor(p.all)
	if t.answers().One(noteProven) != now || p.all.One(noteSent) != now {
		if err := t.a.story.SendCode(t.ctx(), t.kase.ID, p.answers.One("contact"), p.once, t.visitor()); err != nil {
			return err
		}
	}
	p.set(noteSent, now)
	return nil
}

// takeCode takes the code back, or sends another one.
func (t *turn) takeCode(p *posted) error {
	const here = "/recover/code"
	if p.lang != "" {
		t.a.shell.SpeakFromNow(t.w, p.lang)
		t.goTo(here)
		return nil
	}
	if p.button == "again" {
		t.drop(keyAgain)
		if err := t.a.story.SendCode(t.ctx(), t.kase.ID, t.answers().One("contact"), p.once, t.visitor()); err != nil {
			return err
		}
		t.goTo(here + "?sent=1")
		return nil
	}
	for _, problem := range t.a.q.Check(p.page, p.answers, t.now()) {
		p.stop(hurdle{Field: problem.Field, Code: problem.Code})
	}
	if !p.stopped {
		err := t.a.story.ProveContact(t.ctx(), t.kase.ID, p.answers.One("code"), t.visitor())
		h, wrong := codeHurdle(err)
		if err != nil && !wrong {
			return err
		}
		if wrong {
			p.stop(h)
		}
	}
	if p.stopped {
		t.countErrors(p)
		t.lookAgain(string(p.page), here, p.found...)
		return nil
	}
	first := !slices.Contains(t.kase.Private.Done, string(intake.PageCode))
	p.answers = intake.Answers{noteProven: {codeFor(t.answers())}}
	p.all[noteProven] = p.answers[noteProven]
	if err := t.save(p); err != nil {
		return err
	}
	t.drop(keyAgain)
	t.countAnswered(p, !first)
	t.prove(t.kase)
	if first && !p.change {
		t.goTo("/recover/kept")
		return nil
	}
	t.goTo(t.after(p.page, slices.Contains(t.kase.Private.Done, string(intake.PageElse))))
	return nil
}

// codeHurdle words a code that did not match; the same for every kind of code.
func codeHurdle(err error) (h hurdle, wrong bool) {
	var mismatch *recovery.WrongCode
	switch {
	case errors.As(err, &mismatch) && mismatch.Left > 0:
		return hurdle{Field: "code", Code: "code.wrong", N: strconv.Itoa(mismatch.Left)}, true
	case errors.As(err, &mismatch):
		return hurdle{Field: "code", Code: "code.used_up"}, true
	case errors.Is(err, recovery.ErrExpired):
		return hurdle{Field: "code", Code: "code.expired"}, true
	}
	return hurdle{}, false
}

// keptView tells the reference number as soon as there is a way back to the draft.
type keptView struct {
	plainView
	Number string
	Until  string
	Next   string
}

// kept shows the reference number after the contact address was proven.
func (t *turn) kept() {
	if !t.draft() {
		return
	}
	if !t.answered(intake.PageCode) {
		t.goTo("/recover/code")
		return
	}
	v := &keptView{Number: t.kase.Ref, Until: t.moment(t.kase.Due), Next: t.path(t.after(intake.PageCode, false))}
	t.show("kept", v, "apply.kept.title")
}
