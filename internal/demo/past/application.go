package past

import (
	"context"
	"errors"
	"maps"
	"net/netip"
	"path"
	"strings"
	"time"

	"okaeri/internal/intake"
	"okaeri/internal/notice"
	"okaeri/internal/recovery"
)

// application is one that somebody files, and what they do about it afterwards.
type application struct {
	*town
	part
	app     intake.Application
	filed   intake.Filed
	visitor recovery.Visitor
	id, ref string
	hooks   map[notice.Kind][]hook
}

// hook is what somebody does when a letter has come.
type hook struct {
	after time.Duration
	do    func(ctx context.Context, l notice.Letter, to string) error
}

// on lets somebody act on a letter of a kind, some time after it has come.
func (a *application) on(kind notice.Kind, after time.Duration, do func(ctx context.Context, l notice.Letter, to string) error) {
	a.hooks[kind] = append(a.hooks[kind], hook{after, do})
}

// read lets everybody act who waited for a letter. Letters of a kind come more than once; each is acted on.
func (a *application) read(to string, l notice.Letter) {
	for _, h := range a.hooks[notice.Kind(l.Kind)] {
		a.agenda.at(a.agenda.now.Add(h.after), func(ctx context.Context) error { return h.do(ctx, l, to) })
	}
}

// once makes of what is done at a letter something that is done at the first of them only.
func once(do func(context.Context, notice.Letter, string) error) func(context.Context, notice.Letter, string) error {
	done := false
	return func(ctx context.Context, l notice.Letter, to string) error {
		if done {
			return nil
		}
		done = true
		return do(ctx, l, to)
	}
}

// token is the secret at the end of a letter's link.
func token(l notice.Letter) string { return path.Base(l.Data["link"]) }

// sent is when the application is sent.
func (a *application) sent() time.Time { return a.Now.Add(-a.ago) }

// filling is how long people take over the form.
const filling = 14 * time.Minute

// file lets the application be filed.
func (a *application) file() {
	sent := a.sent()
	a.agenda.at(sent.Add(-filling), a.begin)
	a.on(notice.Code, time.Minute, once(a.prove))
	a.agenda.at(sent, a.send)
}

// begin opens the draft, says who asks and for which account, and has a code sent.
func (a *application) begin(ctx context.Context) error {
	var err error
	if a.assisted == "" {
		a.id, err = a.past.Begin(ctx, a.visitor)
	} else {
		a.id, err = a.past.BeginAssisted(ctx, a.actor(a.typist), a.visitor, a.assisted, a.say("demo.town.counter", a.visitor.Language))
	}
	if err != nil {
		return err
	}
	c, err := a.past.Draft(ctx, a.id)
	if err != nil {
		return err
	}
	a.ref = c.Ref
	a.mail[a.ref] = a
	who := intake.Answers{"device": {a.device()}, "situation": {string(a.app.Situation)}}
	if a.helper {
		maps.Copy(who, intake.Answers{
			"helped": {"1"}, "helper_name": {a.say("demo.town.helper", a.visitor.Language)}, "helper_shop": {a.say("demo.town.shop", a.visitor.Language)},
		})
	}
	for _, page := range []struct {
		page    intake.Page
		answers intake.Answers
	}{{intake.PageWho, who}, {intake.PageAccount, intake.Answers{"account": {a.app.Account}}}} {
		if err := a.past.Save(ctx, a.id, page.page, page.answers); err != nil {
			return err
		}
	}
	return a.past.SendCode(ctx, a.id, a.app.Contact, "", a.visitor)
}

func (a *application) device() string {
	switch {
	case a.assisted != "" || a.helper:
		return "shop"
	case a.app.Context.Device == "":
		return "borrowed"
	}
	return "own"
}

// prove types the code back.
func (a *application) prove(ctx context.Context, l notice.Letter, _ string) error {
	return a.past.ProveContact(ctx, a.id, l.Data["code"], a.visitor)
}

// send answers what is known and sends it all.
func (a *application) send(ctx context.Context) error {
	answers := maps.Clone(a.filed.Answers)
	for _, said := range []string{"account", "contact", "contact_anyway", "situation"} {
		delete(answers, said)
	}
	if a.fewer { // as somebody answers who is in a hurry
		for field := range answers {
			if strings.HasPrefix(field, "q.") || field == "postal_code" {
				delete(answers, field)
			}
		}
	}
	if err := a.past.Save(ctx, a.id, intake.PageElse, answers); err != nil {
		return err
	}
	if len(a.filed.Passwords) > 0 && !a.fewer {
		if err := a.past.OldPasswords(ctx, a.id, a.filed.Passwords); err != nil {
			return err
		}
	}
	a.filled()
	_, err := a.past.Submit(ctx, a.id, a.visitor)
	return err
}

// state is where the application stands.
func (a *application) state(ctx context.Context) (*recovery.Case, error) {
	return a.past.Status(ctx, a.id)
}

// again lets the same person apply once more, with more answers, some time after a refusal.
func (a *application) again(after time.Duration) {
	a.on(notice.Declined, after, once(func(context.Context, notice.Letter, string) error {
		next := &application{town: a.town, part: a.part, app: a.app, filed: a.filed, visitor: a.visitor, hooks: map[notice.Kind][]hook{}}
		next.fewer, next.then = false, nil
		next.ago = a.Now.Sub(a.agenda.now.Add(filling))
		next.file()
		return nil
	}))
}

// withdraw takes it back, if that is still possible.
func (a *application) withdraw(ctx context.Context) error {
	return unlessLate(a.past.Withdraw(ctx, a.id))
}

// contest is the owner's "not me", by the link of a letter.
func (a *application) contest(ctx context.Context, l notice.Letter, _ string) error {
	return unlessLate(a.past.Contest(ctx, token(l), recovery.Visitor{}))
}

// finish opens the link of a grant, proves the contact once more and chooses a password.
func (a *application) finish() {
	var link string
	a.on(notice.Ready, 3*time.Hour, once(func(ctx context.Context, l notice.Letter, _ string) error {
		link = token(l)
		return a.past.SendRestoreCode(ctx, link, "", a.visitor)
	}))
	a.on(notice.RestoreCode, time.Minute, once(func(ctx context.Context, l notice.Letter, _ string) error {
		id, err := a.past.ProveRestore(ctx, link, l.Data["code"], a.visitor)
		if err != nil {
			return err
		}
		return a.past.Finish(ctx, id, newPassword, a.visitor)
	}))
}

// newPassword is what people choose in the town: no leak knows it.
const newPassword = "tsuki-to-kawa-to-momiji-no-michi"

// unlessLate takes it for no error that the story went on before somebody acted, or that one of its rules forbids the deed.
func unlessLate(err error) error {
	var refused *recovery.Refused
	if errors.Is(err, recovery.ErrClosed) || errors.As(err, &refused) {
		return nil
	}
	return err
}

// visits is whoever files an application, as the connection tells.
func visits(app intake.Application, lang string) recovery.Visitor {
	ip, err := netip.ParseAddr(app.Context.IP)
	if err != nil {
		ip = netip.Addr{}
	}
	return recovery.Visitor{IP: ip, UserAgent: app.Context.UserAgent, Device: app.Context.Device, Language: lang, Lane: "pow"}
}
