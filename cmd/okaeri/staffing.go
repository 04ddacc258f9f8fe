package main

import (
	"context"
	"errors"
	"fmt"
	"html"
	"net/http"
	"os"
	"strings"
	"time"

	"okaeri/internal/mail"
	"okaeri/internal/notice"
	"okaeri/internal/recovery"
	"okaeri/internal/staff"
	"okaeri/internal/text"
	"okaeri/internal/web/desk"
)

// employ makes the story of the staff, and lets the story of recovery know them.
func (h *house) employ() error {
	var err error
	h.recovery.Colleagues = staffNames{h}
	h.staff, err = staff.New(staff.Parts{Store: h.store, Keys: h.keys, Limiter: h.store, Teller: teller{h}, Permanent: mail.Permanent, Now: h.now})
	return err
}

// errands does the story's jobs, and those of the staff.
type errands struct{ h *house }

// Handle does one job.
func (e errands) Handle(ctx context.Context, j recovery.Job) error {
	if j.Kind == staff.JobLetter {
		return e.h.staff.Deliver(ctx, j.Letter)
	}
	return e.h.recovery.Handle(ctx, j)
}

// staffNames tells the story of recovery whose accounts are those of people at the desk.
type staffNames struct{ h *house }

// Names are logins and mail addresses of everybody who may come in.
func (n staffNames) Names(ctx context.Context) ([]string, error) {
	people, err := n.h.staff.List(ctx)
	var names []string
	for _, p := range people {
		if p.Active() {
			names = append(names, p.Login, p.Mail)
		}
	}
	return names, err
}

// withDesk puts the staff's pages beside those of applicants.
func (h *house) withDesk(pages http.Handler) (http.Handler, error) {
	site, err := h.site(nil)
	if err != nil {
		return nil, err
	}
	keys, err := h.passkeys()
	if err != nil {
		return nil, err
	}
	seat, err := h.seat(site)
	if err != nil {
		return nil, err
	}
	form, err := h.specimen(site)
	if err != nil {
		return nil, err
	}
	d, err := desk.New(desk.Config{
		Site: site, Staff: h.staff, Passkeys: keys, Provider: h.provider(), ProviderName: words(h.config.OIDC.name()),
		Key: h.keys.MAC("desk-ceremony"), Used: h.store,
		Cases: h.recovery, Seat: seat, Tokens: h.tokens(), Settings: h.settings, Form: form, Record: h.archive(), Figures: h.meter,
	})
	if err != nil {
		return nil, err
	}
	base := strings.TrimSuffix(h.recovery.PublicURL.EscapedPath(), "/") + "/desk"
	mux := http.NewServeMux()
	mux.Handle(base, d.Handler())
	mux.Handle(base+"/", d.Handler())
	mux.Handle("/", pages)
	return mux, nil
}

// firstLink prints the link by which a new server gets its first administrator.
func (h *house) firstLink(ctx context.Context) error {
	token, err := h.staff.FirstLink(ctx)
	if err != nil || token == "" {
		return err
	}
	fmt.Fprintf(os.Stderr, "There is no administrator yet. Open this link in a browser; it works once and for 30 minutes:\n%s\n", h.setupURL(token))
	return nil
}

func (h *house) setupURL(token string) string {
	return h.recovery.PublicURL.JoinPath("desk", "setup", token).String()
}

// teller tells the staff by letter what happened to ways in.
type teller struct{ h *house }

// letterWithin is how long a page may wait for the post office.
const letterWithin = 10 * time.Second

// Tell writes one letter in both languages to each address by itself.
func (t teller) Tell(ctx context.Context, what string, to []string, login string, at time.Time) error {
	ctx, cancel := context.WithTimeout(ctx, letterWithin)
	defer cancel()
	m := t.letter("desk.letter."+what, login, at)
	var failed []error
	for _, address := range to {
		failed = append(failed, t.h.sender.Send(ctx, "staff-"+staff.NewID(), address, m))
	}
	err := errors.Join(failed...)
	if err != nil {
		t.h.log.Warn("somebody of the staff could not be told by letter", "about", what)
	}
	return err
}

func (t teller) letter(key, login string, at time.Time) notice.Message {
	var subjects, parts, marked []string
	for _, lang := range text.Languages() {
		whom := login
		if whom == "" {
			whom = t.h.catalogue.T(lang, "desk.letter.anybody", nil)
		}
		subjects = append(subjects, t.h.catalogue.T(lang, key+".subject", nil))
		part := t.h.catalogue.T(lang, key, map[string]string{
			"Product": words(t.h.config.Product).In(lang), "Time": text.Moment(lang, at, t.h.location), "Login": whom,
		})
		parts, marked = append(parts, part), append(marked, "<p lang=\""+lang+"\">"+html.EscapeString(part)+"</p>")
	}
	return notice.Message{
		Subject: strings.Join(subjects, " / "), Text: strings.Join(parts, "\n\n") + "\n", HTML: "<!doctype html>\n" + strings.Join(marked, "\n") + "\n",
	}
}
